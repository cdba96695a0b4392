import {
	assertNotOvercredited,
	creditNoteTable,
	expectedTotal,
	planCreditNote,
	type Invoiced,
} from '../../nodes/OdooReturns/money/creditNote';
import { correctionOf, taxRemainder } from '../../nodes/OdooReturns/money/rounding';
import type { Invoice, InvoiceLine } from '../../nodes/OdooReturns/records/answers';
import type { RefundIntent } from '../../nodes/shared/model';
import { eur } from './setUp';

const line = (id: number, quantity: number, net: number, gross: number): InvoiceLine => ({
	id,
	move_id: 1,
	parent_state: 'posted',
	product_id: id,
	name: `P${id}`,
	quantity,
	product_uom_id: 1,
	price_unit: net / quantity,
	discount: 0,
	price_subtotal: net,
	price_total: gross,
	tax_ids: [1],
	account_id: 9,
	sale_line_ids: [id + 100],
	display_type: 'product',
	tax_line_id: undefined,
	amount_currency: -net,
	analytic_distribution: undefined,
});
const taxLine = (id: number, move: number, tax: number, amount: number): InvoiceLine => ({
	...line(id, 0, 0, 0),
	move_id: move,
	sale_line_ids: [],
	display_type: 'tax',
	tax_line_id: tax,
	amount_currency: amount,
});
const shirt = line(1, 3, 30, 36);
const shipping = line(2, 1, 5, 6);
const invoiced: Invoiced = {
	goods: (name) => (name === 'L1' ? { sku: 'SHIRT', invoiceLine: shirt, billed: 3 } : undefined),
	shipping,
};
const part = (
	kind: RefundIntent['breakdown'][number]['kind'],
	amount: number,
	more: Partial<RefundIntent['breakdown'][number]> = {},
) => ({ kind, amount: eur(amount), description: '', ...more });
const refund = (amount: number, breakdown: RefundIntent['breakdown']): RefundIntent => ({
	id: 'RMA-1/R1',
	amount: eur(amount),
	breakdown,
	payment: { id: 'p', processor: 'stripe', providerIds: {} },
	reason: 'return',
});
const goods = [part('line', 1000, { line: 'L1', quantity: 1 }), part('tax', 200, { line: 'L1' })];

