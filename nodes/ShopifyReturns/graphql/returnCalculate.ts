import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { moneyFields, MoneySet } from './parts';

const Fee = z.object({ amountSet: MoneySet }).nullish();

/** What a return would give back, before it is made. Shopify writes what goes to the customer with a minus. */
export const CalculatedReturn = z.object({
	returnLineItems: z.array(
		z.object({
			quantity: z.number().int(),
			fulfillmentLineItem: z.object({ id: z.string() }),
			subtotalSet: MoneySet,
			totalTaxSet: MoneySet,
			restockingFee: Fee,
		}),
	),
	exchangeLineItems: z.array(z.object({ quantity: z.number().int(), subtotalSet: MoneySet, totalTaxSet: MoneySet })),
	returnShippingFee: Fee,
});
export type CalculatedReturn = z.infer<typeof CalculatedReturn>;

export const returnCalculate: GraphqlDocument<{ returnCalculate: CalculatedReturn | null }> = {
	name: 'ReturnCalculate',
	repeatable: true,
	text: `query ReturnCalculate($input: CalculateReturnInput!) {
	returnCalculate(input: $input) {
		returnLineItems {
			quantity fulfillmentLineItem { id }
			subtotalSet { ${moneyFields} } totalTaxSet { ${moneyFields} }
			restockingFee { amountSet { ${moneyFields} } }
		}
		exchangeLineItems { quantity subtotalSet { ${moneyFields} } totalTaxSet { ${moneyFields} } }
		returnShippingFee { amountSet { ${moneyFields} } }
	}
}`,
	answer: z.object({ returnCalculate: CalculatedReturn.nullable() }),
};
