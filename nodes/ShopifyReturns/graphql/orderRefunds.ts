import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { moneyFields, RefundNode, refundFields, Transaction, transactionFields } from './parts';

export const OrderRefundsNode = z.object({
	id: z.string(),
	name: z.string(),
	transactions: z.array(Transaction),
	refunds: z.array(RefundNode),
});
export type OrderRefundsNode = z.infer<typeof OrderRefundsNode>;

/** What was paid for an order and what went back: to find a refund again, and to know what is left. */
export const orderRefunds: GraphqlDocument<{ order: OrderRefundsNode | null }> = {
	name: 'OrderRefunds',
	repeatable: true,
	text: `query OrderRefunds($id: ID!) {
	order(id: $id) {
		id name
		transactions(first: 100) { ${transactionFields} }
		refunds(first: 100) { ${refundFields} refundLineItems(first: 50) { nodes { lineItem { id } subtotalSet { ${moneyFields} } totalTaxSet { ${moneyFields} } } } }
	}
}`,
	answer: z.object({ order: OrderRefundsNode.nullable() }),
};
