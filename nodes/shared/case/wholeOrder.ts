import type { CaseState } from './caseState';

/** Whether a return is about all goods of its order that have not come back: then the order itself can be canceled while nothing was sent. */
export function isWholeOrder({ order, lines }: Pick<CaseState, 'order' | 'lines'>): boolean {
	if (!order) return false;
	return order.lines
		.filter(({ comesBack }) => comesBack !== false)
		.every(({ id, sku, quantity, returnedBefore = 0 }) => {
			const own = lines.filter((line) => (line.orderLineId ? line.orderLineId === id : line.sku === sku));
			return own.reduce((total, { quantities }) => total + quantities.approved, 0) >= quantity - returnedBefore;
		});
}

/** What the warehouse is asked when an order cannot be canceled of which something was not sent. */
export function notToBeSent(order: string, system: string) {
	return {
		code: 'not_to_be_sent',
		owner: 'warehouse' as const,
		message: `The customer has withdrawn from goods of order ${order} that were not sent yet, and the order cannot be canceled as a whole. Take what this return lists off the order in ${system} and do not send it; say that it is here by counting it as received. Then resolve this exception.`,
	};
}
