import fc from 'fast-check';
import { planCreditNote, type CreditPlan } from '../../nodes/OdooReturns/money/creditNote';
import type { BilledGoods } from '../../nodes/OdooReturns/money/creditRow';
import { pricePaid } from '../../nodes/OdooReturns/money/exchange';
import { correctionOf } from '../../nodes/OdooReturns/money/rounding';
import type { InvoiceLine } from '../../nodes/OdooReturns/records/answers';
import { canonicalOrder, linkLines } from '../../nodes/OdooReturns/sale/canonicalOrder';
import type { OdooOrder } from '../../nodes/OdooReturns/sale/delivery';
import { pricesOf } from '../../nodes/OdooReturns/sale/prices';
import { shippingOf, worthOf } from '../../nodes/shared/case/worth';
import { format, type Order, type RefundIntent } from '../../nodes/shared/model';
import { invoiceLine, odooOrder, type LineSpec } from './orderFixture';
import { eur } from './setUp';

/** What so many pieces of a line are worth with tax, after `from` others. */
function worth(order: Order, id: string, quantity: number, from = 0): number {
	const { net, tax } = worthOf(
		order.lines.find((line) => line.id === id)!,
		order.taxesIncluded,
		from,
		quantity,
	);
	return net + tax;
}
const wholeWorth = (order: Order) => {
	const { net, tax } = shippingOf(order);
	return order.lines.reduce((sum, { id, quantity }) => sum + worth(order, id, quantity), net + tax);
};

/** The refund of so many pieces of a line, as the policy makes it. */
function refundOf(order: Order, id: string, quantity: number, from = 0): RefundIntent {
	const { net, tax } = worthOf(
		order.lines.find((line) => line.id === id)!,
		order.taxesIncluded,
		from,
		quantity,
	);
	return intentOf(id, quantity, net, tax);
}
function intentOf(line: string, quantity: number, net: number, tax: number): RefundIntent {
	return {
		id: 'RMA-1/R1',
		amount: eur(net + tax),
		payment: { id: 'p', processor: 'stripe', providerIds: {} },
		reason: 'return',
		breakdown: [
			{ kind: 'line', line, quantity, amount: eur(net), description: '' },
			{ kind: 'tax', line, amount: eur(tax), description: '' },
		],
	};
}

/** The credit note of a refund by the order's own documents; `earlier`: rows of the notes before. */
function noteOf(
	order: OdooOrder,
	intent: RefundIntent,
	{ earlier = [], pricedByShop = false }: { earlier?: InvoiceLine[]; pricedByShop?: boolean } = {},
): CreditPlan {
	const lines = order.invoices.flat() as InvoiceLine[];
	const prices = pricesOf(order);
	const goods = (name: string): BilledGoods | undefined => {
		const of = lines.filter((line) => line.sale_line_ids.includes(Number(name)));
		return of.length
			? {
					sku: order.lines[Number(name) - 1].sku,
					invoiceLine: of[0],
					lines: of,
					billed: of.reduce((sum, { quantity }) => sum + quantity, 0),
					discounts: prices
						.get(Number(name))!
						.shares.map(({ discount, ...share }) => ({ line: lines.find(({ id }) => id === discount)!, ...share })),
					taxOff: prices.get(Number(name))!.taxOff,
				}
			: undefined;
	};
	return planCreditNote(intent, { goods, shipping: undefined, earlier, pricedByShop });
}
/** A plan's rows as lines of a posted credit note. */
const posted = ({ rows }: CreditPlan): InvoiceLine[] =>
	rows.map(({ invoiceLine: line, quantity, price, gross }) => ({
		...line,
		quantity,
		price_unit: price,
		price_total: gross / 100,
	}));
const shown = ({ rows }: CreditPlan) =>
	rows.map(({ invoiceLine: { id }, quantity, price, gross }) => [id, quantity, Number(price.toFixed(4)), gross]);

describe('what was lowered', () => {
	it('a second return is asked of what was sold, not of what the ordered quantity was lowered to', () => {
		const order = odooOrder(
			[{ sku: 'A', quantity: 2, price: 50, rate: 20, ordered: 1 }],
			[[invoiceLine(101, { sku: 'A', quantity: 2, price: 50, rate: 20 }, 1)]],
		);
		const found = canonicalOrder(order, { returnedBefore: () => 1 });
		expect(found.lines[0]).toMatchObject({ quantity: 2, returnedBefore: 1, subtotal: eur(10000), tax: eur(2000) });
		expect(worth(found, '1', 1, 1)).toBe(6000);
	});
	it('shipping that was credited was sold all the same', () => {
		const shipping = { sku: 'SHIP', quantity: 1, price: 5, rate: 20, shipping: true };
		const order = odooOrder(
			[
				{ sku: 'A', quantity: 1, price: 50 },
				{ ...shipping, ordered: 0 },
			],
			[[invoiceLine(101, { sku: 'A', quantity: 1, price: 50 }, 1), invoiceLine(102, shipping, 2)]],
		);
		expect(canonicalOrder(order).shipping).toEqual({ subtotal: eur(500), tax: eur(100) });
	});
	it('nor when all that is left was lowered, or the goods were never billed', () => {
		const order = odooOrder(
			[{ sku: 'A', quantity: 3, price: 50, rate: 20, ordered: 0 }],
			[[invoiceLine(101, { sku: 'A', quantity: 3, price: 50, rate: 20 }, 1)]],
		);
		expect(canonicalOrder(order).lines[0]).toMatchObject({ quantity: 3, subtotal: eur(15000) });
		const unbilled = odooOrder([{ sku: 'A', quantity: 3, price: 50, rate: 20, ordered: 2 }], []);
		expect(worth(canonicalOrder(unbilled), '1', 3)).toBe(18000);
	});
	it('a line that nothing leaves for counts what is ordered now', () => {
		const order = odooOrder(
			[{ sku: 'A', quantity: 2, price: 50, service: true, ordered: 1 }],
			[[invoiceLine(101, { sku: 'A', quantity: 2, price: 50 }, 1)]],
		);
		expect(canonicalOrder(order).lines[0]).toMatchObject({ quantity: 1, subtotal: eur(5000) });
	});
});

