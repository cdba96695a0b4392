import { z } from 'zod';
import { EffectError } from '../../shared/model/effectError';
import type { NewEvent } from '../../shared/model';
import {
	furtherDeliveries,
	furtherParcels,
	reverseDeliveries,
	type DeliveryNode,
	type ReturnDeliveries,
} from '../graphql';
import type { Parcel } from './parcel';
import type { ShopifyClient } from '../transport/client';
import { readOn } from '../transport/readOn';

/** A return's reverse fulfillment orders and the parcels announced for them. Throws EffectError when there is no such return. */
export async function readParcels(client: ShopifyClient, id: string): Promise<ReturnDeliveries> {
	const { return: node } = await client.send(reverseDeliveries, { id });
	if (node) {
		const orders = await readOn(client, furtherParcels, id, node.reverseFulfillmentOrders);
		for (const one of orders.nodes)
			one.reverseDeliveries = await readOn(client, furtherDeliveries, one.id, one.reverseDeliveries);
		return { ...node, reverseFulfillmentOrders: orders };
	}
	throw new EffectError(`Shopify has no return ${id}`, {
		category: 'invalid_input',
		connection: 'shopify',
		field: 'returnId',
		advice: 'Check the ID, and that the credential names the shop the return is in.',
	});
}

/** Whether a parcel is the one that is meant: the same tracking number; without one, the same address to follow it. */
export function isParcel({ deliverable }: DeliveryNode, { number, url }: Parcel): boolean {
	const tracking = deliverable?.tracking;
	return number ? tracking?.number === number : !!url && tracking?.url === url;
}

/** Whether nothing has to be changed. Shopify keeps a copy of the label under an address of its own, so the label tells only that there is one. */
export function isAsWanted(node: DeliveryNode, { number, url }: Parcel): boolean {
	const tracking = node.deliverable?.tracking;
	return (!number || tracking?.number === number) && (!url || tracking?.url === url);
}

export function trackingInput({ number, url }: Parcel) {
	return number || url ? { ...(number && { number }), ...(url && { url }) } : null;
}

export function labelInput({ labelUrl }: Parcel) {
	return labelUrl ? { fileUrl: labelUrl } : null;
}

/** A parcel that was announced. */
export const DeliveryView = z.object({
	id: z.string(),
	trackingNumber: z.string(),
	trackingUrl: z.string(),
	labelUrl: z.string(),
});
export type DeliveryView = z.infer<typeof DeliveryView>;

export function deliveryView({ id, deliverable }: DeliveryNode): DeliveryView {
	return {
		id,
		trackingNumber: deliverable?.tracking?.number ?? '',
		trackingUrl: deliverable?.tracking?.url ?? '',
		labelUrl: deliverable?.label?.publicFileUrl ?? '',
	};
}

/** What the case learns of a parcel; its webhook tells the same under the same name. */
export function announced(returnId: string, { number, url }: Parcel): NewEvent {
	return {
		source: 'shopify',
		id: `${returnId}/parcel/${number ?? url ?? ''}`,
		type: 'shop_parcel.announced',
		references: { 'shopify.return': returnId },
		data: { id: returnId, ...(number && { trackingNumber: number }), ...(url && { trackingUrl: url }) },
	};
}
