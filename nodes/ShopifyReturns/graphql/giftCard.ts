import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { pagedList, PlainMoney } from './parts';

export const GiftCardNode = z.object({
	id: z.string(),
	maskedCode: z.string(),
	note: z.string().nullish(),
	initialValue: PlainMoney,
	expiresOn: z.string().nullish(),
	createdAt: z.string(),
});
export type GiftCardNode = z.infer<typeof GiftCardNode>;

const fields = 'id maskedCode note initialValue { amount currencyCode } expiresOn createdAt';

/** Gift cards made since a day, newest first. */
export const giftCards: GraphqlDocument<{
	giftCards: { nodes: GiftCardNode[]; pageInfo: { hasNextPage: boolean; endCursor?: string | null } };
}> = {
	name: 'GiftCards',
	repeatable: true,
	text: `query GiftCards($query: String!, $after: String) {
	giftCards(first: 100, after: $after, query: $query, sortKey: ID, reverse: true) {
		nodes { ${fields} }
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
		giftCard { ${fields} }
		giftCardCode
		userErrors { code field message }
	}
}`,
	answer: z.object({ giftCardCreate: z.object({ giftCard: GiftCardNode, giftCardCode: z.string() }) }),
};
