/** How a return carries the case: in the note of its lines, which staff can read, and which webhooks and the API show again. */
export function markedNote(note: string | undefined, mark: string, limit: number): string {
	const end = `[${mark}]`;
	const text = (note ?? '').trim();
	return text ? `${text.slice(0, limit - end.length - 1).trimEnd()} ${end}` : end;
}

export function carriesMark(note: string | null | undefined, mark: string): boolean {
	return !!note?.includes(`[${mark}]`);
}

/** The case reference in a note, if there is one. */
export function referenceIn(note: string | null | undefined): string | undefined {
	return /\[(RMA-[0-9A-Z]{1,20})\]/.exec(note ?? '')?.[1];
}
