import type { NodeOptions } from '../support/harness';
import { operations } from '../../nodes/StripeRefunds/operations';
import { startStripe, type StripeFixture } from './fixture';

let shop: StripeFixture;
beforeAll(async () => (shop = await startStripe()));
afterAll(async () => await shop.stop());

const metadata = { 'metadata[return_reference]': 'RMA-1', 'metadata[refund_intent]': 'RMA-1/R1' };

// What comes out is held to the operation's output wherever a node runs (outputCheck.ts); here every operation does.
it('every operation gives out what it says', async () => {
	const { account, charges } = shop.stripe;
	const { id } = await shop.refundByHand({ charge: 'ch_sandbox_1001', amount: '100', ...metadata });
	shop.stripe.settle(id, 'failed', 'declined');
	account.dispute(charges.get('ch_sandbox_1003')!);
	const payout = account.payOut([
		{ type: 'charge', amount: 5000, fee: 100, source: 'ch_sandbox_1001' },
		{ type: 'refund', amount: -100, source: id },
	]);
	shop.stripe.newRefundsAre = 'requires_action';
	const waiting = await shop.refundByHand({ charge: 'ch_sandbox_1001', amount: '50', ...metadata });
	shop.stripe.newRefundsAre = 'succeeded';
	const direct = { payment: 'pi_sandbox_1004', amount: '1.00', currency: 'EUR', refundReference: 'RMA-2/R1' };
	const runs: Record<string, NodeOptions['parameters']> = {
		'refund.create': { direct },
		'refund.get': { refundId: id },
		'refund.getMany': { returnAll: true },
		'refund.findByReturn': { reference: 'RMA-1', payment: 'pi_sandbox_1001' },
		'refund.update': { refundId: id, fields: { field: [{ name: 'odoo_move', value: '17' }] } },
		'refund.cancel': { refundId: waiting.id },
		'payment.find': {
			direct: {
				amount: '64.20',
				currency: 'EUR',
				email: 'alex@example.com',
				order: '#1001',
				paidAt: '2026-09-21T14:13:20Z',
			},
		},
		'payment.get': { payment: 'pi_sandbox_1001' },
		'payout.getMany': { returnAll: true },
		'payout.getTransactions': { payoutId: payout.id, returnAll: true },
		'dispute.getMany': { returnAll: true },
		'dispute.saveEvidence': { dispute: [...account.disputes.keys()][0], evidence: '{"text":"Evidence"}' },
		'event.getMany': { returnAll: true },
		'setUp.check': {},
	};
	// Their own tests run them.
	const needsCase = ['payment.compare', 'hold.capture', 'hold.create', 'hold.release'];
	expect([...Object.keys(runs), ...needsCase].sort()).toEqual(
		Object.entries(operations)
			.flatMap(([resource, own]) => Object.keys(own).map((name) => `${resource}.${name}`))
			.sort(),
	);
	for (const [operation, parameters] of Object.entries(runs)) {
		const { json, error } = await shop.run(operation, parameters);
		expect([operation, error?.message, error?.description]).toEqual([operation, undefined, undefined]);
		expect([operation, json.length > 0]).toEqual([operation, true]);
	}
});
