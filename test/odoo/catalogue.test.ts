import { openWorkbench, type Workbench } from './workbench';

/** A catalogue that is changed by a sheet, in a real Odoo. */
let w: Workbench;
beforeAll(async () => {
	w = await openWorkbench();
}, 180_000);

const take = async (rows: string[], preview: boolean, apiKey: string) => {
	const { items, error } = await w.node(
		'product.takeInSheet',
		{ preview },
		{
			input: [
				{
					json: {},
					binary: {
						data: {
							data: Buffer.from(['sku,category,weight', ...rows].join('\n')).toString('base64'),
							mimeType: 'text/csv',
						},
					},
				},
			] as never,
			credentials: { odooApiKeyApi: { url: w.odoo.url, db: w.odoo.database, apiKey } },
		},
	);
	if (error) throw error;
	return items[0].json.sheet as { results: object[]; changed: number; same: number };
};

it('gives a product its category and weight, once, and an order says them', async () => {
	const { number } = await w.order();
	const [parent] = await w.rpc('product.category', 'create', { vals_list: [{ name: 'Apparel' }] });
	await w.rpc('product.category', 'create', { vals_list: [{ name: 'Shirts', parent_id: parent }] });
	const rows = ['TEE-BLUE-M,Apparel > Shirts,180', 'MUG-WHITE,Nothing,'];
	const read = async () =>
		await w.rpc('product.product', 'search_read', {
			domain: [['default_code', '=', 'TEE-BLUE-M']],
			fields: ['categ_id', 'weight', 'name', 'list_price', 'standard_price'],
		});
	const [before] = await read();

	// With no more rights than the package asks for.
	expect(await take(rows, true, w.odoo.nodeKey)).toMatchObject({
		changed: 1,
		results: [{ outcome: 'to_change' }, { outcome: 'refused', message: 'Odoo has no category Nothing' }],
	});
	expect(await read()).toEqual([before]);

	expect(await take(rows, false, w.odoo.key)).toMatchObject({ changed: 1, results: [{ outcome: 'changed' }, {}] });
	expect(await read()).toEqual([
		{ ...before, categ_id: [expect.any(Number) as number, 'Apparel / Shirts'], weight: 0.18 },
	]);
	expect(await take(rows, false, w.odoo.key)).toMatchObject({ changed: 0, same: 1 });

	const { order } = await w.done('order.find', { order: number });
	expect(order.lines).toMatchObject([
		{ sku: 'TEE-BLUE-M', category: 'Apparel / Shirts', weight: 180 },
		{ sku: 'MUG-WHITE' },
	]);
	expect(order.lines[1]).not.toHaveProperty('category');
});

it('does not give a category that is valued otherwise', async () => {
	const [other] = await w.rpc('product.category', 'create', {
		vals_list: [{ name: 'Averaged', property_cost_method: 'average' }],
	});
	expect(other).toBeGreaterThan(0);
	const refused = { outcome: 'refused', field: 'category' };
	const rows = ['TEE-BLUE-M,Averaged,', 'MUG-WHITE,Averaged,'];
	expect((await take(rows, false, w.odoo.key)).results).toMatchObject([refused, refused]);
});
