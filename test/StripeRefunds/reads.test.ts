import { startStripe, type StripeFixture } from './fixture';

let shop: StripeFixture;
beforeEach(async () => (shop = await startStripe()));
afterEach(async () => await shop.stop());

const queries = (path: string) =>
	shop.stripe.requests.filter((one) => one.method === 'GET' && one.path === path).map(({ query }) => query);

describe('Get Many Refunds', () => {
	it('pages at 100 to the end, or to the limit, the newest first', async () => {
		shop.stripe.addPayment('pi_many', 'ch_many', 1_000_000);
		for (let i = 0; i < 230; i++)
			await shop.refundByHand({ charge: 'ch_many', amount: String(i + 1), 'metadata[return_reference]': 'RMA-7' });
		const all = await shop.run('refund.getMany', { returnAll: true, filters: { payment: 'pi_many' } });
		expect(all.json.map(({ refund }) => (refund as { amount: { amount: number } }).amount.amount)).toEqual(
			Array.from({ length: 230 }, (_, i) => 230 - i),
		);
		expect(all.json[0]).toMatchObject({
			reference: 'RMA-7',
			refund: { status: 'succeeded', intent: '', providerIds: { 'stripe.payment_intent': 'pi_many' } },
		});
		expect(queries('/v1/refunds').map(({ limit }) => limit)).toEqual(['100', '100', '100']);
		shop.stripe.requests.length = 0;
		expect((await shop.run('refund.getMany', { limit: 120, filters: { payment: 'ch_many' } })).json).toHaveLength(120);
		expect(queries('/v1/refunds')).toMatchObject([
			{ limit: '100', charge: 'ch_many' },
			{ limit: '20', charge: 'ch_many' },
		]);
	}, 30_000);

	it('gives what Stripe sent when it shall not simplify', async () => {
		await shop.refundByHand({ charge: 'ch_sandbox_1001', amount: '100' });
		expect((await shop.run('refund.getMany', { simplify: false })).json).toMatchObject([
			{ refund: { object: 'refund', amount: 100, currency: 'eur', destination_details: { type: 'card' } } },
		]);
	});

	it("takes times in the workflow's time zone and gives Stripe seconds", async () => {
		await shop.run('refund.getMany', {
			filters: { createdAfter: '2026-11-01T00:00:00Z', createdBefore: '2026-11-02T00:00:00+01:00' },
		});
		expect(queries('/v1/refunds')).toMatchObject([
			{ 'created[gte]': '1793491200', 'created[lt]': '1793574000', limit: '50' },
		]);
		expect((await shop.run('refund.getMany', { filters: { createdAfter: 'yesterday' } })).error).toMatchObject({
			message: '"yesterday" is no time',
			context: { category: 'invalid_input' },
		});
	});

	it.each([0, -1, 2.5, 'many'])('refuses the limit %p', async (limit) => {
		expect((await shop.run('refund.getMany', { limit })).error?.context).toMatchObject({ category: 'invalid_input' });
		expect(shop.journal.calls).toEqual([]);
	});
});

