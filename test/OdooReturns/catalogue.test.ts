import { bench, type Bench } from './setUp';

/* Products that are changed by a sheet. */

let b: Bench;
let category: Record<string, number>;
beforeEach(async () => {
	b = await bench();
	const named = (name: string, more: object = {}) =>
		b.odoo.db.insert('product.category', { name, complete_name: name, ...more }).id;
	category = {
		shirts: named('Apparel / Shirts'),
		shoes: named('Apparel / Shoes'),
		sold: named('Sold / Shoes'),
		booked: named('Assets', { property_valuation: 'real_time' }),
	};
});
afterEach(async () => await b.server.stop());

const product = (sku: string) => b.odoo.db.where('product.product', { default_code: sku })[0];
const of = (sku: string) => {
	const { categ_id, weight, name, list_price } = product(sku);
	return { categ_id, weight, name, list_price };
};
const given = (lines: string[], parameters: object) =>
	b.node('product.takeInSheet', parameters as never, {
		input: [
			{
				json: { settings: { odoo: b.odoo.settings() } },
				binary: { data: { data: Buffer.from(lines.join('\n')).toString('base64'), mimeType: 'text/csv' } },
			},
		] as never,
	});
const take = async (rows: string[], parameters: object = { preview: false }) => {
	const { items, error } = await given(['sku,category,weight', ...rows], parameters);
	if (error) throw error;
	return items[0].json.sheet as never as { [field: string]: unknown; results: Array<Record<string, unknown>> };
};

it('is given what the sheet says, and nothing else; the same sheet again writes nothing', async () => {
	const before = of('TEE-BLUE-M');
	const rows = ['TEE-BLUE-M,Apparel > Shirts,180', 'CAP-RED,shirts,', 'MUG-WHITE,,350.4'];
	expect(await take(rows)).toMatchObject({ rows: 3, changed: 3, same: 0, refused: 0, outcome: 'done' });
	expect(of('TEE-BLUE-M')).toEqual({ ...before, categ_id: category.shirts, weight: 0.18 });
	expect(of('CAP-RED')).toMatchObject({ categ_id: category.shirts });
	expect(of('MUG-WHITE')).toMatchObject({ weight: 0.35 });
	const written = b.writes().length;
	expect(await take(rows)).toMatchObject({ changed: 0, same: 3, results: [{ outcome: 'same' }, {}, {}] });
	expect(b.writes()).toHaveLength(written);
});

it('is first only told what would change', async () => {
	expect(await take(['TEE-BLUE-M,Apparel / Shirts,180'], {})).toMatchObject({
		changed: 1,
		outcome: 'preview',
		report:
			'1 products: 0 changed, 1 would change, 0 are so already, 0 were not taken. Row 2: TEE-BLUE-M: category none → Apparel / Shirts, weight 0 → 0.18 kg.',
		results: [{ row: 2, sku: 'TEE-BLUE-M', outcome: 'to_change' }],
	});
	expect(b.writes()).toEqual([]);
});

it.each([
	['NOBODY,Apparel / Shirts,', 'sku', 'Odoo has no product with the SKU NOBODY'],
	[',Apparel / Shirts,', 'sku', 'It names no product'],
	['TEE-BLUE-M,Nothing,', 'category', 'Odoo has no category Nothing'],
	['TEE-BLUE-M,Shoes,', 'category', 'Several categories of Odoo are called Shoes: Apparel / Shoes, Sold / Shoes'],
	['TEE-BLUE-M,,heavy', 'weight', '"heavy" is no weight'],
	['TEE-BLUE-M,,3', 'weight', 'Odoo keeps weights of 0.01 kg and more'],
])('is left alone where a row is wrong, and the others are changed: %s', async (row, field, message) => {
	const before = of('TEE-BLUE-M');
	const { results } = await take([row, 'CAP-RED,Apparel / Shirts,']);
	expect(results).toMatchObject([
		{ row: 2, outcome: 'refused', field, message, advice: expect.any(String) as string },
		{ row: 3, outcome: 'changed' },
	]);
	expect(of('TEE-BLUE-M')).toEqual(before);
});

it('is told once, and shares its category with its variants', async () => {
	const template = b.odoo.db.insert('product.template', { name: 'Shirt' }).id;
	for (const sku of ['TEE-BLUE-M', 'CAP-RED']) Object.assign(product(sku), { product_tmpl_id: template });
	const rows = ['TEE-BLUE-M,Apparel / Shirts,', 'TEE-BLUE-M,,200', 'CAP-RED,Apparel / Shoes,'];
	expect((await take(rows)).results).toMatchObject([
		{ outcome: 'changed' },
		{ outcome: 'refused', message: 'Row 2 has the SKU TEE-BLUE-M too' },
		{ outcome: 'refused', message: 'It is a variant of the product of row 2, which has another category' },
	]);
});

it('is not given a category that is booked otherwise', async () => {
	Object.assign(product('TEE-BLUE-M'), { categ_id: category.shirts });
	Object.assign(product('CAP-RED'), { valuation: 'real_time' });
	const rows = ['TEE-BLUE-M,Assets,', 'MUG-WHITE,Assets,', 'CAP-RED,Assets,'];
	expect((await take(rows)).results).toMatchObject([
		{ outcome: 'refused', message: 'Assets is valued, booked or moved otherwise than Apparel / Shirts' },
		{ outcome: 'refused', message: 'Assets is valued, booked or moved otherwise than goods without a category' },
		{ outcome: 'changed' },
	]);
});

it('is refused whole when its columns are none of a catalogue', async () => {
	const { error } = await given(['sku,price', 'A,1'], {});
	expect(error?.message).toBe('The sheet has a column price');
});

it('says with an order how its goods are sorted, and nothing where Odoo sorted them', async () => {
	Object.assign(product('TEE-BLUE-M'), { categ_id: category.shirts });
	const all = b.odoo.db.insert('product.category', { name: 'All', complete_name: 'All' }).id;
	Object.assign(product('MUG-WHITE'), { categ_id: all });
	const { order } = await b.done('order.find', { order: '#1001' } as never);
	expect(
		(order.lines as Array<{ sku: string; category?: string }>).map(({ sku, category: one }) => [sku, one]),
	).toEqual([
		['TEE-BLUE-M', 'Apparel / Shirts'],
		['MUG-WHITE', undefined],
	]);
});
