/*
 * A refund that went back elsewhere (by Stripe, at a register, by hand) is written down in Shopify as a refund of its own. Its note is told
 * apart from that of refunds that Shopify pays, and names the refund of the case in the same way.
 */
const mark = 'Paid back outside Shopify';

/** The record's note in Shopify; staff can read what it is, and it finds the record again. */
export function recordNoteOf(intent: string): string {
	return `${mark} [${intent}]`;
}

/** Whether a refund's note says that it only writes down what went back elsewhere. */
export function isRecordNote(note: string | null | undefined): boolean {
	return !!note?.startsWith(`${mark} [`);
}
