import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { IDataObject, INodeParameters, INodeType } from 'n8n-workflow';
import { CarrierLabels } from '../nodes/CarrierLabels/CarrierLabels.node';
import { carrierOf } from '../nodes/CarrierLabels/transport/carrierOf';
import * as carrierOperations from '../nodes/CarrierLabels/operations';
import { OdooReturns } from '../nodes/OdooReturns/OdooReturns.node';
import * as odooOperations from '../nodes/OdooReturns/operations';
import { connect } from '../nodes/OdooReturns/transport/connect';
import { csvOf, shadowReport } from '../nodes/ReturnCase/shadow/report';
import { ReturnCase } from '../nodes/ReturnCase/ReturnCase.node';
import { ShopifyReturns } from '../nodes/ShopifyReturns/ShopifyReturns.node';
import { tagsAdd } from '../nodes/ShopifyReturns/graphql';
import * as shopifyOperations from '../nodes/ShopifyReturns/operations';
import { readMessage, type ReturnMessage } from '../nodes/ShopifyReturns/trigger/message';
import { takeIn as takeInReturn } from '../nodes/ShopifyReturns/trigger/takeIn';
import { takeInRefund } from '../nodes/ShopifyReturns/trigger/takeInOther';
import { takeIn as takeInStripe } from '../nodes/StripeRefunds/trigger/takeIn';
import { shopifyOf } from '../nodes/ShopifyReturns/transport/fromNode';
import { StripeRefunds } from '../nodes/StripeRefunds/StripeRefunds.node';
import * as stripeOperations from '../nodes/StripeRefunds/operations';
import { PayPalRefunds } from '../nodes/PayPalRefunds/PayPalRefunds.node';
import * as paypalOperations from '../nodes/PayPalRefunds/operations';
import { PayPalRefund } from '../nodes/PayPalRefunds/records/refund';
import { paypalOf } from '../nodes/PayPalRefunds/transport/paypal';
import { stripeOf } from '../nodes/StripeRefunds/transport/stripe';
import type { Effect } from '../nodes/shared/effect';
import { executeOperation, type Operation } from '../nodes/shared/operation';
import { closeStores, openStore, type CaseStore } from '../nodes/shared/store';
import { connections, connectionNames, ReturnRequest, type NewEvent } from '../nodes/shared/model';
import { odooApiKeyApi } from './odoo/target';
import { startSandbox, type Sandbox } from './sandbox';
import { runNode } from './support/harness';

const types: Record<string, { make: () => INodeType; operations: Record<string, Record<string, Operation>> }> = {
	shopifyReturns: { make: () => new ShopifyReturns(), operations: shopifyOperations.operations },
	odooReturns: { make: () => new OdooReturns(), operations: odooOperations.operations },
	stripeRefunds: { make: () => new StripeRefunds(), operations: stripeOperations.operations },
	payPalRefunds: { make: () => new PayPalRefunds(), operations: paypalOperations.operations },
	carrierLabels: { make: () => new CarrierLabels(), operations: carrierOperations.operations },
};

const folder = mkdtempSync(join(tmpdir(), 'returns-shadow-'));
const credentialOf = (file: string) => ({ storage: 'embedded', file: join(folder, file), auditKey: 'k' });
const fact = (type: NewEvent['type'], data: object, id: string = type): NewEvent => ({
	source: 'test',
	id,
	type,
	data: data as NewEvent['data'],
});

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => {
	await closeStores();
	await sandbox.stop();
});

/** Calls that changed something at a provider. */
const changed = () => sandbox.journal.calls.filter(({ committed }) => committed).length;

async function run(node: INodeType, parameters: INodeParameters, item: IDataObject, file: string) {
	const given = Object.fromEntries(
		Object.values(sandbox.credentials()).map(({ type, data }) => [type, data]),
	) as Record<string, never>;
	return await runNode(node, {
		parameters,
		input: [item],
		credentials: { ...given, returnCaseApi: credentialOf(file) },
		extraTypes: [odooApiKeyApi],
	});
}

