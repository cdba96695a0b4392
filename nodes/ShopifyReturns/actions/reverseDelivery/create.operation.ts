import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { invalidInput } from '../../../shared/model';
import { effectOptions, performed, referenceProperty, type OperationContext } from '../../../shared/operation';
import { Announced, announcingEffect } from '../../goods/announceParcel';
import { parcelOf, parcelProperties } from '../../goods/parcel';
import { announced } from '../../goods/parcels';
import { returnIdOf } from '../../returns/input';
import { notifyCustomerProperty, returnIdProperty } from '../../returns/parameters';
import { shopifyOf } from '../../transport/fromNode';

export const option = {
	name: 'Create',
	value: 'create',
	action: 'Create reverse delivery',
	description: "Announce the customer's parcel, with label and tracking",
};

export const description: INodeProperties[] = [
	referenceProperty,
	returnIdProperty,
	...parcelProperties,
	notifyCustomerProperty,
	effectOptions,
];

export const asTool = 'whenAllowed';

export const output = performed('reverseDelivery', Announced);

/** Announces the customer's parcel in Shopify, with label and tracking: one for each delivery that the goods came in. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const returnId = await returnIdOf(context);
	if (!returnId) return { reverseDelivery: { returnId: '', inShopify: false, deliveries: [], outcome: 'done' } };
	const parcel = await parcelOf(context);
	if (!parcel.number && !parcel.url)
		throw invalidInput(
			'The parcel has no tracking number',
			'Run this after the label was made (Carrier Labels: Create), or give Tracking Number: a repeat is known by it.',
			'trackingNumber',
		);
	const notifyCustomer = context.param<boolean>('notifyCustomer', false);
	const announcing = { client: await shopifyOf(context), returnId, parcel, notifyCustomer };
	return await context.perform('reverseDelivery', announcingEffect(announcing), () => [announced(returnId, parcel)]);
}
