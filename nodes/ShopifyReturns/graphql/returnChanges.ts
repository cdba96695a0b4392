import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { list } from './parts';
import { ReturnStatusNode } from './returns';

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

export const returnApprove: GraphqlDocument<{ returnApproveRequest: { return: ReturnStatusNode } }> = {
	name: 'ReturnApprove',
	repeatable: false,
	text: `mutation ReturnApprove($input: ReturnApproveRequestInput!) {
	returnApproveRequest(input: $input) {
		return { id name status }
		userErrors { code field message }
	}
}`,
	answer: z.object({ returnApproveRequest: z.object({ return: ReturnStatusNode }) }),
};

export const returnDecline: GraphqlDocument<{ returnDeclineRequest: { return: ReturnStatusNode } }> = {
	name: 'ReturnDecline',
	repeatable: false,
	text: `mutation ReturnDecline($input: ReturnDeclineRequestInput!) {
	returnDeclineRequest(input: $input) {
		return { id name status }
		userErrors { code field message }
	}
}`,
	answer: z.object({ returnDeclineRequest: z.object({ return: ReturnStatusNode }) }),
};

/**
 * Books goods as processed, without money: refunds go through refundCreate, which alone is idempotent
 * (docs/facts/shopify.md#only-some-mutations-are-idempotent).
 */
export const returnProcess: GraphqlDocument<{ returnProcess: { return: ReturnStatusNode } }> = {
	name: 'ReturnProcess',
	repeatable: false,
	text: `mutation ReturnProcess($input: ReturnProcessInput!) {
	returnProcess(input: $input) {
		return { id name status }
		userErrors { code field message }
	}
}`,
	answer: z.object({ returnProcess: z.object({ return: ReturnStatusNode }) }),
};

const ChangedReturn = z.object({
	id: z.string(),
	name: z.string(),
	status: z.string(),
	totalQuantity: z.number().int(),
});

/** Takes pieces out of a return. The last one closes it (docs/facts/shopify.md#taking-out-the-last-piece-closes-a-return). */
export const returnRemove: GraphqlDocument<{ removeFromReturn: { return: z.infer<typeof ChangedReturn> } }> = {
	name: 'ReturnRemove',
	repeatable: false,
	text: `mutation ReturnRemove($id: ID!, $lines: [ReturnLineItemRemoveFromReturnInput!]!) {
	removeFromReturn(returnId: $id, returnLineItems: $lines) {
		return { id name status totalQuantity }
		userErrors { code field message }
	}
}`,
	answer: z.object({ removeFromReturn: z.object({ return: ChangedReturn }) }),
};

export const returnCancel: GraphqlDocument<{ returnCancel: { return: ReturnStatusNode } }> = {
	name: 'ReturnCancel',
	repeatable: false,
	text: `mutation ReturnCancel($id: ID!) {
	returnCancel(id: $id) {
		return { id name status }
		userErrors { code field message }
	}
}`,
	answer: z.object({ returnCancel: z.object({ return: ReturnStatusNode }) }),
};

export const returnClose: GraphqlDocument<{ returnClose: { return: ReturnStatusNode } }> = {
	name: 'ReturnClose',
	repeatable: false,
	text: `mutation ReturnClose($id: ID!) {
	returnClose(id: $id) {
		return { id name status }
		userErrors { code field message }
	}
}`,
	answer: z.object({ returnClose: z.object({ return: ReturnStatusNode }) }),
};

export const returnReopen: GraphqlDocument<{ returnReopen: { return: ReturnStatusNode } }> = {
	name: 'ReturnReopen',
	repeatable: false,
	text: `mutation ReturnReopen($id: ID!) {
	returnReopen(id: $id) {
		return { id name status }
		userErrors { code field message }
	}
}`,
	answer: z.object({ returnReopen: z.object({ return: ReturnStatusNode }) }),
};
