import { call } from './target';
import { json, openWorkbench, tee, type Workbench } from './workbench';

/** What users see who may not do what they ask for: keys that have run out, rights that are missing. */
let w: Workbench;
beforeAll(async () => void (w = await openWorkbench('plain')));

const as = (apiKey: string) => ({ credentials: { odooApiKeyApi: { url: w.odoo.url, db: w.odoo.database, apiKey } } });
const told = async (operation: string, parameters: object, key: string) =>
	(await w.node(operation, parameters as never, as(key))).error;

it('says that a key has run out, in the middle of a return too, and goes on with a new one', async () => {
	const { number, reference } = await w.order();
	const old = await w.database.keyOfUser('expiring', ['stock.group_stock_user', 'account.group_account_invoice']);
	const lines = json([{ sku: tee.sku, quantity: 1 }]);
	await w.done('return.create', { reference, order: number, lines }, as(old));
	await w.database.sql(
		"update res_users_apikeys set expiration_date = now() - interval '1 hour' where user_id = (select id from res_users where login = 'expiring')",
	);
	expect((await call({ ...w.odoo, key: old }, 'res.users', 'context_get')).status).toBe(401);
	const receipt = json({ id: 'A', lines: [{ sku: tee.sku, quantity: 1 }] });
	expect(await told('goods.receive', { reference, receipt }, old)).toMatchObject({
		message: 'Odoo refused the API key',
		description: expect.stringContaining('expire after 90 days'),
		context: { category: 'configuration' },
	});
	expect((await w.done('goods.receive', { reference, receipt })).receipt.outcome).toBe('done');
});

it('names what a user with too few groups may not do, and leaves nothing half done', async () => {
	const { number, reference } = await w.order();
	const stockOnly = await w.database.keyOfUser('stockonly', ['stock.group_stock_user']);
	const amount = (minor: number) => ({ amount: minor, currency: w.odoo.currency });
	const part = (kind: string, minor: number, more: object) => ({ kind, line: tee.sku, amount: amount(minor), ...more });
	const intent = {
		id: `${reference}/R1`,
		amount: amount(2160),
		payment: { id: 'p', processor: 'stripe' },
		breakdown: [part('line', 1800, { quantity: 1 }), part('tax', 360, {})],
	};
	const refused = await told('creditNote.issue', { reference, order: number, intent: json(intent) }, stockOnly);
	expect(refused?.context).toMatchObject({ connection: 'odoo' });
	expect(`${refused?.message} ${refused?.description}`).toMatch(/Invoicing/);
	expect(JSON.stringify(refused)).not.toContain('Traceback');
	const nobody = await w.database.keyOfUser('nobody', ['base.group_user']);
	expect(await told('order.find', { order: number }, nobody)).toMatchObject({
		message: 'Odoo does not let this user call sale.order.web_search_read',
		context: { category: 'configuration' },
	});
	expect(await w.database.sql('select id from account_move where ref = $1', [reference])).toEqual([]);
});

it('finds nothing for a user who sees only own orders, says why, and lets the set-up check warn of it', async () => {
	const { number } = await w.order();
	const own = await w.database.keyOfUser('ownonly', [
		'stock.group_stock_user',
		'account.group_account_invoice',
		'sales_team.group_sale_salesman',
	]);
	const missing = await told('order.find', { order: number }, own);
	expect(missing).toMatchObject({
		message: `There is no order ${number} in Odoo`,
		description: expect.stringContaining('not "own documents only"'),
	});
	expect((await w.done('setUp.check', {}, as(own))).setUp.rights.warnings).toEqual([
		expect.stringContaining('Own Documents Only'),
	]);
});
