import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { INodeType } from 'n8n-workflow';
import { CarrierLabels } from '../nodes/CarrierLabels/CarrierLabels.node';
import { OdooReturns } from '../nodes/OdooReturns/OdooReturns.node';
import { closeStores, openStore } from '../nodes/shared/store';
import { ReturnRequest, type NewEvent } from '../nodes/shared/model';
import { ReturnCase } from '../nodes/ReturnCase/ReturnCase.node';
import { ShopifyReturns } from '../nodes/ShopifyReturns/ShopifyReturns.node';
import { StripeRefunds } from '../nodes/StripeRefunds/StripeRefunds.node';
import { runNode, type NodeOptions } from './support/harness';
import { odooApiKeyApi } from './odoo/target';
import { startSandbox, type Sandbox } from './sandbox';

/**
 * A backup of the case store that was made before something was bought or paid is restored afterwards: the store knows nothing of it, and the
 * provider does. Counted at the providers.
 */
let sandbox: Sandbox;
let file: string;
let reference: string;
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const address = {
	name: 'Alex Example',
	street1: '1 Sample Street',
	city: 'Springfield',
	state: 'IL',
	postalCode: '62701',
	country: 'US',
};
const open = async () => await openStore({ storage: 'embedded', file, auditKey: 'k' });

beforeEach(async () => {
	sandbox = await startSandbox();
	file = join(mkdtempSync(join(tmpdir(), 'returns-restored-')), 'returns.sqlite');
	const store = await open();
	const { settings } = sandbox;
	await store.settings.save('default', settings());
	const request = ReturnRequest.parse({
		channel: 'shopify',
		orderNumber: '#1001',
		customer: { name: 'Alex Example', address },
		lines: [{ id: 'L1', sku: 'TEE-BLUE-M', quantity: 1 }],
		providerIds: { 'shopify.order': 'gid://shopify/Order/5005' },
	});
	({ reference } = await store.cases.open({ request, source: 'shopify', sourceId: '1' }));
	const due = (number: number, payment: object): NewEvent => ({
		id: `due ${number}`,
		source: 'case',
		type: 'refund.due',
		data: { intent: { id: `${reference}/R${number}`, amount: eur(600), payment } },
	});
	await store.cases.record({
		reference,
		events: [
			{ id: 'a', source: 'test', type: 'return.approved', data: {} },
			due(1, { id: 'p1', processor: 'stripe', providerIds: { 'stripe.payment_intent': 'pi_sandbox_1004' } }),
			due(2, { id: 'p2', processor: 'store_credit' }),
			due(3, { id: 'p3', processor: 'store_credit' }),
		],
	});
});
afterEach(async () => {
	await closeStores();
	await sandbox.stop();
});

const operations: Record<
	string,
	{
		node: () => INodeType;
		parameters: NodeOptions['parameters'];
		before?: Array<NodeOptions['parameters']>;
		count: () => number;
	}
> = {
	'a label': {
		node: () => new CarrierLabels(),
		parameters: { carrierService: 'easypost', resource: 'returnLabel', operation: 'create' },
		count: () => sandbox.easypost.bought().length,
	},
	'a Stripe refund': {
		node: () => new StripeRefunds(),
		parameters: { resource: 'refund', operation: 'create', intent: '=R1' },
		count: () => sandbox.stripe.refunds.size,
	},
	'store credit': {
		node: () => new ShopifyReturns(),
		parameters: { resource: 'storeCredit', operation: 'issue', intent: '=R2' },
		count: () => sandbox.shopify.state.credits.credits.length,
	},
	'a gift card': {
		node: () => new ShopifyReturns(),
		parameters: { resource: 'giftCard', operation: 'create', intent: '=R3' },
		count: () => sandbox.shopify.state.credits.giftCards.length,
	},
	'a decision': {
		node: () => new ReturnCase(),
		parameters: {},
		count: () => 0,
	},
	'a return in Odoo': {
		node: () => new OdooReturns(),
		before: [{ resource: 'order', operation: 'find' }],
		parameters: { resource: 'return', operation: 'create' },
		count: () => sandbox.odoo.db.all('stock.picking').length,
	},
};

