import { closeStores, openStore } from '../../nodes/shared/store';
import { importTemplates, readTemplates, type Template } from '../../workflows/importer';
import { N8nSession } from '../../workflows/n8nApi';
import { startSandbox, type Sandbox } from '../sandbox';
import { borrowN8n, giveBack } from './oneN8n';
import type { RealN8n } from './realN8n';
import { waitFor } from './waitFor';

/** Template 27 in a real n8n: orders of Shopify that nobody has brought into Odoo are there, once, and what is refused is told. */
describe('orders into Odoo', () => {
	let sandbox: Sandbox;
	let n8n: RealN8n;
	const made = (number: string) => sandbox.odoo.db.where('sale.order', { client_order_ref: number });

	beforeAll(async () => {
		sandbox = await startSandbox();
		({ n8n, caseFile: sandbox.caseFile } = await borrowN8n());
		const { db } = sandbox.odoo;
		db.insert('product.product', {
			name: 'Other',
			default_code: 'OTHER',
			type: 'service',
			invoice_policy: 'order',
			taxes_id: [],
		});
		// Of these four the connector has brought #1003, and Odoo lacks a product of #1004.
		for (const number of ['#1001', '#1002', '#1003', '#1004']) {
			sandbox.shopify.state.order(number).updatedAt = new Date().toISOString();
			for (const order of number === '#1003' ? [] : made(number))
				db.update('sale.order', order, { client_order_ref: false });
		}
		for (const { sku } of sandbox.shopify.state.order('#1004').entry.lines)
			for (const product of db.where('product.product', { default_code: sku }))
				db.update('product.product', product, { default_code: `old ${sku}` });
		const credentials = sandbox.credentials();
		const store = await openStore({
			storage: 'embedded',
			file: sandbox.caseFile,
			auditKey: credentials['Return Case'].data.auditKey as string,
		});
		await store.settings.save('default', sandbox.settings());
		const [imported] = await importTemplates({
			url: n8n.url,
			apiKey: n8n.apiKey,
			session: new N8nSession(n8n.url, n8n.cookie),
			templates: [often()],
			credentials,
			publish: true,
		});
		expect(imported).toMatchObject({ publication: 'published', errors: [], missing: [] });
	}, 240_000);
	afterAll(async () => {
		await closeStores();
		if (n8n) await giveBack(n8n);
		await sandbox?.stop();
	});

	/** As it ships; only the hour comes every few seconds, and it is always six o'clock. */
	function often(): Template {
		const [template] = readTemplates(['27-orders-into-odoo']);
		return JSON.parse(
			JSON.stringify(template)
				.replace('{"field":"hours","triggerAtMinute":10}', '{"field":"seconds","secondsInterval":8}')
				.replace('$now.hour === 6', 'true'),
		) as Template;
	}

	it('brings in those that are not there, once in several runs, and writes to finance what is refused', async () => {
		const runs = () => sandbox.journal.calls.filter(({ operation }) => operation === 'orders').length;
		await waitFor('the third run', () => Promise.resolve(runs() > 2 || undefined));
		const paid = sandbox.odoo.db.where('account.payment', { payment_type: 'inbound' });
		for (const number of ['#1001', '#1002']) {
			const { entry } = sandbox.shopify.state.order(number);
			const [order, ...others] = made(number);
			expect([number, others.length, order?.state]).toEqual([number, 0, 'sale']);
			expect(sandbox.odoo.db.get('sale.order', order, 'amount_total')).toBe(Number(entry.total));
			const invoices = sandbox.odoo.db.where('account.move', { invoice_origin: order.name, move_type: 'out_invoice' });
			expect(invoices.map((one) => sandbox.odoo.db.get('account.move', one, 'payment_state'))).toEqual(['paid']);
		}
		expect(paid).toHaveLength(2);
		expect(made('#1003')).toHaveLength(1);
		expect(made('#1004')).toEqual([]);
		const [mail] = await waitFor('the mail', () => {
			const found = sandbox.mail.messages().filter(({ subject }) => subject === 'Orders that are not in Odoo: 1');
			return Promise.resolve(found.length ? found : undefined);
		});
		expect(mail.text).toMatch(/Odoo has no product with the SKU/);
	}, 180_000);
});
