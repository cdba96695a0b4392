import { StripeRefunds } from '../../nodes/StripeRefunds/StripeRefunds.node';
import { removeOwnStores } from '../support/ownStore';
import type { CaseStore } from '../../nodes/shared/store/store';
import { money, Order, type RefundIntent } from '../../nodes/shared/model';
import { runNode, type NodeOptions } from '../support/harness';
import { sandboxSecrets } from '../sandbox/catalogue';
import { Journal, serve, type Running } from '../sandbox/server';
import { createStripe, type StripeStandIn } from '../sandbox/stripe';
import { fact, openCase, type CaseFixture } from './caseFixture';

let stripe: StripeStandIn;
let journal: Journal;
let server: Running;
let credential: CaseFixture['credential'];
let store: CaseStore;
let reference: string;

const paid = Date.UTC(2026, 10, 20, 10) / 1000;
const transaction = 'gid://shopify/OrderTransaction/88';
const unknown = {
	id: '88',
	processor: 'other',
	method: 'Stripe (card)',
	captured: money(7200, 'EUR'),
	refunded: money(0, 'EUR'),
	refundable: money(7200, 'EUR'),
	paidAt: new Date(paid * 1000).toISOString(),
	providerIds: { 'shopify.transaction': transaction },
};
const order = (payments: object[] = [unknown]) =>
	Order.parse({
		number: '#2001',
		currency: 'EUR',
		customer: { email: 'toni@example.com' },
		lines: [],
		payments,
		providerIds: { 'shopify.order': 'gid://shopify/Order/77' },
	});
const found = (payments?: object[], id = '1') =>
	fact('order.found', { order: order(payments), system: 'shopify', lineLinks: {} }, id);
const intent = (payment: object = {}): RefundIntent => ({
	id: `${reference}/R1`,
	amount: money(3600, 'EUR'),
	breakdown: [],
	payment: { id: '88', processor: 'other', method: 'Stripe (card)', providerIds: unknown.providerIds, ...payment },
	reason: 'return',
});

beforeEach(async () => {
	journal = new Journal();
	stripe = createStripe();
	server = await serve(stripe, journal);
	({ store, reference, credential } = await openCase());
});
afterEach(async () => {
	await removeOwnStores();
	await server.stop();
});

const run = async (name: string, parameters: NodeOptions['parameters'] = {}, more: Partial<NodeOptions> = {}) => {
	const [resource, operation] = name.split('.');
	return await runNode(new StripeRefunds(), {
		parameters: { resource, operation, ...parameters },
		credentials: {
			returnsStripeApi: { secretKey: sandboxSecrets.stripeKey, baseUrl: server.url },
			returnCaseApi: credential,
		},
		input: [{ reference }],
		...more,
	});
};
const pay = (name: string, fields: object = {}, created = paid + 5, amount = 7200) =>
	stripe.addPayment(`pi_${name}`, `ch_${name}`, amount, 'eur', created, { ...fields });
const due = async (payments?: object[]) =>
	await store.cases.record({ reference, events: [found(payments), fact('refund.due', { intent: intent() })] });
const legs = async () => (await store.cases.get(reference))!.refunds;

