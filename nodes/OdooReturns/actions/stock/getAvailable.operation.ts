import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput } from '../../../shared/model';
import { productsProperty, referenceProperty, skusOf, type OperationContext } from '../../../shared/operation';
import { OnStock, readAvailable } from '../../goods/available';
import { connect } from '../../transport/connect';
import { idOf, locatorOf } from '../locators';

export const option = {
	name: 'Get Available',
	value: 'getAvailable',
	action: 'Get available stock',
	description: 'Read how many pieces of products can be sold from a location',
};

export const description: INodeProperties[] = [
	referenceProperty,
	locatorOf('location', {
		displayName: 'Location',
		name: 'location',
		description:
			'Where the stock is; what lies in locations below it counts, too. Empty: where goods fit for sale go (settings, odoo.destinations.restock).',
	}),
	productsProperty,
];

export const endsStep = false as const;

export const asTool = 'free';

export const output = z.object({
	stock: z.object({ location: z.number().int(), products: z.array(OnStock) }),
});

/** What can be sold of products, as Odoo counts it now. Reads only. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const { odoo: settings } = await context.settings();
	const location = idOf(context, 'location') ?? settings.destinations.restock;
	if (!location)
		throw invalidInput('No location is chosen', 'Choose Location, or set odoo.destinations.restock.', 'location');
	const skus = await skusOf(context);
	return {
		stock: { location, products: skus.length ? await readAvailable(await connect(context), location, skus) : [] },
	};
}
