import { createHmac } from 'node:crypto';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import type { CaseStore } from '../../nodes/shared/store';
import { parseNewEvent, Policy, ReturnRequest } from '../../nodes/shared/model';
import { policyHash } from '../../nodes/shared/policy/policyHash';
import { publish, saveDraft } from '../../nodes/shared/policy/versions';
import { outputOf } from '../../gulp/outputSchema';
import { runNode } from '../support/harness';
import { openOwnStore, removeOwnStores, type StoreCredential } from '../support/ownStore';

const euro = (amount: number) => ({ amount, currency: 'EUR' });
const address = {
	name: 'Alex Example',
	company: 'Example',
	street1: '1 Sample Street',
	street2: 'Flat 2',
	city: 'Springfield',
	state: 'IL',
	postalCode: '62701',
	country: 'US',
	phone: '5550100',
	email: 'alex@example.com',
};
const customer = {
	name: 'Alex Example',
	email: 'alex@example.com',
	phone: '5550100',
	address,
	providerIds: { 'shopify.customer': '1' },
};
const payment = {
	id: 'p1',
	processor: 'stripe',
	method: 'visa',
	providerIds: { 'stripe.payment_intent': 'pi_1' },
	captured: euro(3400),
	refunded: euro(0),
	refundable: euro(2400),
};
const order = {
	number: '#1001',
	channel: 'shopify',
	currency: 'EUR',
	taxesIncluded: false,
	placedAt: '2026-11-01T10:00:00.000Z',
	deliveredAt: '2026-11-03T10:00:00.000Z',
	customer,
	lines: [
		{
			id: 'o1',
			sku: 'TEE',
			title: 'T-shirt',
			quantity: 2,
			subtotal: euro(1600),
			tax: euro(400),
			returnedBefore: 0,
			finalSale: false,
			deliveredAt: '2026-11-03T10:00:00.000Z',
			providerIds: {},
		},
	],
	shipping: { subtotal: euro(300), tax: euro(100) },
	payments: [payment],
	paid: euro(3400),
	providerIds: { 'shopify.order': '5001' },
};
const decision = {
	outcome: 'approve',
	reasons: [{ code: 'final_sale', message: 'Sold as final sale.', line: 'L1' }],
	lines: [{ line: 'L1', quantity: 2 }],
	refundTiming: 'after_inspection',
	policy: 'abc',
};
const intent = (id: string) => ({
	id,
	amount: euro(1000),
	breakdown: [{ kind: 'line', line: 'L1', quantity: 1, amount: euro(1000), description: '1 x T-shirt' }],
	payment: { id: 'p1', processor: 'stripe', method: 'visa', providerIds: {} },
	reason: 'return',
});

/** A story that fills every field that a case can have. */
const story = (id: string) =>
	[
		['order.found', { order, system: 'odoo', lineLinks: { L1: 'o1' } }],
		['return.approved', { decision, refundTo: 'original', note: 'fine' }],
		[
			'label.issued',
			{
				label: {
					id: 'l1',
					carrier: 'USPS',
					service: 'Ground',
					trackingNumber: '94',
					trackingUrl: 'https://example.com/t',
					labelUrl: 'https://example.com/l',
					labelFormat: 'PDF',
					cost: euro(600),
					testMode: true,
					messages: ['UPS: no account'],
					providerIds: { 'easypost.shipment': 'shp_1' },
				},
			},
		],
		['label.voided', { label: 'l1' }],
		['shipment.exception', { tracking: { trackingNumber: '94', status: 'failure', detail: 'damaged' } }],
		['exception.resolved', { code: 'shipment' }],
		[
			'return.received',
			{
				receipt: {
					id: 'r1',
					location: 'dock',
					lines: [
						{ line: 'L1', quantity: 2, serials: ['S1'] },
						{ sku: 'OTHER', quantity: 1 },
					],
				},
			},
		],
		[
			'return.inspected',
			{
				inspection: {
					id: 'i1',
					lines: [{ line: 'L1', sku: 'TEE', quantity: 3, condition: 'as new', destination: 'restock' }],
				},
			},
		],
		['stock.updated', { movements: [{ line: 'L1', quantity: 2, destination: 'restock' }], system: 'odoo' }],
		['refund.due', { intent: intent(id) }],
		[
			'refund.succeeded',
			{
				refund: {
					id: 're_1',
					intent: id,
					amount: euro(1000),
					status: 'succeeded',
					providerStatus: 'succeeded',
					failureReason: 'none',
					createdAt: '2026-11-20T10:00:00.000Z',
					providerIds: { 'stripe.refund': 're_1' },
				},
			},
		],
		[
			'credit_note.posted',
			{ creditNote: { id: '9', number: 'RINV/1', amount: euro(1000), intent: id, providerIds: {} } },
		],
		['payment.recorded', { payment: { id: '8', amount: euro(1000), refund: 're_1', intent: id, providerIds: {} } }],
		[
			'refund.due',
			{ intent: { ...intent(`${id}/credit`), payment: { id: 'store_credit', processor: 'store_credit' } } },
		],
		[
			'store_credit.issued',
			{ id: 'c1', kind: 'gift_card', amount: euro(1000), intent: `${id}/credit`, credit: 'C1', providerIds: {} },
		],
		['exchange.created', { id: 'x1', intent: intent(`${id}/exchange`), rest: euro(1000) }],
		['refund.due', { intent: { ...intent(`${id}/hand`), payment: { id: 'by_hand', processor: 'other' } } }],
		[
			'exception.opened',
			{ exception: { code: 'pay_by_hand', owner: 'finance', message: 'Pay it.', intent: `${id}/hand` } },
		],
	] as Array<[string, Record<string, unknown>]>;

