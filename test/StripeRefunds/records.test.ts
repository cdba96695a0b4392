import {
	addsUp,
	returnOf,
	StripeBalanceTransaction,
	toBalanceTransaction,
} from '../../nodes/StripeRefunds/records/balanceTransaction';
import { StripeDispute, toDispute } from '../../nodes/StripeRefunds/records/dispute';
import { eventTypes, isOurType, StripeEvent, toEventItem } from '../../nodes/StripeRefunds/records/event';
import { secondsOf } from '../../nodes/StripeRefunds/records/listing';
import { assertExplained, StripePayout, toPayout } from '../../nodes/StripeRefunds/records/payout';
import { assertFields, metadataBody, saysAll } from '../../nodes/StripeRefunds/refund/metadata';
import { StripeCharge, toPayment } from '../../nodes/StripeRefunds/refund/payment';
import { processorOf } from '../../nodes/StripeRefunds/refund/paymentsOfCase';
import type { CaseState } from '../../nodes/shared/case/caseState';

describe('a payment', () => {
	const charge = StripeCharge.parse({
		id: 'ch_1',
		amount: 6420,
		amount_captured: 6000,
		amount_refunded: 5170,
		currency: 'eur',
		captured: true,
		payment_intent: 'pi_1',
	});

	it('has left what was captured and not paid back', () => {
		expect(toPayment({ id: 'pi_1', currency: 'eur' }, charge)).toMatchObject({
			captured: { amount: 6000 },
			refunded: { amount: 5170 },
			refundable: { amount: 830, currency: 'EUR' },
			providerIds: { 'stripe.payment_intent': 'pi_1', 'stripe.charge': 'ch_1' },
		});
		expect(toPayment(charge, { ...charge, amount_refunded: 6420 }).refundable).toEqual({ amount: 0, currency: 'EUR' });
	});

	it('is paid back by whom an order of the case names', () => {
		const state = {
			orders: {
				odoo: { payments: [{ id: 'x', processor: 'odoo_stripe', providerIds: { 'stripe.payment_intent': 'pi_1' } }] },
			},
		} as unknown as CaseState;
		expect([
			processorOf(state, { id: 'pi_1', providerIds: {} }),
			processorOf(state, { id: 'ch_1', providerIds: { 'stripe.payment_intent': 'pi_1' } }),
			processorOf(state, { id: 'pi_2', providerIds: {} }),
			processorOf(undefined, { id: 'pi_1', providerIds: {} }),
		]).toEqual(['odoo_stripe', 'odoo_stripe', 'stripe', 'stripe']);
	});
});

describe('a balance transaction', () => {
	const raw = {
		id: 'txn_1',
		amount: -50_000,
		fee: 0,
		net: -50_000,
		currency: 'isk',
		type: 'refund',
		reporting_category: 'refund',
		status: 'available',
		created: 1_790_000_000,
		available_on: 1_790_086_400,
		exchange_rate: null,
		source: { id: 're_1', metadata: { return_reference: 'RMA-1', refund_intent: 'RMA-1/R1' } },
	};

	it("names its refund and return, in the currency's own units", () => {
		const parsed = StripeBalanceTransaction.parse(raw);
		expect(toBalanceTransaction(parsed)).toMatchObject({
			amount: { amount: -500, currency: 'ISK' },
			fee: { amount: 0 },
			source: 're_1',
			intent: 'RMA-1/R1',
			createdAt: '2026-09-21T14:13:20.000Z',
		});
		expect(returnOf(parsed)).toBe('RMA-1');
		expect(returnOf(StripeBalanceTransaction.parse({ ...raw, source: 'ch_1' }))).toBeUndefined();
	});

	it('keeps what is no whole amount of the currency as Stripe counts it', () => {
		const shown = toBalanceTransaction(
			StripeBalanceTransaction.parse({ ...raw, fee: 1234, net: -51_234, source: null }),
		);
		expect(shown).toMatchObject({ amount: { amount: -500 }, providerAmounts: { fee: 1234, net: -51_234 }, source: '' });
		expect('fee' in shown || 'net' in shown).toBe(false);
	});

	it('adds up with the others to its payout, whose own row does not count', () => {
		const rows = [
			[100, 'charge'],
			[-30, 'refund'],
			[-70, 'payout'],
		].map(([net, type]) => StripeBalanceTransaction.parse({ ...raw, net, type }));
		expect([addsUp({ amount: 70 }, rows), addsUp({ amount: 71 }, rows)]).toEqual([true, false]);
	});
});

