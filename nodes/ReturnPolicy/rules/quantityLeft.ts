import { nameOf, orderLineOf } from '../links';
import type { Finding, LineRule } from './rule';

/** No more pieces than were bought and than earlier returns left, over all lines of the request together. */
export const quantityLeft: LineRule = ({ case: { lines, order } }) => {
	if (!order) return [];
	const left = new Map(order.lines.map((one) => [one.id, Math.max(0, one.quantity - (one.returnedBefore ?? 0))]));
	return lines.flatMap((line): Finding[] => {
		const bought = orderLineOf(line, order);
		if (!bought) return [];
		const available = left.get(bought.id) ?? 0;
		left.set(bought.id, Math.max(0, available - line.quantity));
		if (line.quantity <= available) return [];
		const message = `${nameOf(line)}: ${line.quantity} asked for, ${bought.quantity} bought, ${available} left to return.`;
		if (!available) return [{ code: 'quantity_unavailable', effect: 'decline', line: line.id, message }];
		return [{ code: 'quantity_limited', effect: 'limit', line: line.id, quantity: available, message }];
	});
};
