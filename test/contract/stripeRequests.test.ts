import type { NodeOptions } from '../support/harness';
import { startStripe, type StripeFixture } from '../StripeRefunds/fixture';
import { TriggerFixture } from '../StripeRefunds/triggerFixture';
import { answerFaults, requestFaults } from './stripeCheck';
import { stripeSlice } from './stripeTypings';
import { stripeVersion } from '../../nodes/StripeRefunds/transport/stripe';
import { StripeRefunds } from '../../nodes/StripeRefunds/StripeRefunds.node';
import { eventTypes } from '../../nodes/StripeRefunds/records/event';

// Reading the typings of the official package takes seconds, once.
jest.setTimeout(60_000);

let shop: StripeFixture;
beforeEach(async () => (shop = await startStripe()));
afterEach(async () => await shop.stop());

const faultsOf = ({
	method,
	path,
	query,
	form,
}: {
	method: string;
	path: string;
	query: Record<string, string>;
	form: Record<string, string>;
}) => requestFaults(method, path, method === 'POST' ? form : query);

describe(`Stripe's typings of ${stripeVersion}`, () => {
	it('are those of the version that the node asks for', () => {
		expect(stripeSlice().apiVersion).toBe(stripeVersion);
	});

	it('refuse a wrong field, a wrong type, a wrong word and an unknown path', () => {
		const right = { payment_intent: 'pi_1', amount: '100', reason: 'requested_by_customer', 'metadata[note]': 'x' };
		expect(requestFaults('POST', '/v1/refunds', right)).toEqual([]);
		for (const wrong of [{ note: 'x' }, { amount: '1.50' }, { reason: 'because' }, { 'charge[id]': 'ch_1' }] as Array<
			Record<string, string>
		>)
			expect(requestFaults('POST', '/v1/refunds', { ...right, ...wrong })).not.toEqual([]);
		expect(requestFaults('GET', '/v1/refunds', { limit: '100', 'created[gte]': '1', payment_intent: 'pi_1' })).toEqual(
			[],
		);
		for (const wrong of [{ status: 'succeeded' }, { 'created[since]': '1' }, { limit: 'all' }] as Array<
			Record<string, string>
		>)
			expect(requestFaults('GET', '/v1/refunds', wrong)).not.toEqual([]);
		expect(
			requestFaults('POST', '/v1/webhook_endpoints', {
				url: 'https://example.com',
				'enabled_events[0]': 'refund.paid',
			}),
		).not.toEqual([]);
		expect(requestFaults('PUT', '/v1/refunds', {})).toEqual(['there is no PUT /v1/refunds']);
	});

	it('have every event that the trigger offers', () => {
		for (const { value } of eventTypes)
			expect(
				requestFaults('POST', '/v1/webhook_endpoints', {
					url: 'https://example.com',
					'enabled_events[0]': String(value),
				}),
			).toEqual([]);
	});
});

const times = {
	createdAfter: new Date(Date.now() - 86_400_000).toISOString(),
	createdBefore: new Date().toISOString(),
};
const all = { returnAll: true };
/** Every operation, with every filter it has. */
const calls: Record<string, (ids: Record<string, string>) => NodeOptions['parameters']> = {
	'refund.create': () => ({
		direct: { payment: 'pi_sandbox_1001', amount: '1.00', currency: 'EUR', refundReference: 'RMA-1/R1' },
	}),
	'refund.get': ({ refund }) => ({ refundId: refund }),
	'refund.getMany': () => ({ ...all, filters: { ...times, payment: 'ch_sandbox_1001' } }),
	'refund.findByReturn': () => ({ reference: 'RMA-1', payment: 'pi_sandbox_1001' }),
	'refund.update': ({ refund }) => ({
		refundId: refund,
		fields: {
			field: [
				{ name: 'odoo_move', value: '17' },
				{ name: 'gone', value: '' },
			],
		},
	}),
	'refund.cancel': ({ waiting }) => ({ refundId: waiting }),
	'payment.find': () => ({
		direct: {
			amount: '64.20',
			currency: 'EUR',
			email: 'alex@example.com',
			order: '#1001',
			paidAt: '2026-09-21T14:13:20Z',
		},
	}),
	'payment.get': () => ({ payment: 'pi_sandbox_1001' }),
	'payout.getMany': () => ({
		...all,
		filters: { ...times, arrivalAfter: times.createdAfter, arrivalBefore: times.createdBefore, status: 'in_transit' },
	}),
	'payout.getTransactions': ({ payout }) => ({ ...all, payoutId: payout }),
	'dispute.getMany': () => ({ ...all, filters: { ...times, payment: 'pi_sandbox_1001' } }),
	'dispute.saveEvidence': ({ dispute }) => ({
		dispute,
		evidence: JSON.stringify({ customerName: 'Alex Example', text: 'Evidence', service_date: '2 Oct 2026' }),
		submit: true,
	}),
	'event.getMany': () => ({
		...all,
		types: ['refund.created', 'payout.paid'],
		filters: { ...times, undelivered: true },
	}),
	'setUp.check': () => ({}),
};

