export type { DriftClass } from './drift';
export { reconcile, type Result } from './reconcile';
export { roles, type Role, type Rules, type Source } from './source';
