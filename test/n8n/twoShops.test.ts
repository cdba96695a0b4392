import { join } from 'node:path';
import { importTemplates } from '../../workflows/importer';
import { N8nSession } from '../../workflows/n8nApi';
import { askForReturn, receiveGoods, waitForCase } from '../demo/people';
import { openShop, returnTemplates, setUp, type Shop } from '../demo/shop';
import { startSandbox, warehouseKey, type Sandbox } from '../sandbox';
import { waitFor } from './waitFor';

const address = 'returns@nord.example';

/** Two shops in one n8n and one case store, each with accounts of its own, its own settings and its own copies of the templates. */
describe('two shops in one n8n', () => {
	let shop: Shop;
	let nord: Sandbox;
	beforeAll(async () => {
		shop = await openShop({ shared: true });
		nord = await startSandbox();
		nord.shopify.state['returnNumber'] += 5_000n; // Shopify's ids are unique over all shops
		const { n8n, sandbox } = shop;
		const own = Object.fromEntries(
			['Shopify', 'Stripe', 'EasyPost', 'Odoo', 'Mail server'].map((name) => [
				`${name} (nord)`,
				nord.credentials()[name],
			]),
		);
		const shared = Object.fromEntries(
			['Return Case', 'Warehouse key'].map((name) => [name, sandbox.credentials()[name]]),
		);
		const options = {
			url: n8n.url,
			apiKey: n8n.apiKey,
			session: new N8nSession(n8n.url, n8n.cookie),
			backupFolder: join(n8n.userFolder, 'backups'),
			brand: 'nord',
			credentials: { ...shared, ...own },
			templates: returnTemplates({ settings: { ...nord.settings(), sender: address } }),
		};
		const copies = await importTemplates(options);
		expect(copies.flatMap(({ errors }) => errors)).toEqual([]);
		await setUp(n8n, copies.find(({ name }) => name === 'Authorise (nord)')!.id!);
		const published = (await importTemplates({ ...options, publish: true })).filter(({ name }) =>
			name.endsWith('(nord)'),
		);
		expect(published.length).toBe(options.templates.length);
		for (const { publication, errors } of published) expect([publication, errors]).toEqual(['published', []]);
	}, 420_000);
	afterAll(async () => {
		await shop?.stop();
		await nord?.stop();
	});

	it("keeps each shop's returns, money, labels, books and messages with that shop", async () => {
		const { n8n, store, sandbox } = shop;
		const [ours, theirs] = await Promise.all([
			askForReturn({ sandbox, store }, '#1002', [{ sku: 'CAP-RED', quantity: 1 }]),
			askForReturn({ sandbox: nord, store }, '#1004', [{ sku: 'SOCKS-GREY', quantity: 1 }]),
		]);
		for (const reference of [ours, theirs])
			await waitForCase(store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
		await receiveGoods(shop, ours);
		const { lines } = (await store.cases.get(theirs))!;
		const pieces = lines.map(({ id, sku }) => ({ line: id, sku, quantity: 1 }));
		const tell = async (type: string, data: object) =>
			expect(
				(
					await n8n.postWebhook(
						'returns/warehouse-nord',
						{ reference: theirs, type, id: type, data },
						{ 'X-Warehouse-Key': warehouseKey },
					)
				).status,
			).toBe(200);
		await tell('return.received', { receipt: { id: 'r', lines: pieces } });
		await tell('return.inspected', {
			inspection: {
				id: 'i',
				lines: pieces.map((piece) => ({ ...piece, condition: 'as new', destination: 'restock' })),
			},
		});

		const settled = (reference: string) =>
			waitForCase(store, reference, 'settled and closed', (one) => one.settlement === 'settled' && !!one.closedAt);
		expect([(await settled(ours)).brand, (await settled(theirs)).brand]).toEqual(['default', 'nord']);
		// One is paid by Shopify Payments, the other by Stripe: both stand-ins of Stripe call their first refund the same, which Stripe never does.
		const paid = (one: Sandbox) => ({
			stripe: [...one.stripe.refunds.values()].map(({ metadata }) => metadata.return_reference),
			shopify: one.shopify.state.orders
				.flatMap(({ refunds }) => refunds)
				.filter((refund) => one.shopify.state.pays(refund)).length,
		});
		expect([paid(sandbox), paid(nord)]).toEqual([
			{ stripe: [], shopify: 1 },
			{ stripe: [theirs], shopify: 0 },
		]);
		expect([sandbox, nord].map((one) => one.easypost.bought().map(({ reference }) => reference))).toEqual([
			[ours],
			[theirs],
		]);
		expect(
			[sandbox, nord].map(
				(one) => one.odoo.db.where('account.move', { move_type: 'out_refund', state: 'posted' }).length,
			),
		).toEqual([1, 1]);
		const mail = await waitFor("the other shop's e-mails", async () =>
			nord.mail.messages().length >= 2 ? nord.mail.messages() : undefined,
		);
		expect(mail.every(({ from, subject }) => from.includes(address) && subject.includes(theirs))).toBe(true);
		expect(sandbox.mail.messages().every(({ subject }) => subject.includes(ours))).toBe(true);
		expect(await store.steps.stuck({ limit: 10 })).toEqual([]);
	});
});
