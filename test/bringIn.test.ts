import { catalogue } from './sandbox/catalogue';
import { fromDecimal } from '../nodes/shared/model';
import { bench, type Bench } from './OdooReturns/setUp';
import { start, type Fixture } from './ShopifyReturns/fixture';

/** Orders as Shopify Returns reads them, taken in by Odoo Returns: both nodes, as a flow has them. */
let shop: Fixture;
let odoo: Bench;
beforeAll(async () => {
	shop = await start({ webhooks: false });
	odoo = await bench();
	const { db } = odoo.odoo;
	// Nobody has brought any of them into this Odoo; it has their products.
	for (const order of db.all('sale.order')) db.update('sale.order', order, { client_order_ref: false });
	const other = { name: 'Other', default_code: 'OTHER', type: 'service', invoice_policy: 'order', taxes_id: [] };
	db.insert('product.product', other);
	// What gift cards paid goes through the journal of store credit.
	const [credit] = db.where('account.journal', { code: 'CRED' });
	const [owed] = db.where('account.account', { account_type: 'liability_current' });
	db.insert('account.payment.method.line', {
		name: 'Manual Payment',
		code: 'manual',
		payment_type: 'inbound',
		journal_id: credit.id,
		payment_account_id: owed.id,
	});
	for (const { name, id } of db.all('res.currency')) db.insert('product.pricelist', { name, currency_id: id });
});
afterAll(async () => {
	await shop.stop();
	await odoo.server.stop();
});

const ours = catalogue.filter(({ lines }) => lines.every(({ custom }) => !custom));

it.each(ours.map((entry) => [entry.number, entry] as const))('%s comes to what the customer paid', async (_, entry) => {
	const { json, error } = await shop.run({ resource: 'order', operation: 'get', orderId: String(entry.shopifyId) });
	expect(error).toBeUndefined();
	const settings = { odoo: { ...odoo.odoo.settings() } };
	const done = await odoo.node('order.bringIn', {}, { input: [{ ...json[0], settings } as never] });
	expect(done.error).toBeUndefined();
	const { broughtIn } = done.json[0] as unknown as { broughtIn: Record<string, any> }; // eslint-disable-line @typescript-eslint/no-explicit-any -- read field by field
	const total = fromDecimal(entry.total, entry.currency ?? 'EUR');
	expect(broughtIn).toMatchObject({ outcome: 'done', state: 'brought_in', number: entry.number, total });
	const { db } = odoo.odoo;
	const made = db.get('sale.order', db.one('sale.order', Number(broughtIn.id)), 'amount_total');
	expect(fromDecimal(String(made), total.currency)).toEqual(total);
	expect(
		broughtIn.invoices.reduce((sum: number, one: { total: { amount: number } }) => sum + one.total.amount, 0),
	).toBe(total.amount);
});
