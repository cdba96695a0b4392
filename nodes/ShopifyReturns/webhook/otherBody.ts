import { z } from 'zod';
import { parseBody } from './body';
import type { OtherTopic } from './topics';

const gid = (kind: string) => z.string().regex(new RegExp(`^gid://shopify/${kind}/\\d+$`), `must be the GraphQL ID of a ${kind}`);
const text = z.string().nullish();

/** What each topic's body must be to be believed: the topic comes in a header, which the signature does not cover. */
const bodies = {
	'reverse_deliveries/attach_deliverable': z.object({ admin_graphql_api_id: gid('ReverseDelivery'), return: z.object({ admin_graphql_api_id: gid('Return') }) }),
	'reverse_fulfillment_orders/dispose': z.object({ admin_graphql_api_id: gid('ReverseFulfillmentOrder'), dispositions: z.array(z.object({ type: z.string(), quantity: z.number().int() }).passthrough()) }),
	'refunds/create': z.object({ admin_graphql_api_id: gid('Refund'), note: text }),
	'order_transactions/create': z.object({ admin_graphql_api_id: gid('OrderTransaction'), kind: z.string(), status: z.string(), error_code: text }),
	'disputes/create': z.object({ type: z.string(), status: z.string(), reason: text, initiated_at: z.string() }),
	'disputes/update': z.object({ type: z.string(), status: z.string(), reason: text, initiated_at: z.string() }),
	'tender_transactions/create': z.object({ amount: z.string(), currency: z.string(), payment_method: z.string().nullable(), remote_reference: z.string().nullable(), test: z.boolean() }),
	'bulk_operations/finish': z.object({ admin_graphql_api_id: gid('BulkOperation'), status: z.string() }),
	'app/uninstalled': z.object({ myshopify_domain: text, plan_name: z.string() }),
} satisfies Record<OtherTopic, z.ZodTypeAny>;

/** What a webhook that is not of a return says. The numeric ids are read from the text: JSON loses the digits of those above 2^53. */
export interface OtherNews {
	/** The object it is about. */
	gid?: string;
	returnId?: string;
	orderId?: string;
	/** refunds/create: the note, which names the refund of the case. It says nothing about whether money moved. */
	note?: string;
	/** order_transactions/create: only this tells what became of the money. */
	transaction?: { id: string; kind: string; status: string; errorCode?: string };
}

/** Reads the raw body of a topic around returns. Throws UnreadableBody. */
export function readOther(topic: OtherTopic, raw: string): OtherNews {
	const body = parseBody<Partial<z.infer<(typeof bodies)['order_transactions/create']>> & { return?: { admin_graphql_api_id: string }; note?: string | null }>(bodies[topic] as never, raw);
	const order = digitsOf(raw, 'order_id');
	const dispute = topic.startsWith('disputes/') ? digitsOf(raw, 'id') : undefined;
	const gidOfBody = body.admin_graphql_api_id ?? (dispute && `gid://shopify/ShopifyPaymentsDispute/${dispute}`);
	return {
		...(gidOfBody && { gid: gidOfBody }),
		...(body.return && { returnId: body.return.admin_graphql_api_id }),
		...(order && { orderId: `gid://shopify/Order/${order}` }),
		...(topic === 'refunds/create' && body.note && { note: body.note }),
		...(topic === 'order_transactions/create' && { transaction: { id: body.admin_graphql_api_id!, kind: body.kind!, status: body.status!, ...(body.error_code && { errorCode: body.error_code }) } }),
	};
}

/** All digits of a number in JSON text. A quote inside of a string is escaped there, so the name cannot be part of one. */
export function digitsOf(raw: string, field: string): string | undefined {
	return new RegExp(`(?<!\\\\)"${field}"\\s*:\\s*(\\d+)`).exec(raw)?.[1];
}