async function openReturn(store: CaseStore, sourceId: string, ids: Record<string, string> = {}): Promise<string> {
	const request = ReturnRequest.parse({
		channel: 'shopify',
		orderNumber: '#1001',
		customer: { name: 'Alex Example' },
		lines: [{ id: 'L1', sku: 'MUG-WHITE', quantity: 1 }],
		providerIds: ids,
	});
	return (await store.cases.open({ request, source: 'portal', sourceId })).reference;
}

/** A whole return, step by step: what each does for real, it does not do in shadow mode. */
describe('a return in shadow mode', () => {
	const real = 'real.sqlite';
	let reference: string;
	let settings: Record<string, unknown>;
	let runs = 0;

	beforeAll(async () => {
		settings = sandbox.settings();
		const store = await openStore(credentialOf(real));
		await store.settings.save('default', settings);
		const { return: made } = await sandbox.shopify.requestReturn('#1001', [{ sku: 'MUG-WHITE', quantity: 1 }]);
		const order = sandbox.shopify.state.order('#1001');
		reference = await openReturn(store, '1', { 'shopify.return': made.id, 'shopify.order': order.id });
		await store.cases.record({
			reference,
			events: [{ ...fact('shipment.in_transit', { tracking: { trackingNumber: '1', status: 'in_transit' } }) }],
		});
	});

	/** The same store as it is now, but with the brand in shadow mode. */
	async function shadowed(): Promise<string> {
		await closeStores();
		const file = `shadow-${++runs}.sqlite`;
		copyFileSync(join(folder, real), join(folder, file));
		const store = await openStore(credentialOf(file));
		await store.settings.change('default', (before) => ({ ...before, shadow: true }));
		return file;
	}

	const pieces = [{ line: 'L1', sku: 'MUG-WHITE', quantity: 1 }];
	const receipt = { id: 'r1', lines: pieces };
	const inspection = { id: 'i1', lines: [{ ...pieces[0], condition: 'as new', destination: 'restock' }] };
	/** Steps that only read, and facts, go before the effect they lead to. */
	const steps: Array<{
		node: string;
		does: string;
		parameters?: INodeParameters;
		reads?: Array<[node: string, does: string]>;
		events?: () => Promise<NewEvent[]> | NewEvent[];
		/** A decision that the case takes over in shadow mode. */
		decides?: NewEvent['type'];
	}> = [
		{
			node: 'shopifyReturns',
			does: 'return.approve',
			reads: [
				['shopifyReturns', 'return.get'],
				['odooReturns', 'order.find'],
			],
			decides: 'return.approved',
		},
		{ node: 'odooReturns', does: 'return.create' },
		{ node: 'carrierLabels', does: 'returnLabel.create', parameters: { carrierService: 'easypost' } },
		{ node: 'odooReturns', does: 'note.add', parameters: { text: 'A note' } },
		{ node: 'shopifyReturns', does: 'order.tag', parameters: { tags: 'return' } },
		{ node: 'odooReturns', does: 'goods.receive', events: () => [fact('return.received', { receipt })] },
		{ node: 'odooReturns', does: 'goods.sort', events: () => [fact('return.inspected', { inspection })] },
		{
			node: 'stripeRefunds',
			does: 'refund.create',
			events: async () => {
				const state = (await (await openStore(credentialOf(real))).cases.get(reference))!;
				const amount = { amount: 1_500, currency: 'EUR' };
				const intent = {
					id: `${reference}/R1`,
					amount,
					reason: 'return',
					payment: state.order!.payments[0],
					breakdown: [
						{ kind: 'line', line: 'L1', quantity: 1, amount: { amount: 1_250, currency: 'EUR' }, description: '' },
						{ kind: 'tax', line: 'L1', amount: { amount: 250, currency: 'EUR' }, description: '' },
					],
				};
				return [fact('refund.due', { intent })];
			},
		},
		{ node: 'odooReturns', does: 'creditNote.issue' },
		{ node: 'odooReturns', does: 'creditNote.recordPayment' },
		{ node: 'shopifyReturns', does: 'refund.record' },
		{ node: 'shopifyReturns', does: 'return.process' },
		{ node: 'shopifyReturns', does: 'return.close' },
		{ node: 'carrierLabels', does: 'returnLabel.void', parameters: { carrierService: 'easypost' } },
	];

	it.each(steps)('$node $does is withheld, and is done for real without', async (step) => {
		const { node, does, parameters = {}, reads = [], events, decides } = step;
		const perform = async (name: string, what: string, file: string, more: INodeParameters = {}) => {
			const [resource, operation] = what.split('.');
			return await run(types[name].make(), { resource, operation, ...more }, { reference }, file);
		};
		for (const [name, what] of reads) expect((await perform(name, what, real)).error).toBeUndefined();
		const told = events ? await events() : [];
		if (told.length) await (await openStore(credentialOf(real))).cases.record({ reference, events: told });

		const file = await shadowed();
		const before = changed();
		const shadow = await perform(node, does, file, parameters);
		expect([does, shadow.error?.message, changed() - before]).toEqual([does, undefined, 0]);
		const store = await openStore(credentialOf(file));
		const history = await store.cases.timeline(reference);
		const withheld = history.filter(({ type }) => type === 'shadow.withheld');
		expect(withheld.map(({ data }) => data)).toEqual([
			expect.objectContaining({ would: expect.any(Object) as object }),
		]);
		expect((await store.cases.get(reference))!.shadow).toBe(true);
		if (decides) expect(history.map(({ type }) => type)).toContain(decides);

		// Again, also when shadow mode is over: this case stays in it.
		await store.settings.change('default', (now) => ({ ...now, shadow: false }));
		await perform(node, does, file, parameters);
		expect(changed() - before).toBe(0);

		const done = await perform(node, does, real, parameters);
		expect([done.error?.message, changed() - before > 0]).toEqual([undefined, true]);
	});

	it('knows what was done for real before, and does not call it withheld', async () => {
		const file = await shadowed();
		const again = await run(
			new StripeRefunds(),
			{ resource: 'refund', operation: 'create', intent: `${reference}/R1` },
			{ reference },
			file,
		);
		expect(again.json[0]?.refund).toMatchObject({ outcome: 'already_done' });
		expect(sandbox.stripe.refunds.size).toBe(1);
	});
});

