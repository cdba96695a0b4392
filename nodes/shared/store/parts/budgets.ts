/** One of what may be done at most `limit` times within a time. */
export interface Charge {
	/** Names the budget; no personal data. */
	key: string;
	limit: number;
	windowMs: number;
}

/** What may be done so often and no more. */
export interface Budgets {
	/** Takes one from each, or from none: then the first that is used up. */
	take<C extends Charge>(charges: C[]): Promise<C | undefined>;
}
