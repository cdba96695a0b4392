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

/** What a part of a breakdown says that another refund of the case pays back. */
export function paidBackAs(id: string): string {
	return `Paid back as refund ${id}`;
}

/** What a refund says that pays back a part of another one. */
export function partOf(id: string): string {
	return `Part of refund ${id}`;
}

/** Ids of the refunds that a breakdown says to be parts of it. */
export function refundsBeside(breakdown: Described[]): string[] {
	return breakdown.flatMap(({ name, description = '' }) =>
		name === 'other_refund' && description.startsWith(paidBackAs('')) ? description.slice(paidBackAs('').length) : [],
	);
}

/** Id of the refund that a breakdown says to be a part of; undefined when it stands for itself. */
export function refundAbove(breakdown: Described[]): string | undefined {
	const above = breakdown.find(
		({ name, description = '' }) => name === 'other_refund' && description.startsWith(partOf('')),
	);
	return above?.description?.slice(partOf('').length);
}

type Described = { name?: string; description?: string };

/** The number that a case's next refund gets: one more than its highest. */
export function nextIntentNumber(reference: string, ids: string[]): number {
	const numbers = ids.map((id) => (isIntentOf(reference, id) ? Number(id.slice(reference.length + 2)) : 0));
	return 1 + Math.max(0, ...numbers.filter(Number.isSafeInteger));
}
