import type { IDataObject } from 'n8n-workflow';
import type { OperationContext } from '../../shared/operation';
import type { ShopifyClient } from '../transport/client';
import { linksOf, orderFound } from '../orders/orderFacts';
import { readOrderAndSent } from './returnedBefore';

/** Reads an order whole, tells the case, and gives both back. */
export async function tellOrder(context: OperationContext, client: ShopifyClient, id: string): Promise<IDataObject> {
	const current = await context.findCase();
	const { order, sent } = await readOrderAndSent(client, id, current?.ids['shopify.return']);
	const lineLinks = linksOf(current?.lines ?? [], order);
	const known = await context.recordFacts([orderFound(order, lineLinks)]);
	// How many pieces were sent is of no matter to a case, but to who books the order.
	const lines = order.lines.map((line) => ({ ...line, sent: sent.get(line.providerIds['shopify.line_item']) ?? 0 }));
	return { ...known, order: { ...order, lines } as unknown as IDataObject, lineLinks };
}
