import { withBesidesPaidBack } from '../../nodes/ShopifyReturns/orders/paidBack';
import { calculateRefund } from '../../nodes/ReturnPolicy/refund/calculate';
import { readCase } from '../../nodes/ReturnPolicy/input/policyCase';
import { money, type Order } from '../../nodes/shared/model';
import { policyOf } from '../ReturnPolicy/cases';
import type { RefundState } from '../sandbox/shopify/types';
import { start, type Fixture } from './fixture';

/* What staff have paid back of shipping and duties does not go back a second time, also where the order still has as much left. */

const eur = (amount: number) => money(amount, 'EUR');
let shop: Fixture;
beforeEach(async () => (shop = await start({ webhooks: false })));
afterEach(async () => await shop.stop());

/** Two T-shirts of 43.20 in all, a mug of 15.00, shipping 6.00: an order of 64.20, after this refund of staff. */
async function orderAfter(refund: Partial<RefundState>, amount: number, status: 'SUCCESS' | 'FAILURE' = 'SUCCESS') {
	const order = shop.shopify.state.order('#1001');
	const [sale] = order.transactions;
	const transaction = {
		...sale,
		id: 'gid://shopify/OrderTransaction/77',
		kind: 'REFUND' as const,
		status,
		amount: eur(amount),
		parentId: sale.id,
	};
	const transactions = amount ? [transaction] : [];
	order.transactions.push(...transactions);
	order.refunds.push({
		id: 'gid://shopify/Refund/7',
		note: null,
		createdAt: '2026-11-10T09:00:00Z',
		transactions,
		...refund,
	});
	const { json, error } = await shop.run({ resource: 'order', operation: 'get', orderId: order.id });
	expect(error).toBeUndefined();
	return json[0].order as unknown as Order;
}

/** What all goods give back, with a return fee of 4.95 and shipping refunded by policy. */
function allBack(order: Order, duties?: 'refunded') {
	const lines = order.lines.map(({ id, sku, quantity }) => ({
		id: `l${id}`,
		sku,
		orderLineId: id,
		quantity,
		quantities: { approved: quantity, received: quantity, inspected: { restock: quantity } },
	}));
	const offers = lines.map(({ id }) => ({ line: id, rows: [], resolutions: ['money'], duties }));
	return calculateRefund(
		readCase({
			reference: 'RMA-1',
			authorization: 'approved',
			refunds: [],
			order,
			lines,
			...(duties && { decision: { offers } }),
		}),
		policyOf({ refundShipping: true, returnFee: 495 }),
	);
}

it.each([
	['all of it', { shipping: { subtotal: eur(500), tax: eur(100) } }, 600, 5820 - 495],
	['a part of it', { shipping: { subtotal: eur(250), tax: eur(50) } }, 300, 5820 - 495 + 300],
	['something else for as much', {}, 600, 5820],
	['all of it, in a refund that failed', { shipping: { subtotal: eur(500), tax: eur(100) } }, 600, 6420 - 495],
	['all of it, in a refund that moved nothing', { shipping: { subtotal: eur(500), tax: eur(100) } }, 0, 6420 - 495],
] as const)('staff paid back shipping before: %s', async (what, refund, amount, expected) => {
	const order = await orderAfter(refund, amount, what.includes('failed') ? 'FAILURE' : 'SUCCESS');
	expect(allBack(order).total).toEqual(eur(expected));
});

it('a part of it is told as what is left of it', async () => {
	const order = await orderAfter({ shipping: { subtotal: eur(250), tax: eur(50) } }, 300);
	expect(allBack(order).intent!.breakdown).toContainEqual({
		kind: 'shipping',
		amount: eur(250),
		description: 'Shipping, less what went back of it before',
	});
});

it('shipping that this package paid back is counted by its cases', async () => {
	const order = await orderAfter(
		{ note: 'Return refund [RMA-2/R1]', shipping: { subtotal: eur(500), tax: eur(100) } },
		600,
	);
	expect(order.shipping).toEqual({ subtotal: eur(500), tax: eur(100) });
});

it.each([
	['nothing of them', undefined, 1200],
	['those of some goods', 700, 500],
	['all of them', 1200, 0],
])('duties that the rules pay back, after staff paid back %s', async (_what, before, expected) => {
	const order = { ...(await orderAfter({}, before ?? 0)), duties: eur(1200) };
	const bag = (amount: string) => ({ presentmentMoney: { amount, currencyCode: 'EUR' } });
	const transaction = { id: 't', kind: 'REFUND', status: 'SUCCESS', amountSet: bag('1'), receiptJson: null };
	const refund = {
		id: 'r',
		transactions: { nodes: [transaction] },
		duties: [{ amountSet: bag(String((before ?? 0) / 100)) }],
	};
	const parts = allBack(withBesidesPaidBack(order, before ? [refund] : []), 'refunded').intent!.breakdown;
	const given = parts.flatMap(({ name, amount }) => (name === 'duties' ? [amount.amount] : []));
	expect(given.reduce((sum, amount) => sum + amount, 0)).toBe(expected);
});
