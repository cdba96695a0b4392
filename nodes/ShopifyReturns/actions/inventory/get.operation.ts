import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { productsProperty, referenceProperty, skusOf, type OperationContext } from '../../../shared/operation';
import { Level, onlyLocation, readLevels } from '../../goods/levels';
import { locationOf, locationProperty } from '../../goods/location';
import { shopifyOf } from '../../transport/fromNode';

export const option = {
	name: 'Get',
	value: 'get',
	action: 'Get inventory',
	description: 'Read the stock of products at a location',
};

export const description: INodeProperties[] = [
	referenceProperty,
	locationProperty({
		displayName: 'Location',
		name: 'location',
		description: 'Where the stock is. Empty: the only active location of the shop.',
	}),
	productsProperty,
];

export const endsStep = false as const;

export const asTool = 'free';

export const output = z.object({
	levels: z.object({ location: z.string(), items: z.array(Level), untracked: z.array(z.string()) }),
});

/** What Shopify counts of products at a location. Reads only. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const client = await shopifyOf(context);
	const location = locationOf(context, 'location') ?? (await onlyLocation(client));
	const skus = await skusOf(context);
	return { levels: { location, ...(await readLevels(client, location, skus)) } };
}
