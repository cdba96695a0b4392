import type { LineRule } from './rule';

/**
 * No more pieces than were bought and than earlier returns left, over all lines of the request together. Of goods that are sold in parts of a unit (0.75 kg)
 * pieces do not tell how much that is, so a person decides.
 */
export const quantityLeft: LineRule = {
	id: 'quantity_left',
	compile:
		() =>
		({ line, sold, name, before }) => {
			if (!sold) return undefined;
			const available = Math.max(0, sold.quantity - (sold.returnedBefore ?? 0) - before);
			if (line.quantity <= available) return undefined;
			if (sold.exactQuantity !== undefined)
				return {
					code: 'quantity_in_parts',
					effect: 'review',
					message: `${name}: ${line.quantity} asked for, ${sold.exactQuantity} bought, ${available} whole left to return; it is sold in parts of a unit, and a person decides how much comes back.`,
				};
			const message = `${name}: ${line.quantity} asked for, ${sold.quantity} bought, ${available} left to return.`;
			const compared = { what: 'pieces', is: `${line.quantity}`, limit: `${available}` };
			return available
				? { code: 'quantity_limited', effect: 'limit', quantity: available, message, compared }
				: { code: 'quantity_unavailable', effect: 'decline', message, compared };
		},
};