describe('Get Payment', () => {
	it('says what was captured, paid back and is left', async () => {
		await shop.refundByHand({ charge: 'ch_sandbox_1001', amount: '1250' });
		expect((await shop.run('payment.get', { payment: 'pi_sandbox_1001' })).json).toEqual([
			{
				payments: [expect.objectContaining({ id: 'pi_sandbox_1001' })],
				payment: {
					id: 'pi_sandbox_1001',
					processor: 'stripe',
					captured: { amount: 6420, currency: 'EUR' },
					refunded: { amount: 1250, currency: 'EUR' },
					refundable: { amount: 5170, currency: 'EUR' },
					disputed: false,
					captureState: 'captured',
					providerIds: { 'stripe.payment_intent': 'pi_sandbox_1001', 'stripe.charge': 'ch_sandbox_1001' },
				},
			},
		]);
	});

	it('has nothing to pay back on a disputed, uncaptured, unpaid or failed payment, or one that is under way', async () => {
		shop.stripe.account.dispute(shop.stripe.charges.get('ch_sandbox_1001')!);
		shop.stripe.capture('ch_sandbox_1003', 0, false);
		shop.stripe.paymentIntents.get('pi_sandbox_1004')!.latest_charge = null;
		shop.stripe.addPayment('pi_failed', 'ch_failed', 1_000);
		Object.assign(shop.stripe.charges.get('ch_failed')!, { status: 'failed', paid: false });
		shop.stripe.addPayment('pi_pending', 'ch_pending', 1_000);
		Object.assign(shop.stripe.charges.get('ch_pending')!, { status: 'pending', paid: false });
		shop.stripe.addPayment('pi_unpaid', 'ch_unpaid', 1_000);
		Object.assign(shop.stripe.charges.get('ch_unpaid')!, { paid: false });
		const asked = ['ch_sandbox_1001', 'pi_sandbox_1003', 'pi_sandbox_1004', 'ch_failed', 'ch_pending', 'pi_unpaid'];
		const payments = await shop.run(
			'payment.get',
			{ payment: '={{ $json.id }}' },
			{ input: asked.map((id) => ({ id })) },
		);
		expect(payments.json.map(({ payment }) => payment)).toMatchObject([
			{ disputed: true, refundable: { amount: 0 }, providerIds: { 'stripe.payment_intent': 'pi_sandbox_1001' } },
			{ captureState: 'uncaptured', captured: { amount: 0 }, refundable: { amount: 0 } },
			{ captureState: 'unpaid', captured: { amount: 0, currency: 'EUR' }, refundable: { amount: 0 } },
			{ captureState: 'failed', captured: { amount: 0 }, refundable: { amount: 0 } },
			{ captureState: 'unpaid', captured: { amount: 0 }, refundable: { amount: 0 } },
			{ captureState: 'unpaid', captured: { amount: 0 }, refundable: { amount: 0 } },
		]);
	});

	it('says when nothing is named', async () => {
		expect((await shop.run('payment.get', { payment: 'order 7' })).error?.context).toMatchObject({
			category: 'invalid_input',
		});
		expect((await shop.run('payment.get', { payment: '' })).error?.context).toMatchObject({
			category: 'configuration',
			connection: 'case_store',
		});
	});
});

describe('payouts', () => {
	it('are listed by status and arrival', async () => {
		const paid = shop.stripe.account.payOut([{ type: 'charge', amount: 6420, fee: 200, source: 'ch_sandbox_1001' }]);
		shop.stripe.account.payOut([{ type: 'charge', amount: 100, source: 'ch_sandbox_1003' }], { status: 'failed' });
		expect(
			(await shop.run('payout.getMany', { filters: { status: 'paid', arrivalAfter: '2026-01-01T00:00:00Z' } })).json,
		).toMatchObject([
			{
				payout: {
					id: paid.id,
					amount: { amount: 6220, currency: 'EUR' },
					status: 'paid',
					automatic: true,
					reconciliation: 'completed',
					arrivesAt: expect.stringMatching(/Z$/),
				},
			},
		]);
		expect(queries('/v1/payouts')).toMatchObject([{ status: 'paid', 'arrival_date[gte]': '1767225600' }]);
	});

	it('are explained to the cent: refunds, failed refunds, disputes and fees, with the return they are about', async () => {
		const refund = await shop.refundByHand({
			charge: 'ch_sandbox_1001',
			amount: '1250',
			'metadata[return_reference]': 'RMA-7',
			'metadata[refund_intent]': 'RMA-7/R1',
		});
		const rows = Array.from({ length: 150 }, () => ({
			type: 'charge',
			amount: 100,
			fee: 3,
			source: 'ch_sandbox_1003',
		}));
		const payout = shop.stripe.account.payOut([
			...rows,
			{ type: 'refund', amount: -1250, source: refund.id },
			{ type: 'refund_failure', amount: 500, source: 're_old' },
			{ type: 'stripe_fee', amount: -40, source: null },
		]);
		const { json } = await shop.run(
			'payout.getTransactions',
			{ returnAll: true },
			{ input: [{ payout: { id: payout.id } }] },
		);
		expect(json).toHaveLength(154);
		expect(json.find(({ transaction }) => (transaction as { type: string }).type === 'refund')).toMatchObject({
			reference: 'RMA-7',
			transaction: {
				category: 'refund',
				amount: { amount: -1250, currency: 'EUR' },
				source: refund.id,
				intent: 'RMA-7/R1',
			},
			payout: { id: payout.id, amount: { amount: 13760 }, addsUp: true },
		});
		expect(json.find(({ transaction }) => (transaction as { type: string }).type === 'refund_failure')).toMatchObject({
			transaction: { source: 're_old', net: { amount: 500 } },
		});
		[...shop.stripe.account.transactions.values()].find(({ type }) => type === 'stripe_fee')!.net = -41;
		expect((await shop.run('payout.getTransactions', { payoutId: payout.id, returnAll: true })).json[0]).toMatchObject({
			payout: { addsUp: false },
		});
		expect(
			(await shop.run('payout.getTransactions', { payoutId: payout.id, returnAll: false, limit: 5 })).json[4],
		).not.toHaveProperty('payout.addsUp');
	}, 30_000);

	it('are not explained before Stripe is done, nor when they were made by hand', async () => {
		const soon = shop.stripe.account.payOut([{ type: 'charge', amount: 1, source: null }], {
			reconciliation_status: 'in_progress',
		});
		const manual = shop.stripe.account.payOut([{ type: 'charge', amount: 1, source: null }], {
			automatic: false,
			reconciliation_status: 'not_applicable',
		});
		expect((await shop.run('payout.getTransactions', { payoutId: soon.id })).error?.context).toMatchObject({
			category: 'retryable',
			code: 'payout_reconciliation_not_ready',
			retryAfterMs: 3_600_000,
		});
		expect((await shop.run('payout.getTransactions', { payoutId: manual.id })).error?.context).toMatchObject({
			category: 'rejected',
			code: 'payout_not_automatic',
		});
		expect(
			(await shop.run('payout.getTransactions', { payoutId: 'po_1/../../v1/charges' })).error?.context,
		).toMatchObject({ category: 'invalid_input' });
	});
});

