import type { Order } from '../../nodes/shared/model';
import { bench, eur, intentOf, type Bench } from './setUp';

/** Orders that take goods back with lines below zero, in the stand-in: what the others cost, what paid for them, and what can still come back. */
let b: Bench;
beforeEach(async () => (b = await bench()));
afterEach(async () => await b.server.stop());

interface Line {
	sku: string;
	quantity: number;
	price: number;
	service?: boolean;
	downPayment?: boolean;
	/** What the invoice has of it, when that is not all; none: it has no line of the order. */
	billed?: number[];
	/** Whether no line of the order stands behind the invoice's. */
	onInvoiceAlone?: boolean;
	/** Pieces that came back by its own transfer, when these are not all of them. */
	cameBack?: number;
}
/** A delivered and billed order; its first line is sold as it is in every order of the stand-in. */
function ordered(...[first, ...others]: Line[]): void {
	const { db } = b.odoo;
	const product = ({ sku, price, service = false }: Line) =>
		db.where('product.product', { default_code: sku })[0]?.id ??
		db.insert('product.product', {
			name: `Goods ${sku}`,
			default_code: sku,
			type: service ? 'service' : 'consu',
			invoice_policy: 'order',
			uom_id: 1,
			list_price: price,
		}).id;
	const { id } = b.odoo.addOrder({
		number: '#EX',
		lines: [
			{
				sku: first.sku,
				title: first.sku,
				quantity: first.quantity,
				price: String(first.price),
				discount: '0',
				tax: '0',
			},
		],
		shipping: { price: '0', tax: '0' },
	});
	const [own] = db.where('sale.order.line', { order_id: id });
	const [billed] = db.all('account.move.line').filter((one) => (one.sale_line_ids as number[])?.includes(own.id));
	const [delivery] = db.where('stock.move', { sale_line_id: own.id });
	for (const line of others) {
		const { sku, quantity, price, service = false, downPayment = false } = line;
		const values = { product_id: product(line), name: sku, price_unit: price, discount: 0, tax_ids: own.tax_ids };
		const sold =
			!line.onInvoiceAlone &&
			db.insert('sale.order.line', {
				...values,
				order_id: id,
				product_uom_id: own.product_uom_id,
				product_uom_qty: quantity,
				is_delivery: false,
				is_downpayment: downPayment,
			}).id;
		for (const count of line.billed ?? [quantity])
			db.insert('account.move.line', {
				...values,
				move_id: billed.move_id,
				display_type: 'product',
				account_id: billed.account_id,
				product_uom_id: own.product_uom_id,
				quantity: count,
				sale_line_ids: sold ? [sold] : [],
			});
		const moved = Math.abs(line.cameBack ?? quantity);
		if (!sold || service || downPayment || !moved) continue;
		const { location_id: from, location_dest_id: to, picking_id } = delivery;
		const { id: made } = db.insert('stock.move', {
			picking_id,
			product_id: values.product_id,
			product_uom: delivery.product_uom,
			sale_line_id: sold,
			product_uom_qty: moved,
			state: 'done',
			date: delivery.date,
			location_id: quantity < 0 ? to : from,
			location_dest_id: quantity < 0 ? from : to,
			to_refund: true,
		});
		db.insert('stock.move.line', { move_id: made, picking_id, quantity: moved, picked: true });
	}
	retax(billed.move_id);
}
/** Posted documents are not computed anew by themselves. */
function retax(move: unknown): void {
	const { db } = b.odoo;
	const lines = db.where('account.move.line', { move_id: move, display_type: 'product' });
	const amount = (field: string) =>
		lines.reduce((sum, line) => sum + Number(db.get('account.move.line', line, field)), 0);
	const [tax] = db.where('account.move.line', { move_id: move, display_type: 'tax' });
	db.update('account.move.line', tax, {
		amount_currency: -Math.round((amount('price_total') - amount('price_subtotal')) * 100) / 100,
	});
}
async function find(): Promise<{ order: Order; returnable: Array<{ sku: string; returnable: number }> }> {
	return await b.done('order.find', { order: '#EX' });
}
const shown = ({ lines }: Order) =>
	lines.map(({ sku, quantity, subtotal, returnedBefore = 0 }) => [sku, quantity, subtotal.amount, returnedBefore]);
