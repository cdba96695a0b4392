import { z } from 'zod';
import { EffectError } from '../../shared/model/effectError';
import { toDecimal, Money } from '../../shared/model';
import { storeCreditIssue, storeCredits, type CustomerCredits } from '../graphql';
import { plainMoney } from '../graphql/money';
import type { ShopifyClient } from '../transport/client';
import { Credit, type CreditOrder, type Giver } from './giveOnce';

export const StoreCredit = Credit.extend({
	customer: z.string(),
	/** Of the account, right after. */
	balance: Money.optional(),
});
export type StoreCredit = z.infer<typeof StoreCredit>;

interface Wish extends CreditOrder {
	customer: string;
	expiresAt?: string;
	notify: boolean;
	/** Whether a credit is known to belong to another case. */
	isTaken(id: string): Promise<boolean>;
}

/** Store credit of one customer: found again as the one credit of this amount that was not there before. */
export function storeCreditGiver(
	client: ShopifyClient,
	{ customer, reference, amount, expiresAt, notify, isTaken }: Wish,
): Giver<StoreCredit> {
	const credits = async () => {
		const { customer: node } = await client.send(storeCredits, { id: customer });
		if (!node)
			throw new EffectError(`Shopify has no customer ${customer}`, {
				category: 'invalid_input',
				connection: 'shopify',
				field: 'customerId',
				advice: 'Check the ID. An order without a customer account gets no store credit; use a gift card.',
			});
		return creditsOf(node);
	};
	return {
		before: async () => (await credits()).map(({ id }) => id),
		find: async ({ before }, others) => {
			const fresh = (await credits()).filter(
				(one) =>
					!before.includes(one.id) &&
					!others.includes(one.id) &&
					one.event === 'ADJUSTMENT' &&
					one.amount.amount === amount.amount &&
					one.amount.currency === amount.currency,
			);
			const own: typeof fresh = [];
			for (const one of fresh) if (!(await isTaken(one.id))) own.push(one);
			if (own.length > 1)
				throw new EffectError(`Which of ${own.length} new credits of this customer is ${reference} cannot be told`, {
					category: 'unknown_outcome',
					connection: 'shopify',
					code: 'credit_ambiguous',
					advice:
						"Look at the customer's store credit in Shopify. When it was given, use Return Case: No Action; when not, give it under a new reference.",
				});
			return own[0] && { reference, id: own[0].id, amount, customer };
		},
		give: async () => {
			const { storeCreditAccountTransaction: made } = (
				await client.send(storeCreditIssue, {
					id: customer,
					credit: {
						creditAmount: { amount: toDecimal(amount), currencyCode: amount.currency },
						...(expiresAt && { expiresAt }),
						notify,
					},
				})
			).storeCreditAccountCredit;
			return { reference, id: made.id, amount, customer, balance: plainMoney(made.account.balance) };
		},
	};
}

/** All credits of all accounts that Shopify shows, without debits. */
export function creditsOf({ storeCreditAccounts }: CustomerCredits) {
	return storeCreditAccounts.nodes.flatMap(({ transactions }) =>
		transactions.nodes.flatMap(({ id, amount, event }) =>
			id && amount ? [{ id, amount: plainMoney(amount), event: event ?? '' }] : [],
		),
	);
}
