import { assertAllowed } from '../../../nodes/shared/case/commands';
import { applied, opened } from '../../../nodes/shared/case/apply';
import type { CaseState } from '../../../nodes/shared/case/caseState';
import { InvalidEvent, parseNewEvent, ReturnRequest, type CaseEvent } from '../../../nodes/shared/model';

const money = (amount: number, currency = 'EUR') => ({ amount, currency });
const payment = (id: string, processor: string, providerIds: Record<string, string> = {}, currency = 'EUR') => ({
	id,
	processor,
	providerIds,
	captured: money(5000, currency),
	refunded: money(0, currency),
	refundable: money(5000, currency),
});
const order = (number: string, payments: object[], currency = 'EUR') => ({ number, currency, lines: [], payments });
const stripe = payment('stripe/pi_1', 'stripe', { 'stripe.payment_intent': 'pi_1' });
const shopify = payment('gid://t/1', 'shopify_payments', { 'shopify.transaction': 'gid://t/1' });
const cash = payment('cash/1', 'other');
const dollars = payment('usd/1', 'stripe', {}, 'USD');

function caseWith(...orders: Array<[system: string, order: object]>): CaseState {
	const told: Array<[string, object]> = [
		...orders.map(([system, one]): [string, object] => ['order.found', { order: one, system }]),
		['return.approved', {}],
	];
	const envelope = (type: string, data: object, position: number) =>
		({
			specversion: '1.0',
			id: 'e',
			source: 'test',
			type,
			subject: 'RMA-1',
			time: '2026-11-21T10:00:00.000Z',
			position,
			data: parseNewEvent({ id: 'e', source: 'test', type, data }).data,
		}) as CaseEvent;
	const start = opened(
		envelope(
			'return.requested',
			{ request: ReturnRequest.parse({ channel: 'portal', lines: [{ id: 'L1', quantity: 1 }] }) },
			1,
		) as CaseEvent<'return.requested'>,
	);
	return told.reduce((state, [type, data], index) => applied(state, envelope(type, data, index + 2)).state, start);
}

function release(
	state: CaseState,
	to: { id: string; processor: string; providerIds?: Record<string, string> },
	amount: object = money(100),
): void {
	const { type, data } = parseNewEvent({
		id: 'e',
		source: 'flow',
		type: 'refund.due',
		data: { intent: { id: 'R1', amount, payment: to } },
	});
	assertAllowed(state, { type, data } as never);
}

const known = caseWith(
	['shopify', order('#1004', [stripe, shopify, cash, dollars])],
	['odoo', order('S00042', [payment('odoo.payment/7', 'odoo_stripe')])],
);

