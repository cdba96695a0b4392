import { EffectError } from '../../shared/model/effectError';
import { format, type Refund, sameMoney } from '../../shared/model';
import { refundCreate, type OrderRefundsNode } from '../graphql';
import { moneyOf } from '../graphql/money';
import { isPayment, refundableOf } from '../orders/payments';
import { idempotencyKey, refundInput, refundOf, refundOfIntent } from './refund';
import { readRefunds } from '../orders/readOrder';
import type { ShopifyClient } from '../transport/client';
import type { RefundOrder } from './refundOrder';

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
	const { refund } = (
		await client.send(refundCreate, {
			input: refundInput({ id: order.intent, amount: order.amount }, order.orderId, order.parentId),
			key: idempotencyKey(order.intent),
		})
	).refundCreate;
	return refundOf(refund, order.intent, order.amount);
}

function foundIn({ refunds }: OrderRefundsNode, { intent, amount }: RefundOrder): Refund | undefined {
	const node = refundOfIntent(refunds, intent);
	if (!node) return undefined;
	const paid = node.transactions.nodes.filter(({ kind }) => kind === 'REFUND').map((one) => moneyOf(one.amountSet));
	const other = paid.find((one) => !sameMoney(one, amount));
	if (other)
		throw refuse(
			`Refund ${intent} was made before with ${format(other)}, not ${format(amount)}`,
			"Look at the order's refunds in Shopify. For another refund use a new refund ID.",
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
