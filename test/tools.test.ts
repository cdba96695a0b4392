import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject, INodeParameters, INodeProperties, INodeType } from 'n8n-workflow';
import { CarrierLabels } from '../nodes/CarrierLabels/CarrierLabels.node';
import { OdooReturns } from '../nodes/OdooReturns/OdooReturns.node';
import { ReturnCase } from '../nodes/ReturnCase/ReturnCase.node';
import { ReturnMessages } from '../nodes/ReturnMessages/ReturnMessages.node';
import { ReturnDesk } from '../nodes/ReturnPages/ReturnDesk.node';
import { ReturnPortal } from '../nodes/ReturnPages/ReturnPortal.node';
import { ReturnPolicy } from '../nodes/ReturnPolicy/ReturnPolicy.node';
import { PayPalRefunds } from '../nodes/PayPalRefunds/PayPalRefunds.node';
import { ReturnReconciliation } from '../nodes/ReturnReconciliation/ReturnReconciliation.node';
import { ShopifyReturns } from '../nodes/ShopifyReturns/ShopifyReturns.node';
import { StripeRefunds } from '../nodes/StripeRefunds/StripeRefunds.node';
import { closeStores, openStore, type CaseStore } from '../nodes/shared/store';
import type { ToolStance } from '../nodes/shared/operation';
import { RefundIntent, ReturnRequest } from '../nodes/shared/model';
import { asTool, runNode } from './support/harness';
import { bench } from './OdooReturns/setUp';
import { sandboxSecrets } from './sandbox/catalogue';
import { createEasyPost } from './sandbox/easypost';
import { Journal, serve } from './sandbox/server';
import { createStripe } from './sandbox/stripe';
import { start } from './ShopifyReturns/fixture';

const nodes: Record<string, new () => INodeType> = {
	CarrierLabels,
	OdooReturns,
	ReturnCase,
	ReturnMessages,
	ReturnPages: ReturnDesk,
	ReturnPortal,
	ReturnPolicy,
	PayPalRefunds,
	ReturnReconciliation,
	ShopifyReturns,
	StripeRefunds,
};
const folder = join(__dirname, '..', 'nodes');
/** Resources that another node than the folder's first has. */
const nodeOf: Record<string, string> = { 'ReturnPages/order': 'ReturnPortal' };