const every = connectionNames
	.map((name) => connections[name].node)
	.filter((node, index, all) => all.indexOf(node) === index)
	.flatMap((node) =>
		Object.entries(types[node].operations).flatMap(([resource, operations]) =>
			Object.entries(operations)
				.filter(([, { asTool }]) => asTool !== 'free')
				.map(([operation]) => [node, resource, operation] as const),
		),
	);

/** What the editor does not run these without. */
const partner = {
	model: 'res.partner',
	ids: '1',
	recordIds: '1',
	values: '{"name": "leak"}',
	fields: '{"name": "leak"}',
};
const stock = { location: 'gid://shopify/Location/1', changeReference: 'count 1' };
const required: Record<string, INodeParameters> = {
	'advanced advanceEntry': { entry: '1' },
	'advanced advanceTransfer': { transfer: '1' },
	'advanced callMethod': { ...partner, method: 'unlink', operationKey: 'leak' },
	'advanced readRecords': partner,
	'advanced writeFields': partner,
	'hold create': { amount: '1.00' },
	'note add': { text: 'leak' },
	'order addNote': { text: 'leak' },
	'order bringIn': {
		channelOrder: JSON.stringify({
			number: '#leak',
			currency: 'EUR',
			lines: [
				{
					id: '1',
					sku: 'MUG-WHITE',
					quantity: 1,
					subtotal: { amount: 1_250, currency: 'EUR' },
					tax: { amount: 250, currency: 'EUR' },
				},
			],
		}),
	},
	'returnLabel cancelPickup': { pickupId: 'pickup_1' },
	'returnLabel createPickup': { labelId: 'shp_1', fetchFrom: '2026-12-01T09:00', fetchUntil: '2026-12-01T17:00' },
	'returnLabel recordExisting': { carrier: 'UPS', trackingNumber: '1Z' },
	'inventory adjust': stock,
	'inventory move': stock,
	'inventory set': stock,
};

