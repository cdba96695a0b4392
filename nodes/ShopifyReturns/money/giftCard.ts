import { z } from 'zod';
import { toDecimal } from '../../shared/model';
import { giftCardCreate, giftCards, type GiftCardNode } from '../graphql';
import { plainMoney } from '../graphql/money';
import type { ShopifyClient } from '../transport/client';
import { Credit, type CreditOrder, type Giver } from './giveOnce';

export const GiftCard = Credit.extend({
	maskedCode: z.string(),
	expiresOn: z.string().optional(),
});
export type GiftCard = z.infer<typeof GiftCard>;

interface Wish extends CreditOrder {
	customer?: string;
	expiresOn?: string;
}

/** The note that finds a card again; the customer does not see it. */
export function giftCardNote(reference: string): string {
	return `Return credit [${reference}]`;
}

/** A gift card: found again by its note. `onCode` gets the whole code, which Shopify tells only once. */
export function giftCardGiver(
	client: ShopifyClient,
	{ reference, amount, customer, expiresOn }: Wish,
	onCode: (code: string) => void,
): Giver<GiftCard> {
	const view = (node: GiftCardNode): GiftCard => ({
		reference,
		id: node.id,
		amount: plainMoney(node.initialValue),
		maskedCode: node.maskedCode,
		...(node.expiresOn && { expiresOn: node.expiresOn }),
	});
	return {
		before: async () => [],
		find: async ({ at }) => {
			// A day back, since clocks differ.
			const since = new Date(Date.parse(at) - 86_400_000).toISOString();
			for (let after: string | null | undefined; ;) {
				const { nodes, pageInfo } = (
					await client.send(giftCards, { query: `created_at:>='${since}'`, after: after ?? null })
				).giftCards;
				const found = nodes.find(({ note }) => note?.includes(`[${reference}]`));
				if (found) return view(found);
				if (!pageInfo.hasNextPage) return undefined;
				after = pageInfo.endCursor;
			}
		},
		give: async () => {
			const { giftCard, giftCardCode } = (
				await client.send(giftCardCreate, {
					input: {
						initialAmount: { amount: toDecimal(amount), currencyCode: amount.currency },
						note: giftCardNote(reference),
						...(customer && { customerId: customer }),
						...(expiresOn && { expiresOn }),
					},
				})
			).giftCardCreate;
			onCode(giftCardCode);
			return view(giftCard);
		},
	};
}
