/** Labels that are looked through for a reference: the newest of all, and of those since a return was opened. */
const newest = 1_000;
const sinceOpened = 10_000;

/**
 * How many pages of a carrier service's labels, the newest first, are looked through for a reference. Most shops need one. A return's own label is no older than the
 * return, and lost to the case store only by a backup that was restored since; no shop waits for more than ten thousand before it buys.
 * @param since when the return was opened; undefined: nobody knows
 */
export function mostPages(since: string | undefined, pageSize = 100): number {
	return (since ? sinceOpened : newest) / pageSize;
}
