import { gatesOf } from './book/gates';
import type { CaseRule } from './rule';

/** From an amount, or a score of abuse, one person or two must approve. */
export const gates: CaseRule = { id: 'approval', compile: gatesOf };
