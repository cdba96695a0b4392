import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { moneyFields, MoneySet } from './parts';

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
