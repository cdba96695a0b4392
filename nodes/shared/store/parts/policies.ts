import type { PolicyVersion, StoredPolicy } from '../../model';
import type { OperatorAct } from './operators';

/** What becomes of a policy, and what the operator log says of it; without an act nothing has changed. */
export interface PolicyChange {
	after: StoredPolicy;
	act?: Pick<OperatorAct, 'action' | 'details'>;
}

/** Policies by name: drafts, and publications that are never changed. */
export interface Policies {
	/** A policy with its newest publication; undefined when nobody has saved one of the name. */
	get(name: string): Promise<StoredPolicy | undefined>;
	/** All of them, by name. */
	list(): Promise<StoredPolicy[]>;
	/** The newest publication of a content hash; without a hash the newest of all. */
	version(name: string, version?: string): Promise<PolicyVersion | undefined>;
	/** Publications of a policy, the newest first. */
	versions(name: string, limit: number): Promise<PolicyVersion[]>;
	/**
	 * Reads, changes and stores a policy in one transaction, so that of two who change it at once the second sees what the first one did. What
	 * `change` throws leaves everything as it was.
	 */
	change(name: string, change: (before: StoredPolicy) => PolicyChange, by: { actor: string }): Promise<StoredPolicy>;
}
