import { connectFields } from '../../nodes/StripeRefunds/refund/connect';
import { isHolding, newsOfDispute, StripeDispute, toDispute } from '../../nodes/StripeRefunds/records/dispute';
import { nowOf, StripeRefund } from '../../nodes/StripeRefunds/records/refund';
import { assertRefundable, StripeCharge, toPayment } from '../../nodes/StripeRefunds/refund/payment';
import type { ConnectChoice, RefundOrder } from '../../nodes/StripeRefunds/refund/refundOrder';
import { stripeError } from '../../nodes/StripeRefunds/transport/stripeError';
import { money } from '../../nodes/shared/model';
import { startStripe, type StripeFixture } from './fixture';

/** What people reported of refunds elsewhere, tried here (docs/reliability.md#tried-against-public-reports). */

let shop: StripeFixture;
beforeEach(async () => (shop = await startStripe()));
afterEach(async () => await shop.stop());

const charge = () => shop.stripe.charges.get('ch_sandbox_1001')!;
const refund = async (amount: string, options = {}, payment = 'pi_sandbox_1001') =>
	await shop.run('refund.create', {
		direct: { payment, amount, currency: 'EUR', refundReference: `RMA-1/${amount}` },
		options,
	});
const made = () => [...shop.stripe.refunds.values()].filter(({ metadata }) => metadata.refund_intent);

describe('a disputed payment', () => {
	it.each([
		['an inquiry', { status: 'warning_needs_response', is_charge_refundable: true }],
		['an inquiry that is looked at', { status: 'warning_under_review', is_charge_refundable: true }],
		['a dispute that Stripe still lets be refunded', { status: 'needs_response', is_charge_refundable: true }],
	])('is refunded in %s', async (_what, dispute) => {
		shop.stripe.account.dispute(charge(), dispute);
		const { json, error } = await refund('5.00');
		expect(error).toBeUndefined();
		expect(json[0].refund).toMatchObject({ amount: { amount: 500 }, status: 'succeeded' });
		expect((await shop.run('payment.get', { payment: 'pi_sandbox_1001' })).json[0].payment).toMatchObject({
			disputed: true,
			refundable: { amount: 5920 },
		});
	});

	it.each([
		['the bank has the money', { status: 'needs_response', is_charge_refundable: false }],
		['it was lost', { status: 'lost', is_charge_refundable: false }],
	])('is not when %s, even beside an inquiry', async (_what, dispute) => {
		shop.stripe.account.dispute(charge(), { status: 'warning_closed', is_charge_refundable: true });
		shop.stripe.account.dispute(charge(), dispute);
		expect((await refund('5.00')).error?.context).toMatchObject({ code: 'charge_disputed' });
		expect((await shop.run('payment.get', { payment: 'pi_sandbox_1001' })).json[0].payment).toMatchObject({
			refundable: { amount: 0 },
		});
		expect(made()).toEqual([]);
	});
});

