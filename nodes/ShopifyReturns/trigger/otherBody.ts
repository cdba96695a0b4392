import { z } from 'zod';
import { fromDecimals, type DisputeNews, type DisputeOutcome, type Money } from '../../shared/model';
import type { Parcel } from '../goods/parcel';
import { parsedBody, UnreadableBody } from '../../shared/trigger';
import type { OtherTopic } from './topics';

const gid = (kind: string) =>
	z.string().regex(new RegExp(`^gid://shopify/${kind}/\\d+$`), `must be the GraphQL ID of a ${kind}`);
/** Words beside the point: one that is none loses nothing else. */
const text = z.string().nullish().catch(undefined);
/** Tells the body from those of other topics by being there, whatever it holds. */
const there = z.unknown().refine((value) => value !== undefined, 'is missing');

/** An amount is written as a text. */
const decimal = z.union([z.string(), z.number().transform(String)]);
const Dispute = z.object({
	type: there,
	// A word that is none says nothing; it is open then.
	status: there.pipe(z.string().catch('')),
	reason: text,
	initiated_at: there,
	amount: decimal,
	currency: z
		.string()
		.trim()
		.transform((code) => code.toUpperCase()),
	evidence_due_by: text,
	evidence_sent_on: text,
});
/** A number above 2^53 has lost digits: it is none. */
const trackingNumber = z
	.union([z.string(), z.number().refine(Number.isSafeInteger).transform(String)])
	.nullish()
	.catch(undefined);
const Deliverable = z.object({
	tracking: z.object({ tracking_number: trackingNumber, tracking_url: text }).nullish().catch(undefined),
});

/** What each topic's body must be to be believed: the topic comes in a header, which the signature does not cover. */
const bodies = {
	'reverse_deliveries/attach_deliverable': z.object({
		admin_graphql_api_id: gid('ReverseDelivery'),
		return: z.object({ admin_graphql_api_id: gid('Return') }),
		shipping_deliverable: Deliverable.nullish().catch(undefined),
	}),
	'reverse_fulfillment_orders/dispose': z.object({
		admin_graphql_api_id: gid('ReverseFulfillmentOrder'),
		dispositions: there,
	}),
	'refunds/create': z.object({ admin_graphql_api_id: gid('Refund'), note: text }),
	'order_transactions/create': z.object({
		admin_graphql_api_id: gid('OrderTransaction'),
		kind: z.string(),
		// What is no word has not ended.
		status: there.pipe(z.string().catch('')),
		error_code: text,
	}),
	'disputes/create': Dispute,
	'disputes/update': Dispute,
	'tender_transactions/create': z.object({
		amount: decimal,
		currency: z.string(),
		payment_method: there,
		test: there,
	}),
	'bulk_operations/finish': z.object({ admin_graphql_api_id: gid('BulkOperation'), status: there }),
	'app/uninstalled': z.object({ myshopify_domain: text, plan_name: there }),
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
	/** disputes/*: what the case of the order learns. */
	dispute?: DisputeNews & { /** Shopify's word. */ status: string };
	/** reverse_deliveries/attach_deliverable: what the customer sends the goods with. */
	parcel?: Parcel;
}

/** Shopify's words for a dispute that is decided; every other one is open. */
const disputeOutcomes: Record<string, DisputeOutcome> = {
	won: 'over',
	// The customer has the money: by rules of the card network, or by a refund.
	prevented: 'prevented',
	charge_refunded: 'prevented',
	lost: 'lost',
	accepted: 'lost',
};

type Body = Partial<z.infer<(typeof bodies)['order_transactions/create']>> &
	Partial<z.infer<typeof Dispute>> & {
		return?: { admin_graphql_api_id: string };
		note?: string | null;
		shipping_deliverable?: z.infer<typeof Deliverable> | null;
	};

/** What the body of a topic around returns says; `raw`: the text that it came as. Throws UnreadableBody. */
export function readOther(topic: OtherTopic, json: unknown, raw: string): OtherNews {
	const body: Body = parsedBody(bodies[topic] as z.ZodTypeAny, json);
	const order = digitsOf(raw, 'order_id');
	const orderId = order && `gid://shopify/Order/${order}`;
	const dispute = topic.startsWith('disputes/') ? digitsOf(raw, 'id') : undefined;
	const gidOfBody = body.admin_graphql_api_id ?? (dispute && `gid://shopify/ShopifyPaymentsDispute/${dispute}`);
	const tracking = body.shipping_deliverable?.tracking;
	return {
		...(gidOfBody && { gid: gidOfBody }),
		...(body.return && { returnId: body.return.admin_graphql_api_id }),
		...(orderId && { orderId }),
		...(topic === 'refunds/create' && body.note && { note: body.note }),
		...(topic === 'order_transactions/create' && {
			transaction: {
				id: body.admin_graphql_api_id!,
				kind: body.kind!,
				status: body.status!,
				...(body.error_code && { errorCode: body.error_code }),
			},
		}),
		...(dispute && gidOfBody && { dispute: disputeOf(body, { id: gidOfBody, orderId }) }),
		...((tracking?.tracking_number || tracking?.tracking_url) && {
			parcel: {
				...(tracking.tracking_number && { number: tracking.tracking_number }),
				...(tracking.tracking_url && { url: tracking.tracking_url }),
			},
		}),
	};
}

function disputeOf(
	{ type, status = '', reason, amount, currency, evidence_due_by: due, evidence_sent_on: sent }: Body,
	{ id, orderId }: { id: string; orderId?: string },
): DisputeNews & { status: string } {
	return {
		source: 'shopify',
		id,
		status,
		amount: amountOf(amount, currency),
		reason: reason ?? '',
		phase: type === 'inquiry' ? 'inquiry' : 'dispute',
		answered: !!sent,
		outcome: disputeOutcomes[status] ?? 'open',
		...(due && { dueAt: due }),
		providerIds: { 'shopify.dispute': id, ...(orderId && { 'shopify.order': orderId }) },
	};
}

function amountOf(amount = '', currency = ''): Money {
	try {
		return fromDecimals([amount], currency);
	} catch (error) {
		throw new UnreadableBody(`amount: ${(error as Error).message}`);
	}
}

/** All digits of a number in JSON text, which may stand in quotes. A quote inside of a string is escaped there, so the name cannot be part of one. */
export function digitsOf(raw: string, field: string): string | undefined {
	return new RegExp(`(?<!\\\\)"${field}"\\s*:\\s*("?)(\\d+)\\1(?=[\\s,}])`).exec(raw)?.[2];
}