describe('Get Many Disputes', () => {
	it('lists them without evidence, and those of one payment', async () => {
		shop.stripe.account.dispute(shop.stripe.charges.get('ch_sandbox_1001')!);
		shop.stripe.account.dispute(shop.stripe.charges.get('ch_sandbox_1003')!, {
			status: 'warning_needs_response',
			is_charge_refundable: true,
		});
		const { json } = await shop.run('dispute.getMany');
		expect(json).toMatchObject([
			{ dispute: { status: 'warning_needs_response', open: true, chargeRefundable: true } },
			{
				dispute: {
					amount: { amount: 6420, currency: 'EUR' },
					status: 'needs_response',
					open: true,
					chargeRefundable: false,
					evidenceDueAt: expect.any(String),
					providerIds: { 'stripe.charge': 'ch_sandbox_1001', 'stripe.payment_intent': 'pi_sandbox_1001' },
				},
			},
		]);
		expect(JSON.stringify(json)).not.toContain('evidence"');
		expect((await shop.run('dispute.getMany', { filters: { payment: 'pi_sandbox_1003' } })).json).toHaveLength(1);
	});
});

describe('Get Many Events', () => {
	it('replays the wanted ones, the oldest first, with what the next node needs', async () => {
		const refund = await shop.refundByHand({
			charge: 'ch_sandbox_1001',
			amount: '100',
			'metadata[return_reference]': 'RMA-7',
		});
		shop.stripe.settle(refund.id, 'failed', 'declined');
		const { json } = await shop.run('event.getMany', {
			types: ['refund.created', 'refund.failed'],
			returnAll: true,
			filters: { undelivered: true },
		});
		expect(json).toMatchObject([
			{
				reference: 'RMA-7',
				refund: { id: refund.id },
				stripeEvent: { type: 'refund.created', object: { id: refund.id, type: 'refund', status: 'succeeded' } },
			},
			{
				reference: 'RMA-7',
				refund: { id: refund.id },
				stripeEvent: { type: 'refund.failed', object: { status: 'failed' } },
			},
		]);
		expect(queries('/v1/events')).toMatchObject([
			{ 'types[0]': 'refund.created', 'types[1]': 'refund.failed', delivery_success: 'false', limit: '100' },
		]);
		const read = await shop.run('refund.get', {}, { input: [json[0]] });
		expect(read.json).toMatchObject([{ refund: { id: refund.id, status: 'failed' } }]);
	});

	it('says that Stripe keeps events for 30 days', async () => {
		expect(
			(await shop.run('event.getMany', { types: [], filters: { createdAfter: '2020-01-01T00:00:00Z' } })).error,
		).toMatchObject({ message: 'Stripe keeps events for 30 days', context: { category: 'invalid_input' } });
		expect(shop.journal.calls).toEqual([]);
	});
});
