import { EffectError } from '../../shared/model/effectError';
import {
	furtherLines,
	furtherMoney,
	furtherRefunded,
	furtherRefundedShipping,
	furtherSent,
	furtherShipping,
	orderGet,
	orderRefunds,
	type OrderNode,
	type OrderRefundsNode,
	type RefundNode,
} from '../graphql';
import type { ShopifyClient } from '../transport/client';
import { readOn } from '../transport/readOn';

/** An order, each of its lists to the end. Throws EffectError when there is none. */
export async function readOrder(client: ShopifyClient, id: string): Promise<OrderNode> {
	const first = (await client.send(orderGet, { id })).order ?? missing(id);
	const whole: OrderNode = {
		...first,
		lineItems: await readOn(client, furtherLines, id, first.lineItems),
		shippingLines: await readOn(client, furtherShipping, id, first.shippingLines),
		refunds: [],
		fulfillments: [],
	};
	for (const one of first.refunds)
		whole.refunds.push({
			...one,
			transactions: await readOn<{ id: string }>(client, furtherMoney, one.id, one.transactions),
		});
	for (const one of first.fulfillments)
		whole.fulfillments.push({
			...one,
			fulfillmentLineItems: await readOn(client, furtherSent, one.id, one.fulfillmentLineItems),
		});
	return whole;
}

/** What was paid and paid back for an order, each list to its end. Throws EffectError when there is none. */
export async function readRefunds(client: ShopifyClient, id: string): Promise<OrderRefundsNode> {
	const first = (await client.send(orderRefunds, { id })).order ?? missing(id);
	const refunds: RefundNode[] = [];
	for (const one of first.refunds) refunds.push(await readRefundOn(client, one));
	return { ...first, refunds };
}

/** A refund with all that it moved and was for. */
export async function readRefundOn<R extends RefundNode>(client: ShopifyClient, refund: R): Promise<R> {
	const { id, transactions, refundLineItems: goods, refundShippingLines: shipping } = refund;
	return {
		...refund,
		transactions: await readOn(client, furtherMoney, id, transactions),
		...(goods && { refundLineItems: await readOn(client, furtherRefunded, id, goods) }),
		...(shipping && { refundShippingLines: await readOn(client, furtherRefundedShipping, id, shipping) }),
	};
}

function missing(id: string): never {
	throw new EffectError(`Shopify has no order ${id}`, {
		category: 'invalid_input',
		connection: 'shopify',
		field: 'orderId',
		// A webhook tells of it a moment before it can be read.
		notYet: true,
		advice: "Check the ID. Orders older than 60 days need the app's access scope read_all_orders.",
	});
}