describe('an operation that may change something outside', () => {
	const file = 'every.sqlite';
	let reference: string;
	beforeAll(async () => {
		const store = await openStore(credentialOf(file));
		await store.settings.save('default', { ...sandbox.settings(), shadow: true });
		const order = sandbox.shopify.state.order('#1001');
		reference = await openReturn(store, 'every', { 'shopify.order': order.id });
		expect((await store.cases.get(reference))!.shadow).toBe(true);
	});

	it('is known by its node: there are more than forty', () => {
		expect(every.length).toBeGreaterThan(40);
	});

	it.each(every)('%s %s %s changes nothing in shadow mode', async (node, resource, operation) => {
		const before = changed();
		const parameters = { resource, operation, carrierService: 'easypost', ...required[`${resource} ${operation}`] };
		await run(types[node].make(), parameters, { reference }, file);
		expect(changed() - before).toBe(0);
	});

	/** Clients of every provider, used by an operation that does not care for shadow mode. */
	const careless: Array<[string, (context: Parameters<Operation['execute']>[0]) => Promise<unknown>]> = [
		[
			'stripeRefunds',
			async (context) => await (await stripeOf(context)).post('/v1/refunds', { payment_intent: 'pi_sandbox_1001' }),
		],
		[
			'payPalRefunds',
			async (context) =>
				await (await paypalOf(context)).post('/v2/payments/captures/CAPSANDBOX0001007/refund', {}, PayPalRefund),
		],
		[
			'shopifyReturns',
			async (context) =>
				await (await shopifyOf(context)).send(tagsAdd, { id: sandbox.shopify.state.order('#1001').id, tags: ['leak'] }),
		],
		[
			'odooReturns',
			async (context) => {
				const odoo = await connect(context);
				return await odoo.call('res.partner', 'write', { ids: [1], vals: { name: 'leak' } }, { repeatable: false });
			},
		],
		[
			'carrierLabels',
			async (context) => {
				const { api } = await carrierOf(context);
				return await api.http({ method: 'POST', url: `${api.baseUrl}/shipments`, body: {}, repeatable: false });
			},
		],
	];

	it.each(careless)('of %s that does not care gets no request through, and its refusal is kept', async (name, act) => {
		const node = types[name].make();
		const operation = {
			asTool: 'whenAllowed',
			description: [],
			execute: async (context: never) => void (await act(context)),
		} as unknown as Operation;
		node.execute = async function () {
			return await executeOperation(this, operation);
		};
		const calls = sandbox.journal.calls.length;
		const { json, error } = await run(
			node,
			{ carrierService: 'easypost', resource: 'x', operation: name },
			{ reference },
			file,
		);
		expect(error).toBeUndefined();
		expect(json[0].withheld).toMatchObject({ problem: expect.stringContaining('shadow mode') as string });
		expect(sandbox.journal.calls.length - calls).toBe(0);
	});
});

