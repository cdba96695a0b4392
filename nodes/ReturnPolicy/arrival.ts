import type { Order, OrderLine } from '../shared/model';

/** When a line arrived. The order's own time stands for its lines only when none of them has one. */
export function deliveryOf(sold: OrderLine | undefined, { lines, deliveredAt }: Order): string | undefined {
	if (sold?.deliveredAt) return sold.deliveredAt;
	return lines.some((one) => one.deliveredAt ?? one.fulfilledAt) ? undefined : deliveredAt;
}

/** The earliest that a line of which no arrival is known can have arrived: when it was sent, else ordered. */
export function earliestArrival(sold: OrderLine | undefined, { fulfilledAt, placedAt }: Order): string | undefined {
	const sent = sold?.fulfilledAt ?? fulfilledAt;
	if (!sent || !placedAt) return sent ?? placedAt;
	return Date.parse(sent) > Date.parse(placedAt) ? sent : placedAt;
}