describe('a payment of which only a part was captured', () => {
	it('can be refunded while further captures may follow', async () => {
		shop.stripe.capture('ch_sandbox_1001', 700, false);
		const { json, error } = await refund('5.00');
		expect(error).toBeUndefined();
		expect(json[0].refund).toMatchObject({ amount: { amount: 500 }, status: 'succeeded' });
		expect((await refund('2.01')).error?.message).toContain('more than the 2.00 EUR left');
		expect((await shop.run('payment.get', { payment: 'pi_sandbox_1001' })).json[0].payment).toMatchObject({
			captured: { amount: 700 },
			refunded: { amount: 500 },
			refundable: { amount: 200 },
			captureState: 'partly_captured',
		});
	});

	it('has all of that part left when the rest was let go, which Stripe counts as refunded', async () => {
		shop.stripe.capture('ch_sandbox_1001', 6000, true);
		expect(charge()).toMatchObject({ amount_refunded: 420, captured: true });
		expect((await shop.run('payment.get', { payment: 'ch_sandbox_1001' })).json[0].payment).toMatchObject({
			captured: { amount: 6000 },
			refunded: { amount: 0 },
			refundable: { amount: 6000 },
		});
		expect((await refund('60.01')).error?.message).toContain('more than the 60.00 EUR left');
		expect((await refund('60.00')).json[0].refund).toMatchObject({ status: 'succeeded' });
		expect(charge()).toMatchObject({ amount_refunded: 6420, refunded: true });
	});

	it('is not listed among the refunds with the rest that was let go, for a key that may read balance transactions or not', async () => {
		shop.stripe.capture('ch_sandbox_1001', 6000, true);
		await refund('5.00');
		const listed = async () =>
			(await shop.run('refund.getMany', { returnAll: true, filters: { payment: 'ch_sandbox_1001' } })).json.map(
				(item) => (item.refund as unknown as { amount: { amount: number } }).amount.amount,
			);
		expect(await listed()).toEqual([500]);
		const answer = shop.stripe.answer.bind(shop.stripe);
		shop.stripe.answer = (request) =>
			request.url.searchParams.has('expand[0]')
				? { status: 403, body: { error: { type: 'invalid_request_error', message: 'rak_balance_transaction_read' } } }
				: answer(request);
		expect(await listed()).toContain(500);
	});

	it('tells a refund by hand of the same amount from what was let go', async () => {
		shop.stripe.capture('ch_sandbox_1001', 6000, true);
		await shop.refundByHand({ payment_intent: 'pi_sandbox_1001', amount: '420' });
		expect((await shop.run('payment.get', { payment: 'pi_sandbox_1001' })).json[0].payment).toMatchObject({
			refunded: { amount: 420 },
			refundable: { amount: 5580 },
		});
	});

	it('has nothing to pay back before anything was captured', async () => {
		shop.stripe.capture('ch_sandbox_1001', 0, false);
		expect((await refund('5.00')).error?.context).toMatchObject({ code: 'charge_not_captured' });
	});
});

describe('a payment that was passed on to a connected account', () => {
	const passOn = (fee?: string) =>
		Object.assign(charge(), {
			transfer_data: { amount: null, destination: 'acct_1' },
			transfer: 'tr_1',
			transfer_group: 'group_pi_sandbox_1001',
			...(fee && { application_fee: fee, application_fee_amount: 123 }),
		});
	const form = () => shop.stripe.requests.filter(({ method }) => method === 'POST').at(-1)?.form;

	it.each([
		[undefined, {}, 'Connected Account'],
		['fee_1', {}, 'Connected Account'],
		['fee_1', { connectedAccount: 'takeBack' }, 'Application Fee'],
		['fee_1', { applicationFee: 'giveBack' }, 'Connected Account'],
	])('is not refunded as long as nobody has chosen who bears it (fee %s, %j)', async (fee, options, option) => {
		passOn(fee);
		const { error } = await refund('5.00', options);
		expect(error?.context).toMatchObject({ category: 'rejected', code: 'connected_account_unchosen' });
		expect(error?.description).toContain(`Options: ${option}`);
		expect(form()).toBeUndefined();
	});

	it.each([
		['takeBack', 'giveBack', { reverse_transfer: 'true', refund_application_fee: 'true' }],
		['takeBack', 'keep', { reverse_transfer: 'true' }],
		['keeps', 'giveBack', { refund_application_fee: 'true' }],
		['keeps', 'keep', {}],
	])('is refunded as the node says: %s, %s', async (connectedAccount, applicationFee, fields) => {
		passOn('fee_1');
		expect((await refund('5.00', { connectedAccount, applicationFee })).error).toBeUndefined();
		const { reverse_transfer, refund_application_fee } = form()!;
		expect(JSON.parse(JSON.stringify({ reverse_transfer, refund_application_fee }))).toEqual(fields);
	});

	it('needs no choice, and sends none, where nothing was passed on', async () => {
		const choice = { connectedAccount: 'takeBack', applicationFee: 'giveBack' };
		expect((await refund('5.00', choice)).error).toBeUndefined();
		expect(form()).not.toHaveProperty('reverse_transfer');
		expect((await refund('6.00')).error).toBeUndefined();
	});

	it('is known by each way Stripe writes it', () => {
		const order = { intent: 'RMA-1/R1', amount: money(500, 'EUR'), charge: 'ch_1' };
		const fields = (more: object, choice: ConnectChoice = {}) =>
			connectFields(
				{ ...order, ...choice },
				StripeCharge.parse({ id: 'ch_1', amount: 1, amount_refunded: 0, currency: 'eur', captured: true, ...more }),
			);
		expect(() => fields({ destination: { id: 'acct_1' } })).toThrow('passed on');
		expect(() => fields({ transfer: 'tr_1' })).toThrow('passed on');
		// Separate transfers: a refund cannot reverse them.
		expect(() => fields({ transfer_group: 'ORDER_1' })).toThrow('group of transfers');
		expect(() => fields({ transfer_group: 'ORDER_1' }, { reverseTransfer: true })).toThrow('cannot take back');
		expect(fields({ transfer_group: 'ORDER_1' }, { reverseTransfer: false })).toEqual({});
		// A direct charge, seen from the connected account: it bears the refund itself.
		expect(fields({ application_fee: 'fee_1' })).toEqual({});
	});
});

