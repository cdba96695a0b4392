import type { LineRule } from './rule';

/** No more pieces than were bought and than earlier returns left, over all lines of the request together. */
export const quantityLeft: LineRule = {
	id: 'quantity_left',
	compile:
		() =>
		({ line, sold, name, before }) => {
			if (!sold) return undefined;
			const available = Math.max(0, sold.quantity - (sold.returnedBefore ?? 0) - before);
			if (line.quantity <= available) return undefined;
			const message = `${name}: ${line.quantity} asked for, ${sold.quantity} bought, ${available} left to return.`;
			const compared = { what: 'pieces', is: `${line.quantity}`, limit: `${available}` };
			return available
				? { code: 'quantity_limited', effect: 'limit', quantity: available, message, compared }
				: { code: 'quantity_unavailable', effect: 'decline', message, compared };
		},
};
