import { z } from 'zod';
import { performed, effectOptions, referenceProperty, type OperationContext } from '../../../shared/operation';
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { EffectError, invalidInput } from '../../../shared/model';
import { reverseDeliveryCreate, type ReturnDeliveries } from '../../graphql';
import { parcelOf, parcelProperties } from '../../goods/parcel';
import { returnIdOf } from '../../returns/input';
import { announced, deliveryView, isParcel, readParcels, trackingInput, DeliveryView } from '../../goods/parcels';
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

const Announced = z.object({
	returnId: z.string(),
	inShopify: z.boolean(),
	deliveries: z.array(DeliveryView),
});
type Announced = z.infer<typeof Announced>;

export const asTool = 'whenAllowed';

export const output = performed('reverseDelivery', Announced);

/** Announces the customer's parcel in Shopify, with label and tracking: one for each delivery that the goods came in. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const id = await returnIdOf(context);
	if (!id) return { reverseDelivery: { returnId: '', inShopify: false, deliveries: [], outcome: 'done' } };
	const parcel = await parcelOf(context);
	if (!parcel.number && !parcel.url)
		throw invalidInput(
			'The parcel has no tracking number',
			'Run this after the label was made (Carrier Labels: Create), or give Tracking Number: a repeat is known by it.',
			'trackingNumber',
		);
	const notifyCustomer = context.param<boolean>('notifyCustomer', false);
	const client = await shopifyOf(context);
	const there = (node: ReturnDeliveries) =>
		open(node).map((order) => order.reverseDeliveries.nodes.find((one) => isParcel(one, parcel)));
	const look = async (): Promise<Announced | undefined> => {
		const found = there(await readParcels(client, id));
		return found.length && found.every(Boolean)
			? { returnId: id, inShopify: true, deliveries: found.map((one) => deliveryView(one!)) }
			: undefined;
	};
	return await context.perform<Announced>(
		'reverseDelivery',
		{
			key: `${id}/${parcel.number ?? parcel.url}`,
			kind: 'shopify.reverse_delivery_create',
			lookUp: look,
			act: async () => {
				const node = await readParcels(client, id);
				assertOpen(node);
				const deliveries: DeliveryView[] = [];
				for (const order of open(node)) {
					const known = order.reverseDeliveries.nodes.find((one) => isParcel(one, parcel));
					const made =
						known ??
						(
							await client.send(reverseDeliveryCreate, {
								order: order.id,
								tracking: trackingInput(parcel),
								label: parcel.labelUrl ? { fileUrl: parcel.labelUrl } : null,
								notifyCustomer,
							})
						).reverseDeliveryCreateWithShipping.reverseDelivery;
					deliveries.push(deliveryView(made));
				}
				return { returnId: id, inShopify: true, deliveries };
			},
			preview: async () => {
				const node = await readParcels(client, id);
				assertOpen(node);
				return (
					(await look()) ?? {
						returnId: id,
						inShopify: true,
						deliveries: open(node).map(() => ({
							id: '',
							trackingNumber: parcel.number ?? '',
							trackingUrl: parcel.url ?? '',
							labelUrl: parcel.labelUrl ?? '',
						})),
					}
				);
			},
		},
		() => [announced(id, parcel)],
	);
}

/** Reverse fulfillment orders that a parcel can still be announced for; a closed or canceled one takes none. */
function open({ reverseFulfillmentOrders }: ReturnDeliveries) {
	return reverseFulfillmentOrders.nodes.filter(({ status }) => status === 'OPEN');
}

function assertOpen(node: ReturnDeliveries): void {
	if (open(node).length) return;
	throw new EffectError(`Return ${node.name} is ${node.status.toLowerCase()} and expects no parcel`, {
		category: 'rejected',
		connection: 'shopify',
		code: 'INVALID_STATE',
		advice: node.status === 'REQUESTED' ? 'Approve it first.' : 'Only an open return takes a parcel.',
	});
}
