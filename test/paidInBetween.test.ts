import { isTooLate as inShopify } from '../nodes/ShopifyReturns/money/others';
import { EffectError } from '../nodes/shared/model';
import { orQuestion, PaidElsewhere } from '../nodes/shared/operation';
import { isTooLate as inStripe } from '../nodes/StripeRefunds/refund/tooLate';

/* Two executions at one refund, the first of them taken for dead: it pays after the second has looked, and leaves too little on the payment. */
describe.each([
	['Stripe', inStripe, 'over_refundable'],
	['Shopify', inShopify, 'over_refund'],
] as const)('a refund that %s refuses since too little is left', (name, isTooLate, code) => {
	const check = { connection: name, isTooLate };
	const refused = async () =>
		await Promise.reject(new EffectError('Too little is left', { category: 'rejected', code }));

	it('is the one that was made in between', async () => {
		expect(await orQuestion(check, refused, async () => ({ id: 'made' }))).toEqual({ id: 'made' });
	});

	it('is a question to finance when somebody else has refunded', async () => {
		await expect(orQuestion(check, refused, async () => undefined)).rejects.toThrow(PaidElsewhere);
	});

	it('fails as it did for any other reason, and for a refund without a case', async () => {
		const find = async () => await Promise.reject(new Error('not asked'));
		await expect(
			orQuestion(
				check,
				async () => await Promise.reject(new EffectError('No', { category: 'rejected', code: 'other' })),
				find,
			),
		).rejects.toThrow('No');
		await expect(orQuestion(undefined, refused, find)).rejects.toThrow('Too little is left');
	});

	it('fails as it did when the look fails', async () => {
		await expect(orQuestion(check, refused, async () => await Promise.reject(new Error('away')))).rejects.toThrow(
			'away',
		);
	});
});
