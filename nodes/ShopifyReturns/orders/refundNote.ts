/** The refund's note in Shopify; staff can read which return it is for, and it finds the refund again. */
export function noteOf(intent: string): string {
	return `Return refund [${intent}]`;
}

/*
 * A refund that went back elsewhere (by Stripe, at a register, by hand) is written down in Shopify as a refund of its own. Its note is told
 * apart from that of refunds that Shopify pays, and names the refund of the case in the same way.
 */
const mark = 'Paid back outside Shopify';

/**
 * The refund of ours that a note names; undefined for one that staff or another app made. Only whole notes of ours count: others write
 * brackets too, and numbers such as RMA-1042.
 */
export function intentInNote(note: string | null | undefined): string | undefined {
	return /^(?:Return refund|Paid back outside Shopify) \[(RMA-[^\]]+)\]/.exec(note ?? '')?.[1];
}

/** The record's note in Shopify; staff can read what it is, and it finds the record again. */
export function recordNoteOf(intent: string): string {
	return `${mark} [${intent}]`;
}

/** Whether a refund's note says that it only writes down what went back elsewhere. */
export function isRecordNote(note: string | null | undefined): boolean {
	return !!note?.startsWith(`${mark} [`);
}
