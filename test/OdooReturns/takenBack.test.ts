import { canonicalSale, type RegisterSale } from '../../nodes/OdooReturns/register/posOrder';
import { paidBy } from '../../nodes/OdooReturns/register/paidBy';
import { corrected, takenBackIn } from '../../nodes/OdooReturns/register/receiptLines';
import { receiptPrices } from '../../nodes/OdooReturns/register/receiptPrices';
import type { PosLine, PosOrder, PosPayment } from '../../nodes/OdooReturns/records/answers';
import type { Odoo } from '../../nodes/OdooReturns/transport/odoo';

const ways = { cash: { id: 1, name: 'Cash' }, card: { id: 2, name: 'Card' } };
type Line = [sku: string, qty: number, price: number, more?: Partial<PosLine>];
let next = 0;
const lineOf = (order: number, [sku, qty, price, more = {}]: Line): PosLine => ({
	id: ++next,
	order_id: order,
	product_id: [...sku].reduce((sum, letter) => sum + letter.charCodeAt(0), 0),
	full_product_name: sku,
	qty,
	refunded_qty: 0,
	price_unit: price,
	discount: 0,
	price_subtotal: qty * price,
	price_subtotal_incl: qty * price,
	tax_ids: [],
	tax_ids_after_fiscal_position: [],
	refunded_orderline_id: undefined,
	pack_lot_ids: [],
	...more,
});
const payment = (order: number, way: keyof typeof ways, amount: number): PosPayment => ({
	id: ++next,
	pos_order_id: order,
	amount,
	payment_method_id: ways[way],
});
const orderOf = (id: number, total: number, paid = total, state = 'done') =>
	({
		id,
		name: `Shop - ${id}`,
		state,
		currency_id: { id: 1, name: 'EUR' },
		amount_total: total,
		amount_paid: paid,
	}) as PosOrder;

/** A receipt with what others gave back of it: their lines of ours name the line that they take back by its place. */
function receipt(
	lines: Line[],
	payments: Array<[keyof typeof ways, number]>,
	refunds: Array<{
		ours: Array<[place: number, qty: number]>;
		beside?: Line[];
		paid: Array<[keyof typeof ways, number]>;
		state?: string;
	}> = [],
): RegisterSale {
	const own = lines.map((line) => ({ sku: line[0], line: lineOf(1, line) }));
	const total = (list: Array<[unknown, number]>) => list.reduce((sum, [, amount]) => sum + amount, 0);
	return {
		order: orderOf(1, total(payments)),
		config: {} as RegisterSale['config'],
		lines: own,
		payments: payments.map(([way, amount]) => payment(1, way, amount)),
		refunds: refunds.map(({ paid, state }, index) => orderOf(index + 2, total(paid), total(paid), state)),
		refundLines: refunds.flatMap(({ ours }, index) =>
			ours.map(([place, qty]) =>
				lineOf(index + 2, [lines[place][0], -qty, lines[place][2], { refunded_orderline_id: own[place].line.id }]),
			),
		),
		refundsBeside: refunds.flatMap(({ beside = [] }, index) => beside.map((line) => lineOf(index + 2, line))),
		refundPayments: refunds.flatMap(({ paid, state }, index) =>
			state === 'cancel' ? [] : paid.map(([way, amount]) => payment(index + 2, way, amount)),
		),
	};
}
const worthOf = (sale: RegisterSale, place: number) => receiptPrices(sale).get(sale.lines[place].line.id)!.gross;
const ofEarlier = { refunded_orderline_id: 900 };
const paid = (sale: RegisterSale) =>
	paidBy(sale).map(({ method, captured, refunded }) => [method?.name ?? 'goods', captured, refunded]);

