export { Drift, Named, type DriftClass } from './drift';
export { pageOfRun, sheetOfRun } from './page';
export { reconcile, type Result } from './reconcile';
export { Summary } from './summary';
export { roles, type Role, type Rules, type Source } from './source';
export { Acceptance, type History } from './history';