describe('a key that is in use', () => {
	it.each([
		[
			409,
			{
				type: 'idempotency_error',
				message: 'There is currently another in-progress request using this Stripe-Idempotent-Key',
			},
		],
		[409, { type: 'idempotency_error' }],
		[400, { type: 'idempotency_error', message: 'Another request is in progress under this key.' }],
		[409, { type: 'invalid_request_error', code: 'idempotency_key_in_use' }],
		[409, { type: 'api_error' }],
	])('is tried again later: %i %j', (status, error) => {
		expect(stripeError(status, { error })).toMatchObject({ category: 'retryable', details: { retryAfterMs: 2_000 } });
	});

	it('is another thing than a key that was used for something else', () => {
		const message = 'Keys for idempotent requests can only be used with the same parameters they were first used with.';
		expect(stripeError(400, { error: { type: 'idempotency_error', message } })).toMatchObject({ category: 'rejected' });
	});
});

describe('a refund in a currency that Stripe counts in its own way', () => {
	it.each([
		['ISK', '4400', '440000'],
		['UGX', '5000', '500000'],
		['JPY', '500', '500'],
		['MGA', '400.00', '400'],
		['KWD', '1.230', '1230'],
		['HUF', '1500.50', '150050'],
		['TWD', '800.20', '80020'],
	])('of %s %s is sent as %s', async (currency, amount, sent) => {
		Object.assign(charge(), { currency: currency.toLowerCase(), amount: 9_000_000, amount_captured: 9_000_000 });
		const { json, error } = await shop.run('refund.create', {
			direct: { payment: 'pi_sandbox_1001', amount, currency, refundReference: `RMA-1/${currency}` },
		});
		expect(error).toBeUndefined();
		expect(made()).toMatchObject([{ amount: Number(sent) }]);
		expect(json[0].refund).toMatchObject({ amount: { currency }, status: 'succeeded' });
	});

	it('is refused in words when Stripe cannot express it', async () => {
		Object.assign(charge(), { currency: 'kwd' });
		const { error } = await shop.run('refund.create', {
			direct: { payment: 'pi_sandbox_1001', amount: '1.234', currency: 'KWD', refundReference: 'RMA-1/R1' },
		});
		expect(error?.message).toContain('last digit is 0');
		expect(error?.context).toMatchObject({ category: 'invalid_input' });
		expect(made()).toEqual([]);
	});
});

