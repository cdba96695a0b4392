import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { MoneySet, list, moneyFields, pagedList, pageFields } from './parts';

export const ReturnStatusNode = z.object({ id: z.string(), name: z.string(), status: z.string() });
export type ReturnStatusNode = z.infer<typeof ReturnStatusNode>;

export const returnStatus: GraphqlDocument<{ return: ReturnStatusNode | null }> = {
	name: 'ReturnStatus',
	repeatable: true,
	text: `query ReturnStatus($id: ID!) {
	return(id: $id) { id name status }
}`,
	answer: z.object({ return: ReturnStatusNode.nullable() }),
};

/** Shopify's reasons for a return, by handle. */
export const returnReasons: GraphqlDocument<{
	returnReasonDefinitions: { nodes: Array<{ id: string; handle: string }> };
}> = {
	name: 'ReturnReasons',
	repeatable: true,
	text: `query ReturnReasons($handles: [String!]!) {
	returnReasonDefinitions(first: 50, handles: $handles) { nodes { id handle } }
}`,
	answer: z.object({ returnReasonDefinitions: list(z.object({ id: z.string(), handle: z.string() })) }),
};

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
	restockingFee: z.object({ amountSet: MoneySet }).nullish(),
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

export const returnLineFields = `__typename
				id quantity processableQuantity processedQuantity refundableQuantity refundedQuantity
				returnReasonDefinition { handle }
				returnReasonNote customerNote
				... on ReturnLineItem { restockingFee { amountSet { ${moneyFields} } } fulfillmentLineItem { id lineItem { id sku title variant { id } } } }`;

export const ReverseLineNode = z.object({
	id: z.string(),
	totalQuantity: z.number().int(),
	fulfillmentLineItem: z.object({ id: z.string() }).nullish(),
	dispositions: z.array(z.object({ type: z.string(), quantity: z.number().int() })),
});

export const reverseLineFields = 'id totalQuantity fulfillmentLineItem { id } dispositions { type quantity }';

export const ReverseFulfillmentNode = z.object({
	id: z.string(),
	status: z.string(),
	lineItems: list(ReverseLineNode),
});

export const reverseFulfillmentFields = `id status
				lineItems(first: 50) { nodes { ${reverseLineFields} } ${pageFields} }`;

export const ExchangeLineNode = z.object({
	id: z.string(),
	quantity: z.number().int(),
	processableQuantity: z.number().int(),
	variantId: z.string().nullish(),
	/** Once it is on the order. */
	lineItems: z.array(z.object({ title: z.string() })).nullish(),
});

export const exchangeLineFields = 'id quantity processableQuantity variantId lineItems { title }';

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
	returnShippingFees: z.array(z.object({ amountSet: MoneySet })).optional(),
	reverseFulfillmentOrders: list(ReverseFulfillmentNode),
});
export type ReturnNode = z.infer<typeof ReturnNode>;

/** A return with its lines and with what became of the goods; returns/readReturn.ts reads the further pages. */
export const returnGet: GraphqlDocument<{ return: ReturnNode | null }> = {
	name: 'ReturnGet',
	repeatable: true,
	text: `query ReturnGet($id: ID!) {
	return(id: $id) {
		id name status createdAt closedAt totalQuantity
		decline { reason note }
		returnShippingFees { amountSet { ${moneyFields} } }
		order { id name }
		returnLineItems(first: 100) {
			nodes {
				${returnLineFields}
			}
			${pageFields}
		}
		exchangeLineItems(first: 50) { nodes { ${exchangeLineFields} } ${pageFields} }
		reverseFulfillmentOrders(first: 10) {
			nodes {
				${reverseFulfillmentFields}
			}
			${pageFields}
		}
	}
}`,
	answer: z.object({ return: ReturnNode.nullable() }),
};

export const ListedReturn = z.object({
	id: z.string(),
	name: z.string(),
	status: z.string(),
	createdAt: z.string(),
	closedAt: z.string().nullish(),
	totalQuantity: z.number().int(),
});
export type ListedReturn = z.infer<typeof ListedReturn>;

const returnFields = 'id name status createdAt closedAt totalQuantity';

export const ListedOrder = z.object({
	id: z.string(),
	name: z.string(),
	updatedAt: z.string(),
	returns: pagedList(ListedReturn),
});
export type ListedOrder = z.infer<typeof ListedOrder>;

/** Orders with their returns: Shopify has no list of returns of its own. */
export const returnsList: GraphqlDocument<{
	orders: { nodes: ListedOrder[]; pageInfo: { hasNextPage: boolean; endCursor?: string | null } };
}> = {
	name: 'ReturnsList',
	repeatable: true,
	text: `query ReturnsList($query: String!, $after: String) {
	orders(first: 25, after: $after, query: $query, sortKey: UPDATED_AT, reverse: true) {
		nodes { id name updatedAt returns(first: 10) { nodes { ${returnFields} } pageInfo { hasNextPage endCursor } } }
		pageInfo { hasNextPage endCursor }
	}
}`,
	answer: z.object({ orders: pagedList(ListedOrder) }),
};

/** The further returns of one order. */
export const returnsOfOrder: GraphqlDocument<{ order: { returns: ListedOrder['returns'] } | null }> = {
	name: 'ReturnsOfOrder',
	repeatable: true,
	text: `query ReturnsOfOrder($id: ID!, $after: String) {
	order(id: $id) { returns(first: 100, after: $after) { nodes { ${returnFields} } pageInfo { hasNextPage endCursor } } }
}`,
	answer: z.object({ order: z.object({ returns: pagedList(ListedReturn) }).nullable() }),
};