describe('discounts that are lines of their own', () => {
	const wizard: LineSpec[] = [
		{ sku: 'A', quantity: 1, price: 50, rate: 20 },
		{ sku: 'B', quantity: 1, price: 50, rate: 20 },
		{ title: 'Discount 10%', quantity: 1, price: -10, rate: 20 },
	];
	it("are spread over what they discount, and are nothing that could come back: Odoo's wizard", () => {
		const order = canonicalOrder(odooOrder(wizard));
		expect(order.lines.map(({ id }) => id)).toEqual(['1', '2']);
		expect([worth(order, '1', 1), worth(order, '2', 1)]).toEqual([5400, 5400]);
		expect(wholeWorth(order)).toBe(10800);
	});
	it('are credited with the goods, each part once, the last as what is left', () => {
		const order = odooOrder(wizard);
		const first = noteOf(order, refundOf(canonicalOrder(order), '1', 1));
		expect(shown(first)).toEqual([
			[101, 1, 50, 6000],
			[103, 0.5, -10, -600],
		]);
		const second = noteOf(order, refundOf(canonicalOrder(order), '2', 1), { earlier: posted(first) });
		expect(shown(second)).toEqual([
			[102, 1, 50, 6000],
			[103, 0.5, -10, -600],
		]);
	});
	it('are credited as they were billed when they are less than none of a price', () => {
		const order = odooOrder([...wizard.slice(0, 2), { title: 'Discount 10%', quantity: -1, price: 10, rate: 20 }]);
		const first = noteOf(order, refundOf(canonicalOrder(order), '1', 1));
		expect(shown(first)).toEqual([
			[101, 1, 50, 6000],
			[103, -0.5, 10, -600],
		]);
		const second = noteOf(order, refundOf(canonicalOrder(order), '2', 1), { earlier: posted(first) });
		expect(shown(second)).toEqual([
			[102, 1, 50, 6000],
			[103, -0.5, 10, -600],
		]);
	});
	it('make the whole price no refund', () => {
		expect(() => noteOf(odooOrder(wizard), intentOf('1', 1, 5000, 1000))).toThrow(
			'would be 54.00 EUR, but it is 60.00 EUR',
		);
	});
	it("belong, as a shop's connector books them, to what the shop gave them for", () => {
		const connector: LineSpec[] = [
			{ sku: 'TEE', quantity: 2, price: 20, rate: 20 },
			{ title: 'Discount', quantity: 1, price: -4, rate: 20 },
		];
		const one = canonicalOrder(odooOrder(connector));
		expect([worth(one, '1', 1), wholeWorth(one)]).toEqual([2160, 4320]);
		expect(shown(noteOf(odooOrder(connector), intentOf('1', 1, 1800, 360)))).toEqual([
			[101, 1, 20, 2400],
			[102, 0.5, -4, -240],
		]);
		expect(noteOf(odooOrder(connector), intentOf('1', 2, 3600, 720)).rows).toHaveLength(2);
		// Of two kinds of goods the invoice does not say which was discounted: the refund does.
		const two = odooOrder([...connector, { sku: 'MUG', quantity: 1, price: 10, rate: 20 }]);
		expect(shown(noteOf(two, intentOf('1', 1, 1800, 360))).map(([id, , , gross]) => [id, gross])).toEqual([
			[101, 2400],
			[102, -240],
		]);
		expect(() => noteOf(two, intentOf('3', 1, 1000, 200))).toThrow('would be');
		expect(shown(noteOf(two, intentOf('3', 1, 1000, 200), { pricedByShop: true }))).toEqual([[103, 1, 10, 1200]]);
		// Never more than the discount is.
		expect(() => noteOf(two, intentOf('1', 1, 1500, 300), { pricedByShop: true })).toThrow('would be');
		// One that names its goods is theirs.
		const named = odooOrder([
			connector[0],
			{ title: 'Discount for TEE', quantity: 1, price: -4, rate: 20 },
			{ sku: 'MUG', quantity: 1, price: 10, rate: 20 },
		]);
		expect(canonicalOrder(named).lines.map(({ subtotal }) => format(subtotal))).toEqual(['36.00 EUR', '10.00 EUR']);
	});
	it.each([
		['Free Shipping - Free shipping', 5, [12000, 0]],
		['Kostenloser Versand', 5, [12000, 0]],
		['Delivery promotion', 3, [12000, 240]],
		['Spring sale', 5, [11429, 571]],
	])('of shipping, by its name, the shipping: %s', (title, off, expected) => {
		const shipping = { sku: 'SHIP', title: 'Standard', quantity: 1, price: 5, rate: 20, shipping: true };
		const found = canonicalOrder(
			odooOrder([
				{ sku: 'A', quantity: 1, price: 100, rate: 20 },
				shipping,
				{ title, quantity: 1, price: -off, rate: 20 },
			]),
		);
		const { net, tax } = shippingOf(found);
		expect([worth(found, '1', 1), net + tax]).toEqual(expected);
	});
	it.each<[string, string, Array<[string, string, number]>, number, number[]]>([
		[
			'its SKU',
			'Discount on TEE-XL',
			[
				['TEE', 'Shirt', 50],
				['TEE-XL', 'Shirt XL', 50],
			],
			10,
			[5000, 4000],
		],
		[
			'its title',
			'Promo Mug large',
			[
				['MUG', 'Mug', 10],
				['MUG-L', 'Mug large', 20],
			],
			5,
			[1000, 1500],
		],
		[
			'a title that ends with the other',
			'-10% Tea mug',
			[
				['M1', 'Mug', 10],
				['M2', 'Tea mug', 20],
			],
			2,
			[1000, 1800],
		],
		[
			'a SKU that goes on behind a dot',
			'Sale AB1.2',
			[
				['AB1', 'Cup', 10],
				['AB1.2', 'Pot', 20],
				['AB1.25', 'Pan', 30],
			],
			4,
			[1000, 1600, 3000],
		],
		[
			'a SKU in front of another',
			'Sale B/A1_2',
			[
				['A1_2', 'Cup', 10],
				['B/A1_2', 'Pot', 20],
			],
			4,
			[1000, 1600],
		],
		[
			'both of them',
			'Mug large, and Mug',
			[
				['MUG', 'Mug', 10],
				['MUG-L', 'Mug large', 30],
			],
			4,
			[900, 2700],
		],
		[
			'both of them, by SKU',
			'20 % on TEE-XL + TEE.',
			[
				['TEE', 'Shirt', 10],
				['TEE-XL', 'Shirt XL', 30],
				['CAP', 'Cap', 9],
			],
			4,
			[900, 2700, 900],
		],
		[
			'a title in a word that a hyphen goes on with',
			'Cup-Rabatt',
			[
				['A1', 'Cup', 10],
				['A2', 'Pot', 20],
			],
			4,
			[600, 2000],
		],
		[
			'one that was given for nothing beside it',
			'Discount on TEE-XL',
			[
				['TEE', 'Shirt', 50],
				['TEE-XL', 'Shirt XL', 0],
				['CAP', 'Cap', 50],
			],
			10,
			[4500, 0, 4500],
		],
	])('belong to what they name, not to what its name is made of: %s', (_what, title, goods, off, expected) => {
		const named = goods.map(([sku, name, price]): LineSpec => ({ sku, title: name, quantity: 1, price }));
		const order = canonicalOrder(odooOrder([...named, { title, quantity: 1, price: -off }]));
		expect(order.lines.map(({ subtotal }) => subtotal.amount)).toEqual(expected);
	});
	it.each<[string, number, number[]]>([
		['10% incl. delivery', 4.5, [3600, 450]],
		['Black Friday: 10 % off goods and shipping', 4.5, [3600, 450]],
		['50% off shipping', 2.5, [4000, 250]],
		['Free delivery and 10% off', 5, [4000, 0]],
		['-20 % Versandkostenfrei', 5, [4000, 0]],
		['10% excl. delivery', 4, [3600, 500]],
		['Rabatt ohne Versand', 4, [3600, 500]],
	])('of a percentage that mentions the shipping, what it is a percentage of: %s', (title, off, expected) => {
		const found = canonicalOrder(
			odooOrder([
				{ sku: 'A', quantity: 1, price: 40 },
				{ sku: 'SHIP', title: 'Standard', quantity: 1, price: 5, shipping: true },
				{ title, quantity: 1, price: -off },
			]),
		);
		expect([worth(found, '1', 1), shippingOf(found).net]).toEqual(expected);
	});
	it('of shipping where there is none is of the goods', () => {
		const found = canonicalOrder(
			odooOrder([
				{ sku: 'A', quantity: 1, price: 100, rate: 20 },
				{ title: 'Shipping promotion', quantity: 1, price: -5, rate: 20 },
			]),
		);
		expect(worth(found, '1', 1)).toBe(11400);
	});
	it('of one tax discount the goods of that tax', () => {
		const order = canonicalOrder(
			odooOrder([
				{ sku: 'A', quantity: 1, price: 50, rate: 20 },
				{ sku: 'B', quantity: 1, price: 30, rate: 10 },
				{ title: 'Discount', quantity: 1, price: -5, rate: 20 },
				{ title: 'Discount', quantity: 1, price: -3, rate: 10 },
				{ title: 'Shipping', quantity: 1, price: 5, rate: 20, shipping: true },
			]),
		);
		expect(order.lines.map(({ subtotal }) => subtotal.amount)).toEqual([4545, 2700]);
		expect(order.shipping).toEqual({ subtotal: eur(455), tax: eur(91) });
	});
	it('may be written on the invoice alone', () => {
		const order = odooOrder(
			[{ sku: 'A', quantity: 2, price: 20, rate: 20 }],
			[
				[
					invoiceLine(101, { sku: 'A', quantity: 2, price: 20, rate: 20 }, 1),
					invoiceLine(102, { title: 'Goodwill', quantity: 1, price: -4, rate: 20 }),
				],
			],
		);
		expect(worth(canonicalOrder(order), '1', 1)).toBe(2160);
		const first = noteOf(order, intentOf('1', 1, 1800, 360));
		expect(shown(first)).toEqual([
			[101, 1, 20, 2400],
			[102, 0.5, -4, -240],
		]);
		expect(shown(noteOf(order, intentOf('1', 1, 1800, 360), { earlier: posted(first) }))[1]).toEqual([
			102, 0.5, -4, -240,
		]);
	});
});

