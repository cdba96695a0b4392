import { z } from 'zod';
import { addTo, stockPlaces, type StockPlace, type ReturnLine } from '../../shared/model';
import type { ReturnLineNode, ReturnNode } from '../graphql';
import { caseLineFor } from '../returns/returnLines';

/** Pieces of a line by where they went, counted over the whole life of the return. */
export interface Inspected extends Pick<ReturnLine, 'id' | 'sku' | 'providerIds'> {
	counts: Partial<Record<Fate, number>>;
}

/** Where a piece went, or that it never came; a missing one is not processed. */
export type Fate = StockPlace | 'missing';

export const DispositionType = z.enum(['RESTOCKED', 'NOT_RESTOCKED', 'PROCESSING_REQUIRED', 'MISSING']);
export type DispositionType = z.infer<typeof DispositionType>;

export interface ProcessLine {
	id: string;
	quantity: number;
	dispositions: Array<{
		reverseFulfillmentOrderLineItemId: string;
		quantity: number;
		dispositionType: DispositionType;
		locationId?: string;
	}>;
}

export interface ProcessPlan {
	/** One call for each reverse fulfillment order: Shopify takes no mixture of them. */
	calls: ProcessLine[][];
	/** Pieces that were inspected but that Shopify's return does not hold (any more). */
	leftOver: Array<{ line: string; quantity: number }>;
	/** Whether some of those do belong to the return, which takes no processing now: it is not open. */
	blocked: boolean;
}

/**
 * What Shopify still has to be told: inspected pieces less those it has processed, never more than it can process. Shopify's own
 * guard lets more dispositions pass than there are pieces, so the quantities are checked here.
 * `location`: where restocked goods go; without it Shopify's stock is left alone, for shops whose ERP owns the stock.
 */
export function planProcess(node: ReturnNode, inspected: Inspected[], location?: string): ProcessPlan {
	const byOrder = new Map<string, ProcessLine[]>();
	const leftOver: ProcessPlan['leftOver'] = [];
	const seen = new Set<string>();
	let blocked = false;
	for (const line of node.returnLineItems.nodes) {
		const known = caseLineFor(line, inspected);
		const counts = inspected.find((one) => one.id === known?.id)?.counts;
		if (!known || !counts) continue;
		seen.add(known.id);
		const wanted =
			stockPlaces.reduce((total, destination) => total + (counts[destination] ?? 0), 0) - line.processedQuantity;
		const quantity = Math.min(wanted, line.processableQuantity);
		if (wanted > 0 && line.processedQuantity < line.quantity && !line.processableQuantity)
			blocked = node.status !== 'OPEN';
		if (wanted > quantity) leftOver.push({ line: known.id, quantity: wanted - Math.max(0, quantity) });
		if (quantity <= 0) continue;
		const { order, dispositions } = dispositionsOf(node, line, counts, quantity, location);
		addTo(byOrder, order, { id: line.id, quantity, dispositions });
	}
	for (const { id, counts } of inspected) {
		const quantity = stockPlaces.reduce((total, destination) => total + (counts[destination] ?? 0), 0);
		if (quantity && !seen.has(id)) leftOver.push({ line: id, quantity });
	}
	return { calls: [...byOrder.values()], leftOver, blocked };
}

/** Splits `quantity` pieces of a line over the types that Shopify does not have yet. */
function dispositionsOf(
	node: ReturnNode,
	line: ReturnLineNode,
	counts: Inspected['counts'],
	quantity: number,
	location: string | undefined,
) {
	const place = node.reverseFulfillmentOrders.nodes
		.flatMap((order) => order.lineItems.nodes.map((item) => ({ order: order.id, item })))
		.find(({ item }) => item.fulfillmentLineItem?.id === line.fulfillmentLineItem?.id && line.fulfillmentLineItem);
	if (!place) return { order: '', dispositions: [] };
	const wanted = new Map<DispositionType, number>();
	for (const destination of stockPlaces) {
		const known = typeOf(destination, location);
		const type = known === 'RESTOCKED' && !isStocked(line) ? 'NOT_RESTOCKED' : known;
		wanted.set(type, (wanted.get(type) ?? 0) + (counts[destination] ?? 0));
	}
	const told = place.item.dispositions;
	let left = Math.min(quantity, place.item.totalQuantity - told.reduce((total, one) => total + one.quantity, 0));
	const dispositions: ProcessLine['dispositions'] = [];
	for (const [dispositionType, count] of wanted) {
		const before = told.filter((one) => one.type === dispositionType).reduce((total, one) => total + one.quantity, 0);
		const pieces = Math.min(count - before, left);
		if (pieces <= 0) continue;
		left -= pieces;
		dispositions.push({
			reverseFulfillmentOrderLineItemId: place.item.id,
			quantity: pieces,
			dispositionType,
			...(dispositionType === 'RESTOCKED' && { locationId: location }),
		});
	}
	return { order: place.order, dispositions };
}

/** Whether Shopify keeps a stock of it. It refuses RESTOCKED for a custom item, and for one whose variant is gone. */
export function isStocked({ fulfillmentLineItem: sold }: Pick<ReturnLineNode, 'fulfillmentLineItem'>): boolean {
	return !!sold?.lineItem.variant;
}

/**
 * Goods that wait for a decision are PROCESSING_REQUIRED; a later RESTOCKED of them is said to be refused by Shopify
 * (docs/facts/shopify.md#dispositions-are-not-counted), so stock is then moved by inventory.
 */
export function typeOf(destination: Fate, location: string | undefined): DispositionType {
	if (destination === 'missing') return 'MISSING';
	if (destination === 'restock' && location) return 'RESTOCKED';
	return location && (destination === 'quarantine' || destination === 'refurbish')
		? 'PROCESSING_REQUIRED'
		: 'NOT_RESTOCKED';
}
