import { operations } from '../../nodes/PayPalRefunds/operations';
import type { NodeOptions } from '../support/harness';
import { capture, startPayPal, type PayPalFixture } from './fixture';

let shop: PayPalFixture;
beforeAll(async () => (shop = await startPayPal()));
afterAll(async () => await shop.stop());

// What comes out is held to the operation's output wherever a node runs (outputCheck.ts); here every operation does.
it('every operation gives out what it says', async () => {
	const { id } = shop.paypal.refundByHand(capture, '1.00');
	shop.paypal.settle(id, 'FAILED', 'ECHECK');
	const runs: Record<string, NodeOptions['parameters']> = {
		'refund.create': {
			direct: { payment: capture, amount: '1.00', currency: 'EUR', refundReference: 'RMA-2/R1' },
		},
		'refund.get': { refundId: id },
		'payment.get': { payment: capture },
		'payment.find': {
			direct: { amount: '36.00', currency: 'EUR', order: '#1007', paidAt: '2026-09-21T14:13:20Z' },
		},
	};
	expect(Object.keys(runs).sort()).toEqual(
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
