import { z } from 'zod';
import type { GraphqlDocument } from './document';

const OrderStanding = z.object({
	id: z.string(),
	name: z.string(),
	cancelledAt: z.string().nullish(),
	displayFulfillmentStatus: z.string(),
	fulfillments: z.array(z.object({ id: z.string(), status: z.string().nullish() })),
});
export type OrderStanding = z.infer<typeof OrderStanding>;

/** Whether an order is canceled, and whether any of it was sent. */
export const orderStanding: GraphqlDocument<{ order: OrderStanding | null }> = {
	name: 'OrderStanding',
	repeatable: true,
	text: `query OrderStanding($id: ID!) {
	order(id: $id) { id name cancelledAt displayFulfillmentStatus fulfillments { id status } }
}`,
	answer: z.object({ order: OrderStanding.nullable() }),
};

/**
 * Cancels an order, which cannot be undone, and refunds nothing: the case does that (docs/facts/shopify.md#an-order-is-canceled-by-a-job). Shopify answers
 * with a job; the order says when it is done.
 */
export const orderCancel: GraphqlDocument<{ orderCancel: { job?: { id: string } | null } }> = {
	name: 'OrderCancel',
	repeatable: false,
	text: `mutation OrderCancel($id: ID!, $note: String!) {
	orderCancel(orderId: $id, reason: CUSTOMER, notifyCustomer: false, restock: true, refundMethod: { originalPaymentMethodsRefund: false }, staffNote: $note) {
		job { id }
		userErrors: orderCancelUserErrors { code field message }
	}
}`,
	answer: z.object({ orderCancel: z.object({ job: z.object({ id: z.string() }).nullish() }) }),
};
