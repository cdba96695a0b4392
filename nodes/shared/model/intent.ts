/** The id of a case's refund by its number: `RMA-1/R2`. */
export function intentId(reference: string, number: number): string {
	return `${reference}/R${number}`;
}

/** Whether an id is one of this case's refunds. */
export function isIntentOf(reference: string, id: string): boolean {
	return id.startsWith(`${reference}/R`);
}

/** `RMA-1` of `RMA-1/R2`; undefined when nothing stands before a slash. */
export function referenceOfIntent(id: string | undefined): string | undefined {
	const slash = id?.indexOf('/') ?? -1;
	return slash > 0 ? id!.slice(0, slash) : undefined;
}

/** The number that a case's next refund gets: one more than its highest. */
export function nextIntentNumber(reference: string, ids: string[]): number {
	const numbers = ids.map((id) => (isIntentOf(reference, id) ? Number(id.slice(reference.length + 2)) : 0));
	return 1 + Math.max(0, ...numbers.filter(Number.isSafeInteger));
}
