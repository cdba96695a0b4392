/** Something a person must hear of that belongs to no step. */
export interface Notice {
	/** Names it once and for all. */
	key: string;
	owner: 'service' | 'warehouse' | 'finance' | 'operator' | 'digital';
	/** What happened, in a sentence. */
	message: string;
	/** What to do. */
	advice: string;
	/** The case it is about. */
	reference?: string;
	/** Address of the page to look at. */
	link?: string;
}

export type StoredNotice = Notice & { madeAt: string };

/** What happened outside any case, for a person to hear of once. */
export interface Notices {
	/**
	 * Keeps a notice for a person, once per key: what happened outside any case (a webhook was made again, a connection cannot be
	 * read). False: one of this key is there. Put the occurrence into the key (a day, an id), so that the next one is told again.
	 */
	put(notice: Notice): Promise<boolean>;
	/** Notices that nobody was told of yet, oldest first; mark them with `told` once the mail is out. */
	untold(limit: number): Promise<StoredNotice[]>;
	told(keys: string[]): Promise<number>;
}
