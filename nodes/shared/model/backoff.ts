/** A pause in milliseconds that doubles with each time before, up to the longest. */
export function doubled(firstMs: number, timesBefore: number, longestMs = Infinity): number {
	return Math.min(firstMs * 2 ** timesBefore, longestMs);
}

/** A pause from half as long to half as long again, so that many who failed together do not come back together. */
export function scattered(ms: number, random: () => number = Math.random): number {
	return ms * (0.5 + random());
}