/** The same as a bulk operation runs it, which gives one line of JSON for each order and each return. A string is quoted by JSON's rules, which are GraphQL's. */
export const bulkReturnsQuery = (query: string): string => `{
	orders(query: ${JSON.stringify(query)}) {
		edges { node { id name updatedAt returns { edges { node { ${returnFields} } } } } }
	}
}`;

export const ReturnableLine = z.object({
	quantity: z.number().int(),
	fulfillmentLineItem: z.object({
		id: z.string(),
		lineItem: z.object({
			id: z.string(),
			sku: z.string().nullish(),
			title: z.string(),
			variant: z.object({ id: z.string() }).nullish(),
		}),
	}),
});
export type ReturnableLine = z.infer<typeof ReturnableLine>;

const Fulfillment = z.object({ id: z.string(), returnableFulfillmentLineItems: pagedList(ReturnableLine) });

/** What of an order can still come back, by delivery. `inner` names the page of a delivery's lines (of the only one of the outer page then). */
export const returnableFulfillments: GraphqlDocument<{
	returnableFulfillments: z.infer<ReturnType<typeof pagedList<typeof Fulfillment>>>;
}> = {
	name: 'ReturnableFulfillments',
	repeatable: true,
	text: `query ReturnableFulfillments($orderId: ID!, $first: Int!, $after: String, $inner: String) {
	returnableFulfillments(orderId: $orderId, first: $first, after: $after) {
		nodes {
			id
			returnableFulfillmentLineItems(first: 50, after: $inner) {
				nodes { quantity fulfillmentLineItem { id lineItem { id sku title variant { id } } } }
				pageInfo { hasNextPage endCursor }
			}
		}
		pageInfo { hasNextPage endCursor }
	}
}`,
	answer: z.object({ returnableFulfillments: pagedList(Fulfillment) }),
};

const Fee = z.object({ amountSet: MoneySet }).nullish();

/** What a return would give back, before it is made. Shopify writes what goes to the customer with a minus. */
export const CalculatedReturn = z.object({
	returnLineItems: z.array(
		z.object({
			quantity: z.number().int(),
			fulfillmentLineItem: z.object({ id: z.string() }),
			subtotalSet: MoneySet,
			totalTaxSet: MoneySet,
			restockingFee: Fee,
		}),
	),
	exchangeLineItems: z.array(z.object({ quantity: z.number().int(), subtotalSet: MoneySet, totalTaxSet: MoneySet })),
	returnShippingFee: Fee,
});
export type CalculatedReturn = z.infer<typeof CalculatedReturn>;

export const returnCalculate: GraphqlDocument<{ returnCalculate: CalculatedReturn | null }> = {
	name: 'ReturnCalculate',
	repeatable: true,
	text: `query ReturnCalculate($input: CalculateReturnInput!) {
	returnCalculate(input: $input) {
		returnLineItems {
			quantity fulfillmentLineItem { id }
			subtotalSet { ${moneyFields} } totalTaxSet { ${moneyFields} }
			restockingFee { amountSet { ${moneyFields} } }
		}
		exchangeLineItems { quantity subtotalSet { ${moneyFields} } totalTaxSet { ${moneyFields} } }
		returnShippingFee { amountSet { ${moneyFields} } }
	}
}`,
	answer: z.object({ returnCalculate: CalculatedReturn.nullable() }),
};

export const SuggestedOutcome = z.object({
	discountedSubtotal: MoneySet,
	maximumRefundable: MoneySet,
	totalTax: MoneySet,
	financialTransfer: z
		.object({
			__typename: z.enum(['RefundReturnOutcome', 'InvoiceReturnOutcome']),
			amount: MoneySet,
			suggestedTransactions: z
				.array(
					z.object({
						gateway: z.string().nullish(),
						amountSet: MoneySet,
						parentTransaction: z.object({ id: z.string() }).nullish(),
					}),
				)
				.optional(),
		})
		.nullish(),
});
export type SuggestedOutcome = z.infer<typeof SuggestedOutcome>;

/** What Shopify would give back (or still ask for) for pieces of a return that exists. */
export const suggestedOutcome: GraphqlDocument<{
	return: { id: string; suggestedFinancialOutcome?: SuggestedOutcome | null } | null;
}> = {
	name: 'SuggestedOutcome',
	repeatable: true,
	text: `query SuggestedOutcome($id: ID!, $lines: [SuggestedOutcomeReturnLineItemInput!]!, $exchanges: [SuggestedOutcomeExchangeLineItemInput!]!, $shipping: RefundShippingInput, $allocation: RefundMethodAllocation) {
	return(id: $id) {
		id
		suggestedFinancialOutcome(returnLineItems: $lines, exchangeLineItems: $exchanges, refundShipping: $shipping, refundMethodAllocation: $allocation) {
			discountedSubtotal { ${moneyFields} }
			maximumRefundable { ${moneyFields} }
			totalTax { ${moneyFields} }
			financialTransfer {
				__typename
				... on RefundReturnOutcome { amount { ${moneyFields} } suggestedTransactions { gateway amountSet { ${moneyFields} } parentTransaction { id } } }
				... on InvoiceReturnOutcome { amount { ${moneyFields} } }
			}
		}
	}
}`,
	answer: z.object({
		return: z.object({ id: z.string(), suggestedFinancialOutcome: SuggestedOutcome.nullish() }).nullable(),
	}),
};
