import type { Order, OrderLine } from '../shared/model';

/** When a line arrived. The order's own time stands for its lines only when none of them has one. */
export function deliveryOf(sold: OrderLine | undefined, { lines, deliveredAt }: Order): string | undefined {
	if (sold?.deliveredAt) return sold.deliveredAt;
	return isSentByLine(lines) ? undefined : deliveredAt;
}

function isSentByLine(lines: OrderLine[]): boolean {
	return lines.some((one) => !!(one.deliveredAt ?? one.fulfilledAt));
}

/**
 * The earliest that a line of which no arrival is known can have arrived: when it was sent, else ordered. The order's own time stands for its lines only
 * when none of them has one.
 */
export function earliestArrival(
	sold: OrderLine | undefined,
	{ lines, fulfilledAt, placedAt }: Order,
): string | undefined {
	const sent = sold?.fulfilledAt ?? (isSentByLine(lines) ? undefined : fulfilledAt);
	if (!sent || !placedAt) return sent ?? placedAt;
	return Date.parse(sent) > Date.parse(placedAt) ? sent : placedAt;
}

/** When the last piece of an order arrived; undefined as long as the arrival of any line that could come back is not known. */
export function arrivalOfOrder(order: Order): string | undefined {
	let last: string | undefined;
	for (const line of order.lines) {
		if (line.comesBack === false) continue;
		const arrived = deliveryOf(line, order);
		if (!arrived) return undefined;
		if (!last || Date.parse(arrived) > Date.parse(last)) last = arrived;
	}
	return last;
}