describe('a refund that becomes due', () => {
	it.each<[string, { id: string; processor: string; providerIds?: Record<string, string> }, object]>([
		[
			'one that Stripe took',
			{ id: 'stripe/pi_1', processor: 'stripe', providerIds: { 'stripe.payment_intent': 'pi_1' } },
			money(100),
		],
		['one whose ids are not all given', { id: 'stripe/pi_1', processor: 'stripe' }, money(100)],
		['one that only another system knows', { id: 'odoo.payment/7', processor: 'odoo_stripe' }, money(100)],
		['one in another currency, in that currency', { id: 'usd/1', processor: 'stripe' }, money(100, 'USD')],
		['cash, by hand', { id: 'cash/1', processor: 'other' }, money(100)],
		['cash, as store credit', { id: 'cash/1', processor: 'store_credit' }, money(100)],
		['no payment: a person pays', { id: 'by_hand', processor: 'other' }, money(100)],
		['no payment: store credit', { id: 'store_credit', processor: 'store_credit' }, money(100)],
	])('may go to a payment of the order: %s', (_what, to, amount) => {
		expect(() => release(known, to, amount)).not.toThrow();
	});

	it.each<[string, { id: string; processor: string; providerIds?: Record<string, string> }, object, RegExp]>([
		[
			'a payment of another order',
			{ id: 'stripe/pi_9', processor: 'stripe', providerIds: { 'stripe.payment_intent': 'pi_9' } },
			money(100),
			/stripe\/pi_9 is not a payment of order #1004\. Its payments are stripe\/pi_1/,
		],
		[
			'the same payment written otherwise',
			{ id: 'STRIPE/PI_1', processor: 'stripe' },
			money(100),
			/not a payment of order #1004/,
		],
		[
			"its own payment with a stranger's id beside it",
			{ id: 'stripe/pi_1', processor: 'stripe', providerIds: { 'stripe.payment_intent': 'pi_9' } },
			money(100),
			/no stripe\.payment_intent pi_9/,
		],
		[
			'its own payment with an id of another payment of the order',
			{ id: 'stripe/pi_1', processor: 'stripe', providerIds: { 'stripe.payment_intent': 'gid://t/1' } },
			money(100),
			/no stripe\.payment_intent gid/,
		],
		[
			'its own payment by another processor',
			{ id: 'stripe/pi_1', processor: 'shopify_payments' },
			money(100),
			/taken by stripe, not by shopify_payments/,
		],
		[
			'cash by a processor that pays by itself',
			{ id: 'cash/1', processor: 'stripe' },
			money(100),
			/taken by other, not by stripe/,
		],
		['a card payment as store credit', { id: 'stripe/pi_1', processor: 'store_credit' }, money(100), /taken by stripe/],
		['another currency', { id: 'stripe/pi_1', processor: 'stripe' }, money(100, 'USD'), /is in EUR, not in USD/],
		[
			'another currency, by hand',
			{ id: 'by_hand', processor: 'other' },
			money(100, 'CHF'),
			/not in the currency of order #1004 \(EUR\)/,
		],
		[
			'another currency, as store credit',
			{ id: 'store_credit', processor: 'store_credit' },
			money(100, 'CHF'),
			/not in the currency/,
		],
		[
			'"by hand" that a provider shall pay',
			{ id: 'by_hand', processor: 'stripe', providerIds: { 'stripe.payment_intent': 'pi_9' } },
			money(100),
			/stripe cannot pay it/,
		],
		[
			'"store credit" that a provider shall pay',
			{ id: 'store_credit', processor: 'stripe', providerIds: { 'stripe.payment_intent': 'pi_9' } },
			money(100),
			/stripe cannot pay it/,
		],
		['a payment nobody knows, by hand', { id: 'paypal/9', processor: 'other' }, money(100), /not a payment of order/],
		[
			'more than is left of it',
			{ id: 'stripe/pi_1', processor: 'stripe' },
			money(5001),
			/50\.00 EUR\) ?that can be paid back|can be paid back on payment/,
		],
	])('is refused for %s', (_what, to, amount, message) => {
		expect(() => release(known, to, amount)).toThrow(message);
	});

	it.each([[0], [-100], [0.5]])('is refused for an amount of %s', (amount) => {
		expect(() => release(known, { id: 'stripe/pi_1', processor: 'stripe' }, money(amount))).toThrow(InvalidEvent);
	});
	it('is refused for a currency in small letters, which is none', () => {
		expect(() => release(known, { id: 'stripe/pi_1', processor: 'stripe' }, money(100, 'eur'))).toThrow(/ISO 4217/);
	});
	it('is in what the customer paid, where only that is known, and not in the currency of the books', () => {
		const paid = caseWith(
			['odoo', order('S00042', [])],
			['shopify', { ...order('#1004', [], 'USD'), paid: money(5000, 'USD') }],
		);
		const byHand = { id: 'by_hand', processor: 'other' };
		expect(() => release(paid, byHand, money(5000, 'USD'))).not.toThrow();
		expect(() => release(paid, byHand, money(100))).toThrow('1.00 EUR is not in the currency of order #1004 (USD)');
	});
	it('by hand is no more than was paid in its currency; what another one paid or was given back says nothing', () => {
		const both = caseWith(['shopify', order('#1004', [cash, dollars])]);
		const byHand = { id: 'by_hand', processor: 'other' };
		expect(() => release(both, byHand, money(5001))).toThrow('more than the 50.00 EUR that the customer paid');
		const intent = { id: 'R0', amount: money(4000, 'USD'), payment: byHand, reason: 'return', breakdown: [] };
		const refunded = {
			...both,
			refunds: [{ intent: { ...intent, payment: { ...byHand, providerIds: {} } }, state: 'due' }],
		};
		expect(() => release(refunded as CaseState, byHand, money(5000))).not.toThrow();
		expect(() => release(refunded as CaseState, byHand, money(1001, 'USD'))).toThrow('more than the 10.00 USD');
	});
	it('may go anywhere while no system knows how the order was paid, but in the currency of the order', () => {
		const unknown = caseWith(['odoo', order('S1', [])]);
		expect(() => release(unknown, { id: 'stripe/pi_1', processor: 'stripe' })).not.toThrow();
		expect(() => release(unknown, { id: 'by_hand', processor: 'other' }, money(100, 'CHF'))).toThrow(
			/not in the currency/,
		);
	});
});
