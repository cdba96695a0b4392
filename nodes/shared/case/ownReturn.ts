import type { Order } from '../model';
import type { CaseState } from './caseState';

/**
 * An order as if the shop had not counted the case's own return among those that took pieces before: whoever read the order may not have known yet
 * that the return is the case's, because another execution was making it, or made it while this one stood still.
 */
export function withoutOwnReturn(order: Order, { ids, lines, verdict }: CaseState): Order {
	const own = ids['shopify.return'];
	if (!own || !order.returnsCounted?.includes(own)) return order;
	return {
		...order,
		returnsCounted: order.returnsCounted.filter((id) => id !== own),
		lines: order.lines.map((sold) => {
			const pieces = lines
				.filter((line) => line.orderLineId === sold.id)
				.reduce((total, { quantities }) => total + quantities[verdict === 'approved' ? 'approved' : 'requested'], 0);
			return pieces ? { ...sold, returnedBefore: Math.max(0, (sold.returnedBefore ?? 0) - pieces) } : sold;
		}),
	};
}
