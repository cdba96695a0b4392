import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Effect } from '../../shared/effect';
import { EffectError } from '../../shared/model';
import { reverseDeliveryUpdate, type DeliveryNode } from '../graphql';
import { gidOf } from '../graphql/gid';
import type { ShopifyClient } from '../transport/client';
import type { Parcel } from './parcel';
import { deliveryView, DeliveryView, isAsWanted, labelInput, readParcels, trackingInput } from './parcels';

export const ChangedParcel = DeliveryView.extend({ inShopify: z.boolean() });
export type ChangedParcel = z.infer<typeof ChangedParcel>;

/** Kind of the effect that changes a parcel. */
export const changeKind = 'shopify.reverse_delivery_update';

/** An announced parcel, and what its tracking and label shall be. */
export interface ParcelChange {
	client: ShopifyClient;
	returnId: string;
	/** Which parcel; blank: the only one. */
	named: string;
	parcel: Parcel;
	notifyCustomer: boolean;
}

/** The announced parcel that is meant, as it is now. Throws EffectError when it is not there, or not the only one. */
export async function readParcel({ client, returnId, named }: ParcelChange): Promise<DeliveryNode> {
	const { nodes } = (await readParcels(client, returnId)).reverseFulfillmentOrders;
	return pick(
		nodes.flatMap((order) => order.reverseDeliveries.nodes),
		named,
	);
}

/** Whether nothing has to be changed. Whether a label is the one that is meant cannot be seen, so a label is sent, once for each claim. */
export async function isSettled(change: ParcelChange): Promise<boolean> {
	return !change.parcel.labelUrl && isAsWanted(await readParcel(change), change.parcel);
}

/** Names what a parcel `id` shall be. */
export function changeName(id: string, { parcel: { number, url, labelUrl } }: ParcelChange): string {
	const wanted = JSON.stringify([number, url, labelUrl]);
	return `${id}/${createHash('sha256').update(wanted).digest('hex').slice(0, 16)}`;
}

/** Changes the announced parcel `id`. */
export function changeEffect(key: string, id: string, change: ParcelChange): Effect<ChangedParcel> {
	const { client, parcel, notifyCustomer } = change;
	const asItIs = async (): Promise<ChangedParcel> => ({ ...deliveryView(await readParcel(change)), inShopify: true });
	return {
		key,
		kind: changeKind,
		lookUp: async () => ((await isSettled(change)) ? await asItIs() : undefined),
		act: async () => {
			if (await isSettled(change)) return await asItIs();
			const { reverseDelivery } = (
				await client.send(reverseDeliveryUpdate, {
					id,
					tracking: trackingInput(parcel),
					label: labelInput(parcel),
					notifyCustomer,
				})
			).reverseDeliveryShippingUpdate;
			return { ...deliveryView(reverseDelivery), inShopify: true };
		},
		preview: async () => {
			const now = await asItIs();
			return {
				...now,
				trackingNumber: parcel.number ?? now.trackingNumber,
				trackingUrl: parcel.url ?? now.trackingUrl,
				labelUrl: parcel.labelUrl ?? now.labelUrl,
			};
		},
	};
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
