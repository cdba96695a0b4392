import { settlementOf, settlementSearch } from '../../nodes/ShopifyReturns/money/settlement';
import { start, type Fixture } from './fixture';

let shop: Fixture;
beforeEach(async () => (shop = await start({ webhooks: false })));
afterEach(async () => await shop.stop());

const get = (more: object = {}) => ({
	resource: 'settlement',
	operation: 'getTransactions',
	since: '',
	until: '',
	payout: '',
	returnAll: true,
	...more,
});
/** Of order #1002, which only Shopify Payments was paid for. */
const list = async (more: object = {}) =>
	(await shop.run(get(more))).json
		.map(({ settlement }) => settlement as { type: string; amount: { amount: number }; orderNumber: string })
		.filter(({ orderNumber }) => orderNumber === '#1002');

describe('Shopify Returns: Settlement', () => {
	it("lists what moved on the balance, with the order's transaction that ties a refund to its case", async () => {
		await shop.run({
			resource: 'refund',
			operation: 'create',
			direct: { amount: '12.50', currency: 'EUR', order: '5002', transaction: '85002', refundReference: 'RMA-1/R1' },
		});
		const [refund, charge] = await list();
		expect(refund).toMatchObject({
			type: 'refund',
			amount: { amount: -1250, currency: 'EUR' },
			transaction: shop.shopify.state.order('#1002').refunds[0].transactions[0].id,
			orderId: 'gid://shopify/Order/5002',
			orderNumber: '#1002',
			payoutStatus: 'pending',
		});
		expect(charge).toMatchObject({
			type: 'charge',
			amount: { amount: 6000 },
			fee: { amount: 120 },
			net: { amount: 5880 },
		});
		expect(await list({ since: new Date(Date.now() - 3_600_000).toISOString() })).toMatchObject([{ type: 'refund' }]);
		expect(await list({ until: new Date(Date.now() - 3_600_000).toISOString() })).toMatchObject([{ type: 'charge' }]);
		expect(await list({ payout: '78' })).toEqual([]);
		expect(await list({ payout: '77' })).toHaveLength(2);
		expect(await list({ returnAll: false, limit: 1 })).toHaveLength(1);
	});

	it('pages', async () => {
		const order = shop.shopify.state.order('#1002');
		for (let index = 0; index < 249; index++)
			order.transactions.push({ ...order.transactions[0], id: `gid://shopify/OrderTransaction/${90_000 + index}` });
		expect(await list()).toHaveLength(250);
		expect(shop.journal.calls.filter(({ operation }) => operation === 'shopifyPaymentsAccount')).toHaveLength(3);
	});

	it('keeps every digit of a transaction, and says what is wrong', async () => {
		const money = { amount: '1.0', currencyCode: 'EUR' };
		expect(
			settlementOf({
				id: 'b',
				type: 'REFUND',
				test: false,
				transactionDate: '2026-11-21T00:00:00Z',
				amount: money,
				fee: money,
				net: money,
				sourceOrderTransactionId: '9007199254740993',
			}).transaction,
		).toBe('gid://shopify/OrderTransaction/9007199254740993');
		expect(settlementSearch({ since: new Date(0), payout: '7' })).toBe(
			"processed_at:>='1970-01-01T00:00:00.000Z' AND payments_transfer_id:7",
		);
		expect((await shop.run(get({ since: 'soon' }))).error?.message).toBe('"soon" is no time');
		expect((await shop.run(get({ payout: 'x' }))).error?.message).toContain('is no payout');
		shop.shopify.scopes.delete('read_shopify_payments_payouts');
		expect((await shop.run(get())).error?.description).toContain('read_shopify_payments_payouts');
	});
});
