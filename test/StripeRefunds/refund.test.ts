import { bodyOf, idempotencyKeyOf } from '../../nodes/StripeRefunds/refund/refundOrder';
import { eventOf, statusOf, StripeRefund, toRefund } from '../../nodes/StripeRefunds/records/refund';
import { assertRefundable, StripeCharge } from '../../nodes/StripeRefunds/refund/payment';
import { orderOfInput, orderOfIntent, paymentOf } from '../../nodes/StripeRefunds/refund/orderOf';
import { stripeError } from '../../nodes/StripeRefunds/transport/stripeError';
import { parseNewEvent, money, type RefundIntent } from '../../nodes/shared/model';
import type { CaseState, RefundLeg } from '../../nodes/shared/case/caseState';
import { legToRefund } from '../../nodes/shared/operation/legToRefund';

const order = { intent: 'RMA-1/R1', amount: money(1250, 'EUR'), paymentIntent: 'pi_1' };

describe('a refund request', () => {
	it('is a pure function of the order', () => {
		expect(bodyOf(order)).toEqual({
			payment_intent: 'pi_1',
			amount: '1250',
			reason: 'requested_by_customer',
			'metadata[return_reference]': 'RMA-1',
			'metadata[refund_intent]': 'RMA-1/R1',
		});
		expect(bodyOf({ ...order, paymentIntent: undefined, charge: 'ch_1' })).toMatchObject({ charge: 'ch_1' });
	});

	it.each([
		['JPY', 500, '500'],
		['ISK', 500, '50000'],
		['KWD', 1250, '1250'],
		['MGA', 500, '5'],
	])('sends %s as Stripe counts it', (currency, amount, sent) => {
		expect(bodyOf({ ...order, amount: money(amount, currency) }).amount).toBe(sent);
	});

	it('has a key that depends on the intent only and shows nothing of it', () => {
		expect(idempotencyKeyOf('RMA-1/R1')).toBe(idempotencyKeyOf('RMA-1/R1'));
		expect(idempotencyKeyOf('RMA-1/R1')).not.toBe(idempotencyKeyOf('RMA-1/R2'));
		expect(idempotencyKeyOf('alex@example.com')).not.toContain('alex');
		expect(idempotencyKeyOf('RMA-1/R1', 2)).toBe(`${idempotencyKeyOf('RMA-1/R1')}-2`);
		expect(idempotencyKeyOf('x'.repeat(200), 5).length).toBeLessThanOrEqual(255);
	});

	it('finds the return in the intent id', () => {
		const named = (intent: string) => bodyOf({ ...order, intent })['metadata[return_reference]'];
		expect(named('RMA-7K2M/R1')).toBe('RMA-7K2M');
		expect(named('A1')).toBe('A1');
	});
});

describe('a refund answer', () => {
	const answer = StripeRefund.parse({
		id: 're_1',
		object: 'refund',
		amount: 50000,
		currency: 'isk',
		status: 'requires_action',
		created: 1_790_000_000,
		charge: { id: 'ch_1', object: 'charge' },
		payment_intent: 'pi_1',
		balance_transaction: null,
		metadata: { refund_intent: 'RMA-1/R1', return_reference: 'RMA-1' },
	});

	it("becomes the canonical refund, in the currency's own units", () => {
		expect(toRefund(answer)).toEqual({
			id: 're_1',
			intent: 'RMA-1/R1',
			amount: { amount: 500, currency: 'ISK' },
			status: 'pending',
			providerStatus: 'requires_action',
			waitsFor: { who: 'customer', what: expect.any(String) as string },
			createdAt: '2026-09-21T14:13:20.000Z',
			providerIds: { 'stripe.refund': 're_1', 'stripe.payment_intent': 'pi_1', 'stripe.charge': 'ch_1' },
		});
	});

	it.each([
		['pending', 'pending'],
		['requires_action', 'pending'],
		['succeeded', 'succeeded'],
		['failed', 'failed'],
		['canceled', 'canceled'],
		['of_tomorrow', 'pending'],
		[undefined, 'pending'],
	])('reads status %s as %s', (theirs, ours) => {
		expect(statusOf(theirs)).toBe(ours);
	});

	it.each([
		['succeeded', 'refund.succeeded'],
		['pending', 'refund.submitted'],
		['failed', 'refund.failed'],
		['canceled', 'refund.failed'],
	])('%s is recorded as %s', (status, type) => {
		const event = eventOf(toRefund({ ...answer, status }));
		expect(parseNewEvent(event)).toMatchObject({
			source: 'stripe',
			id: `re_1.${status}`,
			type,
			references: { 'stripe.refund': 're_1' },
		});
	});
});

