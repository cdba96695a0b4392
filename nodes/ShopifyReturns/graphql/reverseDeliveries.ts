import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { list } from './parts';

const deliverableFields =
	'deliverable { ... on ReverseDeliveryShippingDeliverable { label { publicFileUrl } tracking { number url } } }';

export const DeliveryNode = z.object({
	id: z.string(),
	deliverable: z
		.object({
			label: z.object({ publicFileUrl: z.string().nullish() }).nullish(),
			tracking: z.object({ number: z.string().nullish(), url: z.string().nullish() }).nullish(),
		})
		.nullish(),
});
export type DeliveryNode = z.infer<typeof DeliveryNode>;

const ReverseOrder = z.object({ id: z.string(), status: z.string(), reverseDeliveries: list(DeliveryNode) });
const ReturnNode = z.object({
	id: z.string(),
	name: z.string(),
	status: z.string(),
	reverseFulfillmentOrders: list(ReverseOrder),
});
export type ReturnDeliveries = z.infer<typeof ReturnNode>;

/** The parcels that are announced for a return. */
export const reverseDeliveries: GraphqlDocument<{ return: ReturnDeliveries | null }> = {
	name: 'ReverseDeliveries',
	repeatable: true,
	text: `query ReverseDeliveries($id: ID!) {
	return(id: $id) {
		id name status
		reverseFulfillmentOrders(first: 10) { nodes { id status reverseDeliveries(first: 20) { nodes { id ${deliverableFields} } } } }
	}
}`,
	answer: z.object({ return: ReturnNode.nullable() }),
};

/** No lines means: every piece of the reverse fulfillment order. */
export const reverseDeliveryCreate: GraphqlDocument<{
	reverseDeliveryCreateWithShipping: { reverseDelivery: DeliveryNode };
}> = {
	name: 'ReverseDeliveryCreate',
	repeatable: false,
	text: `mutation ReverseDeliveryCreate($order: ID!, $tracking: ReverseDeliveryTrackingInput, $label: ReverseDeliveryLabelInput, $notifyCustomer: Boolean) {
	reverseDeliveryCreateWithShipping(reverseFulfillmentOrderId: $order, reverseDeliveryLineItems: [], trackingInput: $tracking, labelInput: $label, notifyCustomer: $notifyCustomer) {
		reverseDelivery { id ${deliverableFields} }
		userErrors { code field message }
	}
}`,
	answer: z.object({ reverseDeliveryCreateWithShipping: z.object({ reverseDelivery: DeliveryNode }) }),
};

/** Repeatable: it says how the parcel shall be, not what changes. */
export const reverseDeliveryUpdate: GraphqlDocument<{
	reverseDeliveryShippingUpdate: { reverseDelivery: DeliveryNode };
}> = {
	name: 'ReverseDeliveryUpdate',
	repeatable: true,
	text: `mutation ReverseDeliveryUpdate($id: ID!, $tracking: ReverseDeliveryTrackingInput, $label: ReverseDeliveryLabelInput, $notifyCustomer: Boolean) {
	reverseDeliveryShippingUpdate(reverseDeliveryId: $id, trackingInput: $tracking, labelInput: $label, notifyCustomer: $notifyCustomer) {
		reverseDelivery { id ${deliverableFields} }
		userErrors { code field message }
	}
}`,
	answer: z.object({ reverseDeliveryShippingUpdate: z.object({ reverseDelivery: DeliveryNode }) }),
};