describe('a refund as credit note lines', () => {
	it('copies goods from the invoice by their quantity', () => {
		const plan = planCreditNote(refund(1200, goods), invoiced);
		expect(plan.goods).toEqual([{ sku: 'SHIRT', invoiceLine: shirt, billed: 3, quantity: 1 }]);
		expect(expectedTotal(plan)).toEqual(eur(1200));
	});
	it('takes shipping with its tax, whole or in part, and leaves fees without tax', () => {
		expect(
			planCreditNote(refund(1500, [...goods, part('shipping', 500), part('tax', 100), part('fee', -300)]), invoiced),
		).toMatchObject({ shipping: { share: 1 }, others: [{ name: 'Return fee', amount: eur(-300) }] });
		expect(
			planCreditNote(refund(1500, [...goods, part('shipping', 250), part('tax', 50)]), invoiced).shipping!.share,
		).toBe(0.5);
		expect(planCreditNote(refund(1800, [...goods, part('shipping', 600)]), invoiced).shipping!.share).toBe(1);
	});
	it('credits shipping that Odoo never billed as a plain amount', () => {
		expect(
			planCreditNote(refund(1800, [...goods, part('shipping', 500), part('tax', 100)]), {
				...invoiced,
				shipping: undefined,
			}).others,
		).toEqual([{ name: 'Shipping', amount: eur(600), notBilled: true }]);
	});
	it('books what stands for no goods of its own where the goods of the invoice are booked', () => {
		const plan = planCreditNote(refund(500, [part('adjustment', 500, { description: 'Part of refund RMA-1/R1' })]), {
			...invoiced,
			account: 7,
		});
		expect(plan).toMatchObject({ goods: [], account: 7 });
		const { fields, data } = creditNoteTable('k', plan, { id: 1, partner_id: 3 } as Invoice, {
			reference: 'RMA-1',
			journal: 5,
			date: '2026-11-21',
		});
		expect(data).toHaveLength(1);
		expect(data[0][fields.indexOf('invoice_line_ids/account_id/.id')]).toBe('7');
		expect(planCreditNote(refund(1200, goods), { ...invoiced, account: 7 }).account).toBe(9);
		expect(
			planCreditNote(refund(600, [part('shipping', 500), part('tax', 100)]), {
				...invoiced,
				account: 7,
				shipping: { ...shipping, account_id: 8 },
			}).account,
		).toBe(8);
	});
	it.each<[string, Partial<Invoice>, string | undefined]>([
		['the invoice that has all of it', {}, '1'],
		['no single invoice when another one has it', { id: 4 }, undefined],
		['no credit note that billed the order', { move_type: 'out_refund' }, undefined],
	])('reverses %s', (_what, more, reversed) => {
		const invoice = { id: 1, move_type: 'out_invoice', ...more } as Invoice;
		const plan = planCreditNote(refund(1200, goods), invoiced);
		const { fields, data } = creditNoteTable('k', plan, invoice, {
			reference: 'RMA-1',
			journal: 5,
			date: '2026-11-21',
		});
		expect(data[0][fields.indexOf('reversed_entry_id/.id')]).toBe(reversed);
	});
	it('is refused without breakdown, without quantity, for what was not billed, and when it is far off', () => {
		expect(() => planCreditNote(refund(1200, []), invoiced)).toThrow('does not say what it is made of');
		expect(() => planCreditNote(refund(1200, [part('line', 1200, { line: 'L1' })]), invoiced)).toThrow(
			'how many pieces of SHIRT',
		);
		expect(() => planCreditNote(refund(1200, [part('line', 1200, { line: 'L9', quantity: 1 })]), invoiced)).toThrow(
			'L9 of refund RMA-1/R1 is on no posted invoice',
		);
		expect(() => planCreditNote(refund(1300, [part('line', 1300, { line: 'L1', quantity: 1 })]), invoiced)).toThrow(
			'would be 12.00 EUR, but it is 13.00 EUR',
		);
	});
	it('takes the tax of the goods out of a fee when asked', () => {
		const plan = planCreditNote(refund(900, [...goods, part('fee', -300)]), invoiced, { feesTaxed: true });
		expect(plan).toMatchObject({ others: [{ amount: eur(-300), like: { id: 1 } }], tax: 150 });
		const { fields, data } = creditNoteTable('k', plan, { id: 1 } as Invoice, {
			reference: 'RMA-1',
			journal: 1,
			date: '2026-11-21',
		});
		const fee = Object.fromEntries(fields.map((field, index) => [field, data[1][index]]));
		expect(fee).toMatchObject({ 'invoice_line_ids/price_unit': '-2.50', 'invoice_line_ids/tax_ids/.id': '1' });
		const gross = { ...shirt, price_unit: 12 };
		const included = creditNoteTable(
			'k',
			{ ...plan, others: [{ ...plan.others[0], like: gross }] },
			{ id: 1 } as Invoice,
			{ reference: 'RMA-1', journal: 1, date: '2026-11-21' },
		);
		expect(included.data[1][fields.indexOf('invoice_line_ids/price_unit')]).toBe('-3.00');
	});
	it('takes no tax for each piece out of a fee: a fee is no piece', () => {
		// 10.00 with an eco tax of 0.50 for each piece, and 20 % of both: 12.60.
		const eco = { ...line(5, 1, 10, 12.6), tax_ids: [1, 2] };
		const like = { ...eco, tax_ids: [1], price_unit: 10_000, price_subtotal: 10_000, price_total: 12_000 };
		const plan = planCreditNote(
			refund(960, [
				part('line', 1000, { line: 'L5', quantity: 1 }),
				part('tax', 260, { line: 'L5' }),
				part('fee', -300),
			]),
			{
				goods: () => ({ sku: 'ECO', invoiceLine: eco, billed: 1 }),
				shipping: undefined,
				feeTaxes: new Map([[5, like]]),
			},
			{ feesTaxed: true },
		);
		expect(plan.tax).toBe(210);
		const { fields, data } = creditNoteTable('k', plan, { id: 1 } as Invoice, {
			reference: 'RMA-1',
			journal: 1,
			date: '2026-11-21',
		});
		const fee = Object.fromEntries(fields.map((field, index) => [field, data[1][index]]));
		expect(fee).toMatchObject({ 'invoice_line_ids/price_unit': '-2.50', 'invoice_line_ids/tax_ids/.id': '1' });
	});
	it('never credits more pieces or money than were billed', () => {
		const plan = planCreditNote(refund(1200, goods), invoiced);
		const invoice = { name: 'INV/1', amount_total: 42 } as Invoice;
		expect(() => assertNotOvercredited(plan, [invoice], [], [])).not.toThrow();
		expect(() => assertNotOvercredited(plan, [invoice], [], [{ ...shirt, quantity: 3 }])).toThrow(
			'1 x SHIRT shall be credited, but 3 of the 3 invoiced already are',
		);
		expect(() => assertNotOvercredited(plan, [invoice], [{ ...invoice, amount_total: 31 }], [])).toThrow(
			'only 11.00 EUR of invoice INV/1 is left',
		);
	});
	it.each([
		['a bonus on store credit', part('adjustment', 500, { name: 'bonus', description: 'Bonus for store credit' })],
		['duties that the shop took', part('adjustment', 500, { name: 'duties', description: 'Duties on SHIRT' })],
		['what it was rounded up by', part('adjustment', 5, { name: 'rounding', description: 'Rounded up' })],
		['shipping that was never billed', part('shipping', 500)],
	])('credits all goods and, besides, %s, which no invoice has', (_what, more) => {
		const unshipped = { ...invoiced, shipping: undefined };
		const all = [part('line', 3000, { line: 'L1', quantity: 3 }), part('tax', 600, { line: 'L1' })];
		const plan = planCreditNote(refund(3600 + more.amount.amount, [...all, more]), unshipped);
		const invoice = { id: 1, name: 'INV/1', amount_total: 36 } as Invoice;
		expect(() => assertNotOvercredited(plan, [invoice], [], [])).not.toThrow();
		// The rest of the goods after a refund that had such a thing: it took nothing of the invoice.
		const first = planCreditNote(refund(1200 + more.amount.amount, [...goods, more]), unshipped);
		const { fields, data } = creditNoteTable('k', first, invoice, {
			reference: 'RMA-1',
			journal: 8,
			date: '2026-11-01',
		});
		const name = data[1][fields.indexOf('invoice_line_ids/name')];
		const off = more.amount.amount / 100;
		const note = { id: 7, name: 'RINV/1', amount_total: 12 + off } as Invoice;
		const earlier = [
			{ ...shirt, move_id: 7, quantity: 1, price_total: 12 },
			{ ...line(9, 1, off, off), move_id: 7, name, product_id: undefined, sale_line_ids: [] },
		];
		const rest = [part('line', 2000, { line: 'L1', quantity: 2 }), part('tax', 400, { line: 'L1' })];
		const last = planCreditNote(refund(2400, rest), { ...unshipped, earlier });
		expect(() => assertNotOvercredited(last, [invoice], [note], earlier)).not.toThrow();
		// But not what somebody else gave.
		const given = { ...note, amount_total: 13 + off };
		expect(() => assertNotOvercredited(last, [invoice], [given], earlier)).toThrow('only 23.00 EUR of invoice INV/1');
	});
});

