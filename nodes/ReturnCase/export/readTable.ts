import { invalidInput } from '../../shared/model';
import type { CaseStore } from '../../shared/store';
import { eventRow, rowsOf, type ExportRow, type ExportTable } from './tables';

export interface ReadOptions {
	/** Where the last one ended; blank: from the beginning. */
	cursor: string;
	/** Cases or events read at most. */
	limit: number;
	/** What was written within this time is left for the next one: a transaction that began before may still be writing. */
	youngMs: number;
	withData: boolean;
}

export interface ReadRows {
	rows: ExportRow[];
	/** Where the next one goes on. */
	cursor: string;
	/** Whether there is more now. */
	more: boolean;
}

/** Cases or events read in one go; between two pages other work of this n8n has its turn. */
const pageSize = 500;

/** Reads what has changed in a table since a cursor. Read again with the same cursor it gives the same rows, as they are then. Throws EffectError for a cursor of another table. */
export async function readTable(
	store: CaseStore,
	table: ExportTable,
	{ cursor, limit, youngMs, withData }: ReadOptions,
): Promise<ReadRows> {
	const rows: ExportRow[] = [];
	let at = cursor;
	let more = false;
	for (let read = 0; read < limit;) {
		const wanted = Math.min(pageSize, limit - read);
		if (table === 'events') {
			const page = await store.cases.eventsAfter({ seq: seqOf(at), limit: wanted, youngMs });
			for (const { event, seq, recordedAt } of page) rows.push(eventRow(event, seq, recordedAt, withData));
			at = page.length ? String(page.at(-1)!.seq) : at;
			more = page.length === wanted;
		} else {
			const page = await store.cases.changed({ after: placeOf(at), limit: wanted, youngMs });
			for (const state of page) rows.push(...rowsOf(table, state));
			const last = page.at(-1);
			at = last ? `${last.updatedAt} ${last.reference}` : at;
			more = page.length === wanted;
		}
		read += wanted;
		if (!more) break;
		await new Promise((resolve) => setImmediate(resolve));
	}
	return { rows, cursor: at, more };
}

function seqOf(cursor: string): number {
	if (!cursor) return 0;
	if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
	throw foreign(cursor);
}

function placeOf(cursor: string): { updatedAt: string; reference: string } | undefined {
	if (!cursor) return undefined;
	const [, updatedAt, reference] = /^(\d{4}-\S+) (\S+)$/.exec(cursor) ?? [];
	if (updatedAt) return { updatedAt, reference };
	throw foreign(cursor);
}

function foreign(cursor: string): Error {
	return invalidInput(
		`"${cursor.slice(0, 60)}" is no cursor of this table`,
		'Leave Cursor empty to go on from what was kept, or to begin anew under another Export Name.',
		'cursor',
	);
}
