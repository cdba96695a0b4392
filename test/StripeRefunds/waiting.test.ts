import { toRefund, StripeRefund } from '../../nodes/StripeRefunds/records/refund';
import { TriggerShop } from './triggerShop';

/** Refunds that go on only when somebody does something (docs/reliability.md#tried-against-public-reports). */

let at: TriggerShop;
beforeEach(async () => (at = await TriggerShop.open()));
afterEach(async () => await at.close());

const exceptions = async () => (await at.store.cases.get(at.opened.reference))?.exceptions;
/** The refund of the case, made by the node. */
const make = async () => {
	const { reference, credential } = at.opened;
	const { json, error } = await at.stripe.run(
		'refund.create',
		{},
		{ credentials: { returnCaseApi: { ...credential } }, input: [{ reference }] },
	);
	expect(error).toBeUndefined();
	return json[0].refund as { id: string };
};
/** What the case says of a refund that Stripe makes pending for this reason. */
const madePending = async (reason: string) => {
	Object.assign(at.stripe.stripe, { newRefundsAre: 'pending', pendingFor: reason });
	await make();
	return await exceptions();
};
/** What finance reads of a refund that waits for money. */
const forFinance = (message: string) => ({
	code: 'refund_waits_for_funds',
	owner: 'finance',
	intent: at.intent,
	message: expect.stringContaining(message) as string,
});
const change = (id: string, changes: object) => {
	const refund = Object.assign(at.stripe.stripe.refunds.get(id)!, changes);
	at.stripe.stripe.account.emit('refund.updated', refund);
};

describe('a refund for which the balance has too little', () => {
	it('is told to finance when the node makes it', async () => {
		expect(await madePending('insufficient_funds')).toMatchObject([forFinance('Add funds in Stripe')]);
	});

	it('is told when Stripe says so later, once, and flows hear of it', async () => {
		const one = await at.published();
		at.stripe.stripe.newRefundsAre = 'pending';
		const { id } = await at.refund();
		await at.deliver(at.last('refund.created'));
		expect(await exceptions()).toEqual([]);
		change(id, { pending_reason: 'insufficient_funds' });
		await at.deliver(at.last('refund.updated'));
		await at.deliver({ ...at.last('refund.updated'), id: 'evt_again' });
		expect(await exceptions()).toMatchObject([{ code: 'refund_waits_for_funds' }]);
		expect(one.flows).toHaveLength(2);
		at.stripe.stripe.settle(id, 'succeeded');
		await at.deliver(at.last('refund.updated'));
		expect(await at.leg()).toMatchObject({ state: 'succeeded' });
		expect((await at.leg())!.refund).not.toHaveProperty('waitsFor');
	});
});

describe('a refund of a payment that has not arrived itself', () => {
	it.each([{ pending_reason: 'charge_pending' }, { pending_reason: 'charge_pending', failure_reason: null }])(
		'waits for finance, which is told why: %j',
		(changes) =>
			expect(answer(changes)).toMatchObject({
				who: 'finance',
				what: expect.stringContaining('the payment itself has not arrived yet') as string,
			}),
	);
	it('is told when the node makes it', async () => {
		expect(await madePending('charge_pending')).toMatchObject([forFinance('nothing is owed')]);
	});
});

describe('a refund that waits for the customer', () => {
	it('is told to service: what Stripe has told the customer, until when, and no address', async () => {
		at.stripe.stripe.newRefundsAre = 'requires_action';
		const { id } = await make();
		const [told] = (await exceptions())!;
		expect(told).toMatchObject({ code: 'refund_waits_for_customer', owner: 'service', intent: at.intent });
		expect(told.message).toMatch(/waits for the customer by \d{4}-\d\d-\d\d: Stripe has written to them on \d{4}-/);
		expect(told.message).not.toContain('@');
		expect(await at.leg()).toMatchObject({ state: 'pending', refund: { id, waitsFor: { who: 'customer' } } });
	});

	it('is no reused id when it was only pending before', async () => {
		await at.published();
		at.stripe.stripe.newRefundsAre = 'pending';
		const { id } = await at.refund();
		change(id, { status: 'requires_action', next_action: { type: 'display_details' } });
		await at.deliver(at.last('refund.updated'));
		expect(await exceptions()).toMatchObject([{ code: 'refund_waits_for_customer' }]);
	});
});

const answer = (changes: object) =>
	toRefund(StripeRefund.parse({ id: 're_1', amount: 1, currency: 'eur', status: 'pending', ...changes })).waitsFor;

it.each([
	{},
	{ pending_reason: 'processing' },
	{ status: 'succeeded', pending_reason: 'charge_pending' },
	{ pending_reason: 'a word of tomorrow' },
	{ status: 'succeeded', pending_reason: 'insufficient_funds' },
	{ pending_reason: 7, next_action: 'x' },
])('one of %j waits for nobody', (changes) => expect(answer(changes)).toBeUndefined());

it.each([{}, { next_action: null }, { next_action: { type: 'other' } }, { next_action: 'x' }])(
	'one that requires action with %j sends people to Stripe',
	(changes) =>
		expect(answer({ status: 'requires_action', ...changes })).toMatchObject({
			who: 'customer',
			what: expect.stringContaining('in Stripe') as string,
		}),
);