interface Found {
	node: string;
	resource: string;
	operation: string;
	stance: ToolStance;
}
const found: Found[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.operation.ts'))
	.sort()
	.map((file) => {
		const [room, , resource, name] = file.split('/');
		const node = nodeOf[`${room}/${resource}`] ?? room;
		const { asTool: stance } = require(join(folder, file)) as { asTool: ToolStance }; // eslint-disable-line @typescript-eslint/no-require-imports -- found by its name
		return { node, resource, operation: name.replace('.operation.ts', ''), stance };
	});
const nameOf = ({ node, resource, operation }: Found) => `${node} ${resource}.${operation}`;
const of = (...stances: ToolStance[]) =>
	found.filter(({ stance }) => stances.includes(stance)).map((one) => [nameOf(one), one] as const);

const optionsOf = ({ node, resource, operation }: Found) => {
	const shown = new nodes[node]().description.properties.filter(
		({ displayOptions: { show } = {} }) => show?.resource?.includes(resource) && show.operation?.includes(operation),
	);
	return ((shown.find(({ name }) => name === 'options')?.options ?? []) as INodeProperties[]).map(({ name }) => name);
};
const refused = (code: string) => ({
	message: expect.stringMatching(/AI agent/) as string,
	description: expect.stringMatching(/./) as string,
	context: { code },
});

describe('every operation', () => {
	it('says what an agent may do with it', () => {
		expect(found.length).toBeGreaterThan(100);
		expect(
			found.filter(({ stance }) => !['free', 'limited', 'whenAllowed', 'never'].includes(stance)).map(nameOf),
		).toEqual([]);
	});
	it('is free only when its name says that it reads or works something out', () => {
		expect(
			of('free')
				.map(([name]) => name)
				.filter(
					(name) =>
						!/\.(compose|describe|find|get|preview|propose|timeline|waitForResult|download|check|compare|backTest|assess|sort|evaluate|calculate|reconcile|report)\w*$/.test(
							name,
						),
				),
		).toEqual([]);
		expect(of('free').map(([name]) => name)).not.toContain('ReturnCase connection.getNews'); // each is told once: who reads it takes it away
	});
	it('has the option that its refusal names, and no other', () => {
		for (const [name, one] of of('free', 'limited', 'whenAllowed', 'never')) {
			if (one.node === 'ReturnReconciliation') continue;
			const options = optionsOf(one);
			expect([name, options.includes('highestAmount'), options.includes('allowAgents')]).toEqual([
				name,
				one.stance === 'limited',
				one.stance === 'whenAllowed',
			]);
		}
	});
	const input = [{ reference: 'RMA-1' }];
	it.each(of('limited', 'whenAllowed', 'never'))(
		'%s is refused to an agent before anything else',
		async (_name, { node, resource, operation, stance }) => {
			const code = stance === 'limited' ? 'above_limit' : 'not_for_agents';
			const tool = asTool(new nodes[node]());
			tool.description = {
				...tool.description,
				credentials: [],
				properties: tool.description.properties.map((property) => ({ ...property, required: false })),
			}; // n8n itself is not to be in the way
			for (const options of [
				{},
				{ highestAmount: '' },
				{ highestAmount: '={{ $json.limit }}', allowAgents: '={{ true }}' },
				{ allowAgents: 'true' },
				'={{ $json.options }}',
			]) {
				const { error } = await runNode(tool, {
					parameters: { resource, operation, options },
					input: [{ ...input[0], limit: '99999', options: { highestAmount: '9', allowAgents: true } }],
				});
				expect(error).toMatchObject(refused(code));
			}
		},
	);
});

describe('Return Case as a tool', () => {
	let temporary: string;
	let credential: { storage: string; file: string; auditKey: string };
	let store: CaseStore;
	let reference: string;
	beforeEach(async () => {
		temporary = mkdtempSync(join(tmpdir(), 'returns-tools-'));
		credential = { storage: 'embedded', file: join(temporary, 'returns.sqlite'), auditKey: 'k' };
		store = await openStore(credential);
		await store.steps.subscribe('Work', ['return.requested']);
		({ reference } = await store.cases.open({
			request: ReturnRequest.parse({ channel: 'portal', orderNumber: '#1001', lines: [{ id: 'L1', quantity: 1 }] }),
			source: 'portal',
			sourceId: '1',
		}));
	});
	afterEach(async () => {
		await closeStores();
		rmSync(temporary, { recursive: true, force: true });
	});
	const run = async (
		parameters: INodeParameters,
		mode?: 'manual' | 'internal',
		node: INodeType = asTool(new ReturnCase()),
	) =>
		await runNode(node, {
			parameters: { reference, ...parameters },
			credentials: { returnCaseApi: credential },
			input: [{ reference }],
			mode: mode as 'manual',
		});
	const everything = async () =>
		JSON.stringify([
			await store.cases.get(reference),
			await store.cases.timeline(reference),
			await store.connections.list(),
			await store.settings.get('default'),
			await store.operators.log({ limit: 20 }),
			await store.steps.stuck({ limit: 20 }),
		]);
	const intent = (number: number, amount: number) =>
		RefundIntent.parse({
			id: `${reference}/R${number}`,
			amount: { amount, currency: 'EUR' },
			payment: { id: 'by_hand', processor: 'other' },
		});
	const release = (amounts: number[], options: INodeParameters = {}) => ({
		resource: 'case',
		operation: 'releaseRefund',
		intents: JSON.stringify(amounts.map((amount, index) => intent(index + 1, amount))),
		options,
	});
	const approve: INodeParameters = {
		resource: 'case',
		operation: 'recordEvent',
		eventType: 'return.approved',
		data: '{}',
		eventId: 'a',
	};
	const save: INodeParameters = {
		resource: 'settings',
		operation: 'save',
		brand: 'default',
		settings: '{"policy":{"windowDays":9999}}',
	};
	const commands: Array<[string, INodeParameters]> = [
		['approve', approve],
		[
			'open a case',
			{
				resource: 'case',
				operation: 'open',
				request: '{"channel":"portal","orderNumber":"#2","lines":[{"id":"L1","quantity":1}]}',
				source: 'portal',
				sourceId: '2',
			},
		],
		['save settings', save],
		['replay', { resource: 'stuckStep', operation: 'replay', which: 'all' }],
		['pause', { resource: 'connection', operation: 'pause', connection: 'stripe', reason: 'x' }],
		['resume', { resource: 'connection', operation: 'resume', connection: 'stripe' }],
		['hand over', { resource: 'step', operation: 'handOver', from: 'Work', to: 'Mine' }],
	];

	it.each(commands)('an agent cannot %s', async (_name, parameters) => {
		const before = await everything();
		expect((await run(parameters)).error).toMatchObject(refused('not_for_agents'));
		expect((await run(parameters, 'internal', new ReturnCase())).error).toMatchObject(refused('not_for_agents')); // n8n runs the node itself for an agent outside of any flow
		expect(await everything()).toBe(before);
	});
	it.each(commands.slice(0, 5))('an agent can %s when the node allows it', async (_name, parameters) => {
		expect((await run({ ...parameters, options: { allowAgents: true } })).error).toBeUndefined();
	});
	it('a test run shows what would be done, and does nothing', async () => {
		const before = await everything();
		expect((await run(approve, 'manual')).json).toMatchObject([{ recorded: { outcome: 'dry_run' } }]);
		expect((await run(save, 'manual')).json).toMatchObject([{ outcome: 'dry_run' }]);
		expect((await run(release([9_999_999]), 'manual')).json).toMatchObject([{ recorded: { outcome: 'dry_run' } }]);
		expect(await everything()).toBe(before);
	});
	it('a test run that sends for real is no test run', async () => {
		expect((await run({ ...approve, options: { sendForReal: true } }, 'manual')).error).toMatchObject(
			refused('not_for_agents'),
		);
	});
	it('reads are free', async () => {
		expect((await run({ resource: 'case', operation: 'get' })).json).toMatchObject([{ case: { reference } }]);
		expect((await run({ resource: 'case', operation: 'timeline' })).error).toBeUndefined();
		expect((await run({ resource: 'settings', operation: 'get', brand: 'default' })).error).toBeUndefined();
	});
	it('refunds are released and settled only within the limit, all of a call together', async () => {
		await run({ ...approve, options: { allowAgents: true } });
		const before = await everything();
		expect((await run(release([9_999_999]))).error).toMatchObject(refused('above_limit'));
		expect((await run(release([9_999_999], { highestAmount: '50.00' }))).error?.message).toContain(
			"is above this node's limit of 50.00 EUR",
		);
		expect((await run(release([3000, 3000], { highestAmount: '50.00' }))).error?.message).toBe(
			"The total of 2 refunds of 60.00 EUR is above this node's limit of 50.00 EUR",
		);
		expect(await everything()).toBe(before);
		expect((await run(release([5000], { highestAmount: '50.00' }))).json).toMatchObject([
			{ released: [`${reference}/R1`] },
		]);
		const settle = (options: INodeParameters) => ({
			resource: 'case',
			operation: 'settleByHand',
			intent: `${reference}/R1`,
			how: 'cash',
			proof: 'x',
			options,
		});
		expect((await run(settle({}))).error).toMatchObject(refused('above_limit'));
		expect((await run(settle({ highestAmount: 49.99 }))).error?.message).toContain("is above this node's limit");
		expect((await store.cases.get(reference))!.refunds).toMatchObject([{ state: 'due' }]);
		expect((await run(settle({ highestAmount: 50 }))).json).toMatchObject([
			{ case: { refunds: [{ state: 'succeeded' }] } },
		]);
	});
	it('what a flow does is not changed by any of this', async () => {
		expect((await run(approve, undefined, new ReturnCase())).error).toBeUndefined();
		expect((await run(release([9_999_999]), undefined, new ReturnCase())).json).toMatchObject([
			{ released: [`${reference}/R1`] },
		]);
	});
});

describe('the providers, asked by a tool', () => {
	it('EasyPost sells no label, until the node allows it', async () => {
		const [journal, easypost] = [new Journal(), createEasyPost()];
		const server = await serve(easypost, journal);
		const address = {
			name: 'Alex Example',
			street1: '1 Sample Street',
			city: 'Springfield',
			state: 'IL',
			postalCode: '62701',
			country: 'US',
		};
		const settings = { returnAddress: address, parcel: { weight: 500, length: 30, width: 20, height: 10 } };
		const create = async (options: INodeParameters) =>
			await runNode(asTool(new CarrierLabels()), {
				parameters: { resource: 'returnLabel', operation: 'create', from: address, options },
				credentials: { returnsEasyPostApi: { apiKey: sandboxSecrets.easypostKey, baseUrl: `${server.url}/v2` } },
				input: [{ reference: 'RMA-1', settings } as IDataObject],
			});
		try {
			expect((await create({})).error).toMatchObject(refused('not_for_agents'));
			expect(journal.calls).toEqual([]);
			expect((await create({ allowAgents: true })).error).toBeUndefined();
			expect(easypost.bought()).toHaveLength(1);
		} finally {
			await server.stop();
		}
	});

	it('Shopify gives no credit, no gift card and changes no stock, until the node lets it; reads are free', async () => {
		const shop = await start({ webhooks: false });
		const run = async (parameters: INodeParameters) =>
			await runNode(asTool(new ShopifyReturns()), {
				parameters,
				credentials: { returnsShopifyApi: shop.credential },
				input: [{}],
			});
		const given: INodeParameters = { orderId: '5002', amount: '25.00', currency: 'EUR' };
		const credit = (options: INodeParameters) => ({
			resource: 'storeCredit',
			operation: 'issue',
			...given,
			creditReference: 'RMA-1/C1',
			options,
		});
		const card = (options: INodeParameters) => ({
			resource: 'giftCard',
			operation: 'create',
			...given,
			creditReference: 'RMA-1/G1',
			options,
		});
		const stock = (options: INodeParameters) => ({
			resource: 'inventory',
			operation: 'adjust',
			name: 'available',
			location: { __rl: true, mode: 'id', value: '1' },
			reason: 'restock',
			changeReference: 'RMA-1/a',
			items: JSON.stringify([{ sku: 'CAP-RED', quantity: 2 }]),
			options,
		});
		try {
			for (const money of [credit, card]) {
				expect((await run(money({}))).error).toMatchObject(refused('above_limit'));
				expect((await run(money({ highestAmount: "={{ $fromAI('limit') }}" }))).error).toMatchObject(
					refused('above_limit'),
				);
				expect((await run(money({ highestAmount: '24.99' }))).error?.message).toContain("is above this node's limit");
			}
			expect((await run(stock({}))).error).toMatchObject(refused('not_for_agents'));
			expect(shop.journal.calls).toEqual([]);
			for (const parameters of [
				credit({ highestAmount: '25.00' }),
				card({ highestAmount: '25' }),
				stock({ allowAgents: true }),
				{ resource: 'order', operation: 'get', orderId: '5002' },
			])
				expect((await run(parameters)).error).toBeUndefined();
			expect(shop.shopify.state.credits.credits).toHaveLength(1);
		} finally {
			await shop.stop();
		}
	});

	it("a stranger's order that an agent looks up does not become the order of a case", async () => {
		const shop = await start({ webhooks: false });
		try {
			const store = await shop.store();
			const { reference } = await store.cases.open({
				request: ReturnRequest.parse({
					channel: 'shopify',
					orderNumber: '#1001',
					lines: [{ id: 'L1', sku: 'TEE-BLUE-M', quantity: 1 }],
				}),
				source: 'portal',
				sourceId: '1',
			});
			const run = async (node: INodeType) =>
				await runNode(node, {
					parameters: { reference, resource: 'order', operation: 'get', orderId: '5002' },
					credentials: { returnsShopifyApi: shop.credential, returnCaseApi: shop.storeCredential },
					input: [{ reference }],
				});
			const events = async () =>
				JSON.stringify(await store.cases.timeline(reference)).match(/order\.found/g)?.length ?? 0;
			expect((await run(asTool(new ShopifyReturns()))).json).toMatchObject([{ order: { number: '#1002' } }]);
			expect(await events()).toBe(0);
			expect((await run(new ShopifyReturns())).error).toBeUndefined();
			expect(await events()).toBeGreaterThan(0); // as the flow of an analyst does
		} finally {
			await shop.stop();
		}
	});

	it.each([
		'exchange.create',
		'storeCredit.issue',
		'posOrder.refund',
		'goods.receive',
		'creditNote.issue',
		'setUp.install',
		'advanced.callMethod',
		'advanced.readRecords',
	])('Odoo is not even asked for %s; reads are free', async (operation) => {
		const odoo = await bench();
		try {
			const mode = 'internal' as never; // as n8n runs a node for an agent outside of any flow
			expect(
				(await odoo.node(operation, { model: 'res.partner', method: 'name_search', operationKey: 'k' }, { mode })).error
					?.message,
			).toMatch(/AI agent/);
			expect(odoo.journal.calls).toEqual([]);
			expect(
				(
					await odoo.node(
						'order.getReturnableLines',
						{ order: { __rl: true, mode: 'number', value: '#1001' } },
						{ mode },
					)
				).error,
			).toBeUndefined();
			expect(odoo.writes()).toEqual([]);
		} finally {
			await odoo.server.stop();
		}
	});

	it('Stripe refunds within the limit, not above it, and a refund that is found is free to read', async () => {
		const [journal, stripe] = [new Journal(), createStripe()];
		const server = await serve(stripe, journal);
		const run = async (operation: string, parameters: INodeParameters) =>
			await runNode(asTool(new StripeRefunds()), {
				parameters: { resource: 'refund', operation, ...parameters },
				credentials: { returnsStripeApi: { secretKey: sandboxSecrets.stripeKey, baseUrl: server.url } },
				input: [{}],
			});
		const direct = { payment: 'pi_sandbox_1001', amount: '12.50', currency: 'EUR', refundReference: 'RMA-1/R1' };
		try {
			expect((await run('create', { direct })).error).toMatchObject(refused('above_limit'));
			expect((await run('create', { direct, options: { highestAmount: '12.49' } })).error?.message).toContain(
				"is above this node's limit",
			);
			expect((await run('create', { direct, options: { highestAmount: 'a lot' } })).error).toBeDefined();
			expect(journal.calls).toEqual([]);
			const [{ refund }] = (await run('create', { direct, options: { highestAmount: '12.50' } })).json as Array<{
				refund: { id: string };
			}>;
			expect((await run('get', { refundId: refund.id })).json).toMatchObject([{ refund: { id: refund.id } }]);
			expect((await run('cancel', { refundId: refund.id })).error).toMatchObject(refused('not_for_agents'));
			expect(stripe.refunds.size).toBe(1);
		} finally {
			await server.stop();
		}
	});
});
