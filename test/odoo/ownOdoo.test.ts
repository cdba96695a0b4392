import { ownOdoo } from '../demo/odooTarget';
import { catalogue } from '../sandbox/catalogue';
import { odooAt, requireMachine, type OdooDatabase } from './server';
import { call } from './target';

/** What `npm run demo -- --odoo` does to a database before it plays, and what it says when it cannot. */
describe("an Odoo of one's own for the demo", () => {
	let database: OdooDatabase;
	beforeAll(async () => {
		database = await odooAt(requireMachine()).freshDatabase('plain');
	});

	async function prepare(given: Parameters<typeof ownOdoo>[0] = database) {
		const said: string[] = [];
		const odoo = await ownOdoo(given, (line) => void said.push(line));
		return { odoo, added: said.filter((line) => line.includes('added')), said };
	}
	const rpc = async (model: string, method: string, args: object) => (await call(database, model, method, args)).body;
	const orders = async () =>
		await database.sql(
			"select client_order_ref as number, round(amount_total, 2)::text as total, invoice_status from sale_order where client_order_ref like '#10%' order by id",
		);
	const asSold = catalogue.map(({ number, total }) => ({ number, total, invoice_status: 'invoiced' }));

	it("gets the catalogue's orders, to the cent, and tells what it adds", async () => {
		const { added, odoo } = await prepare();
		expect(added).toEqual(
			expect.arrayContaining([
				'Odoo: added location "Returns inspection"',
				'Odoo: added operation type "Customer Returns"',
				'Odoo: added order #1001',
			]),
		);
		expect(await orders()).toEqual(asSold);
		const unpaid = await database.sql(
			"select name from account_move where move_type = 'out_invoice' and payment_state <> 'paid'",
		);
		expect(unpaid).toEqual([]);
		const [{ usage, parent }] = await database.sql(
			'select usage, location_id as parent from stock_location where id = $1',
			[odoo!.settings.inspectionLocation],
		);
		expect([usage, parent]).toEqual(['internal', null]);
	});

	it('gets nothing twice', async () => {
		expect((await prepare()).added).toEqual([]);
		expect(await orders()).toEqual(asSold);
	});

	it('gets a new order for one that was returned, and leaves the documents of that one alone', async () => {
		const [picking] = await rpc('stock.picking', 'search', { domain: [['sale_id.client_order_ref', '=', '#1002']] });
		const [move] = await rpc('stock.move', 'search_read', {
			domain: [['picking_id', '=', picking]],
			fields: ['product_id'],
		});
		const [wizard] = await rpc('stock.return.picking', 'create', {
			vals_list: [
				{
					picking_id: picking,
					product_return_moves: [
						[0, 0, { product_id: move.product_id[0], move_id: move.id, quantity: 1, to_refund: true }],
					],
				},
			],
		});
		await rpc('stock.return.picking', 'action_create_returns', { ids: [wizard] });
		const { added, said } = await prepare();
		expect(added).toEqual(['Odoo: added order #1002']);
		expect(said).toContain('Odoo: order #1002 of round 1 has a return already; it is now called #1002 (round 1)');
		expect((await orders()).map(({ number }) => number)).toEqual([
			...catalogue.map(({ number }) => (number === '#1002' ? '#1002 (round 1)' : number)),
			'#1002',
		]);
		expect((await prepare()).added).toEqual([]);
	});

	it('is refused when an order of somebody else has the number', async () => {
		const [other] = await rpc('sale.order', 'create', { vals_list: [{ partner_id: 1, client_order_ref: '#1004' }] });
		await rpc('sale.order', 'action_confirm', { ids: [other] });
		await expect(prepare()).rejects.toThrow(/is called #1004 as well, and is not the demo's/);
	});

	it('is refused with the reason: address, database, key, missing apps', async () => {
		await expect(prepare({ url: database.url })).rejects.toThrow(
			'give --odoo URL, --odoo-db DATABASE and --odoo-key KEY, all three',
		);
		await expect(prepare({ ...database, url: 'http://127.0.0.1:9' })).rejects.toThrow(
			'There is no Odoo 19 or later at http://127.0.0.1:9',
		);
		await expect(prepare({ ...database, database: 'nowhere' })).rejects.toThrow('Odoo has no database nowhere');
		await expect(prepare({ ...database, key: 'wrong' })).rejects.toThrow(
			`Odoo refused the API key for database ${database.database}`,
		);
		const sale = await rpc('ir.module.module', 'search', { domain: [['name', '=', 'sale']] });
		await rpc('ir.module.module', 'button_immediate_uninstall', { ids: sale });
		await expect(prepare()).rejects.toThrow(
			`The Odoo database ${database.database} lacks Sales, Sales and Inventory together (sale_stock). Install the apps Sales, Inventory and Invoicing there`,
		);
	});
});