describe('the invoice before the order', () => {
	it('one line that was billed at two prices', () => {
		const order = odooOrder(
			[{ sku: 'A', quantity: 3, price: 8, rate: 20 }],
			[
				[invoiceLine(101, { sku: 'A', quantity: 1, price: 10, rate: 20 }, 1, 1)],
				[invoiceLine(102, { sku: 'A', quantity: 2, price: 8, rate: 20 }, 1, 2)],
			],
		);
		const found = canonicalOrder(order);
		expect(worth(found, '1', 3)).toBe(3120);
		expect(shown(noteOf(order, refundOf(found, '1', 3)))).toEqual([
			[101, 1, 10, 1200],
			[102, 2, 8, 1920],
		]);
		expect(shown(noteOf(order, refundOf(found, '1', 1)))).toEqual([[101, 1, 8.6667, 1040]]);
	});
	it('a price that was corrected before the invoice was posted', () => {
		const order = odooOrder(
			[{ sku: 'A', quantity: 1, price: 50, rate: 20 }],
			[[invoiceLine(101, { sku: 'A', quantity: 1, price: 40, rate: 20 }, 1)]],
		);
		expect(worth(canonicalOrder(order), '1', 1)).toBe(4800);
	});
	it('what is not billed yet, at the price of the order', () => {
		const order = odooOrder(
			[{ sku: 'A', quantity: 3, price: 50, rate: 20 }],
			[[invoiceLine(101, { sku: 'A', quantity: 1, price: 40, rate: 20 }, 1)]],
		);
		const found = canonicalOrder(order);
		expect(worth(found, '1', 3)).toBe(4800 + 12000);
		// Only what was billed has been paid, and can be credited: it comes back first.
		expect([0, 1, 2].map((from) => worth(found, '1', 1, from))).toEqual([4800, 6000, 6000]);
		expect(shown(noteOf(order, refundOf(found, '1', 1)))).toEqual([[101, 1, 40, 4800]]);
	});
	describe('a part of it that was credited, and billed anew', () => {
		const credit = (id: number, quantity: number, price: number) =>
			invoiceLine(id, { sku: 'A', quantity, price, rate: 20 }, 1, 9);
		it.each([
			['one of two lines', 1, [[1, 50]], [credit(103, 1, 50)], [[1, 45]], [5400]],
			['one of two pieces', 2, [[2, 50]], [credit(103, 1, 50)], [[1, 45]], [5700, 5700]],
			[
				'twice',
				1,
				[[1, 50]],
				[credit(103, 1, 50), credit(105, 1, 48)],
				[
					[1, 48],
					[1, 45],
				],
				[5400],
			],
			['but nothing was billed after it: goods came back', 2, [[2, 50]], [credit(109, 1, 50)], [], [6000, 6000]],
			[
				'goods that came back before the rest was billed',
				4,
				[[2, 50]],
				[credit(103, 1, 50)],
				[[2, 45]],
				[5700, 5700, 5700, 5700],
			],
		] as const)('%s', (_what, quantity, first, credited, later, pieces) => {
			const line = { sku: 'A', quantity, price: 50, rate: 20 };
			const other = { sku: 'B', quantity: 1, price: 30, rate: 20 };
			const bill = ([[count, price]]: ReadonlyArray<readonly [number, number]>, id: number, move: number) =>
				invoiceLine(id, { sku: 'A', quantity: count, price, rate: 20 }, 1, move);
			const order = odooOrder(
				[line, other],
				[
					[bill(first, 101, 1), invoiceLine(102, other, 2, 1)],
					...later.map((one, index) => [bill([one], 104 + 2 * index, 2 + index)]),
				],
			);
			const found = canonicalOrder({ ...order, credited: [...credited] });
			expect(pieces.map((_, from) => worth(found, '1', 1, from))).toEqual(pieces);
			expect(worth(found, '2', 1)).toBe(3600);
		});
	});
	it('pieces that were sent and billed at a corrected price, while others are still to be sent', () => {
		const order = odooOrder(
			[
				{ sku: 'A', quantity: 5, price: 50, rate: 20, delivered: 3 },
				{ title: 'Discount', quantity: 1, price: -12, rate: 20 },
			],
			[
				[
					invoiceLine(101, { sku: 'A', quantity: 3, price: 40, rate: 20 }, 1),
					invoiceLine(102, { title: 'Discount', quantity: 1, price: -12, rate: 20 }, 2),
				],
			],
		);
		const found = canonicalOrder(order);
		expect([worth(found, '1', 3), worth(found, '1', 1), worth(found, '1', 5)]).toEqual([12960, 4320, 24960]);
	});
});