const run = async (name: string, given: NodeOptions['parameters']) => {
	const { node } = operations[name];
	const { Shopify, Stripe, EasyPost, Odoo } = sandbox.credentials();
	const intent = typeof given.intent === 'string' ? { intent: given.intent.replace('=', `${reference}/`) } : {};
	return await runNode(node(), {
		extraTypes: [odooApiKeyApi],
		parameters: { ...given, ...intent },
		credentials: {
			returnCaseApi: { storage: 'embedded', file, auditKey: 'k' },
			returnsShopifyApi: Shopify.data,
			returnsStripeApi: Stripe.data,
			returnsEasyPostApi: EasyPost.data,
			odooApiKeyApi: Odoo.data,
		} as never,
		input: [{ reference }],
	});
};
const restore = async () => {
	await closeStores();
	for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
	copyFileSync(`${file}.backup`, file);
};
const backUp = () => {
	const database = new DatabaseSync(file);
	database.exec(`VACUUM INTO '${file}.backup'`);
	database.close();
};

it.each(Object.keys(operations).filter((name) => name !== 'a decision'))(
	'%s is not made again after a restore',
	async (name) => {
		const { parameters, count, before = [] } = operations[name];
		for (const one of before) expect((await run(name, one)).error).toBeUndefined();
		const there = count();
		backUp();
		expect((await run(name, parameters)).error).toBeUndefined();
		const made = count();
		expect(made).toBeGreaterThan(there);
		await restore();
		const again = await run(name, parameters);
		expect(again.error).toBeUndefined();
		expect(count()).toBe(made);
		// And the case knows it now, as if it had never been gone.
		await restore();
		expect((await run(name, parameters)).error).toBeUndefined();
		expect(count()).toBe(made);
	},
);

it('a label costs one request more, and a hundred other labels do not hide it', async () => {
	backUp();
	const calls = () =>
		sandbox.journal.calls.filter(({ provider }) => provider === 'easypost').map(({ operation }) => operation);
	expect((await run('a label', operations['a label'].parameters)).error).toBeUndefined();
	expect(calls()).toEqual(['GET /shipments', 'POST /shipments', 'POST /shipments/:id/buy']);
	const [bought] = sandbox.easypost.bought();
	for (let i = 0; i < 150; i++)
		sandbox.easypost.shipments.set(`shp_other${i}`, { ...bought, id: `shp_other${i}`, reference: `RMA-OTHER${i}` });
	await restore();
	expect((await run('a label', operations['a label'].parameters)).json[0].label).toMatchObject({ id: bought.id });
	expect(sandbox.easypost.bought().filter((one) => one.reference === reference)).toHaveLength(1);
});

