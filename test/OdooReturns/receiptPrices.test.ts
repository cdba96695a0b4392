import { canonicalSale, type RegisterSale } from '../../nodes/OdooReturns/register/posOrder';
import { goodsOf, receiptPrices } from '../../nodes/OdooReturns/register/receiptPrices';
import type { PosLine } from '../../nodes/OdooReturns/records/answers';
import type { Odoo } from '../../nodes/OdooReturns/transport/odoo';
import { worthOf } from '../../nodes/shared/case/worth';

/** A receipt of lines [SKU, quantity, price], 20 % tax on top or none. */
function receipt(lines: Array<[string, number, number]>, rate = 0, refunded = 0): RegisterSale {
	const sold = lines.map(([sku, qty, price], index): { line: PosLine; sku: string } => {
		const net = Math.round(qty * price * 100) / 100;
		return {
			sku,
			line: {
				id: index + 1,
				order_id: 1,
				product_id: index + 1,
				full_product_name: sku || 'Discount',
				qty,
				refunded_qty: refunded,
				price_unit: price,
				discount: 0,
				price_subtotal: net,
				price_subtotal_incl: Math.round(net * (100 + rate) + 1e-9) / 100,
				tax_ids: [1],
				tax_ids_after_fiscal_position: [1],
				refunded_orderline_id: undefined,
				pack_lot_ids: [],
			},
		};
	});
	return {
		order: { id: 1, name: 'Shop - 1', currency_id: { id: 1, name: 'EUR' } } as RegisterSale['order'],
		config: {} as RegisterSale['config'],
		lines: sold,
		payments: [],
		refunds: [],
		refundPayments: [],
		refundLines: [],
	};
}
const foundOf = async (sale: RegisterSale) => await canonicalSale({} as Odoo, sale);
const worth = async (sale: RegisterSale, quantity: number, from = 0) => {
	const order = await foundOf(sale);
	const { net, tax } = worthOf(order.lines[0], order.taxesIncluded, from, quantity);
	return net + tax;
};

describe('what the lines of a receipt were paid for', () => {
	it('a discount that is a line of its own is spread, and is nothing that could come back', async () => {
		const sale = receipt([
			['A', 2, 50],
			['', 1, -10],
		]);
		expect(goodsOf(sale).map(({ sku }) => sku)).toEqual(['A']);
		expect((await foundOf(sale)).lines).toMatchObject([{ sku: 'A', quantity: 2, subtotal: { amount: 9000 } }]);
		expect([await worth(sale, 2), await worth(sale, 1), await worth(sale, 1, 1)]).toEqual([9000, 4500, 4500]);
	});
	it('one of three for nothing', async () => {
		const sale = receipt([
			['A', 3, 10],
			['', 1, -10],
		]);
		expect([await worth(sale, 3), await worth(sale, 1), await worth(sale, 1, 1), await worth(sale, 1, 2)]).toEqual([
			2000, 667, 666, 667,
		]);
	});
	it('what was taken back with the same receipt is not given back again', () => {
		const prices = receiptPrices(
			receipt([
				['A', 1, 30],
				['B', -1, 10],
			]),
		);
		expect(prices.get(1)).toMatchObject({ gross: 2000 });
	});
	it('pieces one by one come to what was paid', async () => {
		const sale = receipt([['PEN', 3, 1.1]], 15);
		expect([await worth(sale, 1), await worth(sale, 1, 1), await worth(sale, 1, 2)]).toEqual([127, 126, 127]);
	});
	it('a fraction counts as whole units at their share', async () => {
		const sale = receipt([['KG', 2.5, 10]]);
		expect([await worth(sale, 1), await worth(sale, 2)]).toEqual([1000, 2000]);
		expect((await foundOf(sale)).lines[0]).toMatchObject({ quantity: 2, returnedBefore: 0 });
		expect((await foundOf(receipt([['KG', 2.5, 10]], 0, 0.5))).lines[0]).toMatchObject({ returnedBefore: 0 });
		expect((await foundOf(receipt([['KG', 2.5, 10]], 0, 1.6))).lines[0]).toMatchObject({ returnedBefore: 2 });
	});
	it.each([
		['in cash: a number of coins each', [true], 50.05, 5, [1670, 1665, 1670]],
		['by card, which is not rounded', [false], 50.04, undefined, [1668, 1668, 1668]],
		['in both ways: only a part of it was rounded', [true, false], 50.04, undefined, [1668, 1668, 1668]],
	] as const)('at a register that rounds cash to 0.05, %s', async (_how, ways, amount_paid, step, pieces) => {
		const sale = receipt([['PIN', 3, 16.68]]);
		sale.order.amount_paid = amount_paid;
		sale.coins = { step: 5, onlyCash: true };
		sale.methods = ways.map((is_cash_count, id) => ({ id, name: 'Way', split_transactions: false, is_cash_count }));
		expect((await foundOf(sale)).lines[0].step).toBe(step);
		expect([await worth(sale, 1), await worth(sale, 1, 1), await worth(sale, 1, 2)]).toEqual(pieces);
	});
});