describe('prices that contain tax', () => {
	it.each([
		[2, 9.99, 20, [999, 999]],
		[3, 3.33, 19, [333, 333, 333]],
		[7, 0.99, 7, [99, 99, 99, 99, 99, 99, 99]],
		[2, 4.99, 21, [499, 499]],
	])('%d x %d with %d %% in it: each piece is the price', (quantity, price, rate, pieces) => {
		const order = odooOrder([{ sku: 'A', quantity, price, rate, included: true }]);
		const found = canonicalOrder(order);
		expect(found.taxesIncluded).toBe(true);
		expect(pieces.map((_, index) => worth(found, '1', 1, index))).toEqual(pieces);
		expect(noteOf(order, refundOf(found, '1', 1)).rows).toMatchObject([{ quantity: 1, price }]);
	});
	it('beside one whose price does not', () => {
		const order = canonicalOrder(
			odooOrder([
				{ sku: 'A', quantity: 2, price: 9.99, rate: 20, included: true },
				{ sku: 'B', quantity: 3, price: 1.1, rate: 15 },
				{ title: 'Shipping', quantity: 1, price: 4.9, rate: 20, included: true, shipping: true },
			]),
		);
		expect([worth(order, '1', 1), worth(order, '2', 3), wholeWorth(order)]).toEqual([999, 380, 1998 + 380 + 490]);
	});
});