describe('a payment', () => {
	const charge = StripeCharge.parse({
		id: 'ch_1',
		amount: 6420,
		amount_captured: 6420,
		amount_refunded: 5170,
		currency: 'eur',
		captured: true,
	});

	it('takes a refund of exactly what is left', () => {
		expect(() => assertRefundable(order, charge)).not.toThrow();
		expect(() => assertRefundable(order, { ...charge, status: 'succeeded' })).not.toThrow();
	});

	it.each([
		[
			'more than what is left',
			{ ...charge, amount_refunded: 5171 },
			'Refund RMA-1/R1 of 12.50 EUR is more than the 12.49 EUR left on payment pi_1',
		],
		['more than was captured', { ...charge, amount_captured: 6000 }, 'more than the 8.30 EUR left'],
		['a disputed payment', { ...charge, disputed: true }, 'disputed'],
		['another currency', { ...charge, currency: 'usd' }, 'is in EUR, but payment pi_1 is in USD'],
		['an uncaptured payment', { ...charge, captured: false, amount_captured: 0 }, 'not been captured'],
		['an uncaptured payment of old', { ...charge, captured: false, amount_captured: undefined }, 'not been captured'],
		['an unpaid payment', null, 'not been captured'],
		[
			'a bank debit under way',
			{ ...charge, status: 'pending', paid: false, amount_refunded: 0 },
			'has not arrived yet',
		],
		['one that only says pending', { ...charge, status: 'pending', amount_refunded: 0 }, 'has not arrived yet'],
		[
			'one that was never paid',
			{ ...charge, status: 'succeeded', paid: false, amount_refunded: 0 },
			'has not arrived yet',
		],
		['an older API, never paid', { ...charge, paid: false, amount_refunded: 0 }, 'has not arrived yet'],
		['a bank debit that failed', { ...charge, status: 'failed', amount_refunded: 0 }, 'failed, so nothing was paid'],
	])('refuses %s', (_what, paid, message) => {
		expect(() => assertRefundable(order, paid)).toThrow(message);
	});
});

