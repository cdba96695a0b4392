import { createHash } from 'node:crypto';
import { performed, effectOptions, referenceProperty, roundOf, type OperationContext } from '../../../shared/operation';
import { DeliveryView, announced, deliveryView, isAsWanted, readParcels, trackingInput } from '../../goods/parcels';
import { z } from 'zod';
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { EffectError, invalidInput } from '../../../shared/model';
import { reverseDeliveryUpdate, type DeliveryNode } from '../../graphql';
import { textOf } from '../../transport/list';
import { parcelOf, parcelProperties } from '../../goods/parcel';
import { gidOf } from '../../graphql/gid';
import { returnIdOf } from '../../returns/input';
import { notifyCustomerProperty, returnIdProperty } from '../../returns/parameters';
import { shopifyOf } from '../../transport/fromNode';

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

export const output = performed(
	'reverseDelivery',
	DeliveryView.partial().required({ id: true }).extend({ inShopify: z.boolean() }),
);

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
	const notifyCustomer = context.param<boolean>('notifyCustomer', false);
	const client = await shopifyOf(context);
	const read = async (): Promise<DeliveryNode> =>
		pick(
			(await readParcels(client, returnId)).reverseFulfillmentOrders.nodes.flatMap(
				(order) => order.reverseDeliveries.nodes,
			),
			textOf(context, 'deliveryId'),
		);
	const { id } = await read();
	const kind = 'shopify.reverse_delivery_update';
	// Whether a label is the one that is meant cannot be seen, so a label is sent, once for each claim.
	const settled = async () => !parcel.labelUrl && isAsWanted(await read(), parcel);
	const { key } = await roundOf(
		context,
		kind,
		`${id}/${createHash('sha256')
			.update(JSON.stringify([parcel.number, parcel.url, parcel.labelUrl]))
			.digest('hex')
			.slice(0, 16)}`,
		async () => !!parcel.labelUrl || (await settled()),
	);
	return await context.perform<DeliveryView & { inShopify: boolean }>(
		'reverseDelivery',
		{
			key,
			kind,
			lookUp: async () => ((await settled()) ? { ...deliveryView(await read()), inShopify: true } : undefined),
			act: async () => {
				if (await settled()) return { ...deliveryView(await read()), inShopify: true };
				const { reverseDelivery } = (
					await client.send(reverseDeliveryUpdate, {
						id,
						tracking: trackingInput(parcel),
						label: parcel.labelUrl ? { fileUrl: parcel.labelUrl } : null,
						notifyCustomer,
					})
				).reverseDeliveryShippingUpdate;
				return { ...deliveryView(reverseDelivery), inShopify: true };
			},
			preview: async () => {
				const now = deliveryView(await read());
				return {
					...now,
					trackingNumber: parcel.number ?? now.trackingNumber,
					trackingUrl: parcel.url ?? now.trackingUrl,
					labelUrl: parcel.labelUrl ?? now.labelUrl,
					inShopify: true,
				};
			},
		},
		() => [{ ...announced(returnId, parcel), id: `${key}/updated` }],
	);
}

/** The parcel that is named, or the only one there is. */
function pick(deliveries: DeliveryNode[], named: string): DeliveryNode {
	const refuse = (message: string, advice: string) =>
		new EffectError(message, { category: 'invalid_input', connection: 'shopify', field: 'deliveryId', advice });
	if (named) {
		const id = gidOf('ReverseDelivery', named);
		const found = deliveries.find((one) => one.id === id);
		if (!found)
			throw refuse(
				`This return has no announced parcel ${named}`,
				`Its parcels are: ${deliveries.map((one) => one.id).join(', ') || 'none'}.`,
			);
		return found;
	}
	if (deliveries.length === 1) return deliveries[0];
	throw refuse(
		`This return has ${deliveries.length} announced parcels`,
		deliveries.length ? 'Say which one in Reverse Delivery ID.' : 'Announce it with Reverse Delivery: Create.',
	);
}