/** Odoo bills what comes to less than nothing as a credit note, with what was sold below zero. */
function asCreditNote(): void {
	const { db } = b.odoo;
	const [sold] = db.where('sale.order.line', { name: 'NEW' });
	const [bill] = db.all('account.move.line').filter((one) => (one.sale_line_ids as number[])?.includes(sold.id));
	db.update('account.move', db.one('account.move', bill.move_id as number), { move_type: 'out_refund' });
	for (const line of db.where('account.move.line', { move_id: bill.move_id, display_type: 'product' }))
		db.update('account.move.line', line, { quantity: -Number(line.quantity) });
	retax(bill.move_id);
}
/** Credits a piece at this price without tax, after it has come back. */
async function credited(sku: string, net: number) {
	const lines = JSON.stringify([{ sku, quantity: 1 }]);
	await b.done('return.create', { reference: 'RMA-1', order: '#EX', lines });
	await b.done('goods.receive', {
		reference: 'RMA-1',
		receipt: JSON.stringify({ id: 'A', lines: [{ sku, quantity: 1 }] }),
	});
	const intent = JSON.stringify(intentOf('RMA-1', sku, net, net / 5));
	return (await b.done('creditNote.issue', { reference: 'RMA-1', order: '#EX', intent })).creditNote;
}
/** What is ordered now, and what Odoo would bill of it. */
const billable = (name: string) => {
	const [line] = b.odoo.db.where('sale.order.line', { name });
	return [line.product_uom_qty, b.odoo.db.get('sale.order.line', line, 'qty_to_invoice')];
};
const paid = ({ payments }: Order) =>
	payments.map(({ id, method, captured }) => [id.split('/')[0], method, captured.amount]);

describe('goods that an order takes back', () => {
	it.each<[string, Line[], unknown[], unknown[]]>([
		[
			'a dearer article in exchange',
			[
				{ sku: 'NEW', quantity: 1, price: 30 },
				{ sku: 'OLD', quantity: -1, price: 10 },
			],
			[['NEW', 1, 3000, 0]],
			[
				['odoo.goods', 'Goods taken back', 1200],
				['odoo.order', undefined, 2400],
			],
		],
		[
			'an even exchange, two for two',
			[
				{ sku: 'NEW', quantity: 2, price: 30 },
				{ sku: 'OLD', quantity: -2, price: 30 },
			],
			[['NEW', 2, 6000, 0]],
			[['odoo.goods', 'Goods taken back', 7200]],
		],
		[
			'a cheaper one, of which money was handed out',
			[
				{ sku: 'NEW', quantity: 1, price: 10 },
				{ sku: 'OLD', quantity: -1, price: 30, billed: [] },
			],
			[['NEW', 1, 1000, 0]],
			[['odoo.goods', 'Goods taken back', 1200]],
		],
		[
			'beside a discount',
			[
				{ sku: 'NEW', quantity: 1, price: 30 },
				{ sku: 'OLD', quantity: -1, price: 10 },
				{ sku: 'Off', quantity: 1, price: -3, service: true },
			],
			[['NEW', 1, 2700, 0]],
			[
				['odoo.goods', 'Goods taken back', 1200],
				['odoo.order', undefined, 2040],
			],
		],
		[
			'that stand on the invoice alone',
			[
				{ sku: 'NEW', quantity: 1, price: 30 },
				{ sku: 'OLD', quantity: -1, price: 10, onInvoiceAlone: true },
			],
			[['NEW', 1, 3000, 0]],
			[
				['odoo.goods', 'Goods taken back', 1200],
				['odoo.order', undefined, 2400],
			],
		],
		[
			'that are not billed yet',
			[
				{ sku: 'NEW', quantity: 1, price: 30 },
				{ sku: 'OLD', quantity: -1, price: 10, billed: [] },
			],
			[['NEW', 1, 3000, 0]],
			[
				['odoo.goods', 'Goods taken back', 1200],
				['odoo.order', undefined, 2400],
			],
		],
	])('%s: they paid for the others, and take nothing off their price', async (_what, lines, goods, payments) => {
		ordered(...lines);
		const { order, returnable } = await find();
		expect([shown(order), paid(order)]).toEqual([goods, payments]);
		expect(returnable).toMatchObject([{ sku: 'NEW', returnable: lines[0].quantity }]);
	});

	it.each<[string, Line[], unknown[]]>([
		[
			'a service of a price below zero',
			[
				{ sku: 'NEW', quantity: 2, price: 30 },
				{ sku: 'Off', quantity: 1, price: -6, service: true },
			],
			[['NEW', 2, 5400, 0]],
		],
		[
			'a service of a quantity below zero',
			[
				{ sku: 'NEW', quantity: 2, price: 30 },
				{ sku: 'Off', quantity: -1, price: 6, service: true },
			],
			[['NEW', 2, 5400, 0]],
		],
		[
			'goods of a price below zero, as a connector may book a discount',
			[
				{ sku: 'NEW', quantity: 2, price: 30 },
				{ sku: 'Off', quantity: 1, price: -6, cameBack: 0 },
			],
			[['NEW', 2, 5400, 0]],
		],
	])('are no discount, and %s still is', async (_what, lines, goods) => {
		ordered(...lines);
		const { order } = await find();
		expect([shown(order), order.payments]).toEqual([goods, []]);
	});

	it('a down payment that the final invoice takes off is neither', async () => {
		ordered(
			{ sku: 'NEW', quantity: 2, price: 30 },
			{ sku: 'Down payment', quantity: 0, price: 20, downPayment: true, service: true, billed: [-1] },
		);
		const { order } = await find();
		expect([shown(order), order.payments]).toEqual([[['NEW', 2, 6000, 0]], []]);
	});
});

