import { audit, changed, footprint } from './audit';
import { json, openWorkbench, type Workbench } from './workbench';

/** Sorting on a real Odoo, without and then with its app Repairs. */
let w: Workbench;
beforeAll(async () => void (w = await openWorkbench('plain')));
afterEach(async () => expect(await audit(w.database)).toEqual([]));

const lamp = { sku: 'LAMP', title: 'Lamp', quantity: 6, price: '10.00', discount: '0.00', tax: '12.00' };
const six = { sku: 'LAMP', restock: 2, quarantine: 1, refurbish: 1, vendor: 1, scrap: 1 };
const places = ['inspection', 'restock', 'quarantine', 'refurbish', 'vendor', 'scrap'];

async function received(sku = lamp.sku) {
	const order = await w.order({ lines: [{ ...lamp, sku }], shipping: { price: '0', tax: '0' } });
	await w.done('return.create', {
		reference: order.reference,
		order: order.number,
		lines: json([{ sku, quantity: 6 }]),
	});
	await w.done('goods.receive', {
		reference: order.reference,
		receipt: json({ id: 'A', lines: [{ sku, quantity: 6 }] }),
	});
	return order;
}
async function counts(sku: string): Promise<Record<string, number>> {
	const { inspectionLocation, destinations } = w.odoo.settings;
	const rows = await w.database.sql<{ place: number; pieces: number }>(
		'select quant.location_id as place, sum(quant.quantity)::int as pieces from stock_quant quant join product_product product on product.id = quant.product_id where product.default_code = $1 group by 1',
		[sku],
	);
	return Object.fromEntries(
		places.map((place) => [
			place,
			rows.find((row) => row.place === (place === 'inspection' ? inspectionLocation : destinations[place as 'scrap']))
				?.pieces ?? 0,
		]),
	);
}
const difference = (before: Record<string, number>, after: Record<string, number>) =>
	places.map((place) => after[place] - before[place]);

describe.each(['without the app Repairs', 'with the app Repairs'])('%s', (way) => {
	const repairs = way.startsWith('with ');
	beforeAll(async () => {
		if (!repairs) return;
		const [app] = await w.rpc('ir.module.module', 'search', { domain: [['name', '=', 'repair']] });
		await w.rpc('ir.module.module', 'button_immediate_install', { ids: [app] });
	}, 300_000);

	it('takes six pieces of one line to five destinations, the same however often it is run', async () => {
		const left: object[] = [];
		for (const way_ of ['once', 'twice', 'five at once']) {
			const { reference } = await received();
			const [before, start] = [await counts(lamp.sku), await footprint(w.database)];
			const parameters = { reference, inspection: json({ id: 'I', lines: [six] }) };
			const { sorting } = await w.done('goods.sort', parameters);
			expect(sorting).toMatchObject({
				outcome: 'done',
				movements: [
					['restock', 2],
					['quarantine', 1],
					['refurbish', 1],
					['vendor', 1],
					['scrap', 1],
				].map(([destination, quantity]) => ({ destination, quantity })),
			});
			expect(sorting.repairs).toHaveLength(repairs ? 1 : 0);
			if (repairs) expect(sorting.repairs[0].state).toBe('confirmed');
			if (way_ === 'twice')
				expect((await w.done('goods.sort', parameters)).sorting).toMatchObject({
					outcome: 'already_done',
					id: sorting.id,
					repairs: sorting.repairs,
				});
			if (way_ === 'five at once') {
				const fresh = await received();
				const again = await Promise.all(
					[1, 2, 3, 4, 5].map(
						async () => (await w.done('goods.sort', { ...parameters, reference: fresh.reference })).sorting,
					),
				);
				expect(new Set(again.map(({ id }) => id)).size).toBe(1);
				expect(
					await w.database.sql(
						"select count(*)::int as transfers, sum(move.quantity)::int as pieces from stock_picking picking join stock_move move on move.picking_id = picking.id join stock_picking_type type on type.id = picking.picking_type_id where picking.origin = $1 and type.code = 'internal'",
						[fresh.reference],
					),
				).toEqual([{ transfers: 5, pieces: 6 }]);
				if (repairs)
					expect(
						await w.database.sql('select count(*)::int as orders from repair_order where internal_notes like $1', [
							`%${fresh.reference}%`,
						]),
					).toEqual([{ orders: 1 }]);
				continue;
			}
			const after = await counts(lamp.sku);
			expect(difference(before, after)).toEqual([-6, 2, 1, 1, 1, 1]);
			const shown = (field: string) =>
				Object.fromEntries(sorting.availability.map((one: Record<string, number | string>) => [one.place, one[field]]));
			expect(shown('before')).toEqual(before);
			expect(shown('after')).toEqual(after);
			left.push(changed(start, await footprint(w.database)));
		}
		expect(left[1]).toEqual(left[0]);
	}, 300_000);
});