describe('an amount that is no whole one of its currency', () => {
	it('of a dispute or a payout counts in whole units, and nothing else of the list is lost', async () => {
		const isk = { ...charge(), currency: 'isk', amount: 440_050 };
		shop.stripe.account.dispute(isk);
		shop.stripe.account.dispute(shop.stripe.charges.get('ch_sandbox_1003')!);
		const { json, error } = await shop.run('dispute.getMany', { returnAll: true });
		expect(error).toBeUndefined();
		expect(json.map(({ dispute }) => (dispute as { amount: object }).amount)).toEqual(
			expect.arrayContaining([{ amount: 4400, currency: 'ISK' }, expect.objectContaining({ currency: 'EUR' })]),
		);
		const payout = shop.stripe.account.payOut([{ type: 'charge', amount: 440_049, source: null }]);
		payout.currency = 'isk';
		expect((await shop.run('payout.getMany', { returnAll: true })).json[0].payout).toMatchObject({
			amount: { amount: 4400, currency: 'ISK' },
		});
	});
});

describe('an error', () => {
	it.each([
		[
			'a field that is null',
			{ code: 'charge_already_refunded', message: null, param: null, type: 'invalid_request_error' },
		],
		['a field of another kind', { code: 'charge_already_refunded', message: ['x'], param: 7, type: {} }],
	])('with %s still says what it says', (_what, error) => {
		expect(stripeError(400, { error })).toMatchObject({
			message: 'The payment has already been paid back in full',
			details: { code: 'charge_already_refunded' },
		});
	});

	it.each([
		[402, { type: 'card_error', code: 'card_declined' }, 'Your card has insufficient funds.', 'rejected'],
		[400, { code: 'charge_not_refundable' }, 'The refund window of this bank debit has closed.', 'rejected'],
		[400, { code: 'amount_too_small' }, 'Amount must be at least 0.50 eur.', 'rejected'],
		[400, { code: 'payment_method_unsupported_type' }, 'This payment method takes no refunds.', 'rejected'],
		[400, { type: 'tomorrow_error' }, 'Not so.', 'rejected'],
		[424, { type: 'api_error' }, 'A bank did not answer.', 'retryable'],
		[424, {}, 'Another service did not answer.', 'retryable'],
		[400, { type: 'api_error' }, 'Something went wrong on our side.', 'retryable'],
	])('%i %j says why, in the words of Stripe', (status, given, message, category) => {
		const failure = stripeError(status, { error: { type: 'invalid_request_error', ...given, message } });
		expect(failure.category).toBe(category);
		expect(failure.message).toContain(`: ${message}`);
	});

	it.each(['', '<html>', null, { error: null }, { errors: [] }, { error: { message: {} } }, []])(
		'that says nothing (%j) sends nobody to read it',
		(body) => {
			expect(stripeError(400, body).details.advice).toContain('did not say why');
		},
	);

	it('of the account, the key or the pace is known as such, whatever its status', () => {
		const of = (error: object, status = 400) => stripeError(status, { error }).category;
		expect(of({ type: 'rate_limit_error', message: 'Slow down.' })).toBe('retryable');
		expect(of({ type: 'invalid_request_error', code: 'platform_api_key_expired' }, 401)).toBe('configuration');
		const account = stripeError(403, { error: { code: 'account_invalid', message: 'Key sk_live_1 has no access.' } });
		expect(account.details.advice).toContain('Connected Account');
		expect(account.message).not.toContain('sk_live');
	});

	it.each<[object, string]>([
		[{ error: { type: 'invalid_request_error', message: ['No such', 'refund'] } }, 'No such refund'],
		[{ error: { message: { amount: ['must be positive'] } } }, 'must be positive'],
		[{ message: 'The upstream is busy' }, 'The upstream is busy'],
		[{ errors: [{ message: 'Blocked' }, { detail: 'by a rule' }] }, 'Blocked by a rule'],
		[{ detail: 'Not here' }, 'Not here'],
	])('of another shape is shown: %j', (body, words) => {
		const { message, details } = stripeError(400, body);
		expect(message).toContain(`: ${words}`);
		expect(details.advice).toContain('Read what Stripe says');
	});

	it.each([
		['Charge ch_1 has been charged back; cannot issue a refund.', 'charge_disputed'],
		['Charge ch_1 has already been refunded.', 'charge_already_refunded'],
	])('told in words alone is the same as told by its code: %s', (message, code) => {
		const said = stripeError(400, { error: { type: 'invalid_request_error', message } });
		const coded = stripeError(400, { error: { type: 'invalid_request_error', code, message } });
		expect([said.message, said.details]).toEqual([coded.message, coded.details]);
		expect(said.details.code).toBe(code);
	});

	it('that is a sentence is shown', () => {
		expect(stripeError(400, { error: 'invalid_request', error_description: 'No such account' }).message).toContain(
			'No such account',
		);
	});

	it('of a refund that was tried with another choice says when it can be tried again', () => {
		const error = stripeError(400, { error: { type: 'idempotency_error', message: 'same parameters' } });
		expect(error.details.advice).toMatch(/a day.*replay/);
	});
});

