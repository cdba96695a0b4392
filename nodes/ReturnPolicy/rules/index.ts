import { dutiesPaid } from './dutiesPaid';
import { finalSale } from './finalSale';
import { lineKnown } from './lineKnown';
import { oneCurrency } from './oneCurrency';
import { orderKnown } from './orderKnown';
import { paymentKnown } from './paymentKnown';
import { quantityLeft } from './quantityLeft';
import { returnWindow } from './returnWindow';
import type { CaseRule, LineRule } from './rule';
import { valueLimit } from './valueLimit';

/** All rules, in the order in which their reasons are given. A new rule is a file of its own and an entry here. */
export const lineRules: LineRule[] = [lineKnown, finalSale, returnWindow, quantityLeft];
export const caseRules: CaseRule[] = [orderKnown, oneCurrency, paymentKnown, dutiesPaid, valueLimit];
