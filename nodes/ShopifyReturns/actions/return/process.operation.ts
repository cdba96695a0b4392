import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { effectOptions, performed, type OperationContext } from '../../../shared/operation';
import { inspectedOf, inspectedProperties } from '../../goods/inspected';
import { locationOf } from '../../goods/location';
import { Processed, processingEffect, processingEvents, type Processing } from '../../goods/processReturn';
import { returnIdOf } from '../../returns/input';
import { shopifyOf } from '../../transport/fromNode';

export const option = {
	name: 'Process',
	value: 'process',
	action: 'Process return',
	description: 'Tell Shopify what came back and where it went, without money',
};

export const description: INodeProperties[] = [
	...inspectedProperties(
		'For flows without a case store: all pieces inspected so far, not only the new ones. Destination: restock, quarantine, refurbish, vendor or scrap. Empty: taken from the case.',
	),
	{
		displayName: 'Release Exchange Items',
		name: 'releaseExchange',
		type: 'boolean',
		default: false,
		description: 'Whether the items that the customer gets instead are released for delivery, all that wait',
	},
	effectOptions,
];

export const asTool = 'whenAllowed';

/** Without a return in Shopify only its blank ID. */
export const output = performed('shopifyReturn', Processed.partial().required({ id: true, inShopify: true }));

/** Tells Shopify what came back and where it went, without money; pieces that Shopify knows of are never told twice. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const id = await returnIdOf(context);
	if (!id) return { shopifyReturn: { id: '', inShopify: false, outcome: 'done' } };
	const release = context.param<boolean>('releaseExchange', false);
	const inspected = await inspectedOf(context, { mayHaveNone: true });
	// Goods have come and nobody has looked at them yet: there is nothing to tell.
	if (!inspected.length && !release)
		return { shopifyReturn: { id, inShopify: true, processed: [], released: [], leftOver: [], outcome: 'done' } };
	const location = locationOf(context, 'location');
	const processing: Processing = { client: await shopifyOf(context), id, inspected, location, release };
	return await context.perform('shopifyReturn', processingEffect(processing), (done) =>
		processingEvents(processing, done),
	);
}