describe('what was credited', () => {
	it('is not billed again where Odoo bills the order as a credit note', async () => {
		ordered({ sku: 'NEW', quantity: 1, price: 10 }, { sku: 'OLD', quantity: -1, price: 30 });
		asCreditNote();
		const { order } = await find();
		expect([shown(order), paid(order)]).toEqual([[['NEW', 1, 1000, 0]], [['odoo.goods', 'Goods taken back', 1200]]]);
		expect(await credited('NEW', 1000)).toMatchObject({ amount: eur(1200), warnings: [] });
		expect(billable('NEW')).toEqual([0, 0]);
	});

	it('of a discount of less than none is told to a person when it counts as delivered, as services do here', async () => {
		ordered({ sku: 'NEW', quantity: 2, price: 30 }, { sku: 'Off', quantity: -1, price: 6, service: true });
		expect(await credited('NEW', 2700)).toMatchObject({
			amount: eur(3240),
			warnings: [expect.stringMatching(/^0\.5 x "Off" can be invoiced again until/)],
		});
		expect([billable('NEW'), billable('Off')]).toEqual([
			[1, 0],
			[-1, -0.5],
		]);
	});

	it('by a line of the order itself has gone back of what was paid in money', async () => {
		ordered(
			{ sku: 'TEE', quantity: 1, price: 30 },
			{ sku: 'DRESS', quantity: 1, price: 40 },
			{ sku: 'TEE', quantity: -1, price: 30 },
			{ sku: 'OLD', quantity: -1, price: 10 },
		);
		expect((await find()).order.payments).toMatchObject([
			{ method: 'Goods taken back', captured: eur(1200), refundable: eur(1200) },
			{ captured: eur(7200), refunded: eur(3600), refundable: eur(3600) },
		]);
	});
});

describe('goods of the order itself that a line below zero takes back', () => {
	it.each<[string, Line[], unknown[], number[]]>([
		[
			'for others',
			[
				{ sku: 'TEE', quantity: 1, price: 30 },
				{ sku: 'DRESS', quantity: 1, price: 40 },
				{ sku: 'TEE', quantity: -1, price: 30 },
			],
			[
				['TEE', 1, 3000, 1],
				['DRESS', 1, 4000, 0],
			],
			[0, 1],
		],
		[
			'one of three',
			[
				{ sku: 'TEE', quantity: 3, price: 30 },
				{ sku: 'TEE', quantity: -1, price: 30 },
			],
			[['TEE', 3, 9000, 1]],
			[2],
		],
		[
			'but without a transfer of its own: the return is another document',
			[
				{ sku: 'TEE', quantity: 2, price: 30 },
				{ sku: 'TEE', quantity: -1, price: 30, cameBack: 0 },
			],
			[['TEE', 2, 6000, 0]],
			[2],
		],
		[
			'at another price: others, bought before',
			[
				{ sku: 'TEE', quantity: 2, price: 30 },
				{ sku: 'TEE', quantity: -1, price: 25 },
			],
			[['TEE', 2, 6000, 0]],
			[2],
		],
	])('%s', async (_what, lines, goods, left) => {
		ordered(...lines);
		const { order, returnable } = await find();
		expect([shown(order), returnable.map(({ returnable: pieces }) => pieces)]).toEqual([goods, left]);
	});

	it('cannot come back once more, and is credited already', async () => {
		ordered(
			{ sku: 'TEE', quantity: 2, price: 30 },
			{ sku: 'DRESS', quantity: 1, price: 40 },
			{ sku: 'TEE', quantity: -1, price: 30 },
		);
		const made = async (reference: string, quantity: number) =>
			await b.node('return.create', { reference, order: '#EX', lines: JSON.stringify([{ sku: 'TEE', quantity }]) });
		expect((await made('RMA-2', 2)).error?.message).toContain('only 1 can');
		expect((await made('RMA-1', 1)).error).toBeUndefined();
		const [line] = b.odoo.db.where('sale.order.line', { name: 'TEE', price_unit: 30 });
		const credit = async (id: string, quantity: number) =>
			await b.node('creditNote.issue', {
				reference: 'RMA-1',
				order: '#EX',
				intent: JSON.stringify({
					id: `RMA-1/${id}`,
					amount: eur(3600 * quantity),
					payment: { id: 'p', processor: 'stripe', providerIds: {} },
					reason: 'return',
					breakdown: [
						{ kind: 'line', line: String(line.id), quantity, amount: eur(3000 * quantity), description: '' },
						{ kind: 'tax', line: String(line.id), amount: eur(600 * quantity), description: '' },
					],
				}),
			});
		expect((await credit('R1', 2)).error?.message).toContain('1 of the 2 invoiced already are');
		expect((await credit('R2', 1)).json[0]).toMatchObject({ creditNote: { amount: eur(3600) } });
	});
});