describe('an object of Stripe with a strange field', () => {
	const refund = { id: 're_1', amount: 1000, currency: 'eur', status: 'succeeded', payment_intent: 'pi_1' };
	it.each([
		{ metadata: { n: 5, refund_intent: 'R1' } },
		{ created: null },
		{ reason: 5 },
		{ failure_reason: { a: 1 } },
		{ next_action: { display_details: { expires_at: 1e15, email_sent: { email_sent_at: -1 } } } },
	])('a refund that was made is there all the same: %j', (more) => {
		expect(nowOf(StripeRefund.parse({ ...refund, ...more }))).toMatchObject({
			refund: { id: 're_1', status: 'succeeded', amount: { amount: 1000, currency: 'EUR' } },
		});
	});
	it('a refund keeps the texts of its metadata, and one without a word for its status is on its way', () => {
		const { refund: now } = nowOf(
			StripeRefund.parse({ ...refund, status: 5, metadata: { n: 5, refund_intent: 'R1' } }),
		);
		expect(now).toMatchObject({ intent: 'R1', status: 'pending' });
	});

	const dispute = {
		id: 'dp_1',
		amount: 1000,
		currency: 'eur',
		status: 'needs_response',
		reason: 'fraudulent',
		is_charge_refundable: false,
		created: 1_790_000_000,
		charge: 'ch_1',
	};
	const moved = { id: 'txn_1', amount: -1000, fee: 1500, currency: 'eur', created: 1_790_000_000 };
	it.each<[object, object]>([
		[{ reason: null }, { reason: '' }],
		[{ is_charge_refundable: null }, {}],
		[{ evidence_details: 5 }, {}],
		[{ evidence_details: { due_by: 'soon', has_evidence: 1 } }, {}],
		[{ status: null }, { outcome: 'open' }],
		[{ status: 'constructor' }, { outcome: 'open' }],
		[{ status: 'charge_refunded' }, { outcome: 'prevented' }],
		[{ balance_transactions: 5 }, { movements: [] }],
		[{ balance_transactions: [null, { ...moved, fee: null }] }, { movements: [{ id: 'txn_1' }] }],
	])('a dispute reaches its case, and holds its payment unless it says otherwise: %j', (more, expected) => {
		const read = StripeDispute.parse({ ...dispute, ...more });
		expect(newsOfDispute(toDispute(read))).toMatchObject({ id: 'dp_1', outcome: 'open', ...expected });
		expect(isHolding(read)).toBe(true);
	});

	const charge = { id: 'ch_1', amount: 1000, amount_refunded: 0, currency: 'eur', captured: true };
	it.each([{ amount_captured: null }, { disputed: null }, { paid: null }, { status: null }])(
		'a charge is read: %j',
		(more) => {
			const payment = toPayment({ id: 'pi_1', currency: 'eur' }, StripeCharge.parse({ ...charge, ...more }));
			expect(payment).toMatchObject({ captureState: 'captured', refundable: { amount: 1000 } });
		},
	);
	it('of a charge of which more went back than was taken nothing is left, not less', () => {
		const order = { intent: 'R1', charge: 'ch_1', amount: { amount: 500, currency: 'EUR' } } as RefundOrder;
		expect(() => {
			assertRefundable(order, StripeCharge.parse({ ...charge, amount_refunded: 1200 }));
		}).toThrow('more than the 0.00 EUR left');
	});
});