it('works from a table as from an inspection, and refuses another content under the same ID', async () => {
	const { reference } = await received();
	const table = (more: object) => ({
		reference,
		specify: 'table',
		inspectionId: 'T',
		goods: { lines: [{ sku: lamp.sku, restock: 0, quarantine: 0, refurbish: 0, vendor: 0, scrap: 0, ...more }] },
	});
	expect((await w.done('goods.sort', table({ restock: 1, scrap: 2 }))).sorting.movements).toMatchObject([
		{ destination: 'restock', quantity: 1 },
		{ destination: 'scrap', quantity: 2 },
	]);
	expect((await w.done('goods.sort', table({ restock: 1, scrap: 2 }))).sorting.outcome).toBe('already_done');
	expect((await w.node('goods.sort', table({ restock: 3 }))).error?.message).toContain(
		'Inspection T was booked before with other goods or destinations',
	);
	expect((await w.node('goods.sort', table({}))).error?.message).toBe('No piece goes anywhere');
});

it('takes no pieces of another return, though they lie side by side', async () => {
	const [mine, theirs] = [await received('LAMP-2'), await received('LAMP-2')];
	const sort = async (reference: string, id: string, quantity: number) =>
		await w.node('goods.sort', {
			reference,
			inspection: json({ id, lines: [{ sku: 'LAMP-2', quantity, destination: 'restock' }] }),
		});
	expect((await sort(mine.reference, 'I1', 7)).error?.context).toMatchObject({
		category: 'retryable',
		code: 'out_of_turn',
	});
	expect((await sort(mine.reference, 'I2', 4)).error).toBeUndefined();
	expect((await sort(mine.reference, 'I3', 3)).error?.message).toContain('are not all at the inspection location yet');
	expect((await sort(mine.reference, 'I3', 2)).error).toBeUndefined();
	expect((await sort(theirs.reference, 'I1', 6)).error).toBeUndefined();
});

it('sends each numbered piece where it is told to, into a repair order of its own', async () => {
	await w.deliver({
		number: '#DRILL',
		sku: 'DRILL',
		product: { tracking: 'serial' },
		lots: ['D1', 'D2', 'D3'],
		line: { product_uom_qty: 3 },
	});
	const reference = 'RMA-DRILL';
	await w.done('return.create', { reference, order: '#DRILL', lines: json([{ sku: 'DRILL', quantity: 3 }]) });
	await w.done('goods.receive', { reference, receipt: json({ id: 'A', lines: [{ sku: 'DRILL', quantity: 3 }] }) });
	const line = (destination: string, serials?: string[], quantity = 1) => ({
		sku: 'DRILL',
		quantity,
		destination,
		...(serials && { serials }),
	});
	const sort = async (...lines: object[]) =>
		await w.node('goods.sort', { reference, inspection: json({ id: 'I', lines }) });
	expect((await sort(line('restock', undefined, 2), line('refurbish'))).error?.message).toContain(
		'serial numbers or lots tell which',
	);
	expect((await sort(line('refurbish', ['D9']))).error?.message).toContain(
		'D9 of DRILL is not among what came with this return',
	);
	// The others are named, so the last one is clear.
	const {
		json: [{ sorting }],
		error,
	} = await sort(line('refurbish', ['D3', 'D1'], 2), line('restock'));
	expect(error).toBeUndefined();
	expect((sorting as { repairs: object[] }).repairs).toHaveLength(2);
	const there = await w.database.sql(
		"select lot.name, quant.location_id as place from stock_quant quant join stock_lot lot on lot.id = quant.lot_id where lot.name like 'D_' and quant.quantity > 0 order by 1",
	);
	const { refurbish, restock } = w.odoo.settings.destinations;
	expect(there).toEqual([
		{ name: 'D1', place: refurbish },
		{ name: 'D2', place: restock },
		{ name: 'D3', place: refurbish },
	]);
	expect(
		await w.database.sql(
			"select lot.name, repair.state, repair.product_qty::int as pieces from repair_order repair join stock_lot lot on lot.id = repair.lot_id where lot.name like 'D_' order by 1",
		),
	).toEqual([
		{ name: 'D1', state: 'confirmed', pieces: 1 },
		{ name: 'D3', state: 'confirmed', pieces: 1 },
	]);
});
