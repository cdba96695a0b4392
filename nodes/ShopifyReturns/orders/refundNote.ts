/** The refund's note in Shopify; staff can read which return it is for, and it finds the refund again. */
export function noteOf(intent: string): string {
	return `Return refund [${intent}]`;
}

/** The refund of ours that a note names; undefined for one that staff or another app made. */
export function intentInNote(note: string | null | undefined): string | undefined {
	return /\[(RMA-[^\]]+)\]/.exec(note ?? '')?.[1];
}
