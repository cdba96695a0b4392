import { EffectError } from '../../shared/model/effectError';
import { format, type Refund, sameMoney } from '../../shared/model';
import { otherAmountAdvice } from '../../shared/operation';
import { refundCreate, type OrderNode, type OrderRefundsNode, type RefundNode } from '../graphql';
import { moneyOf } from '../graphql/money';
import { isPayment, refundableOf } from '../orders/payments';
import { idempotencyKey, itemizedInput, refundInput, refundOf, refundOfIntent } from './refund';
import { readOrder, readRefunds } from '../orders/readOrder';
import type { ShopifyClient } from '../transport/client';
import type { RefundedGoods, RefundOrder } from './refundOrder';

/** The refund that this order led to before, found by the note that carries its intent. */
export async function findRefund(client: ShopifyClient, order: RefundOrder): Promise<Refund | undefined> {
	return foundIn(await readRefunds(client, order.orderId), order);
}

/**
 * Pays one refund back. Looks first, checks what is left on the payment, then sends it under a key made of the intent: Shopify
 * takes the same key for 24 hours, and the note finds the refund after that.
 */
export async function makeRefund(
	client: ShopifyClient,
	order: RefundOrder,
	check: (known: OrderRefundsNode) => Promise<void> = async () => undefined,
): Promise<Refund> {
	const known = await readRefunds(client, order.orderId);
	const found = foundIn(known, order);
	if (found) return found;
	await check(known);
	assertRefundable(known, order);
	return refundOf(await sendRefund(client, order), order.intent, order.amount);
}

/**
 * An amount alone says what is owed, and leaves the goods to the return. A shop that takes no such refund (`Arbitrary refund not allowed`) gets
 * the goods as well, under a key of its own: what was refused has moved nothing.
 */
async function sendRefund(client: ShopifyClient, order: RefundOrder): Promise<RefundNode> {
	const input = refundInput({ id: order.intent, amount: order.amount }, order.orderId, order.parentId);
	const send = async (variables: { input: object; key: string }) =>
		(await client.send(refundCreate, variables)).refundCreate.refund;
	try {
		return await send({ input, key: idempotencyKey(order.intent) });
	} catch (error) {
		if (!wantsGoods(error)) throw error;
		const goods = refundableGoods(order.goods, await readOrder(client, order.orderId));
		return await send({ input: itemizedInput(input, goods), key: idempotencyKey(`${order.intent} with its goods`) });
	}
}

/** A repeat of what was refused is told so, without the reason. */
function wantsGoods(error: unknown): boolean {
	return (
		error instanceof EffectError &&
		error.details.category === 'rejected' &&
		(/arbitrary refund/i.test(error.message) || error.details.code === 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED')
	);
}

/** Of the goods what the shop can still refund: a refund of the same pieces by another payment has taken them already. */
function refundableGoods(goods: RefundedGoods[], { lineItems }: OrderNode): RefundedGoods[] {
	const left = new Map(lineItems.nodes.map(({ id, refundableQuantity }) => [id, refundableQuantity]));
	return goods.flatMap(({ lineItem, quantity }) => {
		const pieces = Math.min(quantity, left.get(lineItem) ?? 0);
		left.set(lineItem, (left.get(lineItem) ?? 0) - pieces);
		return pieces > 0 ? [{ lineItem, quantity: pieces }] : [];
	});
}

function foundIn({ refunds }: OrderRefundsNode, { intent, amount }: RefundOrder): Refund | undefined {
	const node = refundOfIntent(refunds, intent);
	if (!node) return undefined;
	const paid = node.transactions.nodes.filter(({ kind }) => kind === 'REFUND').map((one) => moneyOf(one.amountSet));
	const other = paid.find((one) => !sameMoney(one, amount));
	if (other)
		throw refuse(
			`Refund ${intent} was made before with ${format(other)}, not ${format(amount)}`,
			`Look at the order's refunds in Shopify. ${otherAmountAdvice} For another refund use a new refund ID.`,
			'refund_differs',
		);
	return refundOf(node, intent, amount);
}

/** Throws EffectError unless the payment is there, in this currency, and has this much left. */
export function assertRefundable({ name, transactions }: OrderRefundsNode, { parentId, amount }: RefundOrder): void {
	const parent = transactions.find(({ id }) => id === parentId);
	if (!parent || !isPayment(parent))
		throw refuse(
			`Order ${name} has no payment ${parentId}`,
			'Run Shopify Returns: Get again; its order shows the payments.',
			'payment_missing',
		);
	if (parent.gateway !== 'shopify_payments')
		throw refuse(
			`Payment ${parentId} was taken by ${parent.gateway ?? 'another gateway'}, not by Shopify Payments`,
			'Pay it back where it was taken, so that only one system moves the money.',
			'other_gateway',
		);
	const left = refundableOf(parent, transactions);
	if (left.currency !== amount.currency)
		throw refuse(
			`Order ${name} was paid in ${left.currency}, the refund is in ${amount.currency}`,
			'Refund in the currency the customer paid in.',
			'currency_differs',
		);
	if (left.amount < amount.amount)
		throw refuse(
			`A refund of ${format(amount)} is more than the ${format(left)} left on order ${name}`,
			"Look at the order's refunds in Shopify; part of it may have been paid back before.",
			'over_refund',
		);
}

function refuse(message: string, advice: string, code: string): EffectError {
	return new EffectError(message, { category: 'rejected', connection: 'shopify', advice, code });
}