describe('a payment of a Stripe gateway whose id the shop does not know', () => {
	it('is found in Stripe, and the refund that is due goes to it', async () => {
		await due();
		pay('ours', { receipt_email: 'toni@example.com' });
		pay('theirs', { receipt_email: 'somebody@example.com' });
		const { json } = await run('payment.find', { intent: `${reference}/R1` });
		expect(json).toMatchObject([
			{
				found: true,
				payment: { id: 'pi_ours' },
				case: { orders: { shopify: { payments: [{ processor: 'stripe', searched: true }] } } },
			},
		]);
		expect((await run('refund.create')).json).toMatchObject([{ refund: { outcome: 'done', status: 'succeeded' } }]);
		expect([...stripe.refunds.values()]).toMatchObject([{ charge: 'ch_ours', amount: 3600 }]);
	});

	it('is refused to the refund as long as nobody has found it', async () => {
		await due();
		pay('ours', { receipt_email: 'toni@example.com' });
		expect((await run('refund.create')).error?.message).toContain('not paid by Stripe but by other');
		expect(stripe.refunds.size).toBe(0);
	});

	it('stays known when the order is read again, and for the next refund', async () => {
		await store.cases.record({ reference, events: [found()] });
		pay('ours', { metadata: { order_id: '77', shop: 'x' } });
		expect((await run('payment.find')).json).toMatchObject([{ found: true }]);
		await store.cases.record({ reference, events: [found(undefined, '2')] });
		const known = (await store.cases.get(reference))!.orders.shopify.payments[0];
		expect(known).toMatchObject({
			processor: 'stripe',
			providerIds: { 'shopify.transaction': transaction, 'stripe.payment_intent': 'pi_ours' },
		});
		await store.cases.record({
			reference,
			events: [fact('refund.due', { intent: intent({ processor: 'stripe', providerIds: known.providerIds }) })],
		});
		expect((await run('refund.create')).json).toMatchObject([{ refund: { outcome: 'done' } }]);
	});

	it('is recorded once, however often it is searched', async () => {
		await due();
		pay('ours', { receipt_email: 'toni@example.com' });
		await run('payment.find');
		const { version } = (await store.cases.get(reference))!;
		journal.calls.length = 0;
		expect((await run('payment.find', { intent: `${reference}/R1` })).json).toMatchObject([
			{ found: true, searches: [] },
		]);
		expect((await store.cases.get(reference))!.version).toBe(version);
		expect(journal.calls).toEqual([]);
	});

	it.each<[string, () => void, RegExp]>([
		['none fits', () => pay('ours', { receipt_email: 'toni@example.com' }, paid + 5, 7201), /no payment of 72.00 EUR/],
		['two fit', () => ['a', 'b'].forEach((name) => pay(name, { receipt_email: 'toni@example.com' })), /2 payments/],
		['it is of another time', () => pay('ours', { receipt_email: 'toni@example.com' }, paid + 4000), /no payment/],
		['nothing but amount and time fit', () => pay('ours'), /nothing says that it is this order's/],
	])('is left to a person when %s: nothing changes', async (_what, play, message) => {
		await due();
		play();
		const before = await legs();
		const { json } = await run('payment.find', { intent: `${reference}/R1` });
		expect(json).toMatchObject([{ found: false, message: expect.stringMatching(message) as string }]);
		expect(json[0]).not.toHaveProperty('payment');
		expect(await legs()).toEqual(before);
	});

	it('is left to a person when the order has two of that amount', async () => {
		await due([unknown, { ...unknown, id: '89' }]);
		pay('ours', { receipt_email: 'toni@example.com' });
		expect((await run('payment.find', { intent: `${reference}/R1` })).json).toMatchObject([
			{ found: false, message: expect.stringContaining('2 payments of 72.00 EUR by Stripe') as string },
		]);
	});

	it('is no payment that the order knows already', async () => {
		await due([
			unknown,
			{ ...unknown, id: '89', processor: 'stripe', providerIds: { 'stripe.payment_intent': 'pi_known' } },
		]);
		pay('known', { receipt_email: 'toni@example.com' });
		pay('ours', { receipt_email: 'toni@example.com' });
		expect((await run('payment.find', { intent: `${reference}/R1` })).json).toMatchObject([
			{ payment: { id: 'pi_ours' } },
		]);
	});

	it('is looked for among all payments of its time, page by page', async () => {
		await due();
		pay('ours', { receipt_email: 'toni@example.com' }, paid - 3000);
		for (let index = 0; index < 250; index++) pay(`x${index}`, { receipt_email: 'x@example.com' }, paid + index);
		expect((await run('payment.find', { intent: `${reference}/R1` })).json).toMatchObject([
			{ payment: { id: 'pi_ours' } },
		]);
		const { query } = stripe.requests.find(({ path }) => path === '/v1/charges')!;
		expect(query).toEqual({ limit: '100', 'created[gte]': String(paid - 3600), 'created[lt]': String(paid + 3601) });
		expect(stripe.requests.filter(({ path }) => path === '/v1/charges')).toHaveLength(3);
	});

	it('in a test run changes nothing, and the refund after it shows what it would be', async () => {
		await due();
		pay('ours', { receipt_email: 'toni@example.com' });
		const { json } = await run('payment.find', { intent: `${reference}/R1` }, { mode: 'manual' });
		expect(json).toMatchObject([{ found: true, payment: { id: 'pi_ours' } }]);
		expect((await legs())[0].intent.payment.processor).toBe('other');
		expect((await run('refund.create', {}, { mode: 'manual', input: json })).json).toMatchObject([
			{ refund: { outcome: 'dry_run', providerIds: { 'stripe.payment_intent': 'pi_ours' } } },
		]);
		expect((await run('refund.create', {}, { input: json })).error?.message).toContain('not paid by Stripe');
		expect(stripe.refunds.size).toBe(0);
	});

	it.each([
		['PayPal', { method: 'paypal' }],
		['nobody in particular', { method: undefined }],
		['Shopify Payments', { processor: 'shopify_payments', method: 'shopify_payments' }],
	])('is not searched when %s took it: Stripe is not asked', async (_who, change) => {
		const payment = { ...unknown, ...change };
		await store.cases.record({ reference, events: [found([payment]), fact('refund.due', { intent: intent(change) })] });
		pay('ours', { receipt_email: 'toni@example.com' });
		for (const parameters of [{}, { intent: `${reference}/R1` }])
			expect((await run('payment.find', parameters)).json).toMatchObject([{ found: false, message: '', searches: [] }]);
		expect(journal.calls).toEqual([]);
	});
});

describe('without a case', () => {
	const direct = {
		amount: '72.00',
		currency: 'eur',
		email: 'toni@example.com',
		order: '#2001',
		paidAt: '2026-11-20T10:00:00Z',
	};
	const alone = { credentials: {}, input: [{}] };
	const find = async (change: object) =>
		await run(
			'payment.find',
			{ direct: { ...direct, ...change } },
			{
				...alone,
				credentials: { returnsStripeApi: { secretKey: sandboxSecrets.stripeKey, baseUrl: server.url } },
			},
		);

	it('it is found by what is typed in', async () => {
		pay('ours', { description: 'Order #2001' });
		expect((await find({ email: '' })).json).toMatchObject([{ found: true, payment: { id: 'pi_ours' } }]);
		expect((await find({ order: '#2002' })).json).toMatchObject([{ found: false }]);
	});

	it.each([
		[{ email: '', order: '' }, 'Nothing says whose payment it is'],
		[{ paidAt: '' }, 'Nothing says when the customer paid'],
		[{ amount: '7,x' }, '7,x'],
		[{ currency: 'Euro' }, '"Euro" is no currency'],
	])('%o is refused', async (change, message) => {
		expect((await find(change)).error?.message).toContain(message);
	});
});
