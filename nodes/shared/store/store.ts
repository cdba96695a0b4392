import type { Alarms } from './parts/alarms';
import type { Budgets } from './parts/budgets';
import type { Cases } from './parts/cases';
import type { Claims } from './parts/claims';
import type { Connections } from './parts/connections';
import type { Drifts } from './parts/drifts';
import type { Files } from './parts/files';
import type { Inbox } from './parts/inbox';
import type { Looks } from './parts/looks';
import type { Notices } from './parts/notices';
import type { Operators } from './parts/operators';
import type { People } from './parts/people';
import type { Policies } from './parts/policies';
import type { StoredSettings } from './parts/settings';
import type { SetUpReports } from './parts/setUpReports';
import type { Steps } from './parts/steps';

export * from './parts/alarms';
export * from './parts/budgets';
export * from './parts/cases';
export * from './parts/claims';
export * from './parts/connections';
export * from './parts/drifts';
export * from './errors';
export * from './parts/files';
export * from './parts/inbox';
export * from './parts/looks';
export * from './parts/notices';
export * from './parts/operators';
export * from './parts/people';
export * from './parts/policies';
export * from './parts/settings';
export * from './parts/setUpReports';
export * from './parts/steps';

/** The case store: the only code that touches a database. Every method is one transaction; times are UTC instants. */
export interface CaseStore {
	cases: Cases;
	steps: Steps;
	claims: Claims;
	connections: Connections;
	inbox: Inbox;
	looks: Looks;
	budgets: Budgets;
	drifts: Drifts;
	files: Files;
	alarms: Alarms;
	notices: Notices;
	operators: Operators;
	people: People;
	settings: StoredSettings;
	setUpReports: SetUpReports;
	policies: Policies;

	/** Calls `listener` when cases or steps changed, in this process or in one that the database tells of. Returns the way to stop listening. */
	onChange(listener: () => void): () => void;
	/** Throws when the database cannot be used. */
	ping(): Promise<void>;
	close(): Promise<void>;
}