describe('the order', () => {
	const intent = (id: string, processor = 'stripe', providerIds = {}): RefundIntent => ({
		id,
		amount: money(1250, 'EUR'),
		breakdown: [],
		payment: { id: 'pi_1', processor, providerIds },
		reason: 'return',
	});
	const state = (...legs: Array<[string, RefundLeg['state']]>) =>
		({
			reference: 'RMA-1',
			refunds: legs.map(([id, at]) => ({ intent: intent(id), state: at })),
		}) as unknown as CaseState;

	it('is the only leg that is due', () => {
		expect(legToRefund(state(['RMA-1/R1', 'succeeded'], ['RMA-1/R2', 'due']), '').intent.id).toBe('RMA-1/R2');
	});

	it('names the legs when several are due', () => {
		expect(() => legToRefund(state(['RMA-1/R1', 'due'], ['RMA-1/R2', 'due']), '')).toThrow(
			'RMA-1/R1 (due), RMA-1/R2 (due)',
		);
	});

	it.each([
		['RMA-1/R9', 'has no refund RMA-1/R9'],
		['RMA-1/R1', 'is held'],
		['', 'has no refund due'],
	])('refuses "%s": %s', (name, message) => {
		expect(() => legToRefund(state(['RMA-1/R1', 'held']), name)).toThrow(message);
	});

	it("prefers the payment intent of the case, then its charge, then the payment's id", () => {
		expect(
			orderOfIntent(intent('RMA-1/R1', 'stripe', { 'stripe.payment_intent': 'pi_2', 'stripe.charge': 'ch_2' })),
		).toMatchObject({ paymentIntent: 'pi_2' });
		expect(orderOfIntent(intent('RMA-1/R1', 'stripe', { 'stripe.charge': 'ch_2' }))).toMatchObject({ charge: 'ch_2' });
		expect(orderOfIntent(intent('RMA-1/R1'))).toMatchObject({ paymentIntent: 'pi_1' });
	});

	it('leaves a payment of another processor alone', () => {
		expect(() => orderOfIntent(intent('RMA-1/R1', 'shopify_payments'))).toThrow(
			'not paid by Stripe but by shopify_payments',
		);
	});

	it.each([
		['refundReference', { refundReference: ' ' }],
		['currency', { currency: 'EURO' }],
		['amount', { amount: '12,50' }],
		['amount', { amount: '0' }],
		['amount', { amount: '-1' }],
		['amount', { amount: '1.005' }],
		['amount', { currency: 'KWD', amount: '1.255' }],
		['payment', { payment: 'order 7' }],
		['payment', { payment: '' }],
		['payment', { payment: 'pi_1/../../v1/customers' }],
	])('refuses a bad %s', (field, wrong) => {
		const input = { payment: 'pi_1', amount: '12.50', currency: 'EUR', refundReference: 'A/R1' };
		expect(orderOfInput(input)).toEqual({ intent: 'A/R1', amount: money(1250, 'EUR'), paymentIntent: 'pi_1' });
		expect(() => orderOfInput({ ...input, ...wrong })).toThrow(
			expect.objectContaining({ details: expect.objectContaining({ category: 'invalid_input', field }) }),
		);
	});

	it('knows charges of other methods', () => {
		expect(paymentOf('py_1')).toEqual({ charge: 'py_1' });
	});
});

describe('an error of Stripe', () => {
	it.each([
		[400, { type: 'invalid_request_error', code: 'charge_already_refunded' }, 'rejected', 'charge_already_refunded'],
		[400, { type: 'idempotency_error' }, 'rejected', 'idempotency_error'],
		[409, { type: 'invalid_request_error', code: 'idempotency_key_in_use' }, 'retryable', 'idempotency_key_in_use'],
		[409, {}, 'retryable', undefined],
		[400, { type: 'invalid_request_error', code: 'lock_timeout' }, 'retryable', 'lock_timeout'],
		[404, { type: 'invalid_request_error', code: 'resource_missing' }, 'rejected', 'resource_missing'],
		[
			401,
			{ type: 'invalid_request_error', message: 'Invalid API Key provided: sk_test_abc' },
			'configuration',
			'invalid_request_error',
		],
		[400, { type: 'invalid_request_error', code: 'of_tomorrow', message: 'Something new.' }, 'rejected', 'of_tomorrow'],
	])('%i %j is %s', (status, error, category, code) => {
		const { details, message } = stripeError(status, { error });
		expect(details).toMatchObject({ category, connection: 'stripe', httpStatus: status });
		expect(details.code).toBe(code);
		expect(details.advice).toBeTruthy();
		expect(message).not.toContain('sk_test');
	});

	it('names the missing permission of a restricted key', () => {
		const { details } = stripeError(403, {
			error: {
				type: 'invalid_request_error',
				message: 'The provided key does not have the required permissions: rak_charge_write',
			},
		});
		expect(details).toMatchObject({ category: 'configuration', advice: expect.stringContaining('rak_charge_write') });
	});

	it('is no surprise when it is no JSON', () => {
		expect(stripeError(400, '<html>').category).toBe('rejected');
	});
});
