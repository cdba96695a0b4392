import { z } from 'zod';
import type { GraphqlDocument } from './document';
import {
	moneyFields,
	pageFields,
	RefundNode,
	Transaction,
	refundFields,
	refundedShippingFields,
	refundLineFields,
	transactionFields,
} from './parts';

export const OrderRefundsNode = z.object({
	id: z.string(),
	name: z.string(),
	transactions: z.array(Transaction),
	refunds: z.array(RefundNode),
});
export type OrderRefundsNode = z.infer<typeof OrderRefundsNode>;

/**
 * What was paid for an order and what went back: to find a refund again, and to know what is left. Its two lists have no pages: asked for
 * without a number they come whole.
 */
export const orderRefunds: GraphqlDocument<{ order: OrderRefundsNode | null }> = {
	name: 'OrderRefunds',
	repeatable: true,
	text: `query OrderRefunds($id: ID!) {
	order(id: $id) {
		id name
		transactions { ${transactionFields} }
		refunds {
			${refundFields}
			refundLineItems(first: 50) { nodes { ${refundLineFields} } ${pageFields} }
			refundShippingLines(first: 5) { nodes { ${refundedShippingFields} } ${pageFields} }
			duties { amountSet { ${moneyFields} } }
		}
	}
}`,
	answer: z.object({ order: OrderRefundsNode.nullable() }),
};

const FoundRefund = RefundNode.extend({ order: z.object({ id: z.string(), name: z.string() }) });
export type RefundOfOrder = z.infer<typeof FoundRefund>;

/** One refund, by its own ID. */
export const refundGet: GraphqlDocument<{ refund: RefundOfOrder | null }> = {
	name: 'RefundGet',
	repeatable: true,
	text: `query RefundGet($id: ID!) {
	refund(id: $id) { ${refundFields} order { id name } }
}`,
	answer: z.object({ refund: FoundRefund.nullable() }),
};

/**
 * From 2026-04 on Shopify refuses this mutation without `@idempotent` (docs/facts/shopify.md#only-some-mutations-are-idempotent). Its
 * userErrors have no code.
 */
export const refundCreate: GraphqlDocument<{ refundCreate: { refund: RefundNode } }> = {
	name: 'RefundCreate',
	repeatable: true,
	text: `mutation RefundCreate($input: RefundInput!, $key: String!) {
	refundCreate(input: $input) @idempotent(key: $key) {
		refund { ${refundFields} }
		userErrors { field message }
	}
}`,
	answer: z.object({ refundCreate: z.object({ refund: RefundNode }) }),
};
