import { z } from 'zod';
import { invalidInput } from '../../shared/model/effectError';
import { addTo, stockPlaces } from '../../shared/model';
import type { ReturnLineNode, ReturnNode } from '../graphql';
import { isStocked, typeOf, DispositionType, type Fate, type Inspected } from './dispositions';
import { caseLineOf, tailOf } from '../graphql/gid';
import { caseLineFor } from '../returns/returnLines';

export const Disposition = z.object({
	reverseFulfillmentOrderLineItemId: z.string(),
	quantity: z.number().int(),
	dispositionType: DispositionType,
	locationId: z.string().optional(),
});
export type Disposition = z.infer<typeof Disposition>;

export const DisposePlan = z.object({
	/** One call for each reverse fulfillment order: Shopify takes no mixture of them. */
	calls: z.array(z.array(Disposition)),
	/** Pieces that Shopify's return does not hold, or has no room for. */
	leftOver: z.array(z.object({ line: z.string(), quantity: z.number().int() })),
	/** Lines of which Shopify was told something else before; that cannot be taken back there. */
	differs: z.array(z.object({ line: z.string(), told: z.string(), wanted: z.string() })),
});
export type DisposePlan = z.infer<typeof DisposePlan>;

const fates: Fate[] = [...stockPlaces, 'missing'];

/**
 * What Shopify still has to be told of where pieces went: all that was counted, less what it was told. Shopify's own guard lets more
 * dispositions pass than there are pieces, so they are counted here (docs/facts/shopify.md#dispositions-are-not-counted).
 * `location`: where restocked goods go; without it nothing is restocked. Throws EffectError for a custom line that shall be restocked.
 */
export function planDispose(node: ReturnNode, inspected: Inspected[], location?: string): DisposePlan {
	const plan: DisposePlan = { calls: [], leftOver: [], differs: [] };
	const byOrder = new Map<string, Disposition[]>();
	for (const one of inspected) {
		const line = node.returnLineItems.nodes.find((candidate) => isLine(candidate, one, inspected));
		const place = line && placeOf(node, line);
		const wanted = wantedTypes(one, location);
		const total = [...wanted.values()].reduce((sum, count) => sum + count, 0);
		if (!total) continue;
		if (!line || !place) {
			plan.leftOver.push({ line: one.id, quantity: total });
			continue;
		}
		if (wanted.has('RESTOCKED') && line.fulfillmentLineItem && !isStocked(line)) {
			throw invalidInput(
				`Line ${one.id} is no product of the shop's catalogue, so it cannot be restocked`,
				'Give it another destination, or leave the location empty.',
				'lines',
			);
		}
		const told = tallyOf(place.item.dispositions);
		let room = place.item.totalQuantity - place.item.dispositions.reduce((sum, { quantity }) => sum + quantity, 0);
		let sent = 0;
		for (const [dispositionType, count] of wanted) {
			const quantity = Math.min(count - (told.get(dispositionType) ?? 0), room);
			if (quantity <= 0) continue;
			room -= quantity;
			sent += quantity;
			const entry: Disposition = {
				reverseFulfillmentOrderLineItemId: place.item.id,
				quantity,
				dispositionType,
				...(dispositionType === 'RESTOCKED' && { locationId: location }),
			};
			addTo(byOrder, place.order, entry);
		}
		const before = [...told.values()].reduce((sum, count) => sum + count, 0);
		if (total > before + sent) plan.leftOver.push({ line: one.id, quantity: total - before - sent });
		const other = [...told].find(([type, count]) => count > (wanted.get(type as DispositionType) ?? 0));
		if (other) plan.differs.push({ line: one.id, told: textOf(told), wanted: textOf(wanted) });
	}
	plan.calls = [...byOrder.values()];
	return plan;
}

function isLine(node: ReturnLineNode, one: Inspected, all: Inspected[]): boolean {
	return (
		node.id === one.id ||
		tailOf(node.id) === one.id ||
		caseLineOf(node.id) === one.id ||
		caseLineFor(node, all)?.id === one.id
	);
}

function placeOf(node: ReturnNode, line: ReturnLineNode) {
	if (!line.fulfillmentLineItem) return undefined;
	return node.reverseFulfillmentOrders.nodes
		.flatMap((order) => order.lineItems.nodes.map((item) => ({ order: order.id, item })))
		.find(({ item }) => item.fulfillmentLineItem?.id === line.fulfillmentLineItem!.id);
}

function wantedTypes({ counts }: Inspected, location: string | undefined): Map<DispositionType, number> {
	const wanted = new Map<DispositionType, number>();
	for (const fate of fates)
		if (counts[fate]) wanted.set(typeOf(fate, location), (wanted.get(typeOf(fate, location)) ?? 0) + counts[fate]);
	return wanted;
}

function tallyOf(dispositions: Array<{ type: string; quantity: number }>): Map<string, number> {
	const tally = new Map<string, number>();
	for (const { type, quantity } of dispositions) tally.set(type, (tally.get(type) ?? 0) + quantity);
	return tally;
}

function textOf(counts: Map<string, number>): string {
	return [...counts].map(([type, count]) => `${count} ${type.toLowerCase()}`).join(', ');
}