describe('what an invoice came to besides its goods', () => {
	const beside = (net: number, total: number, { id = 109, type = 'rounding', taxes = [] as number[] } = {}) => ({
		...invoiceLine(id, { title: 'Beside', quantity: 1, price: net }),
		price_subtotal: net,
		price_total: total,
		display_type: type,
		tax_ids: taxes,
		account_id: 77,
	});
	/** An order whose invoice has a further line. */
	const withBeside = (lines: LineSpec[], ...more: Array<ReturnType<typeof beside>>) => {
		const order = odooOrder(lines);
		return { ...order, invoices: [[...order.invoices[0], ...more]] };
	};
	it('a rounding for cash is shared, and credited on its own account', () => {
		const order = withBeside([{ sku: 'A', quantity: 1, price: 264.77, rate: 20 }], beside(-0.02, -0.02));
		const found = canonicalOrder(order);
		expect(wholeWorth(found)).toBe(31770);
		const { rows } = noteOf(order, refundOf(found, '1', 1));
		expect(rows.map(({ invoiceLine: { account_id }, gross }) => [account_id, gross])).toEqual([
			[9, 31772],
			[77, -2],
		]);
	});
	it('one that rounds up, in pieces', () => {
		const order = withBeside([{ sku: 'A', quantity: 2, price: 24.99 }], beside(0.02, 0.02));
		const found = canonicalOrder(order);
		expect([worth(found, '1', 1), worth(found, '1', 1, 1)]).toEqual([2500, 2500]);
		const first = noteOf(order, refundOf(found, '1', 1));
		expect(shown(first)).toEqual([
			[101, 1, 24.99, 2499],
			[109, 0.5, 0.02, 1],
		]);
		expect(shown(noteOf(order, refundOf(found, '1', 1, 1), { earlier: posted(first) }))[1]).toEqual([
			109, 0.5, 0.02, 1,
		]);
	});
	it('what was taken off for paying early is not owed', () => {
		const order = withBeside(
			[{ sku: 'A', quantity: 2, price: 50, rate: 20 }],
			beside(-2, -2.4, { type: 'epd', taxes: [20] }),
		);
		const found = canonicalOrder(order);
		expect([worth(found, '1', 2), worth(found, '1', 1)]).toEqual([11760, 5880]);
		expect(noteOf(order, refundOf(found, '1', 2)).rows.map(({ gross }) => gross)).toEqual([12000, -240]);
	});
	it('is borne by goods of its taxes, where goods have several', () => {
		const order = withBeside(
			[
				{ sku: 'A', quantity: 1, price: 100, rate: 20 },
				{ sku: 'B', quantity: 1, price: 100, rate: 10 },
				{ sku: 'C', quantity: 1, price: 100 },
			],
			beside(-2, -2.4, { id: 109, type: 'epd', taxes: [20] }),
			beside(-2, -2.2, { id: 110, type: 'epd', taxes: [10] }),
			beside(-2, -2, { id: 111, type: 'epd' }),
		);
		const found = canonicalOrder(order);
		expect(['1', '2', '3'].map((line) => worth(found, line, 1))).toEqual([11760, 10780, 9800]);
		expect(noteOf(order, refundOf(found, '2', 1)).rows.map(({ gross }) => gross)).toEqual([11000, -220]);
	});
	it('cents of tax that Odoo rounds for the whole document', () => {
		const order = withBeside([{ sku: 'A', quantity: 2, price: 1.1, rate: 15 }], beside(0, -0.01, { id: -1 }));
		const found = canonicalOrder(order);
		expect(wholeWorth(found)).toBe(252);
		expect(noteOf(order, refundOf(found, '1', 2)).rows).toHaveLength(1);
	});
	it('tax that is billed as if it were paid early', () => {
		const order = withBeside([{ sku: 'A', quantity: 2, price: 50, rate: 20 }], beside(0, -0.4, { id: -1 }));
		const found = canonicalOrder(order);
		const note = noteOf(order, refundOf(found, '1', 1));
		expect([worth(found, '1', 2), worth(found, '1', 1), note.taxOff, note.tax]).toEqual([11960, 5980, -20, 980]);
		const goods = { id: 6, display_type: 'product', tax_line_id: undefined, amount_currency: 50 };
		const tax = { id: 7, display_type: 'tax', tax_line_id: 20, amount_currency: 10 };
		expect(correctionOf(note, [goods, tax])).toEqual({ taxes: [{ line: 7, amount: eur(980) }] });
	});
	it('tax that is billed as if it were paid early is borne by the tax of each line, so by none that has no tax', () => {
		const order = withBeside(
			[
				{ sku: 'A', quantity: 2, price: 50, rate: 20 },
				{ sku: 'B', quantity: 1, price: 100, rate: 8 },
				{ sku: 'C', quantity: 1, price: 30 },
			],
			beside(0, -0.56, { id: -1 }),
		);
		const found = canonicalOrder(order);
		expect(['1', '2', '3'].map((line) => worth(found, line, found.lines[Number(line) - 1].quantity))).toEqual([
			11960, 10784, 3000,
		]);
		expect(noteOf(order, refundOf(found, '2', 1)).tax).toBe(784);
	});
	it('what is taken off for paying early without its tax is borne by all goods alike, in proportion to what they cost without tax', () => {
		const order = withBeside(
			[
				{ sku: 'A', quantity: 1, price: 100, rate: 20 },
				{ sku: 'B', quantity: 1, price: 100, rate: 10 },
				{ sku: 'C', quantity: 1, price: 30 },
			],
			beside(-4.6, -4.6),
		);
		const found = canonicalOrder(order);
		expect(['1', '2', '3'].map((line) => worth(found, line, 1))).toEqual([11800, 10800, 2940]);
	});
	it("another order's discount on one invoice is not this order's", () => {
		const order = odooOrder([{ sku: 'A', quantity: 1, price: 50 }]);
		const others = [
			{ ...invoiceLine(201, { sku: 'B', quantity: 1, price: 50 }, 77), product_id: 7 },
			{ ...invoiceLine(202, { title: 'Discount', quantity: 1, price: -10 }, 78), product_id: 8 },
		];
		expect(worth(canonicalOrder({ ...order, invoices: [[...order.invoices[0], ...others]] }), '1', 1)).toBe(5000);
	});
});

