import { z } from 'zod';
import { allocate, money, Money } from '../../shared/model';
import type { LotOut } from './lots';
import { deliveredOf, inLineUnits, type OdooOrder } from '../sale/delivery';
import { currencyOf, pricesOf, titleOf } from '../sale/prices';

/** What of an order line is with the customer and can come back. Quantities are in the order line's unit. */
export const ReturnableLine = z.object({
	/** The line as the case knows it, else as Odoo does. */
	line: z.string(),
	orderLine: z.string(),
	sku: z.string(),
	title: z.string(),
	unit: z.string(),
	ordered: z.number(),
	delivered: z.number(),
	/** Came back. */
	returned: z.number(),
	/** On its way back: returns that are open in Odoo. */
	open: z.number(),
	returnable: z.number(),
	/** What can come back as Odoo moves it: pieces, when packs were sold. */
	units: z.object({ perPiece: z.number(), unit: z.string(), returnable: z.number() }),
	/** The whole line as it was sold. */
	subtotal: Money,
	tax: Money,
	/** The share of what can come back. */
	value: z.object({ subtotal: Money, tax: Money }),
	/** Serial numbers and lots that are still with the customer. */
	lots: z.array(z.object({ name: z.string(), quantity: z.number() })),
	deliveredAt: z.string().optional(),
});
type ReturnableLine = z.infer<typeof ReturnableLine>;

/** `lineOf`: the case's id of an Odoo order line, if it has one. `units`: names of units by id. */
export function returnableLines(
	found: OdooOrder,
	lots: LotOut[],
	units: Map<number, string>,
	lineOf: (orderLine: string) => string | undefined,
): ReturnableLine[] {
	const { lines, order, moves } = found;
	const prices = pricesOf(found);
	const currency = currencyOf(order);
	const openOf = (delivery: number) =>
		moves
			.filter((move) => move.origin_returned_move_id === delivery && move.state !== 'cancel' && move.state !== 'done')
			.reduce((total, move) => total + move.product_uom_qty, 0);
	return lines
		.filter(({ line }) => !line.is_delivery && !prices.get(line.id)!.discount)
		.map((sold) => {
			const { line, sku, deliveries } = sold;
			const price = prices.get(line.id)!;
			const delivered = deliveredOf(sold);
			const gone = inLineUnits(deliveries, (delivery) => delivery.returned);
			const open = inLineUnits(deliveries, ({ move }) => openOf(move.id));
			const returnable = sold.kit ? 0 : Math.max(0, delivered - gone);
			const [subtotal, tax] = [money(price.net, currency), money(price.tax, currency)];
			const perPiece = deliveries[0]?.unitsPerLineUnit ?? 1;
			const times = deliveries.flatMap(({ move }) => move.date ?? []).sort();
			return {
				line: lineOf(String(line.id)) ?? String(line.id),
				orderLine: String(line.id),
				sku,
				title: titleOf(sold),
				unit: units.get(line.product_uom_id!) ?? '',
				ordered: line.product_uom_qty,
				delivered,
				returned: round(gone - open),
				open,
				returnable,
				units: {
					perPiece,
					unit: units.get(deliveries[0]?.move.product_uom ?? line.product_uom_id!) ?? '',
					returnable: round(returnable * perPiece),
				},
				subtotal,
				tax,
				value: { subtotal: share(subtotal, returnable, price.quantity), tax: share(tax, returnable, price.quantity) },
				lots: lots
					.filter(({ delivery }) => deliveries.some(({ move }) => move.id === delivery))
					.map(({ name, quantity }) => ({ name, quantity })),
				...(times.length && { deliveredAt: times.at(-1) }),
			};
		});
}

/** The part of a line's amount that belongs to so many of its pieces, to the cent. */
function share(amount: Money, pieces: number, sold: number): Money {
	if (!sold || !pieces) return money(0, amount.currency);
	return money(
		allocate(amount.amount, [Math.round(pieces * 1e4), Math.round(Math.max(0, sold - pieces) * 1e4)])[0],
		amount.currency,
	);
}

function round(value: number): number {
	return Math.round(value * 1e4) / 1e4;
}
