import { audit, changed, footprint } from './audit';
import { json, mug, openWorkbench, tee, type Workbench } from './workbench';

/**
 * Every operation that changes something in Odoo, run once, run twice, and run five times at once under the same key: all must
 * leave the same in Odoo's tables. No case store is in play, so that what is seen is the protection in Odoo itself.
 *
 * A new operation is one line: what runs before it (other lines, in their order) and its parameters. `operation: remark` is fine.
 * Left out, since they are documented to write again: Note: Add (two at the very same moment), Method: Call.
 */
interface Row {
	after?: string[];
	parameters(world: World): object;
}
interface World {
	w: Workbench;
	/** An order of two T-shirts (18.00 and 3.60 tax each), a mug and shipping; delivered, invoiced and paid. */
	number: string;
	/** The return of it that is worked on. */
	reference: string;
}

const money = ({ w }: World, amount: number) => ({ amount, currency: w.odoo.currency });
const intent = (world: World) => ({
	id: `${world.reference}/R1`,
	amount: money(world, 2160),
	payment: { id: 'p', processor: 'stripe', providerIds: {} },
	reason: 'return',
	breakdown: [
		{ kind: 'line', line: tee.sku, quantity: 1, amount: money(world, 1800), description: '' },
		{ kind: 'tax', line: tee.sku, amount: money(world, 360), description: '' },
	],
});

const rows: Record<string, Row> = {
	'return.create': {
		parameters: ({ reference, number }) => ({ reference, order: number, lines: json([{ sku: tee.sku, quantity: 2 }]) }),
	},
	'goods.receive': {
		after: ['return.create'],
		parameters: ({ reference }) => ({ reference, receipt: json({ id: 'A', lines: [{ sku: tee.sku, quantity: 1 }] }) }),
	},
	'goods.receive: with what nobody expects': {
		after: ['return.create'],
		parameters: ({ reference }) => ({
			reference,
			surplus: 'receive',
			receipt: json({
				id: 'B',
				lines: [
					{ sku: tee.sku, quantity: 3 },
					{ sku: mug.sku, quantity: 1 },
				],
			}),
		}),
	},
	'goods.receiveUnidentified': {
		parameters: ({ reference }) => ({
			parcel: `P-${reference}`,
			lines: json([
				{ sku: tee.sku, quantity: 1 },
				{ sku: mug.sku, quantity: 1 },
			]),
		}),
	},
	'goods.matchUnidentified': {
		after: ['return.create', 'goods.receiveUnidentified'],
		parameters: ({ reference }) => ({ reference, parcel: `P-${reference}` }),
	},
	'return.cancel': { after: ['return.create', 'goods.receive'], parameters: ({ reference }) => ({ reference }) },
	'return.undo': { after: ['return.create', 'goods.receive'], parameters: ({ reference }) => ({ reference }) },
	'goods.sort': {
		after: ['return.create', 'goods.receive'],
		parameters: ({ reference }) => ({
			reference,
			inspection: json({ id: 'I', lines: [{ sku: tee.sku, quantity: 1, destination: 'quarantine' }] }),
		}),
	},
	'creditNote.issue': {
		after: ['return.create', 'goods.receive'],
		parameters: (world) => ({ reference: world.reference, order: world.number, intent: json(intent(world)) }),
	},
	'creditNote.recordPayment': {
		after: ['creditNote.issue'],
		parameters: (world) => ({
			reference: world.reference,
			refund: json({
				id: `re_${world.reference}`,
				intent: intent(world).id,
				amount: money(world, 2160),
				status: 'succeeded',
			}),
		}),
	},
};

let w: Workbench;
beforeAll(async () => void (w = await openWorkbench()));
afterEach(async () => expect(await audit(w.database)).toEqual([]));

/** New orders, brought to where an operation begins. */
async function worldsBefore({ after = [] }: Pick<Row, 'after'>, many: number): Promise<World[]> {
	const worlds = (await w.orders(many)).map((order) => ({ w, ...order }));
	for (const world of worlds) for (const name of after) await run(name, world);
	return worlds;
}

/** The result of an operation: what it put under its own key. */
async function run(name: string, world: World, settings = w.odoo.settings): Promise<{ outcome: string; id?: string }> {
	const item = await w.done(name.split(':')[0], rows[name].parameters(world) as never, {
		input: [{ settings: { odoo: settings } } as never],
	});
	return Object.values(item).find(
		(value): value is { outcome: string } => !!(value as { outcome?: string } | null)?.outcome,
	)!;
}

const ways: Array<[string, (name: string, world: World) => Promise<Array<{ outcome: string; id?: string }>>]> = [
	[
		'twice, first in batches',
		async (name, world) => [await run(name, world, w.odoo.inBatches), await run(name, world)],
	],
	[
		'five times at once, some in batches',
		async (name, world) =>
			await Promise.all(
				[1, 2, 3, 4, 5].map(async (time) => await run(name, world, time % 2 ? w.odoo.inBatches : w.odoo.settings)),
			),
	],
];

describe.each(Object.entries(rows))('%s', (name, row) => {
	it('leaves the same, however often it is run', async () => {
		const [once, ...more] = await worldsBefore(row, 1 + ways.length);
		const before = await footprint(w.database);
		const { id } = await run(name, once);
		const left = changed(before, await footprint(w.database));
		expect(Object.keys(left).length).toBeGreaterThan(0);
		for (const [index, [way, runs]] of ways.entries()) {
			const world = more[index];
			const start = await footprint(w.database);
			const results = await runs(name, world);
			expect({ way, left: changed(start, await footprint(w.database)) }).toEqual({ way, left });
			if (id) expect(new Set(results.map((one) => one.id)).size).toBe(1);
			if (way.startsWith('twice')) expect(results.map(({ outcome }) => outcome)).toEqual(['done', 'already_done']);
		}
	}, 300_000);
});

it('would see what is there twice', async () => {
	const after = ['return.create', 'goods.receive', 'creditNote.issue', 'creditNote.recordPayment'];
	const [world] = await worldsBefore({ after }, 1);
	const start = await footprint(w.database);
	const copies: Array<[string, number[], object]> = [
		[
			'stock.picking',
			await w.rpc('stock.picking', 'search', { domain: [['origin', '=', world.reference]], limit: 1 }),
			{ origin: world.reference },
		],
		[
			'account.move',
			await w.rpc('account.move', 'search', {
				domain: [
					['ref', '=', world.reference],
					['move_type', '=', 'out_refund'],
				],
			}),
			{ ref: world.reference },
		],
		[
			'account.payment',
			await w.rpc('account.payment', 'search', { domain: [['memo', '=', `re_${world.reference}`]] }),
			{ memo: `re_${world.reference}` },
		],
	];
	const made: Array<[string, number[]]> = [];
	for (const [model, ids, values] of copies) made.push([model, await w.rpc(model, 'copy', { ids, default: values })]);
	await w.rpc('account.payment', 'action_post', { ids: made[2][1] });
	const found = await audit(w.database);
	for (const fault of ['a transfer of a return', 'a credit note', 'a refund payment'])
		expect(found.some((line) => line.startsWith(fault))).toBe(true);
	expect(Object.keys(changed(start, await footprint(w.database)))).toEqual(
		expect.arrayContaining(['stock_picking draft', 'account_move draft', 'account_payment in_process']),
	);
	await w.rpc('account.payment', 'action_draft', { ids: made[2][1] });
	for (const [model, ids] of made) await w.rpc(model, 'unlink', { ids });
}, 120_000);