describe('a discount of more than the goods that it names', () => {
	it.each<[string, LineSpec[], number[]]>([
		[
			'is borne by the others with what is left of it',
			[
				{ sku: 'AAA', quantity: 1, price: 10 },
				{ title: 'Discount on AAA', quantity: 1, price: -15 },
				{ sku: 'BBB', quantity: 1, price: 50 },
			],
			[0, 4500],
		],
		[
			'with its tax',
			[
				{ sku: 'AAA', quantity: 2, price: 10, rate: 20 },
				{ title: 'Discount on AAA', quantity: 1, price: -25, rate: 20 },
				{ sku: 'BBB', quantity: 2, price: 25, rate: 20 },
			],
			[0, 5400],
		],
		[
			'after another one',
			[
				{ sku: 'AAA', quantity: 1, price: 10 },
				{ title: 'AAA 1', quantity: 1, price: -6 },
				{ title: 'AAA 2', quantity: 1, price: -6 },
				{ sku: 'BBB', quantity: 1, price: 50 },
			],
			[0, 4800],
		],
		[
			'stays with them where the whole order is below zero',
			[
				{ sku: 'AAA', quantity: 1, price: 10 },
				{ title: 'Discount on AAA', quantity: 1, price: -15 },
				{ sku: 'BBB', quantity: 1, price: 2 },
			],
			[-500, 200],
		],
	])('%s', (_what, lines, worths) => {
		const found = canonicalOrder(odooOrder(lines));
		expect(found.lines.map(({ id, quantity }) => worth(found, id, quantity))).toEqual(worths);
	});
});

