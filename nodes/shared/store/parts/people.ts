import type { By } from './operators';

/** What became of a case's personal data. */
export interface Erasure {
	reference: string;
	erased: boolean;
	/** Why it is still needed. */
	kept?: string;
}

/** Personal data of customers, and how long it is kept (erasure.ts). */
export interface People {
	/** Erases the personal data of a case that a person wants gone; of one that still needs it, as soon as it does not. Throws CaseNotFound. */
	erase(reference: string, by: By): Promise<Erasure>;
	/** Erases it of up to `limit` cases whose time is over, or of which it was asked for; how many. Those that still need it are passed by. */
	eraseDue(limit: number): Promise<number>;
	/** Deletes up to `limit` closed cases that are kept no longer; how many. */
	deleteDue(limit: number): Promise<number>;
}
