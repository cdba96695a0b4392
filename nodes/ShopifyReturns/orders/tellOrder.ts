import type { IDataObject } from 'n8n-workflow';
import type { OperationContext } from '../../shared/effect';
import { orderOf } from '../mapping/order';
import { readOrder } from '../returns/readOrder';
import type { ShopifyClient } from '../transport/client';
import { linksOf, orderFound } from './orderFacts';

/** Reads an order whole, tells the case, and gives both back. */
export async function tellOrder(context: OperationContext, client: ShopifyClient, id: string): Promise<IDataObject> {
	const order = orderOf(await readOrder(client, id));
	const lineLinks = linksOf((await context.findCase())?.lines ?? [], order);
	const known = await context.recordFacts([orderFound(order, lineLinks)]);
	return { ...known, order: order as unknown as IDataObject, lineLinks };
}
