import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { list, pagedList } from './parts';

export const ReturnLineNode = z.object({
	id: z.string(),
	quantity: z.number().int(),
	processableQuantity: z.number().int(),
	processedQuantity: z.number().int(),
	refundableQuantity: z.number().int(),
	refundedQuantity: z.number().int(),
	returnReasonDefinition: z.object({ handle: z.string() }).nullish(),
	returnReasonNote: z.string().nullish(),
	customerNote: z.string().nullish(),
	fulfillmentLineItem: z
		.object({
			id: z.string(),
			lineItem: z.object({
				id: z.string(),
				sku: z.string().nullish(),
				title: z.string(),
				variant: z.object({ id: z.string() }).nullish(),
			}),
		})
		.nullish(),
});
export type ReturnLineNode = z.infer<typeof ReturnLineNode>;

export const ReverseFulfillmentNode = z.object({
	id: z.string(),
	status: z.string(),
	lineItems: list(
		z.object({
			id: z.string(),
			totalQuantity: z.number().int(),
			fulfillmentLineItem: z.object({ id: z.string() }).nullish(),
			dispositions: z.array(z.object({ type: z.string(), quantity: z.number().int() })),
		}),
	),
});
export type ReverseFulfillmentNode = z.infer<typeof ReverseFulfillmentNode>;

export const ExchangeLineNode = z.object({
	id: z.string(),
	quantity: z.number().int(),
	processableQuantity: z.number().int(),
	variantId: z.string().nullish(),
});
export type ExchangeLineNode = z.infer<typeof ExchangeLineNode>;

export const ReturnNode = z.object({
	id: z.string(),
	name: z.string(),
	status: z.string(),
	createdAt: z.string(),
	closedAt: z.string().nullish(),
	totalQuantity: z.number().int(),
	decline: z.object({ reason: z.string(), note: z.string().nullish() }).nullish(),
	order: z.object({ id: z.string(), name: z.string() }),
	returnLineItems: pagedList(ReturnLineNode),
	/** Items that the customer gets instead. */
	exchangeLineItems: list(ExchangeLineNode).optional(),
	reverseFulfillmentOrders: list(ReverseFulfillmentNode),
});
export type ReturnNode = z.infer<typeof ReturnNode>;

/** A return with its lines and with what became of the goods. Lines come by the hundred; `after` names the page. */
export const returnGet: GraphqlDocument<{ return: ReturnNode | null }> = {
	name: 'ReturnGet',
	repeatable: true,
	text: `query ReturnGet($id: ID!, $after: String) {
	return(id: $id) {
		id name status createdAt closedAt totalQuantity
		decline { reason note }
		order { id name }
		returnLineItems(first: 100, after: $after) {
			nodes {
				__typename
				id quantity processableQuantity processedQuantity refundableQuantity refundedQuantity
				returnReasonDefinition { handle }
				returnReasonNote customerNote
				... on ReturnLineItem { fulfillmentLineItem { id lineItem { id sku title variant { id } } } }
			}
			pageInfo { hasNextPage endCursor }
		}
		exchangeLineItems(first: 50) { nodes { id quantity processableQuantity variantId } }
		reverseFulfillmentOrders(first: 10) {
			nodes {
				id status
				lineItems(first: 50) { nodes { id totalQuantity fulfillmentLineItem { id } dispositions { type quantity } } }
			}
		}
	}
}`,
	answer: z.object({ return: ReturnNode.nullable() }),
};
