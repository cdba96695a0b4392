import { StripeRefunds } from '../../nodes/StripeRefunds/StripeRefunds.node';
import { removeOwnStores } from '../support/ownStore';
import type { CaseStore } from '../../nodes/shared/store/store';
import { money, Order, ReturnRequest, type RefundIntent } from '../../nodes/shared/model';
import { runNode, type NodeOptions } from '../support/harness';
import { sandboxSecrets } from '../sandbox/catalogue';
import { Journal, serve, type Running } from '../sandbox/server';
import { createStripe, type StripeStandIn } from '../sandbox/stripe';
import { fact, openCase, type CaseFixture } from './caseFixture';

/* Store credit instead of money: what staff paid back in Stripe meanwhile counts. */

let stripe: StripeStandIn;
let server: Running;
let journal: Journal;
let credential: CaseFixture['credential'];
let store: CaseStore;
let reference: string;

const payment = (refunded: number, processor = 'stripe') => ({
	id: '88',
	processor,
	captured: money(7200, 'EUR'),
	refunded: money(refunded, 'EUR'),
	refundable: money(7200 - refunded, 'EUR'),
	providerIds: processor === 'stripe' ? { 'stripe.payment_intent': 'pi_order' } : {},
});
const found = (payments: object[]) =>
	fact('order.found', {
		order: Order.parse({
			number: '#2001',
			currency: 'EUR',
			customer: {},
			lines: [],
			payments,
			providerIds: { 'shopify.order': 'gid://shopify/Order/77' },
		}),
		system: 'shopify',
		lineLinks: {},
	});
const credit: RefundIntent['payment'] = { id: 'store_credit', processor: 'store_credit', providerIds: {} };
const due = async (payments: object[], to = credit) =>
	await store.cases.record({
		reference,
		events: [
			found(payments),
			fact('refund.due', {
				intent: {
					id: `${reference}/R1`,
					amount: money(3600, 'EUR'),
					breakdown: [],
					payment: to,
					reason: 'return',
				},
			}),
		],
	});

beforeEach(async () => {
	journal = new Journal();
	stripe = createStripe();
	server = await serve(stripe, journal);
	({ store, reference, credential } = await openCase());
	stripe.addPayment('pi_order', 'ch_order', 7200, 'eur', Date.UTC(2026, 10, 20, 10) / 1000);
});
afterEach(async () => {
	await removeOwnStores();
	await server.stop();
});

const compare = async (parameters: NodeOptions['parameters'] = {}, more: Partial<NodeOptions> = {}) =>
	await runNode(new StripeRefunds(), {
		parameters: { resource: 'payment', operation: 'compare', ...parameters },
		credentials: {
			returnsStripeApi: { secretKey: sandboxSecrets.stripeKey, baseUrl: server.url },
			returnCaseApi: credential,
		},
		input: [{ reference }],
		...more,
	});
/** In Stripe's own pages. */
const staffRefunds = async (amount: number) => {
	const { status } = await fetch(`${server.url}/v1/refunds`, {
		method: 'POST',
		headers: { authorization: `Bearer ${sandboxSecrets.stripeKey}` },
		body: new URLSearchParams({ payment_intent: 'pi_order', amount: String(amount) }),
	});
	expect(status).toBe(200);
};
const leg = async () => (await store.cases.get(reference))!.refunds[0];

it('lets a credit pass while nobody has refunded', async () => {
	await due([payment(0)]);
	const { json } = await compare();
	expect(json).toMatchObject([{ reference, comparison: { intent: `${reference}/R1`, outcome: 'fits' } }]);
	expect(await leg()).toMatchObject({ state: 'due' });
});

it('holds it and asks finance when staff have refunded in Stripe, once; and lets it pass when finance says so', async () => {
	await due([payment(0)]);
	await staffRefunds(3600);
	const { json } = await compare();
	expect(json).toMatchObject([{ comparison: { outcome: 'held', message: expect.stringContaining('36.00 EUR') } }]);
	expect(await leg()).toMatchObject({ state: 'held' });
	const again = await compare({ intent: `${reference}/R1` });
	expect(again.json).toMatchObject([{ comparison: { outcome: 'held' } }]);
	const state = (await store.cases.get(reference))!;
	expect(state.exceptions).toMatchObject([{ code: 'refunded_elsewhere', owner: 'finance', intent: `${reference}/R1` }]);
	await store.cases.record({
		reference,
		events: [fact('refund.due', { intent: state.refunds[0].intent }, 'decided')],
	});
	expect((await compare()).json).toMatchObject([{ comparison: { outcome: 'fits' } }]);
});

