import type { CaseStore } from '../../shared/store';
import type { Rights, Settings } from '../../shared/model';
import type { Visitor } from './visitor';

/** What a page is made from: who looks at it, what they may see, and where everything is. */
export interface Desk {
	store: CaseStore;
	/** Of the usual brand. */
	settings: Settings;
	visitor: Visitor;
	rights: Rights;
	key: Buffer;
	/** Where the desk is, as browsers ask for it. */
	address: string;
	/** Why what a person has just pressed was not done. */
	alert?: string;
	/** What was just done, in words. */
	told?: string;
	/** Milliseconds since 1970. */
	now: number;
}

/** What a page's address says beside its name. */
export type Query = Record<string, string | undefined>;
