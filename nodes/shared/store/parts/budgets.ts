/** One of what may be done at most `limit` times within a time. */
export interface Charge {
	/** Names the budget; no personal data. */
	key: string;
	limit: number;
	windowMs: number;
}
