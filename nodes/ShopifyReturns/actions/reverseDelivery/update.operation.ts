import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { invalidInput } from '../../../shared/model';
import { effectOptions, performed, referenceProperty, roundOf, type OperationContext } from '../../../shared/operation';
import {
	ChangedParcel,
	changeEffect,
	changeKind,
	changeName,
	isSettled,
	readParcel,
	type ParcelChange,
} from '../../goods/changeParcel';
import { parcelOf, parcelProperties } from '../../goods/parcel';
import { announced } from '../../goods/parcels';
import { returnIdOf } from '../../returns/input';
import { notifyCustomerProperty, returnIdProperty } from '../../returns/parameters';
import { shopifyOf } from '../../transport/fromNode';
import { textOf } from '../../transport/list';

export const option = {
	name: 'Update',
	value: 'update',
	action: 'Update reverse delivery',
	description: 'Change tracking or label of an announced parcel',
};

export const description: INodeProperties[] = [
	referenceProperty,
	returnIdProperty,
	{
		displayName: 'Reverse Delivery ID',
		name: 'deliveryId',
		type: 'string',
		default: '',
		placeholder: 'e.g. gid://shopify/ReverseDelivery/123',
		description: 'Which announced parcel. Empty: the only one of the return.',
	},
	...parcelProperties,
	notifyCustomerProperty,
	effectOptions,
];

export const asTool = 'whenAllowed';

export const output = performed('reverseDelivery', ChangedParcel.partial().required({ id: true, inShopify: true }));

/** Changes tracking or label of an announced parcel. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const returnId = await returnIdOf(context);
	if (!returnId) return { reverseDelivery: { id: '', inShopify: false, outcome: 'done' } };
	const parcel = await parcelOf(context);
	if (!Object.keys(parcel).length)
		throw invalidInput(
			'Nothing of the parcel is given',
			'Give Tracking Number, Tracking URL or Label URL.',
			'trackingNumber',
		);
	const change: ParcelChange = {
		client: await shopifyOf(context),
		returnId,
		named: textOf(context, 'deliveryId'),
		parcel,
		notifyCustomer: context.param<boolean>('notifyCustomer', false),
	};
	const { id } = await readParcel(change);
	const isThere = async () => !!parcel.labelUrl || (await isSettled(change));
	const { key } = await roundOf(context, changeKind, changeName(id, change), isThere);
	return await context.perform('reverseDelivery', changeEffect(key, id, change), () => [
		{ ...announced(returnId, parcel), id: `${key}/updated` },
	]);
}
