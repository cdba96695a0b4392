import { decide } from '../../nodes/ReturnPolicy/decide';
import { amountOn } from '../../nodes/OdooReturns/sale/customerView';
import { inOrderUnits } from '../../nodes/OdooReturns/sale/orderUnits';
import { caseOf, orderOf, policyOf } from '../ReturnPolicy/cases';
import type { Row } from '../sandbox/odoo/db';
import { bench, eur, intentOf, type Bench } from './setUp';

let b: Bench;
beforeEach(async () => {
	b = await bench();
});
afterEach(async () => await b.server.stop());

/** The order of 20 socks at 5.00 and 20 % tax, its line and its invoice. */
function socks() {
	const { db } = b.odoo;
	const [order] = db.where('sale.order', { client_order_ref: '#1004' });
	const [line] = db.where('sale.order.line', { order_id: order.id });
	const [bill] = db
		.all('account.move.line')
		.filter(({ sale_line_ids }) => ((sale_line_ids ?? []) as number[]).includes(line.id));
	return { db, order, line, bill };
}

/** A record as another one can begin with it. */
function copyOf(row: Row): Partial<Row> {
	const copy: Partial<Row> = { ...row };
	delete copy.id;
	return copy;
}

/** The order counts boxes of ten, the invoice single ones. */
function billInUnits() {
	const { db, line, bill } = socks();
	const box = db.insert('uom.uom', { name: 'Box of 10', factor: 10 }).id;
	db.update('sale.order.line', line, { product_uom_id: box });
	for (const move of db.where('stock.move', { sale_line_id: line.id }))
		db.update('stock.move', move, { product_uom: box });
	db.update('account.move.line', bill, { quantity: 200, price_unit: 0.5 });
}

const intent = JSON.stringify(intentOf('RMA-AAAAAAAAAA', 'SOCKS-GREY', 500, 100));

describe('an invoice in another unit than the order', () => {
	it('is what the order was sold for, in the unit of the order', async () => {
		billInUnits();
		const { order } = await b.done('order.find', { reference: 'RMA-AAAAAAAAAA', order: '#1004' });
		expect(order.lines).toMatchObject([{ quantity: 20, subtotal: eur(10000), tax: eur(2000) }]);
		expect(order.lines[0].billed).toBeUndefined();
	});

	it('is credited in the unit of the order, piece by piece, and is not billed again', async () => {
		billInUnits();
		await b.done('return.create', {
			reference: 'RMA-AAAAAAAAAA',
			order: '#1004',
			lines: JSON.stringify([{ sku: 'SOCKS-GREY', quantity: 1 }]),
		});
		await b.done('creditNote.issue', { reference: 'RMA-AAAAAAAAAA', order: '#1004', intent });
		const { db, line } = socks();
		const note = db.where('account.move', { move_type: 'out_refund' }).at(-1)!;
		const [row] = db.where('account.move.line', { move_id: note.id, display_type: 'product' });
		expect(row).toMatchObject({ quantity: 1, price_unit: 5, product_uom_id: line.product_uom_id });
	});

	const dozen = (unit: number | undefined) => (unit === 2 ? 12 : 1);
	const bill = (changes: object) => ({
		quantity: 12,
		price_unit: 1,
		product_uom_id: 1 as number | undefined,
		sale_line_ids: [5],
		...changes,
	});
	it.each([
		['units of an order of dozens', 2, {}, [1, 12, 2]],
		['dozens of an order of units', 1, { quantity: 1, price_unit: 12, product_uom_id: 2 }, [12, 1, 1]],
		['a part of a dozen', 2, { quantity: 18 }, [1.5, 12, 2]],
		['one without a unit', 2, { product_uom_id: undefined }, [12, 1, undefined]],
		['a line of no order line', 2, { sale_line_ids: [] }, [12, 1, 1]],
	])('is read with what its unit is of the order line: %s', (_what, unit, changes, [quantity, price, unitNow]) => {
		expect(inOrderUnits([bill(changes)], [{ id: 5, product_uom_id: unit }], dozen)).toMatchObject([
			{ quantity, price_unit: price, product_uom_id: unitNow },
		]);
	});
});

describe('an invoice in another currency than the order', () => {
	it('says nothing of its prices, and a person decides', async () => {
		const { db, bill } = socks();
		const invoice = db.one('account.move', bill.move_id as number);
		db.update('account.move', invoice, { currency_id: db.insert('res.currency', { name: 'USD', rounding: 0.01 }).id });
		db.update('account.move.line', bill, { price_unit: 5.5 });
		const { order } = await b.done('order.find', { reference: 'RMA-AAAAAAAAAA', order: '#1004' });
		expect(order).toMatchObject({
			currency: 'EUR',
			otherCurrencies: ['USD'],
			lines: [{ subtotal: eur(10000), tax: eur(2000) }],
		});
		expect(order.shopRate).toBeUndefined();
	});

	it.each([
		['an order billed in another currency', { otherCurrencies: ['USD'] }, 'review'],
		['one billed in its own', { otherCurrencies: [] }, 'approve'],
	])('is for a person: %s', (_what, changes, outcome) => {
		const decision = decide({
			case: caseOf({ order: orderOf(changes) }),
			policy: policyOf(),
			timeZone: 'UTC',
			asOf: '2026-11-17T10:00:00.000Z',
		});
		expect(decision.outcome).toBe(outcome);
		if (outcome === 'review') expect(decision.reasons).toMatchObject([{ code: 'currencies_mixed' }]);
	});

	it.each([
		['all of it', 20],
		['a part of it, the later one', 10],
	])('is not credited: %s', async (_what, pieces) => {
		const { db, bill } = socks();
		const invoice = db.one('account.move', bill.move_id as number);
		const currency_id = db.insert('res.currency', { name: 'USD', rounding: 0.01 }).id;
		if (pieces === 20) db.update('account.move', invoice, { currency_id });
		else {
			const { id } = db.insert('account.move', { ...copyOf(invoice), name: 'INV/USD', currency_id });
			db.insert('account.move.line', { ...copyOf(bill), move_id: id, quantity: 20 - pieces });
			db.update('account.move.line', bill, { quantity: pieces });
		}
		await b.done('return.create', {
			reference: 'RMA-AAAAAAAAAA',
			order: '#1004',
			lines: JSON.stringify([{ sku: 'SOCKS-GREY', quantity: 1 }]),
		});
		const { error } = await b.node('creditNote.issue', { reference: 'RMA-AAAAAAAAAA', order: '#1004', intent });
		expect(error?.message).toContain('is in USD, the refund in EUR');
	});
});

describe('a document without a currency', () => {
	it.each([
		['an order', { name: 'S00004', currency_id: undefined }, 'Document S00004 has no currency in Odoo'],
		[
			'a draft without a number',
			{ name: undefined, currency_id: undefined },
			'Document without a number has no currency',
		],
	])('has no amount, and no euros: %s', (_what, document, told) => {
		expect(() => amountOn(50, document)).toThrow(told);
		expect(amountOn(50, { ...document, currency_id: 'JPY' })).toEqual({ amount: 50, currency: 'JPY' });
	});

	it('is no order that can be found', async () => {
		const { db, order } = socks();
		db.update('sale.order', order, { currency_id: false });
		const { error } = await b.node('order.find', { reference: 'RMA-AAAAAAAAAA', order: '#1004' });
		expect(error?.message).toContain('Order S00004 has no currency in Odoo');
	});
});
