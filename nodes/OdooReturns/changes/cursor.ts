import { createHash } from 'node:crypto';
import { z } from 'zod';
import { invalidInput, jsonOf, parsed } from '../../shared/model';

/**
 * How far the changes of a kind have been read. Odoo's write_date is when a transaction began, and shows only when it has ended:
 * a later read must begin earlier than the last one ended (docs/facts/odoo.md#changes-show-when-their-transaction-ends). So one
 * pass reads, by ascending id, whatever was written since `from`, and the next pass begins `overlap` before the time at which this
 * one began.
 */
const Cursor = z.object({
	v: z.literal(1),
	kind: z.string(),
	/** Odoo's time that the pass begins with; '' is the beginning. */
	from: z.string(),
	/** Odoo's time at which the pass under way has begun; absent: the next read begins a pass. */
	began: z.string().optional(),
	/** Last id that the pass under way has read. */
	after: z.number().int().nonnegative(),
	/** Documents of the time that passes share, as they were given out before: id -> digest. */
	given: z.record(z.string(), z.string()),
	/** The same, collected in the pass under way. */
	giving: z.record(z.string(), z.string()),
});
export type Cursor = z.infer<typeof Cursor>;

/** So many documents of the shared time are remembered; what goes beyond may be given out again. */
export const remembered = 5_000;

export function newCursor(kind: string, from = ''): Cursor {
	return { v: 1, kind, from, after: 0, given: {}, giving: {} };
}

/** A cursor as text, to be kept between two runs. */
export function cursorText(cursor: Cursor): string {
	return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** The cursor of an earlier run. Throws EffectError for anything else, and for a cursor of another kind. */
export function parseCursor(text: string, kind: string): Cursor {
	const cursor = parsed(Cursor, jsonOf(Buffer.from(text, 'base64url').toString('utf8')), () =>
		invalidInput(
			'This is no cursor of an earlier run',
			'Give the field "cursor" of the last item of the run before, unchanged; or leave Cursor blank to begin anew.',
			'cursor',
		),
	);
	if (cursor.kind !== kind)
		throw invalidInput(
			`This cursor is for "${cursor.kind}", not for "${kind}"`,
			'Keep one cursor per kind of document.',
			'cursor',
		);
	return cursor;
}

/** What tells a version of a document from another; its write_date has whole seconds only, in which two versions may be made. */
export function digestOf(document: object): string {
	return createHash('sha256').update(JSON.stringify(document)).digest('base64url').slice(0, 10);
}

/** An instant as Odoo writes times: UTC, whole seconds. */
export function odooTime(at: Date): string {
	return at.toISOString().slice(0, 19).replace('T', ' ');
}

/** The time from which the pass after this one must read again. */
export function sharedFrom(began: string, overlapMinutes: number): string {
	return odooTime(new Date(new Date(`${began.replace(' ', 'T')}Z`).getTime() - overlapMinutes * 60_000));
}
