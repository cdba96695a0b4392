export { driftClasses, type DriftClass } from './drift';
export { reconcile, type Drift, type Match, type Reconciliation, type Result } from './reconcile';
export { roles, type Role, type Rules, type Source } from './source';
export type { Summary } from './report';
