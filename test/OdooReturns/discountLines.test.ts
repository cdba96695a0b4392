import { canonicalOrder } from '../../nodes/OdooReturns/sale/canonicalOrder';
import { shippingOf } from '../../nodes/shared/case/worth';
import { format } from '../../nodes/shared/model';
import { invoiceLine, odooOrder, type LineSpec } from './orderFixture';
import { eur } from './setUp';
import { worth, wholeWorth, refundOf, intentOf, noteOf, posted, shown } from './pricedKit';

/* Discounts that stand on a line of their own, and the goods that bear them. */

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
