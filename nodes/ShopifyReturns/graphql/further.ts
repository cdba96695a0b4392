import { z } from 'zod';
import type { GraphqlDocument } from './document';
import {
	DeliveryNode,
	deliveryFields,
	DisposedLine,
	disposedLineFields,
	ReverseParcels,
	reverseParcelsFields,
} from './goods';
import { LineItemNode, lineItemFields, ofProducts, SentLine, ShippingLineNode, shippingLineFields } from './orders';
import {
	pagedList,
	RefundedShipping,
	refundedShippingFields,
	RefundLine,
	refundLineFields,
	Transaction,
	transactionFields,
	type Page,
} from './parts';
import {
	ExchangeLineNode,
	exchangeLineFields,
	ReturnLineNode,
	returnLineFields,
	ReverseFulfillmentNode,
	reverseFulfillmentFields,
	ReverseLineNode,
	reverseLineFields,
} from './returns';

/** The further pages of a list of one object, by the object's ID. */
export type Further<N> = GraphqlDocument<{ node: { list: Page<N> } | null }>;

function further<N extends z.ZodTypeAny>(
	name: string,
	list: string,
	fields: string,
	node: N,
	mayBeWithheld?: string[],
): Further<z.output<N>> {
	const [type, field] = list.split('.');
	return {
		name,
		repeatable: true,
		...(mayBeWithheld && { mayBeWithheld }),
		text: `query ${name}($id: ID!, $after: String) {
	node(id: $id) { ... on ${type} { list: ${field}(first: 100, after: $after) { nodes { ${fields} } pageInfo { hasNextPage endCursor } } } }
}`,
		answer: z.object({ node: z.object({ list: pagedList(node) }).nullable() }),
	};
}

export const furtherLines = further('FurtherLines', 'Order.lineItems', lineItemFields, LineItemNode, ofProducts);
export const furtherShipping = further('FurtherShipping', 'Order.shippingLines', shippingLineFields, ShippingLineNode);
export const furtherSent = further(
	'FurtherSent',
	'Fulfillment.fulfillmentLineItems',
	'quantity lineItem { id }',
	SentLine,
);
export const furtherMoney = further('FurtherMoney', 'Refund.transactions', transactionFields, Transaction);
export const furtherRefunded = further('FurtherRefunded', 'Refund.refundLineItems', refundLineFields, RefundLine);
export const furtherRefundedShipping = further(
	'FurtherRefundedShipping',
	'Refund.refundShippingLines',
	refundedShippingFields,
	RefundedShipping,
);
export const furtherReturned = further('FurtherReturned', 'Return.returnLineItems', returnLineFields, ReturnLineNode);
export const furtherExchanged = further(
	'FurtherExchanged',
	'Return.exchangeLineItems',
	exchangeLineFields,
	ExchangeLineNode,
);
export const furtherReverse = further(
	'FurtherReverse',
	'Return.reverseFulfillmentOrders',
	reverseFulfillmentFields,
	ReverseFulfillmentNode,
);
export const furtherReverseLines = further(
	'FurtherReverseLines',
	'ReverseFulfillmentOrder.lineItems',
	reverseLineFields,
	ReverseLineNode,
);
export const furtherParcels = further(
	'FurtherParcels',
	'Return.reverseFulfillmentOrders',
	reverseParcelsFields,
	ReverseParcels,
);
export const furtherDisposed = further(
	'FurtherDisposed',
	'ReverseFulfillmentOrder.lineItems',
	disposedLineFields,
	DisposedLine,
);
export const furtherDeliveries = further(
	'FurtherDeliveries',
	'ReverseFulfillmentOrder.reverseDeliveries',
	deliveryFields,
	DeliveryNode,
);
