import { createHash } from 'node:crypto';
import type { NewEvent, Order } from '../../shared/model';

/** What a case learns when an order was read. The same order is stored once; a changed one (paid back, delivered) is news. */
export function orderFound(order: Order, lineLinks: Record<string, string>): NewEvent {
	const content = createHash('sha256')
		.update(JSON.stringify([order, lineLinks]))
		.digest('hex')
		.slice(0, 16);
	// By its payments a case is found when the customer disputes one.
	const references = Object.fromEntries(
		order.payments
			.flatMap(({ providerIds }) => Object.entries(providerIds))
			.filter(([system]) => system.startsWith('stripe.')),
	);
	return {
		source: 'shopify',
		id: `${order.providerIds['shopify.order']}/found/${content}`,
		type: 'order.found',
		data: { order, system: 'shopify', lineLinks },
		references,
	};
}

/** Line of the case -> line of the order: by its own id, by the order's line, else by SKU when only one line has it on both sides. */
export function linksOf(
	lines: Array<{ id: string; sku: string; orderLineId?: string; providerIds: Record<string, string> }>,
	order: Order,
): Record<string, string> {
	const links = lines.map((line) => {
		const byId = order.lines.find(
			(one) =>
				one.id === line.orderLineId || one.providerIds['shopify.line_item'] === line.providerIds['shopify.line_item'],
		);
		const bySku =
			line.sku && lines.filter((one) => one.sku === line.sku).length === 1
				? order.lines.filter((one) => one.sku === line.sku)
				: [];
		return [line.id, (byId ?? (bySku.length === 1 ? bySku[0] : undefined))?.id] as const;
	});
	return Object.fromEntries(links.filter(([, found]) => found)) as Record<string, string>;
}
