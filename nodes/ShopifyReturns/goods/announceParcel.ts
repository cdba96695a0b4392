import { z } from 'zod';
import type { Effect } from '../../shared/effect';
import { EffectError } from '../../shared/model';
import { reverseDeliveryCreate, type ReturnDeliveries } from '../graphql';
import type { ShopifyClient } from '../transport/client';
import type { Parcel } from './parcel';
import { deliveryView, DeliveryView, isParcel, labelInput, readParcels, trackingInput } from './parcels';

export const Announced = z.object({
	returnId: z.string(),
	inShopify: z.boolean(),
	deliveries: z.array(DeliveryView),
});
export type Announced = z.infer<typeof Announced>;

/** The customer's parcel that Shopify is told about. */
export interface Announcing {
	client: ShopifyClient;
	returnId: string;
	parcel: Parcel;
	notifyCustomer: boolean;
}

/** Announces a parcel: one for each delivery that the goods came in. */
export function announcingEffect(announcing: Announcing): Effect<Announced> {
	const { client, returnId, parcel } = announcing;
	const read = async () => await readParcels(client, returnId);
	return {
		key: `${returnId}/${parcel.number ?? parcel.url}`,
		kind: 'shopify.reverse_delivery_create',
		lookUp: async () => announcedOn(await read(), announcing),
		act: async () => await announceNow(await read(), announcing),
		preview: async () => {
			const node = await read();
			assertOpen(node);
			return announcedOn(node, announcing) ?? wouldBe(node, announcing);
		},
	};
}

/** The parcel as it is announced already; undefined while one of the deliveries lacks it. */
function announcedOn(node: ReturnDeliveries, { returnId, parcel }: Announcing): Announced | undefined {
	const found = open(node).map((order) => order.reverseDeliveries.nodes.find((one) => isParcel(one, parcel)));
	return found.length && found.every(Boolean)
		? { returnId, inShopify: true, deliveries: found.map((one) => deliveryView(one!)) }
		: undefined;
}

async function announceNow(
	node: ReturnDeliveries,
	{ client, returnId, parcel, notifyCustomer }: Announcing,
): Promise<Announced> {
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
					label: labelInput(parcel),
					notifyCustomer,
				})
			).reverseDeliveryCreateWithShipping.reverseDelivery;
		deliveries.push(deliveryView(made));
	}
	return { returnId, inShopify: true, deliveries };
}

function wouldBe(node: ReturnDeliveries, { returnId, parcel }: Announcing): Announced {
	return {
		returnId,
		inShopify: true,
		deliveries: open(node).map(() => ({
			id: '',
			trackingNumber: parcel.number ?? '',
			trackingUrl: parcel.url ?? '',
			labelUrl: parcel.labelUrl ?? '',
		})),
	};
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