describe('every request', () => {
	it('is tried here, for every operation of the node', () => {
		const shown = new StripeRefunds().description.properties
			.filter(({ name }) => name === 'operation')
			.flatMap(({ displayOptions, options }) =>
				options!.map(
					(one) => `${String(displayOptions!.show!.resource![0])}.${String((one as { value: string }).value)}`,
				),
			);
		// The first asks for a payment and its refunds, as others here do; holds are held to the typings in test/StripeRefunds/holds.test.ts.
		const needsCase = ['payment.compare', 'hold.capture', 'hold.create', 'hold.release'];
		expect([...Object.keys(calls), ...needsCase].sort()).toEqual(shown.sort());
	});

	it.each(Object.keys(calls))('of %s fits', async (operation) => {
		const refund = (await shop.refundByHand({ charge: 'ch_sandbox_1003', amount: '100' })).id;
		shop.stripe.newRefundsAre = 'requires_action';
		const waiting = (await shop.refundByHand({ charge: 'ch_sandbox_1003', amount: '100' })).id;
		const payout = shop.stripe.account.payOut([{ type: 'charge', amount: 100, source: null }]).id;
		const dispute = shop.stripe.account.dispute(shop.stripe.charges.get('ch_sandbox_1003')!).id;
		shop.stripe.requests.length = 0;
		expect((await shop.run(operation, calls[operation]({ refund, waiting, payout, dispute }))).error).toBeUndefined();
		expect(shop.stripe.requests.length).toBeGreaterThan(0);
		for (const request of shop.stripe.requests)
			expect([request.method, request.path, faultsOf(request), request.headers['stripe-version']]).toEqual([
				request.method,
				request.path,
				[],
				stripeVersion,
			]);
	});

	it('of the trigger fits', async () => {
		const one = await new TriggerFixture({ credentials: { returnsStripeApi: { ...shop.credential } } }).start();
		try {
			for (const method of ['checkExists', 'create', 'checkExists'] as const) await one.call(method);
			[...shop.stripe.account.endpoints.values()][0].status = 'disabled';
			await one.call('create');
			await shop.refundByHand({ charge: 'ch_sandbox_1001', amount: '100' });
			const made = shop.stripe.requests.pop()!;
			expect(made.method).toBe('POST');
			for (const event of [...shop.stripe.account.events.values()]) await shop.stripe.webhooks.deliver(event);
			await one.call('delete');
			expect(
				new Set(shop.stripe.requests.map(({ method, path }) => `${method} ${path.split('/').slice(0, 3).join('/')}`)),
			).toEqual(
				new Set([
					'GET /v1/webhook_endpoints',
					'POST /v1/webhook_endpoints',
					'GET /v1/refunds',
					'DELETE /v1/webhook_endpoints',
				]),
			);
			for (const request of shop.stripe.requests)
				expect([request.method, request.path, faultsOf(request)]).toEqual([request.method, request.path, []]);
		} finally {
			await one.running.stop();
		}
	});
});

describe('what the stand-in answers', () => {
	const ask = async (path: string) =>
		(await (
			await fetch(shop.url + path, {
				// A connection that is kept would be closed by the server while the typings are read.
				headers: { authorization: `Bearer ${shop.credential.secretKey}`, connection: 'close' },
			})
		).json()) as { data: unknown[] };

	it('fits the typings: lists, and each object in them', async () => {
		for (const status of ['succeeded', 'pending', 'requires_action']) {
			shop.stripe.newRefundsAre = status;
			await shop.refundByHand({ charge: 'ch_sandbox_1001', amount: '100' });
		}
		shop.stripe.settle([...shop.stripe.refunds.keys()][0], 'failed', 'declined');
		shop.stripe.account.dispute(shop.stripe.charges.get('ch_sandbox_1003')!);
		shop.stripe.account.payOut([
			{ type: 'charge', amount: 100, fee: 3, source: 'ch_sandbox_1001' },
			{ type: 'refund', amount: -50, source: [...shop.stripe.refunds.keys()][0] },
		]);
		await fetch(`${shop.url}/v1/webhook_endpoints`, {
			method: 'POST',
			headers: { authorization: `Bearer ${shop.credential.secretKey}` },
			body: new URLSearchParams({ url: 'https://example.com', 'enabled_events[0]': '*' }),
		});
		for (const list of [
			'refunds',
			'charges',
			'payment_intents',
			'payouts',
			'disputes',
			'events',
			'webhook_endpoints',
			'balance_transactions',
		]) {
			const answer = await ask(`/v1/${list}`);
			expect([list, answer.data.length > 0, answerFaults(`GET /v1/${list}`, answer)]).toEqual([list, true, []]);
		}
		expect(
			answerFaults('GET /v1/balance_transactions', await ask('/v1/balance_transactions?expand[0]=data.source')),
		).toEqual([]);
		expect(
			answerFaults('payment_intent', await ask('/v1/payment_intents/pi_sandbox_1001?expand[]=latest_charge')),
		).toEqual([]);
	});

	it('would be refused with a field less', async () => {
		const {
			data: [charge],
		} = await ask('/v1/charges');
		expect(answerFaults('charge', charge)).toEqual([]);
		expect(answerFaults('charge', { ...(charge as object), amount_refunded: undefined })).not.toEqual([]);
		expect(answerFaults('refund', { id: 're_1' })).not.toEqual([]);
	});
});