describe('what comes before and after shadow mode', () => {
	/** An effect of a case, done `times` times so far. */
	const done: Record<string, number> = {};
	const effectOf = (key: string): Effect<{ key: string }> => ({
		key,
		kind: 'stripe.test',
		lookUp: async () => (done[key] ? { key } : undefined),
		act: async () => ((done[key] = (done[key] ?? 0) + 1), { key }),
		preview: async () => ({ key }),
	});
	const node = new StripeRefunds();
	node.execute = async function () {
		const perform: Operation['execute'] = async (context) =>
			await context.perform('shown', effectOf(context.item.key as string), () => []);
		return await executeOperation(this, { asTool: 'limited', description: [], execute: perform } as never);
	};

	it('plays nothing twice, and nothing of a case that was ever met in it, however it is switched and repeated', async () => {
		let rounds = 0;
		const move = fc.oneof(
			fc.constantFrom('on' as const, 'off' as const),
			fc.record({ which: fc.nat(2), effect: fc.nat(2) }),
		);
		await fc.assert(
			fc.asyncProperty(fc.array(move, { minLength: 5, maxLength: 14 }), async (moves) => {
				const file = `switched-${++rounds}.sqlite`;
				const store = await openStore(credentialOf(file));
				const references = await Promise.all([0, 1, 2].map(async (one) => await openReturn(store, `${rounds}/${one}`)));
				let isOn = false;
				const met = new Set<string>();
				const real = new Set<string>();
				for (const one of moves) {
					if (typeof one === 'string') {
						isOn = one === 'on';
						await store.settings.save('default', { shadow: isOn });
						continue;
					}
					const reference = references[one.which];
					const key = `${reference}/${one.effect}`;
					const { json, error } = await run(node, { resource: 'x', operation: 'y' }, { reference, key }, file);
					expect(error).toBeUndefined();
					const expected = real.has(key) ? 'already_done' : isOn || met.has(reference) ? 'dry_run' : 'done';
					expect((json[0].shown as { outcome: string }).outcome).toBe(expected);
					if (expected === 'dry_run') met.add(reference);
					if (expected === 'done') real.add(key);
				}
				expect(
					Object.keys(done)
						.filter((key) => references.some((one) => key.startsWith(one)))
						.sort(),
				).toEqual([...real].sort());
				expect([...real].map((key) => done[key])).toEqual([...real].map(() => 1));
			}),
			{ numRuns: 12 },
		);
	}, 120_000);

	it('is by brand: the other brand works for real, and a case of before stays real until it is met', async () => {
		const store = await openStore(credentialOf('brands.sqlite'));
		await store.settings.save('nord', { shadow: true });
		const open = async (brand: string) => {
			const request = ReturnRequest.parse({ brand, channel: 'x', lines: [{ id: 'L1', quantity: 1 }] });
			const { reference } = await store.cases.open({ request, source: 'portal', sourceId: brand });
			return (await store.cases.get(reference))!.shadow;
		};
		expect([await open('nord'), await open('default')]).toEqual([true, undefined]);
	});

	it('lets nothing pass Do Once, and keeps what would have been done', async () => {
		const file = 'once.sqlite';
		const store = await openStore(credentialOf(file));
		await store.settings.save('default', { shadow: true });
		const reference = await openReturn(store, 'once');
		const parameters = { resource: 'once', operation: 'do', reference, what: 'thank-you e-mail' };
		const { items } = await run(new ReturnCase(), parameters, { reference }, file);
		expect(items).toEqual([]);
		expect((await store.cases.timeline(reference)).at(-1)!.data).toMatchObject({ would: { what: 'thank-you e-mail' } });
	});
});

describe('what staff do meanwhile', () => {
	const ids = {
		'shopify.return': 'gid://shopify/Return/77',
		'shopify.order': 'gid://shopify/Order/77',
		'stripe.payment_intent': 'pi_77',
	};
	const observedIn = async (store: CaseStore, reference: string) =>
		(await store.cases.timeline(reference)).filter(({ type }) => type === 'shadow.observed').map(({ data }) => data);
	const amount = { amount: 1_800, currency: 'EUR' };

	it('is kept of a case in shadow mode, also where the case knew it already, and of no other', async () => {
		const store = await openStore(credentialOf('staff.sqlite'));
		await store.settings.save('default', { shadow: true });
		const reference = await openReturn(store, 'staff', ids);
		await store.cases.record({ reference, events: [{ ...fact('return.approved', {}), actor: 'n8n: Approve' }] });
		const body = JSON.stringify({ admin_graphql_api_id: ids['shopify.return'], status: 'open' });
		const message = readMessage('returns/approve', body) as ReturnMessage;
		const delivery = { topic: 'returns/approve' as const, webhookId: 'w', body, message };
		const nobody = {
			refundsOf: async () => undefined,
			changesOf: async () => undefined,
			statusOf: async () => undefined,
			brandFactsOf: async () => ({}),
		};
		for (let times = 0; times < 2; times++) await takeInReturn(store, delivery, message, nobody, true);
		const transactions = [
			{
				id: 't',
				kind: 'REFUND',
				status: 'SUCCESS',
				amountSet: { presentmentMoney: { amount: '18.00', currencyCode: 'EUR' } },
			},
		];
		const node = { id: 'gid://shopify/Refund/1', note: null, transactions: { nodes: transactions } };
		await takeInRefund(store, node as never, { id: ids['shopify.order'], name: '#1001' });
		const refund = {
			id: 're_77',
			intent: '',
			status: 'succeeded',
			amount,
			providerIds: { 'stripe.payment_intent': 'pi_77' },
		};
		const event = { id: 'evt_77', type: 'refund.created', data: { object: { object: 'refund' } } };
		const news = { refunds: [{ refund }], disputed: undefined };
		await takeInStripe(store, event as never, '{}', news as never, { receiver: 'r', wanted: true });
		expect(await observedIn(store, reference)).toEqual([
			{ what: 'approved', id: ids['shopify.return'], system: 'shopify' },
			{ what: 'refunded', id: 'gid://shopify/Refund/1', system: 'shopify', amount },
			{ what: 'refunded', id: 're_77', system: 'stripe', amount },
		]);

		const real = await openStore(credentialOf('no-shadow.sqlite'));
		const other = await openReturn(real, 'staff', ids);
		await takeInReturn(real, delivery, message, nobody, true);
		await takeInRefund(real, node as never, { id: ids['shopify.order'], name: '#1001' });
		await takeInStripe(real, event as never, '{}', news as never, { receiver: 'r', wanted: true });
		expect(await observedIn(real, other)).toEqual([]);
	});
});