it('services come back to nobody: the order is whole without them', () => {
	const { lines } = canonicalOrder(
		odooOrder([
			{ sku: 'A', quantity: 1, price: 50 },
			{ sku: 'WRAP', quantity: 1, price: 5, service: true },
		]),
	);
	expect(lines.map(({ comesBack }) => comesBack)).toEqual([undefined, false]);
});

describe('a currency that Odoo rounds to whole units', () => {
	const order = { ...odooOrder([{ sku: 'A', quantity: 3, price: 55 }]), rounding: 1 };
	// 165 and 5 %, which is 8.25: 173.
	order.invoices[0][0].price_total = 173;
	it('pieces are whole, and come to the invoice', () => {
		const found = canonicalOrder(order);
		expect([0, 1, 2].map((from) => worth(found, '1', 1, from))).toEqual([5800, 5700, 5800]);
		expect(worth(found, '1', 3)).toBe(17300);
	});
	it('discounts are spread in whole units', () => {
		const off = {
			...odooOrder([
				{ sku: 'A', quantity: 1, price: 50 },
				{ sku: 'B', quantity: 2, price: 50 },
				{ title: 'Discount', quantity: 1, price: -10 },
			]),
			rounding: 1,
		};
		const found = canonicalOrder(off);
		expect(found.lines.map(({ subtotal, step }) => [subtotal.amount, step])).toEqual([
			[4700, 100],
			[9300, 100],
		]);
		expect([worth(found, '2', 1), worth(found, '2', 1, 1)]).toEqual([4700, 4600]);
	});
	it('one whose amounts have cents is as it was', () =>
		expect(canonicalOrder({ ...order, rounding: 0.01 }).lines[0].step).toBeUndefined());
});

describe('fractions of a unit', () => {
	it('count as whole units at their share, never rounded up', () => {
		const order = canonicalOrder(odooOrder([{ sku: 'KG', quantity: 2.5, price: 8 }]), { returnedBefore: () => 0 });
		expect(order.lines[0]).toMatchObject({ quantity: 2, returnedBefore: 0 });
		expect([worth(order, '1', 2), worth(order, '1', 1)]).toEqual([1600, 800]);
	});
	it.each([
		[0.5, 0],
		[1, 1],
		[1.2, 1],
		[2.5, 2],
	])('of 2.5 with %d back', (returned, before) => {
		const order = canonicalOrder(odooOrder([{ sku: 'KG', quantity: 2.5, price: 8 }]), {
			returnedBefore: () => returned,
		});
		expect(order.lines[0].returnedBefore).toBe(before);
	});
	it('less than one unit is none', () => {
		expect(canonicalOrder(odooOrder([{ sku: 'KG', quantity: 0.75, price: 8 }])).lines[0]).toMatchObject({
			quantity: 0,
			exactQuantity: 0.75,
			subtotal: eur(0),
		});
		expect(canonicalOrder(odooOrder([{ sku: 'A', quantity: 2, price: 8 }])).lines[0]).not.toHaveProperty(
			'exactQuantity',
		);
	});
});

describe('one SKU on several lines', () => {
	const lines: LineSpec[] = [
		{ sku: 'A', quantity: 1, price: 0, rate: 20 },
		{ sku: 'A', quantity: 1, price: 20, rate: 20 },
	];
	const asked = (...skus: string[]) => skus.map((sku, index) => ({ id: `L${index + 1}`, sku, providerIds: {} }));
	it('the one that was paid for comes back first', () => {
		expect(linkLines(asked('A', 'A'), canonicalOrder(odooOrder(lines)))).toEqual({ L1: '2', L2: '1' });
	});
	it('what came back already is not taken again', () => {
		const order = canonicalOrder(odooOrder(lines), { returnedBefore: ({ line }) => (line.id === 2 ? 1 : 0) });
		expect(linkLines(asked('A'), order)).toEqual({ L1: '1' });
	});
	it("is told apart by the shop's prices", () => {
		const shop = (id: string, amount: number) => ({
			id,
			sku: 'A',
			title: '',
			quantity: 1,
			subtotal: eur(amount),
			tax: eur(0),
			finalSale: false,
			providerIds: {},
		});
		const first = { ...canonicalOrder(odooOrder(lines)), lines: [shop('paid', 2000), shop('free', 0)] };
		expect(
			canonicalOrder(odooOrder(lines), { first }).lines.map(({ id, providerIds }) => [
				id,
				providerIds['odoo.order_line'],
			]),
		).toEqual([
			['free', '1'],
			['paid', '2'],
		]);
	});
});