it('a payout is explained when Stripe is done with an automatic one', () => {
	const payout = toPayout(
		StripePayout.parse({
			id: 'po_1',
			amount: 70,
			currency: 'eur',
			status: 'paid',
			automatic: true,
			reconciliation_status: 'completed',
			arrival_date: 1_790_000_000,
			created: 1_790_000_000,
		}),
	);
	expect(() => assertExplained(payout)).not.toThrow();
	expect(() => assertExplained({ ...payout, reconciliation: 'in_progress' })).toThrow('still adding up');
	expect(() => assertExplained({ ...payout, automatic: false })).toThrow('made by hand');
});

it.each([
	['needs_response', true],
	['warning_under_review', true],
	['won', false],
	['lost', false],
	['warning_closed', false],
	['of_tomorrow', true],
])('a dispute that is %s is open: %s', (status, open) => {
	expect(
		toDispute(
			StripeDispute.parse({
				id: 'du_1',
				amount: 1,
				currency: 'eur',
				status,
				reason: 'general',
				is_charge_refundable: false,
				created: 1,
				charge: { id: 'ch_1' },
				payment_intent: null,
			}),
		),
	).toMatchObject({ open, providerIds: { 'stripe.charge': 'ch_1' } });
});

describe('an event', () => {
	const event = (object: object, more: object = {}) =>
		StripeEvent.safeParse({ id: 'evt_1', type: 'refund.updated', created: 1_790_000_000, data: { object }, ...more });

	it('carries ids, not contents', () => {
		expect(
			toEventItem(
				event({ id: 're_1', object: 'refund', status: 'failed', amount: 5, metadata: { return_reference: 'RMA-1' } })
					.data!,
			),
		).toEqual({
			reference: 'RMA-1',
			refund: { id: 're_1' },
			stripeEvent: {
				id: 'evt_1',
				type: 'refund.updated',
				createdAt: '2026-09-21T14:13:20.000Z',
				livemode: false,
				object: { id: 're_1', type: 'refund', status: 'failed' },
			},
		});
	});

	it.each([
		[{}, {}],
		[{ id: 7, object: 'refund' }, {}],
		[{ id: 're_1', object: 'refund' }, { id: 'refund' }],
		[{ id: 're_1', object: 'refund' }, { created: 'now' }],
	])('is not believed as %j %j', (object, more) => {
		expect(event(object, more).success).toBe(false);
	});

	it('is ours when it is on the list', () => {
		expect(eventTypes.every(({ value }) => isOurType(String(value)))).toBe(true);
		expect(isOurType('customer.created')).toBe(false);
	});
});

describe('metadata', () => {
	it('becomes form fields, and a field that already says so is not sent', () => {
		expect(metadataBody({ odoo_move: '17', gone: '' })).toEqual({ 'metadata[odoo_move]': '17', 'metadata[gone]': '' });
		expect([
			saysAll({ odoo_move: '17' }, { odoo_move: '17', gone: '' }),
			saysAll({ odoo_move: '1' }, { odoo_move: '17' }),
		]).toEqual([true, false]);
		expect(() => assertFields({ odoo_move: '17' })).not.toThrow();
	});
});

it("a time without an offset is meant in the workflow's zone", () => {
	expect(secondsOf('2026-11-21T10:00:00', 'Europe/Berlin', 'x')).toBe(Date.UTC(2026, 10, 21, 9) / 1000);
	expect(secondsOf('2026-11-21T10:00:00Z', 'Europe/Berlin', 'x')).toBe(Date.UTC(2026, 10, 21, 10) / 1000);
	expect(secondsOf(new Date(1_790_000_000_500), 'UTC', 'x')).toBe(1_790_000_000);
	expect(() => secondsOf('soon', 'UTC', 'x')).toThrow('"soon" is no time');
});
