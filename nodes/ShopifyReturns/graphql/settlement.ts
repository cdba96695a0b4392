import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { PlainMoney, pagedList } from './parts';

const BigId = z.union([z.string(), z.number()]).nullish();

export const BalanceNode = z.object({
	id: z.string(),
	type: z.string(),
	test: z.boolean(),
	transactionDate: z.string(),
	amount: PlainMoney,
	fee: PlainMoney,
	net: PlainMoney,
	sourceType: z.string().nullish(),
	sourceOrderTransactionId: BigId,
	associatedOrder: z.object({ id: z.string(), name: z.string() }).nullish(),
	associatedPayout: z.object({ id: z.string().nullish(), status: z.string().nullish() }).nullish(),
});
export type BalanceNode = z.infer<typeof BalanceNode>;

const PaymentsAccount = z.object({ balanceTransactions: pagedList(BalanceNode) });

/** What moved on the shop's Shopify Payments balance, newest first. Shops without Shopify Payments have no account. */
export const balanceTransactions: GraphqlDocument<{ shopifyPaymentsAccount: z.infer<typeof PaymentsAccount> | null }> =
	{
		name: 'BalanceTransactions',
		repeatable: true,
		text: `query BalanceTransactions($first: Int!, $after: String, $query: String) {
	shopifyPaymentsAccount {
		balanceTransactions(first: $first, after: $after, query: $query, sortKey: PROCESSED_AT, reverse: true) {
			nodes {
				id type test transactionDate
				amount { amount currencyCode } fee { amount currencyCode } net { amount currencyCode }
				sourceType sourceOrderTransactionId
				associatedOrder { id name }
				associatedPayout { id status }
			}
			pageInfo { hasNextPage endCursor }
		}
	}
}`,
		answer: z.object({ shopifyPaymentsAccount: PaymentsAccount.nullable() }),
	};

const DisputeNode = z.object({
	id: z.string(),
	type: z.string(),
	status: z.string(),
	amount: z.object({ amount: z.string(), currencyCode: z.string() }),
	reasonDetails: z.object({ reason: z.string() }),
	initiatedAt: z.string(),
	evidenceDueBy: z.string().nullish(),
	finalizedOn: z.string().nullish(),
	order: z.object({ id: z.string() }).nullish(),
});
export type DisputeNode = z.infer<typeof DisputeNode>;

/** Disputes of Shopify Payments, as a search finds them. Needs the scope read_shopify_payments_disputes. */
export const disputes: GraphqlDocument<{
	disputes: { nodes: DisputeNode[]; pageInfo: { hasNextPage: boolean; endCursor?: string | null } };
}> = {
	name: 'Disputes',
	repeatable: true,
	text: `query Disputes($query: String!, $after: String) {
	disputes(first: 50, after: $after, query: $query) {
		nodes { id type status amount { amount currencyCode } reasonDetails { reason } initiatedAt evidenceDueBy finalizedOn order { id } }
		pageInfo { hasNextPage endCursor }
	}
}`,
	answer: z.object({ disputes: pagedList(DisputeNode) }),
};

/** Starts a bulk query. It only reads, so starting it twice harms nothing. */
export const bulkRun: GraphqlDocument<{ bulkOperationRunQuery: { bulkOperation: { id: string; status: string } } }> = {
	name: 'BulkRun',
	repeatable: true,
	text: `mutation BulkRun($query: String!) {
	bulkOperationRunQuery(query: $query, groupObjects: false) {
		bulkOperation { id status }
		userErrors { code field message }
	}
}`,
	answer: z.object({
		bulkOperationRunQuery: z.object({ bulkOperation: z.object({ id: z.string(), status: z.string() }) }),
	}),
};

export const BulkNode = z.object({
	id: z.string(),
	status: z.string(),
	errorCode: z.string().nullish(),
	url: z.string().nullish(),
	objectCount: z.union([z.string(), z.number()]),
});
export type BulkNode = z.infer<typeof BulkNode>;

export const bulkGet: GraphqlDocument<{ bulkOperation: BulkNode | null }> = {
	name: 'BulkGet',
	repeatable: true,
	text: `query BulkGet($id: ID!) {
	bulkOperation(id: $id) { id status errorCode url objectCount }
}`,
	answer: z.object({ bulkOperation: BulkNode.nullable() }),
};
