import type { IDataObject } from 'n8n-workflow';
import { bulkGet, furtherDisposed, refundGet, reverseOrder, type RefundNode } from '../graphql';
import { moneyOf } from '../graphql/money';
import { returnView } from '../returns/returnView';
import { readRefundOn, readRefunds } from '../orders/readOrder';
import { readReturn } from '../returns/readReturn';
import type { ShopifyClient } from '../transport/client';
import { readOn } from '../transport/readOn';

/** What an item gains by reading the webhook's object again: bodies are old, and differ from topic to topic. */
export async function enrichment(
	client: ShopifyClient,
	{ topic, gid, returnId, orderId }: { topic: string; gid?: string; returnId?: string; orderId?: string },
): Promise<IDataObject> {
	if (returnId) return { shopifyReturn: returnView(await readReturn(client, returnId), []) as unknown as IDataObject };
	if (topic === 'reverse_fulfillment_orders/dispose' && gid)
		return { reverseFulfillmentOrder: (await readReverseOrder(client, gid)) as unknown as IDataObject };
	if (topic === 'refunds/create' && gid) {
		const { refund } = await client.send(refundGet, { id: gid });
		return { shopifyRefund: refund ? refundView(await readRefundOn(client, refund)) : {} };
	}
	if (topic === 'order_transactions/create' && gid && orderId) {
		const { refunds } = await readRefunds(client, orderId);
		const refund = refunds.find((one) => one.transactions.nodes.some(({ id }) => id === gid));
		return refund ? { shopifyRefund: refundView(refund) } : {};
	}
	if (topic === 'bulk_operations/finish' && gid)
		return { bulkOperation: (await client.send(bulkGet, { id: gid })).bulkOperation as unknown as IDataObject };
	return {};
}

/** The goods of one delivery back, as the item has them: without the pages they came in. */
async function readReverseOrder(client: ShopifyClient, id: string) {
	const { reverseFulfillmentOrder: order } = await client.send(reverseOrder, { id });
	if (!order) return order;
	const { nodes } = await readOn(client, furtherDisposed, id, order.lineItems);
	return { ...order, lineItems: { nodes } };
}

/** Money has moved only for transactions of status `success`. */
function refundView({ id, note, createdAt, transactions }: RefundNode): IDataObject {
	return {
		id,
		note: note ?? '',
		createdAt: createdAt ?? '',
		transactions: transactions.nodes.map((one) => ({
			id: one.id,
			kind: one.kind.toLowerCase(),
			status: one.status.toLowerCase(),
			gateway: one.gateway ?? '',
			amount: moneyOf(one.amountSet) as unknown as IDataObject,
			...(one.errorCode && { errorCode: one.errorCode }),
		})),
	};
}

/** The work's result, or undefined when it takes longer: Shopify waits 5 seconds for its answer. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
	let timer: NodeJS.Timeout | undefined;
	try {
		return await Promise.race([
			work,
			new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), ms))),
		]);
	} finally {
		clearTimeout(timer);
	}
}
