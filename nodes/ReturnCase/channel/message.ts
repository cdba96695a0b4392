import { z } from 'zod';
import { Money, Order, ReturnLine, ReturnRequest, asReference, idsFromOutside } from '../../shared/model';
import { Instant } from '../../shared/model/time';

/*
 * What a channel that is no shop of this package's own tells: a marketplace, WooCommerce, a register, a call centre. One form for all of them
 * (docs/guides/any-channel.md); what they speak themselves is turned into it by the flow.
 */

export const messageTypes = ['return.requested', 'refund.made'] as const;

/** An id; systems that count send numbers. */
const Id = z
	.union([z.string(), z.number().finite().transform(String)])
	.transform((text) => text.trim())
	.refine((text) => text.length > 0 && text.length <= 200, 'must be 1 to 200 characters long');

/** What all messages begin with. `channel` is one of those that the node takes; `sender` tells senders of one channel apart. */
export const Envelope = z.object({
	type: z.enum(messageTypes).default('return.requested'),
	id: Id,
	channel: z.string().trim().min(1, 'must not be blank'),
	sender: z
		.string()
		.trim()
		.toLowerCase()
		.regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,39}$/u, 'must be a short name such as bol')
		.optional(),
});
export type Envelope = z.infer<typeof Envelope>;

const Line = ReturnLine.extend({ id: z.string().optional() }).superRefine(
	({ sku, orderLineId, providerIds }, context) => {
		if (!sku.trim() && !orderLineId && !Object.keys(providerIds).length)
			context.addIssue({ code: z.ZodIssueCode.custom, path: ['sku'], message: 'is missing: name the article' });
	},
);

const Given = z
	.object({ lines: z.array(Line).default([]), order: z.record(z.string(), z.unknown()).optional() })
	.passthrough();

/** A customer wants to send something back. `order`: as the channel sold it, for what the books do not know of it, such as the payment. */
export const RequestMessage = Given.transform((given, context) => {
	const lines = given.lines.map((line, index) => ({ ...line, id: line.id ?? `L${index + 1}` }));
	const request = fitting(ReturnRequest, { ...given, lines }, [], context);
	const { channel, orderNumber } = given as { channel?: unknown; orderNumber?: unknown };
	const order = given.order && fitting(Order, { number: orderNumber, channel, ...given.order }, ['order'], context);
	if (!request) return z.NEVER;
	return { request: withKnownIds(request), ...(order && { order: withKnownIds(order) }) };
});

function withKnownIds<T extends ReturnRequest | Order>(given: T): T {
	return { ...given, providerIds: idsFromOutside(given.providerIds) };
}

/** A channel that moves its own money has paid a customer back. The return is named by its reference, or by the id of the request that opened it. */
export const RefundMessage = z
	.object({
		reference: z.string().optional(),
		request: Id.optional(),
		refund: z.object({
			/** What the channel calls it: the proof for the books. */
			id: Id.refine((text) => text.length <= 80, 'must be at most 80 characters long'),
			amount: Money.refine(({ amount }) => amount > 0, 'must be more than zero'),
			paidAt: Instant.optional(),
		}),
	})
	.superRefine(({ reference, request }, context) => {
		const issue = (message: string) => context.addIssue({ code: z.ZodIssueCode.custom, path: ['reference'], message });
		if (reference ? !asReference(reference) : !request)
			issue(reference ? 'is no case reference such as RMA-7K2M9QX4TB' : 'is missing, and request as well');
	});

/** A value as a schema has it; what is wrong with it is told at its place in the message. */
function fitting<S extends z.ZodTypeAny>(
	schema: S,
	value: unknown,
	path: string[],
	context: z.RefinementCtx,
): z.output<S> | undefined {
	const read = schema.safeParse(value);
	if (read.success) return read.data as z.output<S>;
	for (const issue of read.error.issues) context.addIssue({ ...issue, path: [...path, ...issue.path] });
	return undefined;
}