it('asks again when nothing is left of what was paid, whatever finance has said', async () => {
	await due([payment(0)]);
	await staffRefunds(7200);
	await compare();
	const { intent } = await leg();
	await store.cases.record({
		reference,
		events: [
			fact('refund.due', { intent }, 'decided'),
			fact('exception.resolved', { code: 'refunded_elsewhere', intent: intent.id, note: 'pay' }),
		],
	});
	expect((await compare()).json).toMatchObject([
		{
			comparison: {
				outcome: 'held',
				message: expect.stringContaining('of the 72.00 EUR that was paid only 0.00 EUR is left'),
			},
		},
	]);
	expect(await leg()).toMatchObject({ state: 'held' });
	expect((await store.cases.get(reference))!.exceptions).toHaveLength(2);
});

/** A second refund of the return, on the Stripe payment itself. */
const dueInStripe = async (amount: number) => {
	const intent = {
		id: `${reference}/R2`,
		amount: money(amount, 'EUR'),
		breakdown: [],
		payment: payment(0),
		reason: 'return',
	};
	await store.cases.record({ reference, events: [fact('refund.due', { intent }, 'second')] });
	return intent.id;
};

it('counts a refund of ours that Stripe does not have yet', async () => {
	await due([payment(0)]);
	await dueInStripe(3700);
	expect((await compare({ intent: `${reference}/R1` })).json).toMatchObject([
		{ comparison: { outcome: 'held', message: expect.stringContaining('only 35.00 EUR is left') } },
	]);
});

it('counts a refund of ours that Stripe has once', async () => {
	await due([payment(0)]);
	const intent = await dueInStripe(3600);
	const { status } = await fetch(`${server.url}/v1/refunds`, {
		method: 'POST',
		headers: { authorization: `Bearer ${sandboxSecrets.stripeKey}` },
		body: new URLSearchParams({ payment_intent: 'pi_order', amount: '3600', 'metadata[refund_intent]': intent }),
	});
	expect(status).toBe(200);
	const refund = { id: 're_ours', intent, amount: money(3600, 'EUR'), status: 'succeeded', providerIds: {} };
	await store.cases.record({ reference, events: [fact('refund.succeeded', { refund })] });
	expect((await compare({ intent: `${reference}/R1` })).json).toMatchObject([{ comparison: { outcome: 'fits' } }]);
});

it('counts what other returns of the order got, but not what finance has still to decide of them', async () => {
	await due([payment(0)]);
	const sister = await store.cases.open({
		request: ReturnRequest.parse({
			channel: 'shopify',
			orderNumber: '#2001',
			lines: [{ id: 'A', sku: 'TEE', quantity: 1 }],
		}),
		source: 'test',
		sourceId: 'sister',
	});
	const theirs = {
		id: `${sister.reference}/R1`,
		amount: money(3700, 'EUR'),
		breakdown: [],
		payment: credit,
		reason: 'return',
	};
	await store.cases.record({
		reference: sister.reference,
		events: [
			fact('return.approved', {}, 'approved'),
			found([payment(0)]),
			fact('refund.due', { intent: theirs }),
			fact('refund.held', { intent: theirs, until: 'finance decides', elsewhere: ['re_1'] }),
		],
	});
	expect((await compare()).json).toMatchObject([{ comparison: { outcome: 'fits' } }]);
	await store.cases.record({
		reference: sister.reference,
		events: [fact('refund.due', { intent: theirs }, 'decided')],
	});
	expect((await compare()).json).toMatchObject([
		{ comparison: { outcome: 'held', message: expect.stringContaining('only 35.00 EUR is left') } },
	]);
});

it('knows what was refunded before the return was decided', async () => {
	await staffRefunds(3600);
	await due([payment(3600)]);
	expect((await compare()).json).toMatchObject([{ comparison: { outcome: 'fits' } }]);
});

it.each([
	['the credit stands for a gift card that paid a part', [payment(0)], { ...credit, id: '89' }],
	['no payment was taken by Stripe', [payment(0, 'shopify_payments')], credit],
])('does not ask Stripe when %s', async (_, payments, to) => {
	await due([...payments, { ...payment(0, 'store_credit'), id: '89' }], to);
	expect((await compare()).json).toMatchObject([{ comparison: { outcome: 'fits' } }]);
	expect(journal.calls).toEqual([]);
});

it('holds nothing in a test run', async () => {
	await due([payment(0)]);
	await staffRefunds(7200);
	const { error } = await compare({}, { mode: 'manual' });
	expect(error?.message).toContain('somebody has refunded this order meanwhile');
	expect(await leg()).toMatchObject({ state: 'due' });
});
