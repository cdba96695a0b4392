import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { PlainMoney, list, pagedList } from './parts';

export const CreditNode = z.object({ id: z.string(), amount: PlainMoney, createdAt: z.string(), event: z.string() });
export type CreditNode = z.infer<typeof CreditNode>;

const Account = z.object({
	id: z.string(),
	balance: PlainMoney,
	transactions: list(z.object({ __typename: z.string() }).merge(CreditNode.partial())),
});
const Customer = z.object({ id: z.string(), storeCreditAccounts: list(Account) });
export type CustomerCredits = z.infer<typeof Customer>;

/** A customer's store credit, one account for each currency, with what was credited last. */
export const storeCredits: GraphqlDocument<{ customer: CustomerCredits | null }> = {
	name: 'StoreCredits',
	repeatable: true,
	text: `query StoreCredits($id: ID!) {
	customer(id: $id) {
		id
		storeCreditAccounts(first: 10) {
			nodes {
				id balance { amount currencyCode }
				transactions(first: 50, sortKey: CREATED_AT, reverse: true) {
					nodes { __typename ... on StoreCreditAccountCreditTransaction { id amount { amount currencyCode } createdAt event } }
				}
			}
		}
	}
}`,
	answer: z.object({ customer: Customer.nullable() }),
};

const Issued = CreditNode.extend({ account: z.object({ id: z.string(), balance: PlainMoney }) });

/** Not idempotent. */
export const storeCreditIssue: GraphqlDocument<{
	storeCreditAccountCredit: { storeCreditAccountTransaction: z.infer<typeof Issued> };
}> = {
	name: 'StoreCreditIssue',
	repeatable: false,
	text: `mutation StoreCreditIssue($id: ID!, $credit: StoreCreditAccountCreditInput!) {
	storeCreditAccountCredit(id: $id, creditInput: $credit) {
		storeCreditAccountTransaction { id amount { amount currencyCode } createdAt event account { id balance { amount currencyCode } } }
		userErrors { code field message }
	}
}`,
	answer: z.object({ storeCreditAccountCredit: z.object({ storeCreditAccountTransaction: Issued }) }),
};

export const GiftCardNode = z.object({
	id: z.string(),
	maskedCode: z.string(),
	note: z.string().nullish(),
	initialValue: PlainMoney,
	expiresOn: z.string().nullish(),
	createdAt: z.string(),
});
export type GiftCardNode = z.infer<typeof GiftCardNode>;

const giftCardFields = 'id maskedCode note initialValue { amount currencyCode } expiresOn createdAt';

/** Gift cards made since a day, newest first. */
export const giftCards: GraphqlDocument<{
	giftCards: { nodes: GiftCardNode[]; pageInfo: { hasNextPage: boolean; endCursor?: string | null } };
}> = {
	name: 'GiftCards',
	repeatable: true,
	text: `query GiftCards($query: String!, $after: String) {
	giftCards(first: 100, after: $after, query: $query, sortKey: ID, reverse: true) {
		nodes { ${giftCardFields} }
		pageInfo { hasNextPage endCursor }
	}
}`,
	answer: z.object({ giftCards: pagedList(GiftCardNode) }),
};

/** Not idempotent. The whole code is only in this answer. `initialAmount` is there since 2026-07. */
export const giftCardCreate: GraphqlDocument<{ giftCardCreate: { giftCard: GiftCardNode; giftCardCode: string } }> = {
	name: 'GiftCardCreate',
	repeatable: false,
	text: `mutation GiftCardCreate($input: GiftCardCreateInput!) {
	giftCardCreate(input: $input) {
		giftCard { ${giftCardFields} }
		giftCardCode
		userErrors { code field message }
	}
}`,
	answer: z.object({ giftCardCreate: z.object({ giftCard: GiftCardNode, giftCardCode: z.string() }) }),
};
