import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { list } from './parts';

export const CreatedReturn = z.object({
	id: z.string(),
	name: z.string(),
	status: z.string(),
	totalQuantity: z.number().int(),
	exchangeLineItems: list(z.object({ id: z.string(), quantity: z.number().int() })).optional(),
});
export type CreatedReturn = z.infer<typeof CreatedReturn>;

/** Makes an open return. Its argument is called `returnInput`, unlike that of all other mutations of returns. */
export const returnCreate: GraphqlDocument<{ returnCreate: { return: CreatedReturn } }> = {
	name: 'ReturnCreate',
	repeatable: false,
	text: `mutation ReturnCreate($returnInput: ReturnInput!) {
	returnCreate(returnInput: $returnInput) {
		return { id name status totalQuantity exchangeLineItems(first: 50) { nodes { id quantity } } }
		userErrors { code field message }
	}
}`,
	answer: z.object({ returnCreate: z.object({ return: CreatedReturn }) }),
};

/** Asks for a return, as a customer does. Shopify takes no exchange lines here. */
export const returnRequest: GraphqlDocument<{ returnRequest: { return: CreatedReturn } }> = {
	name: 'ReturnRequest',
	repeatable: false,
	text: `mutation ReturnRequest($input: ReturnRequestInput!) {
	returnRequest(input: $input) {
		return { id name status totalQuantity }
		userErrors { code field message }
	}
}`,
	answer: z.object({ returnRequest: z.object({ return: CreatedReturn }) }),
};