describe('goods that were taken back with the same receipt', () => {
	it.each<[string, RegisterSale, number, unknown[]]>([
		[
			'a dearer article in exchange',
			receipt(
				[
					['NEW', 1, 30],
					['OLD', -1, 10, ofEarlier],
				],
				[['card', 20]],
			),
			3000,
			[
				['goods', 1000, 0],
				['Card', 2000, 0],
			],
		],
		[
			'an even exchange',
			receipt(
				[
					['NEW', 1, 30],
					['OLD', -1, 30, ofEarlier],
				],
				[],
			),
			3000,
			[['goods', 3000, 0]],
		],
		[
			'a cheaper article, the difference handed out',
			receipt(
				[
					['NEW', 1, 10],
					['OLD', -1, 30, ofEarlier],
				],
				[['cash', -20]],
			),
			1000,
			[
				['goods', 1000, 0],
				['Cash', 0, 0],
			],
		],
		[
			'the same article in exchange, as the receipt of the first one says',
			receipt(
				[
					['TEE', 1, 30],
					['TEE', -1, 30, ofEarlier],
				],
				[],
			),
			3000,
			[['goods', 3000, 0]],
		],
		[
			'goods without a receipt',
			receipt(
				[
					['NEW', 1, 30],
					['OLD', -1, 10],
				],
				[['cash', 20]],
			),
			3000,
			[
				['goods', 1000, 0],
				['Cash', 2000, 0],
			],
		],
		[
			'goods with the discount that they had',
			receipt(
				[
					['NEW', 1, 30],
					['OLD', -1, 10, ofEarlier],
					['Off', -1, -2, ofEarlier],
				],
				[['cash', 22]],
			),
			3000,
			[
				['goods', 800, 0],
				['Cash', 2200, 0],
			],
		],
	])('%s: they paid for it, and take nothing off its price', (_what, sale, worth, payments) => {
		expect(worthOf(sale, 0)).toBe(worth);
		expect(paid(sale)).toEqual(payments);
	});
	it('a line below zero of no goods is a discount', () => {
		const discount = receipt(
			[
				['TEE', 2, 10],
				['Off', -1, 5],
			],
			[['cash', 15]],
		);
		discount.lines[1].service = true;
		expect([takenBackIn(discount), worthOf(discount, 0)]).toEqual([[], 1500]);
	});
	it.each<[string, Line[], Array<[sku: string, qty: number, gross: number]>]>([
		[
			'fewer of a line',
			[
				['TEE', 3, 10],
				['TEE', -1, 10],
			],
			[['TEE', 2, 20]],
		],
		[
			'a line that was taken off altogether',
			[
				['TEE', 1, 10],
				['CAP', 1, 5],
				['TEE', -1, 10],
			],
			[['CAP', 1, 5]],
		],
		[
			'more than one line has',
			[
				['TEE', 1, 10],
				['TEE', 2, 10],
				['TEE', -2, 10],
			],
			[['TEE', 1, 10]],
		],
		[
			'more than was sold: the rest was taken back',
			[
				['TEE', 1, 10],
				['CAP', 1, 50],
				['TEE', -3, 10],
			],
			[
				['CAP', 1, 50],
				['TEE', -2, -20],
			],
		],
		[
			'what cost something else: taken back',
			[
				['TEE', 1, 10],
				['TEE', -1, 8],
			],
			[
				['TEE', 1, 10],
				['TEE', -1, -8],
			],
		],
		[
			'a fraction',
			[
				['KG', 2.5, 10],
				['KG', -0.5, 10],
			],
			[['KG', 2, 20]],
		],
		[
			'of an earlier receipt: taken back',
			[
				['TEE', 2, 10],
				['TEE', -1, 10, ofEarlier],
			],
			[
				['TEE', 2, 20],
				['TEE', -1, -10],
			],
		],
	])('a line below zero of what the receipt sells for as much corrects it: %s', (_what, lines, left) => {
		expect(
			corrected(receipt(lines, []).lines).map(({ sku, line }) => [sku, line.qty, line.price_subtotal_incl]),
		).toEqual(left);
	});
	it('an order of the case has them as a payment that a person pays back', async () => {
		const sale = receipt(
			[
				['NEW', 1, 30],
				['OLD', -1, 10, ofEarlier],
			],
			[['card', 20]],
		);
		expect(await canonicalSale({} as Odoo, sale)).toMatchObject({
			lines: [{ sku: 'NEW', subtotal: { amount: 3000 } }],
			payments: [
				{ id: 'odoo.pos/1/goods', processor: 'other', captured: { amount: 1000 }, refundable: { amount: 1000 } },
				{ id: 'odoo.pos/1/2', processor: 'other', captured: { amount: 2000 }, refundable: { amount: 2000 } },
			],
		});
	});
});

describe('what has gone back of a receipt', () => {
	it.each<[string, RegisterSale, unknown[]]>([
		[
			'its goods were taken in payment for dearer ones',
			receipt([['TEE', 1, 10]], [['card', 10]], [{ ours: [[0, 1]], beside: [['NEW', 1, 30]], paid: [['card', 20]] }]),
			[['Card', 1000, 1000]],
		],
		[
			'for cheaper ones, the difference handed out',
			receipt([['TEE', 1, 30]], [['card', 30]], [{ ours: [[0, 1]], beside: [['NEW', 1, 10]], paid: [['cash', -20]] }]),
			[['Card', 3000, 3000]],
		],
		[
			'for some of the same price',
			receipt([['TEE', 2, 30]], [['cash', 60]], [{ ours: [[0, 1]], beside: [['NEW', 1, 30]], paid: [] }]),
			[['Cash', 6000, 3000]],
		],
		[
			'with goods of another receipt',
			receipt(
				[['TEE', 1, 10]],
				[['card', 10]],
				[{ ours: [[0, 1]], beside: [['OLD', -1, 30, ofEarlier]], paid: [['card', -40]] }],
			),
			[['Card', 1000, 1000]],
		],
		[
			'another way than it was paid',
			receipt([['TEE', 2, 10]], [['card', 20]], [{ ours: [[0, 1]], paid: [['cash', -10]] }]),
			[['Card', 2000, 1000]],
		],
		[
			'canceled: nothing',
			receipt([['TEE', 2, 10]], [['card', 20]], [{ ours: [[0, 1]], paid: [['card', -10]], state: 'cancel' }]),
			[['Card', 2000, 0]],
		],
		[
			'of goods that were paid with goods: all of it in money',
			receipt(
				[
					['NEW', 1, 30],
					['OLD', -1, 10, ofEarlier],
				],
				[['card', 20]],
				[{ ours: [[0, 1]], paid: [['card', -30]] }],
			),
			[
				['goods', 1000, 1000],
				['Card', 2000, 2000],
			],
		],
	])('%s', (_what, sale, payments) => {
		expect(paid(sale)).toEqual(payments);
	});
	it('change in cash of what was paid by card was not paid', () => {
		expect(
			paid(
				receipt(
					[['TEE', 1, 40]],
					[
						['card', 50],
						['cash', -10],
					],
				),
			),
		).toEqual([
			['Card', 4000, 0],
			['Cash', 0, 0],
		]);
	});
});
