import type { Order } from '../../shared/model';
import { orderReturned, type OrderNode, type ReturnedNode } from '../graphql';
import { orderOf, sentPieces } from '../orders/canonicalOrder';
import { paidBackByOthers, piecesNotOfOthers, withBesidesPaidBack } from '../orders/paidBack';
import { readOrder, readRefunds } from '../orders/readOrder';
import { readReturn } from './readReturn';
import type { ShopifyClient } from '../transport/client';

/** A return, as far as it tells what came back. */
export interface Returned {
	id: string;
	status: string;
	lines: Array<ReturnedNode['returnLineItems']['nodes'][number]>;
}

/** An order with what its other returns took back. `own`: the return that is being looked at, which does not count. */
export async function readOrderWhole(client: ShopifyClient, id: string, own?: string): Promise<Order> {
	return (await readOrderAndSent(client, id, own)).order;
}

/** The same, with how many pieces of each line item were sent. */
export async function readOrderAndSent(
	client: ShopifyClient,
	id: string,
	own?: string,
): Promise<{ order: Order; sent: Map<string, number> }> {
	const node = await readOrder(client, id);
	const { refunds } = node.refunds.length ? await readRefunds(client, id) : { refunds: [] };
	const returns = await readReturned(client, id);
	const order = orderOf(
		node,
		returnedBefore(node, returns, own, piecesNotOfOthers(refunds)),
		paidBackByOthers(refunds),
	);
	return {
		order: {
			...withBesidesPaidBack(order, refunds),
			returnsCounted: returns.filter((one) => one.id !== own && isCounted(one)).map((one) => one.id),
		},
		sent: sentPieces(node),
	};
}

/** Requests that nobody approved do not count, nor do returns that came to nothing. */
function isCounted({ status }: Returned): boolean {
	return status === 'OPEN' || status === 'CLOSED';
}

/**
 * Pieces of each line item that nobody can return any more: those of other returns that are open or were processed, and those that
 * were paid back without a return or taken off the order. Requests that nobody approved do not count, nor do pieces that refunds of ours name,
 * which are counted by their returns, or that a refund names whose money never moved (`notOfOthers`).
 */
export function returnedBefore(
	{ lineItems }: OrderNode,
	returns: Returned[],
	own?: string,
	notOfOthers = new Map<string, number>(),
): Map<string, number> {
	const taken = new Map<string, number>();
	const refunded = new Map<string, number>();
	const add = (to: Map<string, number>, line: string | undefined, pieces: number) =>
		line && to.set(line, (to.get(line) ?? 0) + pieces);
	for (const { id, status, lines } of returns) {
		for (const { quantity, processedQuantity, refundedQuantity, fulfillmentLineItem } of lines) {
			const line = fulfillmentLineItem?.lineItem.id;
			add(refunded, line, refundedQuantity);
			if (id !== own && status === 'OPEN') add(taken, line, quantity);
			if (id !== own && status === 'CLOSED') add(taken, line, Math.max(processedQuantity, refundedQuantity));
		}
	}
	return new Map(
		lineItems.nodes.map(({ id, quantity, refundableQuantity }) => {
			const ours = (refunded.get(id) ?? 0) + (notOfOthers.get(id) ?? 0);
			const withoutReturn = Math.max(0, quantity - refundableQuantity - ours);
			return [id, Math.min(quantity, (taken.get(id) ?? 0) + withoutReturn)];
		}),
	);
}

async function readReturned(client: ShopifyClient, orderId: string): Promise<Returned[]> {
	const found: Returned[] = [];
	for (let after: string | null | undefined; ;) {
		const { order } = await client.send(orderReturned, { id: orderId, after: after ?? null });
		if (!order) return found;
		for (const { id, status, returnLineItems } of order.returns.nodes) {
			found.push({
				id,
				status,
				lines: returnLineItems.pageInfo.hasNextPage
					? (await readReturn(client, id)).returnLineItems.nodes
					: returnLineItems.nodes,
			});
		}
		if (!order.returns.pageInfo.hasNextPage) return found;
		after = order.returns.pageInfo.endCursor;
	}
}
