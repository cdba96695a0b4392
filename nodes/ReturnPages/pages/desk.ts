import type { CaseStore } from '../../shared/store';
import type { Rights, Settings } from '../../shared/model';
import type { Visitor } from '../session/visitor';

/** What a page is made from: who looks at it, what they may see, and where everything is. */
export interface Desk {
	store: CaseStore;
	/** Of the usual brand. */
	settings: Settings;
	visitor: Visitor;
	rights: Rights;
	key: Buffer;
	/** Addresses of the forms in which people decide; one that is not there is not offered. */
	forms: { review?: string; receive?: string; paid?: string };
	/** Milliseconds since 1970. */
	now: number;
}

/** What a page's address says beside its name. */
export type Query = Record<string, string | undefined>;