describe('Return Case: output schemas', () => {
	let credential: StoreCredential;
	let store: CaseStore;
	let reference: string;
	const request = {
		channel: 'portal',
		orderNumber: '#1001',
		customer,
		lines: [
			{
				id: 'L1',
				sku: 'TEE',
				title: 'T-shirt',
				quantity: 2,
				reason: 'SIZE',
				note: 'too small',
				exchangeFor: { sku: 'TEE-L', send: 'at_once', prices: 'current' },
			},
		],
		returnBy: 'parcel',
		providerIds: { 'shopify.return': '7' },
	};
	beforeEach(async () => {
		({ credential, store } = await openOwnStore());
		({ reference } = await store.cases.open({
			request: ReturnRequest.parse(request),
			source: 'portal',
			sourceId: '1',
		}));
		await store.cases.record({
			reference,
			events: story(`${reference}/R1`).map(([type, data], index) =>
				parseNewEvent({ id: `e${index}`, source: 'test', type, data, actor: 'a person' }),
			),
		});
		await store.cases.record({
			reference,
			events: [parseNewEvent({ id: 'close', source: 'test', type: 'return.closed', data: {} })],
		});
		await store.settings.save('default', {
			sender: 'a@example.com',
			operator: 'b@example.com',
			owners: {
				service: 'c@example.com',
				warehouse: 'd@example.com',
				finance: 'e@example.com',
				digital: 'f@example.com',
				operator: 'g@example.com',
			},
			returnAddress: address,
			parcel: { weight: 800.5, length: 30, width: 20, height: 10 },
			odoo: {
				returnOperationType: 1,
				inspectionLocation: 2,
				destinations: { restock: 3, quarantine: 4, refurbish: 5, vendor: 6, scrap: 7 },
				internalOperationType: 8,
				creditNoteJournal: 9,
				paymentJournal: 10,
			},
			policy: { reviewAbove: 50_000 },
		});
	});
	afterEach(removeOwnStores);

	const claim = async (sourceId = '2') => {
		await store.steps.subscribe('Work', ['return.requested']);
		await store.cases.open({ request: ReturnRequest.parse(request), source: 'portal', sourceId });
		const [step] = await store.steps.claim('Work', { limit: 1, leaseMs: 60_000, maxAttempts: 3 });
		return { reference: step.event.subject, step: { id: step.id, token: step.token, name: step.name, attempt: 1 } };
	};
	const keptPolicy = (windowDays: number) =>
		Policy.parse({ windowDays, refundTiming: 'at_receipt', refundShipping: true });
	/** A policy that was published twice, with a draft that waits for a second person. */
	const policyKept = async () => {
		const [act, who] = [{ by: 'ann', at: '2026-11-29T10:00:00.000Z' }, { actor: 'ann' }];
		const save = async (policy: Policy) =>
			await store.policies.change(
				'kept',
				(before) => ({ after: saveDraft(before, policy, act), act: { action: 'policy_saved' } }),
				who,
			);
		const publishIt = async () =>
			await store.policies.change(
				'kept',
				(before) => ({ after: publish(before, { ...act, note: 'again' }).after, act: { action: 'policy_published' } }),
				who,
			);
		for (const days of [14, 30]) {
			await save(keptPolicy(days));
			await publishIt();
		}
		await save({ ...keptPolicy(60), book: { publishing: { people: 2 } } });
		await publishIt();
	};
	/** Stripe fails so often in a row that it counts as down. */
	const fail = async (times: number) => {
		for (let i = 0; i < times; i++) {
			const { step } = await claim(`down ${i}`);
			await store.steps.fail([step], {
				error: {
					message: 'stripe did not answer',
					category: 'retryable',
					connection: 'stripe',
					account: { key: 'stripe:k2J7', name: 'Stripe US' },
				},
				maxAttempts: 3,
			});
		}
	};
	const unreadable = async () => {
		await store.inbox.put({
			source: 'shopify',
			id: 'w1',
			topic: 'returns/request',
			body: '{}',
			subject: 'gid://shopify/Return/1',
		});
		await store.inbox.mark('shopify', 'w1', 'unreadable', 'no lines');
	};
	/** Finance is asked about the refund that is due, since somebody has refunded the order meanwhile. */
	const ask = async () => {
		const { intent: due } = (await store.cases.get(reference))!.refunds.find(({ state }) => state === 'due')!;
		await store.cases.record({
			reference,
			events: [
				parseNewEvent({
					id: 'asked',
					source: 'test',
					type: 'refund.held',
					data: { intent: due, until: 'finance has decided', elsewhere: ['re_9'] },
				}),
			],
		});
	};
	const drift = {
		id: 'd1',
		class: 'late',
		owner: 'finance',
		message: 'It is late.',
		advice: 'Ask.',
		fix: 'by_hand',
		state: 'open',
		reference: 'RMA-1',
		intent: 'RMA-1/R1',
		amount: euro(500),
		onCase: false,
		sources: ['Stripe'],
		records: [{ source: 'stripe', kind: 'refund', id: 're_1' }],
		goods: [{ source: 'odoo', kind: 'receipt', id: '7' }],
		firstFound: '2026-11-21T02:00:00.000Z',
		unseen: true,
		since: '2026-11-18T10:00:00.000Z',
		ageDays: 3,
		proposedMatch: { source: 'odoo', kind: 'payment', id: '8' },
	} as const;
	const keepDrift = async () => void (await store.drifts.keep(drift as never));
	const item = '={{ $json.reference }}';
	const withdrawal = {
		name: 'Alex Example',
		contract: '#1001',
		email: 'alex@example.com',
		channel: 'phone',
		toldAt: '2026-11-20T10:00:00Z',
	};
	const operations: Record<
		string,
		{ parameters: INodeParameters; input?: () => Promise<IDataObject>; before?: () => Promise<void> }
	> = {
		'alarm/getMany': {
			parameters: { limit: 5, owner: '' },
			before: async () => void (await store.steps.hold((await claim()).step, 'photo')),
		},
		'alarm/close': { parameters: { which: 'case', caseReference: '={{ $json.reference }}', reason: 'counted' } },
		'alarm/recordFailure': {
			parameters: {},
			input: async () => ({
				workflow: { id: '1', name: 'Nightly' },
				execution: { url: 'http://n8n.test/1', lastNodeExecuted: 'Read', error: { message: 'no answer' } },
			}),
		},
		'case/open': { parameters: { request: request as never, source: 'helpdesk', sourceId: 'T1' } },
		'case/recordEvent': {
			parameters: { reference: item, eventType: 'customer.notified', data: { about: 'label' } as never },
		},
		'case/takeInReport': {
			parameters: {
				report:
					'={{ { reference: $json.reference, type: "return.received", id: "G1", data: { receipt: { id: "G1", lines: [{ sku: "TEE", quantity: 1 }] } } } }}',
			},
		},
		'case/composeNotice': { parameters: { reference: item } },
		'case/declareWithdrawal': { parameters: {}, input: async () => withdrawal },
		'case/acknowledgeWithdrawal': {
			parameters: { reference: item },
			input: async () => {
				const { timeZone } = await store.settings.get('default');
				const statement = { ...withdrawal, id: 's', timeZone, lines: [] };
				const request = ReturnRequest.parse({ channel: 'withdrawal', withdrawal: true, lines: [] });
				const declared = await store.cases.declare({ request, sourceId: 'w', statement });
				return { reference: declared.reference };
			},
		},
		'case/takeInRequest': {
			parameters: {
				proof: 'checked',
				request: '={{ { id: "A1", channel: "marketplace", lines: [{ sku: "TEE", quantity: 1 }] } }}',
			},
		},
		'case/takeInStatement': {
			parameters: {},
			input: async () => {
				const raw = Buffer.from(JSON.stringify(withdrawal));
				const signature = createHmac('sha256', 'a secret').update(raw).digest('hex');
				return {
					json: { headers: { 'x-signature': signature } },
					binary: { data: { data: raw.toString('base64'), mimeType: 'application/json' } },
				};
			},
		},
		'case/releaseRefund': { parameters: { reference: item, intents: [intent('R9')] as never } },
		'case/askFinance': { parameters: { reference: item } },
		'case/decideRefund': {
			parameters: { reference: item, intent: '', decision: 'drop' },
			before: async () => await ask(),
		},
		'case/settleByHand': { parameters: { reference: item, how: 'cash', proof: '7', paidAt: '2026-11-20T10:00:00Z' } },
		'case/describe': { parameters: { reference: item } },
		'case/get': { parameters: { reference: item } },
		'case/getMany': { parameters: { limit: 5, filters: {} } },
		'case/findByReference': { parameters: { system: 'shopify.return', id: '7' } },
		'case/getHistory': { parameters: { reference: item } },
		'case/timeline': { parameters: { reference: item } },
		'case/waitForResult': { parameters: { reference: item, waitFor: 'approved' } },
		'connection/getMany': { parameters: {}, before: async () => await fail(5) },
		'connection/getNews': { parameters: {}, before: async () => await fail(5) },
		'connection/pause': { parameters: { connection: 'stripe', reason: 'upgrade' } },
		'connection/resume': { parameters: { connection: 'stripe' } },
		'dispute/describe': {
			parameters: { reference: item, dispute: '' },
			input: async () => {
				const { reference } = await claim();
				const dispute = { id: 'du_1', provider: 'stripe', phase: 'dispute', amount: { amount: 500, currency: 'EUR' } };
				const event = { source: 'stripe', id: 'du_1/opened', type: 'dispute.opened' as const, data: { dispute } };
				await store.cases.record({ reference, events: [event] });
				return { reference };
			},
		},
		'drift/record': { parameters: { drift: drift as never } },
		'drift/getMany': { parameters: { returnAll: true }, before: keepDrift },
		'drift/accept': { parameters: { driftId: 'd1', reason: 'paid in cash' }, before: keepDrift },
		'import/takeInSheet': {
			parameters: { binaryProperty: 'data', channel: 'import', otherChannels: '' },
			input: async () => ({
				json: {},
				binary: {
					data: {
						data: Buffer.from('id,sku,quantity\nA1,TEE,1\nA2,TEE,none\n').toString('base64'),
						mimeType: 'text/csv',
					},
				},
			}),
		},
		'export/getRows': {
			parameters: { table: 'money', exportName: 'w', limit: 10, format: 'rows', options: { youngSeconds: 0 } },
		},
		'export/keepCursor': { parameters: { table: 'cases', exportName: 'w', cursor: '2026-11-20T10:00:00.000Z RMA-1' } },
		'message/getManyUnreadable': { parameters: { limit: 5, source: '' }, before: unreadable },
		'message/dismiss': {
			parameters: { messageId: 'w1', source: '', reason: 'Dealt with' },
			before: unreadable,
		},
		'message/replay': { parameters: { which: 'id', messageId: 'w1', source: '' }, before: unreadable },
		'once/do': { parameters: { reference: item, what: 'mail' } },
		'operatorLog/getMany': {
			parameters: { limit: 5, caseReference: '' },
			before: async () => await store.connections.pause('stripe', 'upgrade', { actor: 'ann@example.com' }),
		},
		'case/attachProof': {
			parameters: {
				reference: item,
				binaryProperty: '',
				keptAt: 'https://pictures.example.com/1.jpg',
				line: '',
				note: 'torn',
				who: '',
			},
			input: async () => await claim(),
		},
		'case/giveApproval': {
			parameters: { reference: item, who: 'ann@example.com', seen: '', note: 'seen' },
			input: async () => await claim(),
		},
		'person/export': { parameters: { email: '', references: item } },
		'person/erase': { parameters: { email: '', references: item, reason: 'Asked', options: {} } },
		'policy/get': { parameters: { policyName: 'kept', which: 'published' }, before: async () => await policyKept() },
		'policy/getMany': {
			parameters: { policyName: '={{ $json.none }}', limit: 5 },
			before: async () => await policyKept(),
		},
		'policy/save': { parameters: { policyName: 'new', policyJson: '{"windowDays": 14}', revision: '', who: 'ann' } },
		'policy/publish': {
			parameters: { policyName: 'kept', note: 'again', who: 'ann', revision: '' },
			before: async () => await policyKept(),
		},
		'policy/rollBack': {
			parameters: { policyName: 'kept', note: 'again', who: 'bert', version: policyHash(keptPolicy(14)) },
			before: async () => await policyKept(),
		},
		'settings/get': { parameters: { brand: 'default' } },
		'settings/save': { parameters: { brand: 'nord', settings: JSON.stringify({ timeZone: 'Europe/Oslo' }) } },
		'shadow/report': {
			parameters: {},
			before: async () => {
				const { reference } = await claim();
				const effect = { kind: 'stripe.refund', key: 'R1' };
				const amount = { amount: 1, currency: 'EUR' };
				await store.cases.record({
					reference,
					events: [
						{ id: 'w', source: 'flow', type: 'shadow.withheld', data: { effect } },
						{
							id: 'o',
							source: 'flow',
							type: 'shadow.observed',
							data: { what: 'refunded', id: 'r', system: 'x', amount },
						},
					],
				});
			},
		},
		'step/complete': { parameters: {}, input: async () => await claim() },
		'step/getUnserved': {
			parameters: {},
			before: async () => {
				const { step } = await claim();
				await store.steps.fail([step], { error: { message: 'x' }, maxAttempts: 9 });
			},
		},
		'step/handOver': {
			parameters: { from: 'Old', to: 'Work', caseReference: '' },
			before: async () => void (await store.steps.signOn('Work', 'i')),
		},
		'step/hold': { parameters: { reason: 'photo' }, input: async () => await claim() },
		'step/noAction': { parameters: { reference: item, reason: 'digital' }, input: async () => await claim() },
		'step/retire': { parameters: { stepName: 'Work' } },
		'stuckStep/getMany': {
			parameters: { limit: 5, stepName: '' },
			before: async () => void (await store.steps.hold((await claim()).step, 'photo')),
		},
		'stuckStep/release': {
			parameters: { stepId: '={{ $json.stepId }}', reason: 'the photo came' },
			input: async () => {
				const { step } = await claim();
				await store.steps.hold(step, 'photo');
				return { stepId: step.id };
			},
		},
		'stuckStep/replay': { parameters: { which: 'all' } },
	};
	const all = new ReturnCase().description.properties.filter(({ name }) => name === 'operation');

	it('are tried for every operation', () => {
		const names = all.flatMap(({ displayOptions, options }) =>
			options!.map((one) => `${String(displayOptions!.show!.resource![0])}/${(one as { value: string }).value}`),
		);
		expect(Object.keys(operations).sort()).toEqual(names.sort());
	});

	/** Fields of what has gone wrong. */
	const rare = ['brokenAt', 'flaw'];

	// What comes out is held to the operation's output wherever a node runs (outputCheck.ts); here every operation does, and every field is seen.
	it.each(Object.entries(operations))(
		'%s: tells what really comes out, in a test run and for real',
		async (name, { parameters, input, before }) => {
			await before?.();
			const given = (await input?.()) ?? { reference };
			const [resource, operation] = name.split('/');
			const seen = new Set<string>();
			for (const mode of ['manual', 'trigger'] as const) {
				const { json, error } = await runNode(new ReturnCase(), {
					parameters: { resource, operation, ...parameters },
					credentials: { returnCaseApi: credential, returnsSignedWebhookApi: { secret: 'a secret' } },
					input: [given],
					mode,
				});
				expect(error).toBeUndefined();
				expect(json.length).toBeGreaterThan(0);
				for (const key of json.flatMap((item) => Object.keys(item))) seen.add(key);
			}
			const told = Object.keys(outputOf({ node: 'ReturnCase', resource, operation })!.shape as object);
			expect(told.filter((key) => !seen.has(key) && !rare.includes(key))).toEqual([]);
		},
	);
});
