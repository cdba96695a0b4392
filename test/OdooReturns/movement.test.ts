import { movementOf } from '../../nodes/OdooReturns/money/movement';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const stripe = (more: object = {}) => ({
	reference: 'RMA-1',
	transaction: {
		id: 'txn_1',
		type: 'refund',
		category: 'refund',
		amount: eur(-1670),
		fee: eur(0),
		source: 're_1',
		intent: 'RMA-1/R1',
		createdAt: '2026-11-20T10:00:00.000Z',
		...more,
	},
	payout: { id: 'po_1' },
});
const shopify = (more: object = {}) => ({
	settlement: {
		id: 'gid://shopify/ShopifyPaymentsBalanceTransaction/1',
		type: 'refund',
		amount: eur(-1670),
		fee: eur(0),
		date: '2026-11-20T10:00:00.000Z',
		transaction: 'gid://shopify/OrderTransaction/7',
		orderNumber: '#1001',
		payoutId: 'gid://shopify/ShopifyPaymentsPayout/77',
		...more,
	},
});

describe("movements on a provider's balance", () => {
	it('are read from Stripe, with the names that a payment in Odoo may carry', () => {
		expect(movementOf(stripe())).toEqual({
			id: 'txn_1',
			kind: 'refund',
			payer: 'stripe',
			amount: eur(-1670),
			fee: eur(0),
			at: '2026-11-20T10:00:00.000Z',
			names: ['re_1', 'RMA-1/R1'],
			known: [['stripe.refund', 're_1']],
			text: 'refund re_1 RMA-1/R1',
			payout: 'po_1',
		});
	});
	it('are read from Shopify', () => {
		expect(movementOf(shopify())).toMatchObject({
			kind: 'refund',
			payer: 'shopify_payments',
			names: ['gid://shopify/OrderTransaction/7'],
			known: [['shopify.transaction', 'gid://shopify/OrderTransaction/7']],
			text: 'refund #1001 gid://shopify/OrderTransaction/7',
			payout: 'gid://shopify/ShopifyPaymentsPayout/77',
		});
	});
	it.each([
		['charge', 'charge'],
		['refund_failure', 'refund_failure'],
		['fee', 'fee'],
		['payout', 'payout'],
		['dispute', 'dispute'],
		['dispute_reversal', 'dispute'],
		['topup', 'other'],
	])("Stripe's category %s is %s", (category, kind) => {
		expect(movementOf(stripe({ category })).kind).toBe(kind);
	});
	it.each([
		['charge', 'charge'],
		['transfer', 'payout'],
		['chargeback', 'dispute'],
		['adjustment', 'other'],
	])("Shopify's type %s is %s", (type, kind) => {
		expect(movementOf(shopify({ type })).kind).toBe(kind);
	});
	it('that is none is said to be none, with the place', () => {
		expect(() => movementOf({})).toThrow(/no movement on a provider's balance \(transaction/);
		expect(() => movementOf(stripe({ amount: undefined }))).toThrow(/transaction.amount/);
	});
});
