import { audit } from './audit';
import { json, mug, openWorkbench, tee, type Workbench } from './workbench';

/** Parcels that nobody knows the return of, on a real Odoo: received by themselves, and given to a return that turns up. */
let w: Workbench;
beforeAll(async () => void (w = await openWorkbench()));
afterEach(async () => expect(await audit(w.database)).toEqual([]));

const lines = (...of: Array<[string, number, string[]?]>) =>
	json(of.map(([sku, quantity, serials]) => ({ sku, quantity, ...(serials && { serials }) })));
const at = async (sku: string) =>
	(
		await w.database.sql<{ pieces: number }>(
			'select coalesce(sum(quant.quantity), 0)::int as pieces from stock_quant quant join product_product product on product.id = quant.product_id where product.default_code = $1 and quant.location_id = $2',
			[sku, w.odoo.settings.inspectionLocation],
		)
	)[0].pieces;

it('is received under its own key, and what Odoo does not know is named', async () => {
	await w.order();
	const before = await at(tee.sku);
	const given = { parcel: '1Z 42/A', lines: lines([tee.sku, 2], ['NO-SUCH-THING', 1]) };
	const { unidentified } = await w.done('goods.receiveUnidentified', given);
	expect(unidentified).toMatchObject({
		outcome: 'done',
		parcel: '1Z 42/A',
		lines: [{ sku: tee.sku, quantity: 2 }],
		unbooked: [{ sku: 'NO-SUCH-THING', quantity: 1 }],
	});
	expect((await w.done('goods.receiveUnidentified', given)).unidentified).toEqual({
		...unidentified,
		outcome: 'already_done',
	});
	expect(await at(tee.sku)).toBe(before + 2);
	expect(
		(await w.done('goods.receiveUnidentified', { parcel: 'JUNK', lines: lines(['NO-SUCH-THING', 1]) })).unidentified,
	).toMatchObject({ lines: [], unbooked: [{ quantity: 1 }] });
});

it('is given to a return as far as the return expects it; stock stays as it is', async () => {
	const { number, reference, id } = await w.order();
	await w.done('goods.receiveUnidentified', { parcel: 'P1', lines: lines([tee.sku, 3], [mug.sku, 1]) });
	expect((await w.node('goods.matchUnidentified', { reference, parcel: 'P1' })).error?.message).toContain(
		'no return document',
	);
	await w.done('return.create', { reference, order: number, lines: json([{ sku: tee.sku, quantity: 2 }]) });
	const before = [await at(tee.sku), await at(mug.sku)];
	const { receipt } = await w.done('goods.matchUnidentified', { reference, parcel: 'P1' });
	expect(receipt).toMatchObject({ outcome: 'done', receipt: 'parcel-P1', lines: [{ sku: tee.sku, quantity: 2 }] });
	expect([await at(tee.sku), await at(mug.sku)]).toEqual(before);
	expect(
		await w.database.sql(
			'select qty_delivered::int as delivered from sale_order_line where order_id = $1 order by id limit 1',
			[id],
		),
	).toEqual([{ delivered: 0 }]);
	expect((await w.done('return.get', { reference })).odooReturn).toMatchObject({ progress: 'received' });
	// A lane that starts on the recorded receipt finds it booked.
	expect(
		(
			await w.done('goods.receive', {
				reference,
				receipt: json({ id: 'parcel-P1', lines: [{ sku: tee.sku, quantity: 2 }] }),
			})
		).receipt,
	).toMatchObject({ outcome: 'already_done', lines: [{ quantity: 2, surplus: 0 }] });
	await w.done('goods.sort', {
		reference,
		inspection: json({ id: 'I', lines: [{ sku: tee.sku, quantity: 2, destination: 'restock' }] }),
	});

	const second = await w.order();
	await w.done('return.create', {
		reference: second.reference,
		order: second.number,
		lines: json([
			{ sku: tee.sku, quantity: 2 },
			{ sku: mug.sku, quantity: 1 },
		]),
	});
	expect(
		(await w.done('goods.matchUnidentified', { reference: second.reference, parcel: 'P1' })).receipt.lines,
	).toMatchObject([
		{ sku: tee.sku, quantity: 1 },
		{ sku: mug.sku, quantity: 1 },
	]);
	const third = await w.order();
	await w.done('return.create', {
		reference: third.reference,
		order: third.number,
		lines: json([{ sku: tee.sku, quantity: 1 }]),
	});
	expect(
		(await w.node('goods.matchUnidentified', { reference: third.reference, parcel: 'P1' })).error?.message,
	).toContain('expects nothing that is left of parcel P1');
	expect((await w.node('goods.matchUnidentified', { reference: third.reference, parcel: 'P2' })).error?.message).toBe(
		'No unidentified parcel P2 was received in Odoo',
	);
});

it('goes to one of two returns that want it at the same moment', async () => {
	await w.done('goods.receiveUnidentified', { parcel: 'P3', lines: lines([mug.sku, 1]) });
	const orders = [await w.order(), await w.order()];
	for (const { reference, number } of orders)
		await w.done('return.create', { reference, order: number, lines: json([{ sku: mug.sku, quantity: 1 }]) });
	const before = await at(mug.sku);
	const both = await Promise.all(
		orders.map(async ({ reference }) => await w.node('goods.matchUnidentified', { reference, parcel: 'P3' })),
	);
	expect(both.filter(({ error }) => !error)).toHaveLength(1);
	expect(await at(mug.sku)).toBe(before);
});

it('keeps its serial numbers, and gives only those that the return is about', async () => {
	await w.deliver({
		number: '#RADIO',
		sku: 'RADIO',
		product: { tracking: 'serial' },
		lots: ['R1', 'R2'],
		line: { product_uom_qty: 1 },
	});
	const [{ name: sold }] = await w.database.sql<{ name: string }>(
		"select lot.name from stock_move_line line join stock_lot lot on lot.id = line.lot_id join stock_location place on place.id = line.location_dest_id where place.usage = 'customer' and lot.name in ('R1', 'R2')",
	);
	const { unidentified } = await w.done('goods.receiveUnidentified', {
		parcel: 'P4',
		lines: lines(['RADIO', 2, ['R1', 'R2']]),
	});
	// The other one is in stock, so it cannot have come in a parcel.
	expect(unidentified).toMatchObject({ lines: [{ quantity: 1, serials: [sold] }], unbooked: [{ quantity: 1 }] });
	await w.done('return.create', {
		reference: 'RMA-RADIO',
		order: '#RADIO',
		lines: json([{ sku: 'RADIO', quantity: 1 }]),
	});
	expect((await w.done('goods.matchUnidentified', { reference: 'RMA-RADIO', parcel: 'P4' })).receipt.lines).toEqual([
		{ line: 'RADIO', sku: 'RADIO', quantity: 1, serials: [sold] },
	]);
	expect(await at('RADIO')).toBe(1);
});
