import { orQuestion as inShopify } from '../nodes/ShopifyReturns/refunds/others';
import { EffectError, PaidElsewhere } from '../nodes/shared/effect';
import { orQuestion as inStripe } from '../nodes/StripeRefunds/refund/others';

/* Two executions at one refund, the first of them taken for dead: it pays after the second has looked, and leaves too little on the payment. */
const check = { look: async () => undefined };

describe.each([['Stripe', inStripe, 'over_refundable'], ['Shopify', inShopify, 'over_refund']] as const)('a refund that %s refuses since too little is left', (_name, orQuestion, code) => {
	const refused = async () => await Promise.reject(new EffectError('Too little is left', { category: 'rejected', code }));

	it('is the one that was made in between', async () => {
		expect(await orQuestion(check, refused, async () => ({ id: 'made' }))).toEqual({ id: 'made' });
	});

	it('is a question to finance when somebody else has refunded', async () => {
		await expect(orQuestion(check, refused, async () => undefined)).rejects.toThrow(PaidElsewhere);
	});

	it('fails as it did when the look fails', async () => {
		await expect(orQuestion(check, refused, async () => await Promise.reject(new Error('away')))).rejects.toThrow('away');
	});
});