describe('a refund that went back in another way before the restore', () => {
	/** A return of order #1002 or #1004, read in the shop, its first refund due as it was decided this time. */
	const decide = async (shopifyId: number, payment: object, amount = 600): Promise<void> => {
		const store = await open();
		const due: NewEvent = {
			id: 'decided',
			source: 'case',
			type: 'refund.due',
			data: { intent: { id: `${reference}/R1`, amount: eur(amount), payment } },
		};
		expect(
			(await run('store credit', { resource: 'order', operation: 'get', order: `gid://shopify/Order/${shopifyId}` }))
				.error,
		).toBeUndefined();
		await store.cases.record({ reference, events: [due] });
	};
	const returnOf = async (shopifyId: number) => {
		const store = await open();
		const request = ReturnRequest.parse({
			channel: 'shopify',
			customer: { name: 'Alex Example', address },
			lines: [{ id: 'L1', sku: 'SOCKS-GREY', quantity: 1 }],
			providerIds: { 'shopify.order': `gid://shopify/Order/${shopifyId}` },
		});
		({ reference } = await store.cases.open({ request, source: 'shopify', sourceId: String(shopifyId) }));
		await store.cases.record({ reference, events: [{ id: 'a', source: 'test', type: 'return.approved', data: {} }] });
		backUp();
	};
	const paid = (shopifyId: number) => ({
		stripe: sandbox.stripe.refunds.size,
		shopify: sandbox.shopify.state.orders.find(({ entry }) => entry.shopifyId === shopifyId)!.refunds.length,
		credits: sandbox.shopify.state.credits.credits.length,
	});
	const leg = async () => (await (await open()).cases.get(reference))!.refunds[0];
	const ways: Record<
		string,
		{ payment: object; operation: string; parameters: NodeOptions['parameters']; shopifyId: number }
	> = {
		'a Stripe refund': {
			payment: { id: '85004', processor: 'stripe', providerIds: { 'stripe.payment_intent': 'pi_sandbox_1004' } },
			operation: 'a Stripe refund',
			parameters: { resource: 'refund', operation: 'create' },
			shopifyId: 5004,
		},
		'a Shopify refund': {
			payment: {
				id: '85002',
				processor: 'shopify_payments',
				providerIds: { 'shopify.transaction': 'gid://shopify/OrderTransaction/85002' },
			},
			operation: 'store credit',
			parameters: { resource: 'refund', operation: 'create' },
			shopifyId: 5002,
		},
	};
	const credit = { resource: 'storeCredit', operation: 'issue' };

	it.each(Object.keys(ways))('as store credit, is not paid again as %s; the case is told', async (way) => {
		const { payment, operation, parameters, shopifyId } = ways[way];
		await returnOf(shopifyId);
		await decide(shopifyId, { id: 'c', processor: 'store_credit' });
		expect((await run('store credit', credit)).error).toBeUndefined();
		const before = paid(shopifyId);
		expect(before).toMatchObject({ credits: 1 });
		await restore();
		await decide(shopifyId, payment);
		const { error, json } = await run(operation, parameters);
		expect(error).toBeUndefined();
		expect(json[0].refund).toMatchObject({
			outcome: 'already_done',
			message: expect.stringContaining('as credit') as string,
		});
		expect(paid(shopifyId)).toEqual(before);
		expect(await leg()).toMatchObject({
			state: 'succeeded',
			storeCredit: { amount: eur(600), intent: `${reference}/R1` },
		});
	});

	it.each(Object.keys(ways))(
		'as store credit of another amount, is held when it shall be %s, and finance is asked',
		async (way) => {
			const { payment, operation, parameters, shopifyId } = ways[way];
			await returnOf(shopifyId);
			await decide(shopifyId, { id: 'c', processor: 'store_credit' }, 500);
			expect((await run('store credit', credit)).error).toBeUndefined();
			const before = paid(shopifyId);
			await restore();
			await decide(shopifyId, payment);
			expect((await run(operation, parameters)).json[0].refund).toMatchObject({ outcome: 'held' });
			expect(paid(shopifyId)).toEqual(before);
			expect(await leg()).toMatchObject({ state: 'held' });
		},
	);

	it.each([
		[600, 'succeeded'],
		[500, 'held'],
	])('as Shopify refund of %i cents, is not given again as store credit: %s', async (amount, state) => {
		const { payment, operation, parameters, shopifyId } = ways['a Shopify refund'];
		await returnOf(shopifyId);
		await decide(shopifyId, payment, amount);
		expect((await run(operation, parameters)).error).toBeUndefined();
		const before = paid(shopifyId);
		expect(before).toMatchObject({ shopify: 1, credits: 0 });
		await restore();
		await decide(shopifyId, { id: 'c', processor: 'store_credit' });
		expect((await run('store credit', credit)).error).toBeUndefined();
		expect(paid(shopifyId)).toEqual(before);
		expect(await leg()).toMatchObject({ state });
	});

	it('as store credit of another amount, is not given again as store credit: finance is asked, and the rest that it names is given once', async () => {
		await returnOf(5002);
		await decide(5002, { id: 'c', processor: 'store_credit' }, 500);
		expect((await run('store credit', credit)).error).toBeUndefined();
		const [given] = sandbox.shopify.state.credits.credits;
		const before = paid(5002);
		await restore();
		await decide(5002, { id: 'c', processor: 'store_credit' });
		const { error, json } = await run('store credit', credit);
		expect(error).toBeUndefined();
		expect(json[0].storeCredit).toMatchObject({
			outcome: 'held',
			message: `Refund ${reference}/R1 of 6.00 EUR is not given as credit: 5.00 EUR was given as credit for it before (${given.id}).`,
		});
		expect([paid(5002), await leg()]).toEqual([before, expect.objectContaining({ state: 'held' })]);
		const decision = { resource: 'case', operation: 'decideRefund', decision: 'other', amount: '1.00' };
		expect((await run('a decision', decision)).error).toBeUndefined();
		for (let times = 0; times < 2; times++)
			expect((await run('store credit', { ...credit, intent: '=R2' })).error).toBeUndefined();
		expect(paid(5002)).toEqual({ ...before, credits: 2 });
		const { refunds } = (await (await open()).cases.get(reference))!;
		expect(refunds).toMatchObject([{ state: 'dropped' }, { state: 'succeeded', intent: { amount: eur(100) } }]);
	});
});
