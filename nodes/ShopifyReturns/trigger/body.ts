import { z } from 'zod';
import type { ReturnRequest } from '../../shared/model';
import { parsedBody, UnreadableBody } from '../../shared/trigger';
import { caseLineOf } from '../graphql/gid';
import { referenceIn } from '../returns/returnMark';
import type { ReturnTopic } from './topics';

const gid = (kind: string) =>
	z.string().regex(new RegExp(`^gid://shopify/${kind}/\\d+$`), `must be the GraphQL ID of a ${kind}`);
/** Words beside the point: one that is none loses nothing else. */
const text = z.string().nullish().catch(undefined);

/** A line, by whatever of it can be read: what is strange about one must not lose the others, nor the return. */
const Line = z.object({
	// Items that the shop cannot tell from its orders come as unverified ones.
	admin_graphql_api_id: gid('(?:Unverified)?ReturnLineItem').optional().catch(undefined),
	quantity: z
		.union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
		.pipe(z.number().int().nonnegative())
		.optional()
		.catch(undefined),
	return_reason: text,
	return_reason_note: text,
	customer_note: text,
	fulfillment_line_item: z
		.object({
			admin_graphql_api_id: gid('FulfillmentLineItem'),
			line_item: z.object({ admin_graphql_api_id: gid('LineItem') }),
		})
		.nullish()
		.catch(undefined),
});
type Line = z.infer<typeof Line>;

/** What the topics have in common. The numeric `id` is never read: it can be above 2^53, where JSON loses digits. */
const ReturnBody = z.object({
	admin_graphql_api_id: gid('Return'),
	status: text,
	name: text,
});

/** The whole return, as returns/request and returns/approve carry it. */
const WholeReturn = ReturnBody.extend({
	order: z
		.object({ admin_graphql_api_id: gid('Order') })
		.nullish()
		.catch(undefined),
	return_line_items: z.array(Line.catch({})).nullish().catch(undefined),
});
type WholeReturn = z.infer<typeof WholeReturn>;

const Declined = ReturnBody.extend({ decline: z.object({ reason: text, note: text }).nullish().catch(undefined) });

/**
 * Statuses a body of this topic can have. The topic comes in a header, which the signature does not cover, so a body that says
 * something else than its topic is not believed.
 */
const statuses: Partial<Record<ReturnTopic, string[]>> = {
	'returns/approve': ['open', 'closed'],
	'returns/decline': ['declined'],
	'returns/cancel': ['canceled'],
	'returns/close': ['closed'],
	'returns/reopen': ['open'],
};

export interface ReturnNews {
	returnId: string;
	/** Present when the body carries the whole return. */
	request?: ReturnRequest;
	/** Why a person must look at what comes back: items without an order, or none at all. */
	unknownItems?: string;
	/** The case that made this return: its reference stands in the notes of the lines. */
	madeBy?: string;
	/** Its name, when the body carries it. */
	name?: string;
	decline?: { reason: string; note?: string };
}

/** What a body says. Throws UnreadableBody. */
export function readBody(topic: ReturnTopic, json: unknown, triggeredAt?: string): ReturnNews {
	const { admin_graphql_api_id: returnId, status } = parsedBody(ReturnBody, json);
	const expected = statuses[topic];
	if (expected && !expected.includes((status ?? '').toLowerCase()))
		throw new UnreadableBody(`status "${status ?? ''}" does not belong to ${topic}`);
	if (topic === 'returns/request') return wholeNews(parsedBody(WholeReturn, json), triggeredAt);
	if (topic === 'returns/approve') {
		// Without its lines it says no more than that: a case that is not there yet is opened from what the shop says of the return.
		const whole = parsedBody(WholeReturn, json);
		return whole.return_line_items && whole.order ? wholeNews(whole, triggeredAt) : { returnId };
	}
	if (topic === 'returns/decline') {
		const { decline } = parsedBody(Declined, json);
		return { returnId, decline: { reason: decline?.reason ?? 'other', ...(decline?.note && { note: decline.note }) } };
	}
	return { returnId };
}

function wholeNews(body: WholeReturn, triggeredAt: string | undefined): ReturnNews {
	// A line of no pieces was taken off the return.
	const lines = (body.return_line_items ?? []).filter(({ quantity }) => quantity !== 0);
	const madeBy = lines
		.map((line) => referenceIn(line.return_reason_note) ?? referenceIn(line.customer_note))
		.find(Boolean);
	const unknown = unknownItemsOf(lines);
	return {
		returnId: body.admin_graphql_api_id,
		request: requestOf(body, lines, triggeredAt),
		...(unknown && { unknownItems: unknown }),
		...(madeBy && { madeBy }),
		...(body.name && { name: body.name }),
	};
}

function unknownItemsOf(lines: Line[]): string | undefined {
	const unknown = lines.filter((line) => !isKnown(line)).length;
	if (!lines.length)
		return "Shopify names no item of this return. Look at it in Shopify's admin, find out what the customer sends, then resolve this exception.";
	return unknown
		? `${unknown} of ${lines.length} items of this return cannot be told from what Shopify says: of which order line they are, or how many. Find out what they are, then resolve this exception.`
		: undefined;
}

function isKnown({ admin_graphql_api_id: id, quantity, fulfillment_line_item: item }: Line): boolean {
	return !!id && !!quantity && !!item;
}

/** Stands for goods that nobody named: a case has at least one line. */
const unnamed = {
	id: 'L0',
	sku: '',
	title: 'Items that Shopify does not name',
	quantity: 1,
	reason: 'unknown',
	providerIds: {},
};

/** The return as a request for a case. Shopify names a return after its order: "#1106-R2" is the second of #1106. */
function requestOf(body: WholeReturn, given: Line[], triggeredAt: string | undefined): ReturnRequest {
	const orderNumber = /^(.+)-R\d+$/.exec(body.name ?? '')?.[1];
	const time =
		triggeredAt && Number.isFinite(Date.parse(triggeredAt)) ? new Date(triggeredAt).toISOString() : undefined;
	return {
		brand: 'default',
		channel: 'shopify',
		...(orderNumber && { orderNumber }),
		...(time && { requestedAt: time }),
		lines: given.length ? given.map(lineOf) : [unnamed],
		providerIds: {
			'shopify.return': body.admin_graphql_api_id,
			...(body.order && { 'shopify.order': body.order.admin_graphql_api_id }),
		},
	};
}

function lineOf(line: Line, index: number): ReturnRequest['lines'][number] {
	const { admin_graphql_api_id: id, fulfillment_line_item: item } = line;
	return {
		id: id ? caseLineOf(id) : `L0-${index + 1}`,
		sku: '',
		title: id && item ? '' : unnamed.title,
		quantity: line.quantity ?? 1,
		reason: line.return_reason || 'unknown',
		...noteOf(line),
		providerIds: {
			...(id && { 'shopify.return_line': id }),
			...(item && {
				'shopify.fulfillment_line': item.admin_graphql_api_id,
				'shopify.line_item': item.line_item.admin_graphql_api_id,
			}),
		},
	};
}

function noteOf({ customer_note: customer, return_reason_note: staff }: Line): { note?: string } {
	const note = customer || staff;
	return note ? { note } : {};
}
