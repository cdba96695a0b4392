import { piecesPaid } from '../../nodes/OdooReturns/register/piecesOfCase';
import { planPosRefund, refundUuid, registerOrder } from '../../nodes/OdooReturns/register/posRefund';
import type { PosLine, PosMethod, PosOrder } from '../../nodes/OdooReturns/records/answers';
import type { RegisterSale } from '../../nodes/OdooReturns/register/posOrder';

const line = (id: number, qty: number, refunded: number, more: Partial<PosLine> = {}): PosLine => ({
	id,
	order_id: 1,
	product_id: id,
	full_product_name: `P${id}`,
	qty,
	refunded_qty: refunded,
	price_unit: 10,
	discount: 0,
	price_subtotal: 10 * qty,
	price_subtotal_incl: 12 * qty,
	tax_ids: [1],
	tax_ids_after_fiscal_position: [1],
	refunded_orderline_id: undefined,
	pack_lot_ids: [],
	...more,
});
const order = {
	id: 1,
	name: 'Shop - 000001',
	pos_reference: '2611-001-0000001',
	currency_id: { id: 1, name: 'EUR' },
} as PosOrder;
const sale = (...lines: Array<[string, PosLine]>) =>
	({ order, lines: lines.map(([sku, one]) => ({ sku, line: one })) }) as RegisterSale;
const back = (sku: string, quantity: number, more: object = {}) => ({ sku, quantity, serials: [], ...more });

describe('goods of a receipt that come back', () => {
	it('are spread over the lines they were sold on', () => {
		const plan = planPosRefund([back('A', 3)], sale(['A', line(1, 2, 0)], ['A', line(2, 2, 1)]));
		expect(plan.map(({ line: { id }, quantity }) => [id, quantity])).toEqual([
			[1, 2],
			[2, 1],
		]);
	});
	it('are no more than was sold and not given back, over all that is asked for', () => {
		expect(() => planPosRefund([back('A', 1)], sale(['A', line(1, 2, 2)]))).toThrow(
			'1 x A shall be given back, only 0 can',
		);
		expect(() => planPosRefund([back('A', 1), back('A', 2)], sale(['A', line(1, 2, 0)]))).toThrow(
			'2 x A shall be given back, only 1 can',
		);
		expect(() => planPosRefund([back('B', 1)], sale(['A', line(1, 2, 0)]))).toThrow(
			'B is not on receipt 2611-001-0000001',
		);
		expect(() => planPosRefund([back('', 1)], sale(['', line(1, 2, 0)]))).toThrow('is not on receipt');
	});
	it("may be named by the receipt's own line; lines that took something back are none", () => {
		expect(
			planPosRefund([back('', 1, { posLine: 2 })], sale(['', line(1, 1, 0)], ['', line(2, 1, 0)]))[0].line.id,
		).toBe(2);
		expect(() => planPosRefund([back('A', 1)], sale(['A', line(1, -1, 0)]))).toThrow('A is not on receipt');
	});
});

it('the pieces that a refund pays for are those of its own lines, by the lines of the receipt', () => {
	const eur = (amount: number) => ({ amount, currency: 'EUR' });
	const none: Record<string, string> = {};
	const lines = [
		{ id: 'L1', sku: 'A', providerIds: { ...none, 'odoo.pos_line': '7' } },
		{ id: 'L2', sku: 'B', providerIds: none },
		{ id: 'L3', sku: 'C', providerIds: none },
	];
	const part = (line: string, quantity: number) => ({ kind: 'line' as const, line, quantity, amount: eur(100) });
	const breakdown = [
		part('L1', 2),
		part('L2', 1),
		part('L9', 1),
		{ kind: 'fee' as const, name: 'fee', amount: eur(-5) },
	];
	expect(piecesPaid({ breakdown } as never, lines)).toEqual([
		{ sku: 'A', quantity: 2, serials: [], posLine: 7 },
		{ sku: 'B', quantity: 1, serials: [] },
	]);
	expect(piecesPaid({ breakdown: [] }, lines)).toEqual([]);
});

it("a refund's id is the same for the same state of a receipt, and another for any other", () => {
	expect(refundUuid(7, 0)).toBe(refundUuid(7, 0));
	expect(refundUuid(7, 0)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
	expect(new Set([refundUuid(7, 0), refundUuid(7, 1), refundUuid(8, 0), refundUuid(70, 0)]).size).toBe(4);
});

it('a refund is the sale with the signs turned, and is credited when the sale was invoiced', () => {
	const one = { line: line(1, 2, 0), quantity: 1, serials: ['SN-1'], price: 10, net: 10, gross: 12 };
	const method = { id: 4 } as PosMethod;
	const made = registerOrder({ ...sale(), order: { ...order, account_move: 5, partner_id: 6 } }, [one], {
		uuid: 'u',
		key: 'RMA-1/P1',
		session: 3,
		given: [{ method, amount: 1200 }],
	});
	expect(made).toMatchObject({
		uuid: 'u',
		state: 'paid',
		floating_order_name: 'RMA-1/P1',
		to_invoice: true,
		amount_total: -12,
		amount_tax: -2,
		lines: [
			[
				0,
				0,
				{
					qty: -1,
					price_subtotal: -10,
					price_subtotal_incl: -12,
					refunded_orderline_id: 1,
					pack_lot_ids: [[0, 0, { lot_name: 'SN-1' }]],
				},
			],
		],
		payment_ids: [[0, 0, { amount: -12, payment_method_id: 4 }]],
	});
	expect(registerOrder(sale(), [one], { uuid: 'u', key: 'k', session: 3, given: [] }).to_invoice).toBe(false);
});
