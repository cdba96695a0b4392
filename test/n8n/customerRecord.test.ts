import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readTemplates, type Template } from '../../workflows/importer';
import { askForReturn, waitForCase } from '../demo/people';
import { bring, openShop, type Shop } from '../demo/shop';
import { crmSecret } from '../sandbox';
import { waitFor } from './waitFor';
import { reportInspected, reportReceived } from './warehouse';

/** Template 33 beside 01 to 04: what service and sales see of a return in Odoo, in Shopify and in a CRM. */

interface Told {
	id: string;
	event: string;
	returns: number;
	givenBack: object[];
}

let shop: Shop;
let crm: Server;
let address: string;
const told: Told[] = [];
const calls: Array<{ signed: boolean; id: unknown }> = [];
/** How often it refuses before it takes anything in. */
let refusals = 1;

beforeAll(async () => {
	crm = createServer((request, response) => {
		let raw = '';
		request.on('data', (part: Buffer) => (raw += part.toString()));
		request.on('end', () => {
			const signature = `sha256=${createHmac('sha256', crmSecret).update(raw).digest('hex')}`;
			calls.push({ signed: request.headers['x-signature'] === signature, id: request.headers['x-record-id'] });
			const takes = refusals-- <= 0;
			if (takes) told.push(JSON.parse(raw) as Told);
			response.writeHead(takes ? 202 : 503).end();
		});
	}).listen(0, '127.0.0.1');
	await new Promise((resolve) => crm.once('listening', resolve));
	address = `http://127.0.0.1:${(crm.address() as AddressInfo).port}`;
	shop = await openShop({ shared: true, leaseSeconds: 15 });
	await bring(shop.n8n, [template()], shop.sandbox.credentials(), true);
}, 420_000);
afterAll(async () => {
	await shop?.stop();
	crm?.close();
});

/** The template as it ships, with the CRM switched on as its Overview says. */
function template(): Template {
	const [shipped] = readTemplates(['33-customer-record']);
	const text = JSON.stringify(shipped)
		.replaceAll('https://crm.example.com', address)
		.replace('={{ false }}', '={{ true }}');
	return JSON.parse(text) as Template;
}

/** What was noted at a place: events in words, each with its mark. */
const happened = (texts: string[]) =>
	texts.flatMap((text) => [...text.matchAll(/Return \S+ of order #1001: ([a-z ]+)\./g)].map(([, event]) => event));
const inOdoo = (model: string) =>
	happened(shop.sandbox.odoo.db.where('mail.message', { model }).map(({ body }) => String(body)));
const inShopify = () => {
	const { state } = shop.sandbox.shopify;
	return happened([state.credits.metafield(state.order('#1001').id, 'returns', 'notes')?.value ?? '']);
};

it('notes each event once on the order and the customer in Odoo, on the order in Shopify, and in a CRM, also when that refuses', async () => {
	const reference = await askForReturn(shop, '#1001', [{ sku: 'MUG-WHITE', quantity: 1 }]);
	await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
	await reportReceived(shop, reference);
	await reportInspected(shop, reference);
	await waitForCase(shop.store, reference, 'booked and closed', (one) => !!one.closedAt);
	await waitFor(
		'every step',
		async () => {
			const ours = (await shop.store.steps.of(reference)).filter(({ name }) => name === 'Tell customer record');
			return (ours.length === 4 && ours.every(({ state }) => state === 'done')) || undefined;
		},
		{ timeoutMs: 120_000 },
	);
	const all = ['refund succeeded', 'return approved', 'return closed', 'return received'];
	expect({
		order: inOdoo('sale.order').sort(),
		customer: inOdoo('res.partner').sort(),
		shopify: inShopify().sort(),
		crm: told.map(({ event }) => event.replace('.', ' ')).sort(),
	}).toEqual({ order: all, customer: all, shopify: all, crm: all });
	expect(calls).toHaveLength(5);
	expect(calls.every(({ signed, id }) => signed && String(id).startsWith(`${reference}/`))).toBe(true);
	expect(told.find(({ event }) => event === 'return.closed')).toMatchObject({
		returns: 1,
		givenBack: [{ currency: 'EUR' }],
	});
}, 300_000);
