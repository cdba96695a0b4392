import fc from 'fast-check';
import { cursorText, newCursor, parseCursor, remembered, type Cursor } from '../../nodes/OdooReturns/changes/cursor';
import { kinds } from '../../nodes/OdooReturns/changes/kinds';
import { changedPages, type ChangesQuery } from '../../nodes/OdooReturns/changes/readChanges';
import type { Odoo } from '../../nodes/OdooReturns/transport/odoo';

/** Seconds of the simulation as Odoo writes times. */
const timeOf = (second: number) =>
	new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString().slice(0, 19).replace('T', ' ');
const query: ChangesQuery = { kind: kinds.transfer, fields: ['name'], domain: [], overlapMinutes: 10, pageSize: 2 };
const longest = 590; // shorter than the overlap

interface Written {
	document: number;
	start: number;
	commit: number;
}

/** An Odoo whose transactions stamp documents with the time at which they began, and show them only when they end. */
class Database {
	second = 0;
	/** How long each call takes. */
	pace = 1;
	constructor(private readonly writes: Written[]) {}

	private visible(): Map<number, { id: number; name: string; write_date: string }> {
		const rows = new Map<number, { id: number; name: string; write_date: string }>();
		for (const [index, one] of this.writes.entries())
			if (one.commit <= this.second)
				rows.set(one.document, { id: one.document, name: `version ${index}`, write_date: timeOf(one.start) });
		return rows;
	}

	final(): Map<number, string> {
		this.second = Infinity;
		return new Map([...this.visible()].map(([id, { name }]) => [id, name]));
	}

	readonly odoo = {
		now: async () => new Date(`${timeOf(this.second).replace(' ', 'T')}Z`),
		call: async (
			_model: string,
			method: string,
			{ domain, limit }: { domain: Array<[string, string, string | number]>; limit: number },
		) => {
			if (method === 'fields_get') return { name: { type: 'char', store: true } };
			this.second += this.pace;
			const holds = (row: Record<string, string | number>) =>
				domain.every(([field, operator, value]) => (operator === '>' ? row[field] > value : row[field] >= value));
			return [...this.visible().values()]
				.filter(holds)
				.sort((a, b) => a.id - b.id)
				.slice(0, limit);
		},
	} as unknown as Odoo;
}

/** Transactions of one document follow each other: Odoo lets no two write it at the same time. */
const history = fc
	.array(
		fc.record({
			document: fc.integer({ min: 1, max: 8 }),
			gap: fc.integer({ min: 0, max: 400 }),
			lasts: fc.integer({ min: 0, max: longest }),
		}),
		{ maxLength: 30 },
	)
	.map((list) => {
		const free = new Map<number, number>();
		return list
			.map(({ document, gap, lasts }): Written => {
				const start = (free.get(document) ?? 0) + gap;
				free.set(document, start + lasts);
				return { document, start, commit: start + lasts };
			})
			.sort((a, b) => a.commit - b.commit);
	});

async function play(writes: Written[], pauses: number[], pace: number, text: (cursor: Cursor) => Cursor) {
	const database = new Database(writes);
	database.pace = pace;
	const told = new Map<number, string>();
	let cursor = newCursor('transfer');
	let given = 0;
	for (const pause of [...pauses, longest * 40, longest, 0]) {
		database.second += pause;
		// Each page is a run of its own, half of the time: a pass can stop and go on anywhere.
		for (let open = true; open;) {
			for await (const page of changedPages(database.odoo, query, cursor)) {
				for (const one of page.changed) told.set(one.id, one.name as string);
				given = page.changed.length;
				cursor = text(page.cursor);
				open = cursor.began !== undefined;
				if (pause % 2) break;
			}
		}
	}
	return { told, final: database.final(), given };
}

it('tells the last version of every document, however long transactions take and wherever a pass is cut', async () => {
	await fc.assert(
		fc.asyncProperty(
			history,
			fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 12 }),
			fc.integer({ min: 0, max: 60 }),
			async (writes, pauses, pace) => {
				const { told, final } = await play(writes, pauses, pace, (cursor) =>
					parseCursor(cursorText(cursor), 'transfer'),
				);
				expect(told).toEqual(final);
			},
		),
		{ numRuns: 300 },
	);
});

it('would miss some if it went on where the last read ended', async () => {
	// The control: a cursor without overlap, as a plain "changed since" poll has it.
	const naive = (cursor: Cursor): Cursor =>
		cursor.began
			? cursor
			: {
					...cursor,
					from: timeOf(
						new Date(`${cursor.from.replace(' ', 'T')}Z`).getTime() / 1000 + 600 - Date.UTC(2026, 0, 1) / 1000,
					),
				};
	await expect(
		fc.assert(
			fc.asyncProperty(
				history,
				fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 12 }),
				async (writes, pauses) => {
					const { told, final } = await play(writes, pauses, 1, naive);
					expect(told).toEqual(final);
				},
			),
			{ numRuns: 300 },
		),
	).rejects.toThrow(/Property failed/);
});

it('tells nothing twice when nothing was changed, as long as it can remember', async () => {
	const writes = Array.from({ length: 20 }, (_, index): Written => ({ document: index + 1, start: 100, commit: 101 }));
	const database = new Database(writes);
	database.second = 200;
	const pass = async (cursor: Cursor) => {
		let [told, next] = [0, cursor];
		for await (const page of changedPages(database.odoo, query, cursor))
			[told, next] = [told + page.changed.length, page.cursor];
		return { told, next };
	};
	const first = await pass(newCursor('transfer'));
	expect(first.told).toBe(20);
	const second = await pass(first.next);
	expect(second.told).toBe(0);
	database.second += 900;
	expect((await pass(second.next)).told).toBe(0);
});

it('keeps the cursor small, whatever happened within the overlap', async () => {
	const writes = Array.from({ length: remembered + 500 }, (_, index): Written => ({
		document: index + 1,
		start: 10,
		commit: 11,
	}));
	const database = new Database(writes);
	database.second = 20;
	let cursor = newCursor('transfer');
	for await (const page of changedPages(database.odoo, { ...query, pageSize: 1000 }, cursor)) cursor = page.cursor;
	expect(Object.keys(cursor.given)).toHaveLength(remembered);
});

it('takes no text for a cursor that is none, nor one of other documents', () => {
	expect(() => parseCursor('nonsense', 'transfer')).toThrow('This is no cursor of an earlier run');
	expect(() => parseCursor(cursorText(newCursor('order')), 'transfer')).toThrow(
		'This cursor is for "order", not for "transfer"',
	);
	expect(parseCursor(cursorText(newCursor('transfer', timeOf(5))), 'transfer')).toEqual(
		newCursor('transfer', timeOf(5)),
	);
});
