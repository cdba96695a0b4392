import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { pagedList, PlainMoney } from './parts';

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

const Account = z.object({ balanceTransactions: pagedList(BalanceNode) });

/** What moved on the shop's Shopify Payments balance, newest first. Shops without Shopify Payments have no account. */
export const balanceTransactions: GraphqlDocument<{ shopifyPaymentsAccount: z.infer<typeof Account> | null }> = {
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
	answer: z.object({ shopifyPaymentsAccount: Account.nullable() }),
};
