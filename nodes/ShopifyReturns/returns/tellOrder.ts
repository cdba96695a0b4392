import type { IDataObject } from 'n8n-workflow';
import type { OperationContext } from '../../shared/operation';
import type { ShopifyClient } from '../transport/client';
import { linksOf, orderFound } from '../orders/orderFacts';
import { readOrderWhole } from './returnedBefore';

/** Reads an order whole, tells the case, and gives both back. */
export async function tellOrder(context: OperationContext, client: ShopifyClient, id: string): Promise<IDataObject> {
	const current = await context.findCase();
	const order = await readOrderWhole(client, id, current?.ids['shopify.return']);
	const lineLinks = linksOf(current?.lines ?? [], order);
	const known = await context.recordFacts([orderFound(order, lineLinks)]);
	return { ...known, order: order as unknown as IDataObject, lineLinks };
}
