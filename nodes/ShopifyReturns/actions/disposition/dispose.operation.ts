import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { effectOptions, performed, type OperationContext } from '../../../shared/operation';
import { Disposed, disposingEffect, disposingEvents, type Disposing } from '../../goods/disposeGoods';
import { inspectedOf, inspectedProperties } from '../../goods/inspected';
import { locationOf } from '../../goods/location';
import { returnIdOf } from '../../returns/input';
import { shopifyOf } from '../../transport/fromNode';

export const option = {
	name: 'Dispose',
	value: 'dispose',
	action: 'Dispose returned goods',
	description: 'Tell Shopify where returned goods went',
};

export const description: INodeProperties[] = [
	...inspectedProperties(
		'For flows without a case store, or to say that pieces are missing: all pieces counted so far, not only the new ones. Destination: restock, quarantine, refurbish, vendor, scrap or missing. Empty: taken from the case.',
	),
	effectOptions,
];

export const asTool = 'whenAllowed';

/** Without a return in Shopify only its blank ID. */
export const output = performed('shopifyReturn', Disposed.partial().required({ id: true, inShopify: true }));

/** Tells Shopify where the goods of a return went; pieces that it knows of are not told again, and never more than there are. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const id = await returnIdOf(context);
	if (!id) return { shopifyReturn: { id: '', inShopify: false, outcome: 'done' } };
	const inspected = await inspectedOf(context, { withMissing: true });
	const location = locationOf(context, 'location');
	const disposing: Disposing = { client: await shopifyOf(context), id, inspected, location };
	return await context.perform('shopifyReturn', disposingEffect(disposing), (done) => disposingEvents(disposing, done));
}