describe('an exchange at what was paid', () => {
	it('is at the price of the line, or at what is left of it where a discount is a line of its own', () => {
		const lines: LineSpec[] = [
			{ sku: 'TEE', quantity: 2, price: 20, rate: 20 },
			{ sku: 'MUG', quantity: 1, price: 9.99, rate: 20, included: true },
		];
		expect(pricePaid(odooOrder(lines), 1)).toEqual({ unit: 20, discount: 0, taxes: [20] });
		expect(pricePaid(odooOrder(lines), 2)).toEqual({ unit: 9.99, discount: 0, taxes: [20] });
		const off = odooOrder([...lines, { title: 'Discount on TEE', quantity: 1, price: -4, rate: 20 }]);
		expect(pricePaid(off, 1)).toEqual({ unit: '18.00', discount: 0, taxes: [20] });
		expect(pricePaid(off, 2)).toMatchObject({ unit: 9.99 });
		expect(pricePaid(off, 99)).toBeUndefined();
	});
	it('is that of the paid line before the free one, and as it was billed', () => {
		const twice = odooOrder([
			{ sku: 'A', quantity: 1, price: 0 },
			{ sku: 'A', quantity: 1, price: 20 },
		]);
		for (const { line } of twice.lines) line.product_id = 1;
		expect(pricePaid(twice, 1)).toMatchObject({ unit: 20 });
		const billed = odooOrder(
			[{ sku: 'A', quantity: 1, price: 50 }],
			[[invoiceLine(101, { sku: 'A', quantity: 1, price: 40 }, 1)]],
		);
		expect(pricePaid(billed, 1)).toMatchObject({ unit: '40.00', discount: 0 });
	});
});

describe('whatever is on the invoice', () => {
	const goods = fc.record({
		quantity: fc.integer({ min: 1, max: 6 }),
		cents: fc.integer({ min: 1, max: 20_000 }),
		rate: fc.constantFrom(0, 7, 19, 20),
		included: fc.boolean(),
	});
	const off = fc.record({
		part: fc.integer({ min: 1, max: 60 }),
		rate: fc.constantFrom(0, 7, 19, 20),
		named: fc.boolean(),
	});
	it('pieces refunded one by one come to the invoice, no piece is worth more than its price, and each credit note fits', () => {
		fc.assert(
			fc.property(
				fc.array(goods, { minLength: 1, maxLength: 4 }),
				fc.array(off, { maxLength: 2 }),
				(items, discounts) => {
					const lines = items.map(({ cents, ...item }, index): LineSpec => ({
						...item,
						sku: `SKU-${index}`,
						price: cents / 100,
					}));
					const total = lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0);
					const taken = discounts.map(({ part, rate, named }): LineSpec => ({
						title: named ? 'Discount on SKU-0' : 'Discount',
						quantity: 1,
						price: -Math.max(
							0.01,
							Math.floor(((named ? lines[0].quantity * lines[0].price : total / lines.length) * part) / 2) / 100,
						),
						rate: named ? lines[0].rate : rate,
						included: lines[0].included,
					}));
					const order = odooOrder([...lines, ...taken]);
					const found = canonicalOrder(order);
					fc.pre(found.lines.every(({ subtotal, tax }) => subtotal.amount > 0 && tax.amount >= 0));
					const invoiced = Math.round(
						order.invoices.flat().reduce((sum, { price_total }) => sum + price_total, 0) * 100,
					);
					expect(wholeWorth(found)).toBe(invoiced);
					let refunded = 0;
					let earlier: InvoiceLine[] = [];
					for (const { id, quantity } of found.lines)
						for (let piece = 0; piece < quantity; piece++) {
							const intent = refundOf(found, id, 1, piece);
							const note = noteOf(order, intent, { earlier });
							expect(note.rows.every((row) => Number.isFinite(row.price) && row.quantity > 0)).toBe(true);
							refunded += intent.amount.amount;
							earlier = [...earlier, ...posted(note)];
						}
					expect(refunded).toBe(invoiced);
				},
			),
			{ numRuns: 10_000 },
		);
	}, 300_000);
});

describe('an order that was partly paid with a gift card', () => {
	const paid = { ...odooOrder([{ sku: 'A', quantity: 2, price: 50, rate: 20 }]), creditUsed: [{ id: 9, amount: 60 }] };

	it('has the card and the rest as payments, and the goods at their price', () => {
		const { lines, payments } = canonicalOrder(paid);
		expect(lines).toMatchObject([{ subtotal: eur(10000), tax: eur(2000) }]);
		expect(payments).toMatchObject([
			{ id: 'odoo.credit/9', processor: 'store_credit', captured: eur(6000), refundable: eur(6000) },
			{ id: 'odoo.order/5', processor: 'other', captured: eur(6000), refundable: eur(6000) },
		]);
	});

	it('has the card alone when that paid for all', () => {
		expect(canonicalOrder({ ...paid, creditUsed: [{ id: 9, amount: 120 }] }).payments).toMatchObject([
			{ processor: 'store_credit', captured: eur(12000) },
		]);
	});

	it('leaves its payments to the shop that knows them', () => {
		const shop = canonicalOrder(paid);
		expect(canonicalOrder(paid, { first: shop }).payments).toEqual([]);
		expect(canonicalOrder(paid, { first: { ...shop, payments: [] } }).payments).toHaveLength(2);
	});
});