describe('the report', () => {
	it('puts what would have been done beside what staff did, and sums it', async () => {
		const file = 'report.sqlite';
		const store = await openStore(credentialOf(file));
		await store.settings.save('default', { ...sandbox.settings(), shadow: true });
		const reference = await openReturn(store, 'report');
		const node = { actor: 'n8n: Approve' };
		const payment = { id: 'p1', processor: 'stripe', providerIds: {} };
		const amount = { amount: 1_500, currency: 'EUR' };
		const intent = { id: `${reference}/R1`, amount, payment, reason: 'return', breakdown: [] };
		const refunded = { what: 'refunded', amount: { amount: 1_800, currency: 'EUR' } };
		await store.cases.record({
			reference,
			events: [
				{ ...fact('return.approved', {}), ...node },
				{ ...fact('shadow.observed', { what: 'declined', id: 'g', system: 'shopify' }, 'd'), actor: 'Shopify staff' },
				fact('return.received', { receipt: { id: 'r', lines: [{ line: 'L1', quantity: 1 }] } }),
				fact('refund.due', { intent }),
				fact('shadow.withheld', { effect: { kind: 'stripe.refund', key: intent.id }, would: { amount } }, 'w'),
				fact('shadow.observed', { ...refunded, id: 'gid', system: 'shopify' }, 's'),
				fact('shadow.observed', { ...refunded, id: 're_1', system: 'stripe' }, 't'),
				fact('shadow.withheld', { effect: { kind: 'easypost.label', key: 'L1' }, problem: '=no address' }, 'l'),
			],
		});
		const { json } = await run(new ReturnCase(), { resource: 'shadow', operation: 'report' }, {}, file);
		const report = json[0].report as unknown as ReturnType<typeof shadowReport>;
		expect(report).toMatchObject({
			cases: 1,
			decisions: { same: 0, different: 1, open: 0, person: 0 },
			money: [{ currency: 'EUR', would: 1_500, did: 1_800, difference: -300 }],
			withheld: [
				{ effect: 'easypost.label', times: 1, problems: 1 },
				{ effect: 'stripe.refund', times: 1, problems: 0 },
			],
		});
		expect(report.rows.map(({ what, would, did, verdict }) => [what, would, did, verdict])).toEqual([
			['decision', 'approved', 'declined', 'different'],
			['money', '15.00 EUR, through stripe', '18.00 EUR', 'different'],
			['goods', '', '1 received', 'open'],
			['stripe.refund', 'amount 15.00 EUR', '', 'only_ours'],
			['easypost.label', '=no address', '', 'only_ours'],
		]);
		expect(csvOf(report).split('\r\n').slice(1, 3)).toEqual([
			`${reference},default,#1001,decision,approved,declined,different,,`,
			`${reference},default,#1001,money,"15.00 EUR, through stripe",18.00 EUR,different,-3.00,EUR`,
		]);
		expect(csvOf(report)).toContain("'=no address");
	});
});
