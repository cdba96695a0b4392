import { orderOf } from '../../nodes/ShopifyReturns/orders/canonicalOrder';
import { readCase } from '../../nodes/ReturnPolicy/input/policyCase';
import { calculateRefund } from '../../nodes/ReturnPolicy/refund/calculate';
import type { RefundIntent } from '../../nodes/shared/model';
import type { OrderNode } from '../../nodes/ShopifyReturns/graphql';
import { policyOf } from '../ReturnPolicy/cases';

/* Orders that are not paid in full (a deposit, goods that staff put on it): what is still to be paid comes down first, and nothing of it is paid back. */

const set = (amount: string) => ({ presentmentMoney: { amount, currencyCode: 'EUR' } });
interface Paid {
	captured?: string;
	refunded?: string;
	outstanding?: string;
	/** Pieces that staff took off the order. */
	removed?: number;
	shipping?: string;
}
/** An order of two pieces of 50.00, so much of it paid. */
function order({ captured, refunded, outstanding, removed = 0, shipping }: Paid) {
	const transaction = (id: number, kind: string, amount: string) => ({
		id: `gid://shopify/OrderTransaction/${id}`,
		kind,
		status: 'SUCCESS',
		gateway: 'shopify_payments',
		amountSet: set(amount),
	});
	const line = {
		id: 'gid://shopify/LineItem/1',
		sku: 'TEE',
		title: 'T-shirt',
		quantity: 2,
		refundableQuantity: 2 - removed,
		originalTotalSet: set('100.0'),
		discountAllocations: [],
		taxLines: [],
	};
	const node = {
		id: 'gid://shopify/Order/1',
		name: '#1001',
		createdAt: '2026-11-01T09:00:00Z',
		presentmentCurrencyCode: 'EUR',
		taxesIncluded: true,
		customAttributes: [],
		lineItems: { nodes: [line] },
		shippingLines: { nodes: shipping ? [{ discountedPriceSet: set(shipping), taxLines: [] }] : [] },
		transactions: [
			...(captured ? [transaction(1, 'SALE', captured)] : []),
			...(refunded ? [transaction(2, 'REFUND', refunded)] : []),
		],
		refunds: [],
		fulfillments: [],
		...(outstanding && { totalOutstandingSet: set(outstanding) }),
	};
	return orderOf(node as unknown as OrderNode, new Map([[line.id, removed]]));
}
function owed(of: Paid, pieces: number): number | string | undefined {
	const quantities = { approved: pieces, received: pieces, inspected: { restock: pieces } };
	const { nothingDue, reason, total } = calculateRefund(
		readCase({
			reference: 'RMA-1',
			authorization: 'approved',
			refunds: [],
			order: order(of),
			lines: [{ id: 'l1', sku: 'TEE', orderLineId: '1', quantity: pieces, quantities }],
		}),
		policyOf(),
	);
	return nothingDue ? reason : total?.amount;
}

it.each([
	['one of two pieces, and what is open is as much', { captured: '50.0', outstanding: '50.0' }, 1, 'still to be paid'],
	['both, of which one is paid', { captured: '50.0', outstanding: '50.0' }, 2, 5000],
	['one, and less is open', { captured: '80.0', outstanding: '20.0' }, 1, 3000],
	['one, and nothing is open', { captured: '100.0', outstanding: '0.0' }, 1, 5000],
	['one, and the shop does not say', { captured: '100.0' }, 1, 5000],
	// Staff gave something back for a reason of theirs: nobody has to pay that again, whatever the shop calls open.
	['one, after a refund of staff', { captured: '100.0', refunded: '20.0', outstanding: '20.0' }, 1, 5000],
	// It was never to be paid.
	['one, after the other was taken off the order', { captured: '50.0', outstanding: '0.0', removed: 1 }, 1, 5000],
	['one, and shipping is open', { captured: '100.0', outstanding: '5.0', shipping: '5.0' }, 1, 4500],
	['one of an order that nobody has paid', { outstanding: '100.0' }, 1, 'Nothing was paid'],
])('%s', (_, of, pieces, expected) => {
	const found = owed(of, pieces);
	if (typeof expected === 'string') expect(found).toContain(expected);
	else expect(found).toBe(expected);
});

it('it comes off once, whether the shop was asked again or not', () => {
	const money = (amount: number) => ({ amount, currency: 'EUR' });
	const whole = order({ captured: '80.0', outstanding: '20.0' });
	const refunds: Array<{ intent: RefundIntent; state: 'due' }> = [];
	const amounts = [1, 2].map((pieces) => {
		const quantities = { approved: 2, received: pieces, inspected: { restock: pieces } };
		const { intents } = calculateRefund(
			readCase({
				reference: 'RMA-1',
				authorization: 'approved',
				refunds,
				order: whole,
				lines: [{ id: 'l1', sku: 'TEE', orderLineId: '1', quantity: 2, quantities }],
			}),
			policyOf(),
		);
		refunds.push(...intents.map((intent) => ({ intent, state: 'due' as const })));
		return intents[0].amount;
	});
	expect(amounts).toEqual([money(3000), money(5000)]);
	expect(refunds[0].intent.breakdown.at(-1)).toMatchObject({ name: 'outstanding', amount: money(-2000) });
});

it('the order tells it only where something is open', () => {
	expect(order({ captured: '80.0', outstanding: '20.0' }).outstanding).toEqual({ amount: 2000, currency: 'EUR' });
	expect(order({ captured: '100.0', outstanding: '0.0' }).outstanding).toBeUndefined();
});
