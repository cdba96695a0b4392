import { canonicalSale, type RegisterSale } from '../../nodes/OdooReturns/register/posOrder';
import { goodsOf } from '../../nodes/OdooReturns/register/receiptLines';
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
		refundsBeside: [],
	};
}
const foundOf = async (sale: RegisterSale) => await canonicalSale({} as Odoo, sale);
const worth = async (sale: RegisterSale, quantity: number, from = 0) => {
	const order = await foundOf(sale);
	const { net, tax } = worthOf(order.lines[0], order.taxesIncluded, from, quantity);
	return net + tax;
};

it('says how the shop sorts the goods of a receipt, as far as it does', async () => {
	const sale = receipt([
		['A', 1, 10],
		['B', 1, 10],
	]);
	sale.lines[0].category = 'Apparel / Shirts';
	const { lines } = await foundOf(sale);
	expect(lines.map((line) => line.category)).toEqual(['Apparel / Shirts', undefined]);
});

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
	it('a discount that names one of two SKUs is not borne by the one that its name begins with', async () => {
		const sale = receipt([
			['TEE', 1, 50],
			['TEE-XL', 1, 50],
			['', 1, -10],
		]);
		sale.lines[2].line.full_product_name = 'Discount on TEE-XL';
		expect((await foundOf(sale)).lines.map(({ subtotal }) => subtotal.amount)).toEqual([5000, 4000]);
	});
	describe('a tip bears nothing of a discount', () => {
		const tipped = (lines: Array<[string, number, number]>, tip: number | undefined) => {
			const sale = receipt(lines);
			sale.lines.find(({ sku }) => sku === 'TIP')!.service = true;
			sale.config = { ...sale.config, tip_product_id: tip };
			return sale;
		};
		const amounts = async (sale: RegisterSale) => (await foundOf(sale)).lines.map(({ subtotal }) => subtotal.amount);
		it.each<[string, Array<[string, number, number]>, number, number[]]>([
			[
				'beside one kind of goods',
				[
					['A', 2, 50],
					['TIP', 1, 5],
					['', 1, -10],
				],
				2,
				[9000, 500],
			],
			[
				'beside two kinds',
				[
					['A', 1, 50],
					['B', 1, 30],
					['TIP', 1, 20],
					['', 1, -8],
				],
				3,
				[4500, 2700, 2000],
			],
			[
				'of a discount of all goods',
				[
					['A', 1, 10],
					['TIP', 1, 5],
					['', 1, -10],
				],
				2,
				[0, 500],
			],
		])('%s', async (_what, lines, tip, expected) => {
			expect(await amounts(tipped(lines, tip))).toEqual(expected);
		});
		it('nor is a line without a product one, where the register takes no tips', async () => {
			const sale = receipt([
				['A', 2, 50],
				['B', 1, 5],
				['', 1, -10],
			]);
			sale.lines[1].line.product_id = undefined;
			expect(await amounts(sale)).toEqual([9048, 452]);
		});
		it('that is the product of the register: any other service is discounted with the goods', async () => {
			expect(
				await amounts(
					tipped(
						[
							['A', 2, 50],
							['TIP', 1, 5],
							['', 1, -10],
						],
						undefined,
					),
				),
			).toEqual([9048, 452]);
		});
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
	it('pieces one by one come to what was paid', async () => {
		const sale = receipt([['PEN', 3, 1.1]], 15);
		expect([await worth(sale, 1), await worth(sale, 1, 1), await worth(sale, 1, 2)]).toEqual([127, 126, 127]);
	});
	it('a fraction counts as whole units at their share', async () => {
		const sale = receipt([['KG', 2.5, 10]]);
		expect([await worth(sale, 1), await worth(sale, 2)]).toEqual([1000, 2000]);
		expect((await foundOf(sale)).lines[0]).toMatchObject({ quantity: 2, exactQuantity: 2.5, returnedBefore: 0 });
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

describe('how a receipt was paid', () => {
	const paidWith = (methods: Array<[number, string, string | undefined, number]>) => {
		const sale = receipt([['A', 1, 80]]);
		sale.order.amount_paid = 80;
		sale.payments = methods.map(([id, name, , amount]) => ({
			id,
			pos_order_id: 1,
			payment_method_id: { id, name },
			amount,
		}));
		sale.methods = methods.map(([id, name, type]) => ({
			id,
			name,
			type,
			split_transactions: false,
			is_cash_count: false,
		}));
		return sale;
	};
	it.each<[string, Array<[number, string, string | undefined, number]>, string[]]>([
		['on account', [[3, 'Customer Account', 'pay_later', 80]], ['Customer Account (on account, perhaps not paid yet)']],
		[
			'a part of it on account',
			[
				[1, 'Cash', 'cash', 30],
				[4, 'Monthly bill', 'pay_later', 50],
			],
			['Cash', 'Monthly bill (on account, perhaps not paid yet)'],
		],
		['by card', [[2, 'Card', 'bank', 80]], ['Card']],
		['at a register that does not say', [[2, 'Customer Account', undefined, 80]], ['Customer Account']],
	])('says what may not be paid yet: %s', async (_what, methods, names) => {
		expect((await foundOf(paidWith(methods))).payments.map(({ method }) => method)).toEqual(names);
	});
});
