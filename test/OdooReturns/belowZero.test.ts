import type { BilledLine, Move } from '../../nodes/OdooReturns/records/answers';
import type { SoldLine } from '../../nodes/OdooReturns/sale/delivery';
import { asBilled, billsOrder, takenBack } from '../../nodes/OdooReturns/sale/takenBack';
import { invoiceLine, soldLine, type LineSpec } from './orderFixture';

/* Which lines below zero take goods back, and of which line. What a whole order makes of them: takenBackInOrder.test.ts. */

const tee: LineSpec = { sku: 'TEE', quantity: 24, price: 30 };
const back: LineSpec = { ...tee, quantity: -12 };
/** Lines of an order; the same SKU is the same product. */
function linesOf(...specs: LineSpec[]): SoldLine[] {
	const lines = specs.map(soldLine);
	for (const one of lines) one.line.product_id = lines.findIndex(({ sku }) => sku === one.sku) + 1;
	return lines;
}
/** A transfer of an order line that brings so many pieces to the shop. */
function broughtBack({ line }: SoldLine, quantity: number, more: Partial<Move> = {}): Move {
	const [{ move }] = soldLine({ ...tee, quantity: 1 }, 0).deliveries;
	return {
		...move,
		id: 900,
		product_id: line.product_id!,
		sale_line_id: line.id,
		product_uom_qty: quantity,
		quantity,
		location_dest_usage: 'internal',
		...more,
	};
}
const dozen = (unit: number | undefined) => (unit === 2 ? 12 : 1);
function find(sold: SoldLine[], { moves = [], bills = [] }: { moves?: Move[]; bills?: BilledLine[] } = {}) {
	const document = { id: 1, total: 0, inBooks: { total: 0, currency: undefined }, paidEarly: false, company: 1 };
	const isGoods = (product: number) => !sold.some(({ line, service }) => line.product_id === product && service);
	return takenBack(sold, [{ ...document, lines: bills }], { moves, factor: dozen, isGoods });
}

describe('what came back by a line below zero', () => {
	it.each<[string, Partial<Move>, Array<[number, number]>]>([
		['is what its transfer brought', {}, [[1, 12]]],
		['is on its way while that is planned', { state: 'assigned', quantity: 0 }, [[1, 12]]],
		['is nothing when that was canceled', { state: 'cancel' }, []],
		['is nothing when that went to the customer', { location_dest_usage: 'customer' }, []],
		['is nothing when that is of another line', { sale_line_id: 1 }, []],
	])('%s', (_what, more, cameBack) => {
		const sold = linesOf(tee, back);
		expect([...find(sold, { moves: [broughtBack(sold[1], 12, more)] }).cameBack]).toEqual(cameBack);
	});
	it('is counted in the unit of the line, whatever the transfer counts in', () => {
		const sold = linesOf(tee, back);
		expect(find(sold, { moves: [broughtBack(sold[1], 1, { product_uom: 2 })] }).cameBack.get(1)).toBe(12);
		const dozens = linesOf({ ...tee, quantity: 2 }, { ...back, quantity: -1 });
		for (const { line } of dozens) line.product_uom_id = 2;
		expect(find(dozens, { moves: [broughtBack(dozens[1], 12, { product_uom: 1 })] }).cameBack.get(1)).toBe(1);
	});
});

describe('a line below zero', () => {
	it('is of the order itself only at the same price less the same discount', () => {
		const sold = linesOf(tee, back);
		expect(find(sold)).toMatchObject({ worth: 0 });
		sold[0].line.discount = 10;
		expect(find(sold)).toMatchObject({ worth: 360, own: [] });
	});
	it('is no goods when it is the delivery, or a service', () => {
		expect(find(linesOf(tee, { sku: 'POST', quantity: -1, price: 5, shipping: true })).orderLines).toEqual([]);
		expect(find(linesOf(tee, { sku: 'WORK', quantity: -1, price: 5, service: true })).orderLines).toEqual([]);
	});
});

it('an invoice of fewer pieces than before says what came back of goods; of a service it says nothing', () => {
	const fewer = (service: boolean) => {
		const sold = linesOf({ ...tee, service });
		return find(sold, { bills: [invoiceLine(101, tee, 1), invoiceLine(102, { ...tee, quantity: -2 }, 1)] });
	};
	expect(fewer(false)).toMatchObject({ billLines: [102], own: [{ bill: 102, orderLine: 1, quantity: 2 }] });
	expect(fewer(true)).toMatchObject({ billLines: [], own: [] });
});

describe('a credit note', () => {
	const sells = { ...invoiceLine(101, { ...tee, quantity: -1, price: 10 }, 1) };
	const note = { move_type: 'out_refund', reversed_entry_id: undefined, lines: [sells] };
	it.each<[string, Partial<Parameters<typeof billsOrder>[0]>, boolean]>([
		['that has what was sold below zero bills the order', {}, true],
		['that reverses an invoice does not', { reversed_entry_id: 7 }, false],
		['nor an invoice', { move_type: 'out_invoice' }, false],
		['nor one of a discount', { lines: [{ ...sells, price_unit: -10 }] }, false],
		['nor one of goods that came back', { lines: [{ ...sells, quantity: 1 }] }, false],
		['nor one of what no order has', { lines: [{ ...sells, sale_line_ids: [] }] }, false],
	])('%s', (_what, more, bills) => expect(billsOrder({ ...note, ...more })).toBe(bills));
	it('that bills an order is read as an invoice: each line with its sign turned, at its price', () =>
		expect(asBilled(sells)).toMatchObject({ quantity: 1, price_unit: 10, price_subtotal: 10, price_total: 10 }));
});
