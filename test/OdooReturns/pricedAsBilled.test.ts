import fc from 'fast-check';
import { pricePaid } from '../../nodes/OdooReturns/money/exchange';
import { correctionOf } from '../../nodes/OdooReturns/money/rounding';
import type { InvoiceLine } from '../../nodes/OdooReturns/records/answers';
import { canonicalOrder, linkLines } from '../../nodes/OdooReturns/sale/canonicalOrder';
import { invoiceLine, odooOrder, type LineSpec } from './orderFixture';
import { eur } from './setUp';
import { worth, wholeWorth, refundOf, noteOf, posted, shown } from './pricedKit';

/* Pieces at the price of their documents: the invoice before the order, tax and rounding as Odoo has them. */

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
