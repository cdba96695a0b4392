import type { Order, OrderLine, ReturnLine } from '../model';

/**
 * The order's line that a return line is about: by its id, else by an id of another system that both carry, else by SKU; each
 * only when it fits exactly one line. Ids differ between systems, so a request from the shop may name an order read from the ERP
 * by `providerIds` alone.
 */
export function orderLineOf(
	line: Pick<ReturnLine, 'orderLineId' | 'sku' | 'providerIds'>,
	order: Order,
): OrderLine | undefined {
	const shared = (one: OrderLine) =>
		Object.entries(one.providerIds).some(([system, id]) => line.providerIds[system] === id);
	return (
		only(order.lines, (one) => one.id === line.orderLineId) ??
		only(order.lines, shared) ??
		(line.sku ? only(order.lines, (one) => one.sku === line.sku) : undefined)
	);
}

/** How people know the line. */
export function nameOf(line: Pick<ReturnLine, 'title' | 'sku' | 'id'>): string {
	return line.title || line.sku || line.id;
}

function only(lines: OrderLine[], fits: (line: OrderLine) => boolean): OrderLine | undefined {
	let found: OrderLine | undefined;
	for (const line of lines) {
		if (!fits(line)) continue;
		if (found) return undefined;
		found = line;
	}
	return found;
}