describe('cents that roundings leave', () => {
	const plan = planCreditNote(refund(1200, goods), invoiced);
	const net = (amount: number, id = 4): InvoiceLine => ({ ...line(id, 1, amount, amount), amount_currency: amount });

	it('go to the tax, as the refund counts with it', () => {
		expect(correctionOf(plan, [net(10), taxLine(5, 7, 1, 2.01)])).toEqual({ taxes: [{ line: 5, amount: eur(200) }] });
		expect(correctionOf(plan, [net(10), taxLine(5, 7, 1, 2)])).toEqual({ taxes: [] });
		// Of several taxes the largest takes it.
		expect(correctionOf(plan, [net(10), taxLine(5, 7, 1, 0.5), taxLine(6, 7, 2, 1.49)])).toEqual({
			taxes: [{ line: 6, amount: eur(150) }],
		});
	});
	it("leave the company's currency alone, where Odoo rounds the document's coarser", () => {
		const coarse = { ...plan, step: 100 };
		expect(correctionOf(coarse, [net(10), { ...taxLine(5, 7, 1, 3), balance: 2.75 }])).toEqual({
			taxes: [{ line: 5, amount: eur(200) }],
			keepBalance: true,
		});
		// Nor is there anything to keep in the company's own.
		expect(correctionOf(coarse, [net(10), { ...taxLine(5, 7, 1, 3), balance: 3 }])).not.toHaveProperty('keepBalance');
		expect(correctionOf(plan, [net(10), { ...taxLine(5, 7, 1, 2.01), balance: 2.2 }])).not.toHaveProperty(
			'keepBalance',
		);
	});
	it('go to a line of their own when the price, or nothing, can take them', () => {
		// Odoo may compute the tax anew when that line is added.
		expect(correctionOf(plan, [net(9.99), taxLine(5, 7, 1, 2)])).toEqual({
			taxes: [{ line: 5, amount: eur(200) }],
			rest: eur(1),
		});
		expect(correctionOf(plan, [net(12.01)])).toEqual({ taxes: [], rest: eur(-1) });
		// A refund that does not say what tax is in it: the tax takes what the price leaves.
		const { tax: _tax, ...silent } = plan; // eslint-disable-line @typescript-eslint/no-unused-vars
		expect(correctionOf(silent, [net(9.99), taxLine(5, 7, 1, 2)])).toEqual({
			taxes: [{ line: 5, amount: eur(201) }],
		});
	});
	it('on that line are no price: whatever a run before this one has put there, it says what is missing now', () => {
		const [tax, rounding] = [taxLine(5, 7, 1, 2), net(0.01, 9)];
		expect(correctionOf(plan, [net(9.99), tax, rounding], 9)).toEqual({ taxes: [] });
		expect(correctionOf(plan, [net(9.98), tax, rounding], 9)).toEqual({
			taxes: [{ line: 5, amount: eur(200) }],
			rest: eur(2),
		});
		expect(correctionOf(plan, [net(10), tax, rounding], 9)).toEqual({
			taxes: [{ line: 5, amount: eur(200) }],
			rest: eur(0),
		});
	});
	it('are, on the last credit note, what the others left of each tax', () => {
		const left = new Map([
			[1, 198],
			[2, 3],
		]);
		expect(correctionOf(plan, [net(10), taxLine(5, 7, 1, 2), taxLine(6, 7, 2, 0.02)], undefined, left)).toEqual({
			taxes: [
				{ line: 5, amount: eur(198) },
				{ line: 6, amount: eur(3) },
			],
			rest: eur(-1),
		});
		// Not when somebody has changed the earlier ones by more than roundings.
		expect(correctionOf(plan, [net(10), taxLine(5, 7, 1, 2)], undefined, new Map([[1, 100]]))).toEqual({ taxes: [] });
	});

	const invoice = { id: 1 } as Invoice;
	const note = { id: 8 } as Invoice;
	const noted = (quantity: number) => ({ ...shirt, id: 20, move_id: 8, quantity });
	const whole = planCreditNote(refund(1800, [...goods, part('shipping', 500), part('tax', 100)]), invoiced);
	const taxes = [taxLine(3, 1, 1, -7.01), taxLine(4, 8, 1, 4)];
	it('know the last credit note by the pieces', () => {
		expect(taxRemainder(whole, invoice, [note], [shirt, shipping, noted(2), ...taxes])).toEqual(new Map([[1, 301]]));
		expect(taxRemainder(whole, invoice, [note], [shirt, shipping, noted(1), ...taxes])).toBeUndefined();
		expect(taxRemainder(plan, invoice, [note], [shirt, shipping, noted(2), ...taxes])).toBeUndefined(); // shipping is left
	});
	it('leave a tax alone that is split over accounts', () => {
		expect(
			taxRemainder(whole, invoice, [note], [shirt, shipping, noted(2), ...taxes, taxLine(9, 1, 1, -1)]),
		).toBeUndefined();
	});
});
