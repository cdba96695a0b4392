import { money, type RefundIntent } from '../../nodes/shared/model';
import type { CaseStore } from '../../nodes/shared/store/store';
import type { NodeOptions } from '../support/harness';
import { removeOwnStores } from '../support/ownStore';
import { fact, openCase, type CaseFixture } from '../StripeRefunds/caseFixture';
import { capture, startPayPal, type PayPalFixture } from './fixture';

let shop: PayPalFixture;
let credential: CaseFixture['credential'];
let store: CaseStore;
let reference: string;

const payment = { id: capture, providerIds: { 'paypal.capture': capture } };
const intent = (number: number, processor = 'paypal'): RefundIntent => ({
	id: `${reference}/R${number}`,
	amount: money(1250, 'EUR'),
	breakdown: [],
	payment: { ...payment, processor },
	reason: 'return',
});
const due = (one: RefundIntent) => fact('refund.due', { intent: one }, one.id);

beforeEach(async () => {
	shop = await startPayPal();
	({ store, reference, credential } = await openCase());
});
afterEach(async () => {
	await removeOwnStores();
	await shop.stop();
});

const run = async (operation: string, parameters: NodeOptions['parameters'] = {}, item: object = { reference }) =>
	await shop.run(operation, parameters, { credentials: { returnCaseApi: credential }, input: [item as never] });
const refund = async () => await run('refund.create');

describe('a refund of a case', () => {
	it('is the one that is due, and the case learns that it succeeded', async () => {
		await store.cases.record({ reference, events: [due(intent(1))] });
		const { json, error } = await refund();
		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{
				reference,
				refund: { intent: `${reference}/R1`, outcome: 'done' },
				case: { settlement: 'settled', refunds: [{ state: 'succeeded', refund: { status: 'succeeded' } }] },
			},
		]);
		const [id] = shop.paypal.refunds.keys();
		expect((await store.cases.findByReference('paypal.refund', id))?.reference).toBe(reference);
	});

	it('is passed on when it was paid before, whatever PayPal has forgotten', async () => {
		await store.cases.record({ reference, events: [due(intent(1))] });
		await refund();
		shop.paypal.forgetKeys();
		const named = await run('refund.create', {}, { reference, event: { data: { intent: intent(1) } } });
		expect(named.json).toMatchObject([{ refund: { outcome: 'already_done', status: 'succeeded' } }]);
		expect((await refund()).error?.message).toBe(`Return ${reference} has no refund due`);
		expect(shop.paypal.refunds.size).toBe(1);
	});

	it('is left to the system that took the payment', async () => {
		await store.cases.record({ reference, events: [due(intent(1, 'stripe'))] });
		expect((await refund()).error?.message).toContain('not paid by PayPal but by stripe');
		expect(shop.asked()).toEqual([]);
	});

	it('is looked up when its answer was lost, and then recorded', async () => {
		await store.cases.record({ reference, events: [due(intent(1))] });
		shop.journal.inject({ provider: 'paypal', operation: '/refund', kind: 'drop_after_commit', times: 3 });
		expect((await refund()).error?.context).toMatchObject({ category: 'unknown_outcome' });
		expect((await store.cases.get(reference))?.refunds).toMatchObject([{ state: 'due' }]);
		shop.paypal.forgetKeys();
		expect((await refund()).json).toMatchObject([
			{ refund: { outcome: 'already_done' }, case: { refunds: [{ state: 'succeeded' }] } },
		]);
		expect(shop.paypal.refunds.size).toBe(1);
	});

	it('is held, and finance is asked, when staff have refunded in PayPal meanwhile', async () => {
		await store.cases.record({ reference, events: [due(intent(1))] });
		const { id } = shop.paypal.refundByHand(capture, '12.50');
		expect((await refund()).json).toMatchObject([
			{
				refund: { outcome: 'held', message: expect.stringContaining(`12.50 EUR (${id}`) },
				case: { exceptions: [{ code: 'refunded_elsewhere', owner: 'finance' }] },
			},
		]);
		expect(shop.paypal.refunds.size).toBe(1);
	});

	it('is the same question when PayPal says that too little is left', async () => {
		await store.cases.record({ reference, events: [due(intent(1))] });
		shop.paypal.refuseWith = 'REFUND_AMOUNT_EXCEEDED';
		expect((await refund()).json).toMatchObject([{ refund: { outcome: 'held' } }]);
	});

	it('is told to the case when it fails afterwards, by Get', async () => {
		await store.cases.record({ reference, events: [due(intent(1))] });
		shop.paypal.newRefundsAre = 'PENDING';
		const [made] = (await refund()).json;
		expect(made).toMatchObject({ case: { refunds: [{ state: 'pending' }] } });
		shop.paypal.settle((made.refund as { id: string }).id, 'FAILED', 'ECHECK');
		expect((await run('refund.get', {}, made)).json).toMatchObject([
			{
				refund: { status: 'failed' },
				case: { settlement: 'failed', exceptions: [{ code: 'refund_failed', owner: 'finance' }] },
			},
		]);
	});
});

it('a payment whose ID the shop does not know is found, and its refund then paid', async () => {
	const order = {
		number: '#1007',
		currency: 'EUR',
		lines: [],
		customer: { name: 'Alex Example', email: 'max@example.com', providerIds: {} },
		payments: [
			{
				id: 'shop-payment-1',
				processor: 'other',
				method: 'paypal',
				paidAt: '2026-09-21T14:13:21Z',
				captured: money(3600, 'EUR'),
				refunded: money(0, 'EUR'),
				refundable: money(3600, 'EUR'),
				providerIds: {},
			},
		],
		providerIds: { 'shopify.order': 'gid://shopify/Order/5007' },
	};
	await store.cases.record({ reference, events: [fact('order.found', { system: 'shopify', order })] });
	const owed = { ...intent(1, 'other'), payment: { id: 'shop-payment-1', processor: 'other', providerIds: {} } };
	await store.cases.record({ reference, events: [due(owed as RefundIntent)] });
	const { json, error } = await run('payment.find');
	expect(error).toBeUndefined();
	expect(json).toMatchObject([
		{
			found: true,
			message: `Payment shop-payment-1 is ${capture} in PayPal.`,
			case: { refunds: [{ intent: { payment: { processor: 'paypal', providerIds: { 'paypal.capture': capture } } } }] },
		},
	]);
	expect((await store.cases.findByReference('paypal.capture', capture))?.reference).toBe(reference);
	expect((await refund()).json).toMatchObject([{ refund: { outcome: 'done', amount: money(1250, 'EUR') } }]);
	expect((await run('payment.find')).json).toMatchObject([
		{ found: true, message: 'PayPal knows the payment by its ID.' },
	]);
	expect((await run('payment.get')).json).toMatchObject([{ payment: { id: capture, refunded: { amount: 1250 } } }]);
});
