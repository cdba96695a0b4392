import { EffectError, type Order } from '../../shared/model';
import { deliveredOf, inLineUnits, type Delivery, type OdooOrder, type SoldLine } from './delivery';
import { pricesOf } from './prices';

/** Pieces of one line that shall come back. */
export interface Wanted {
	/** Id in the case, or whatever the caller names the line by. */
	line: string;
	sku: string;
	quantity: number;
	/** Odoo's order line, when it is known. */
	orderLine?: number;
}

/** One move of the return document: so much of one delivery, in the delivery's unit. */
export interface PlannedMove {
	wanted: Wanted;
	delivery: Delivery;
	quantity: number;
}

/** Order lines that a name (Odoo's id, else the SKU) stands for. */
export function soldLinesOf({ lines }: OdooOrder, { orderLine, sku }: Pick<Wanted, 'orderLine' | 'sku'>): SoldLine[] {
	return lines.filter(({ line, sku: own }) => (orderLine ? line.id === orderLine : sku !== '' && own === sku));
}

/** What was delivered of each line, what has come back, and what still can; lines that only carry a discount, or the delivery itself, aside. `order`: the same, as every system has it. */
export function returnableOf(found: OdooOrder, order: Order) {
	const prices = pricesOf(found);
	return found.lines
		.filter(({ line }) => !line.is_delivery && !prices.get(line.id)!.discount)
		.map((sold) => {
			const { line, sku, deliveries, kit } = sold;
			const delivered = deliveredOf(sold);
			const returned = inLineUnits(deliveries, (delivery) => delivery.returned);
			return {
				line: order.lines.find((one) => one.providerIds['odoo.order_line'] === String(line.id))?.id ?? String(line.id),
				sku,
				delivered,
				returned,
				returnable: kit ? 0 : Math.max(0, delivered - returned),
			};
		});
}

/** Spreads what shall come back over the deliveries it came with. Throws when more is wanted than is still out, before anything is created: Odoo itself accepts any number. */
export function planReturn(wanted: Wanted[], order: OdooOrder): PlannedMove[] {
	const left = new Map(
		order.lines.flatMap(({ deliveries }) =>
			deliveries.map(({ move, returned }) => [move.id, move.quantity - returned] as const),
		),
	);
	return wanted.flatMap((one) => {
		const sold = soldLinesOf(order, one);
		if (!sold.length)
			throw refused(
				`${one.sku || `line ${one.line}`} is not on order ${order.order.name}`,
				"Compare the lines of the return with the order in Odoo; a SKU is Odoo's Internal Reference.",
			);
		if (sold.some(({ kit }) => kit))
			throw refused(
				`${one.sku || `line ${one.line}`} is a kit, which Odoo moves part by part`,
				'Return its parts by hand in Odoo (open the delivery, press Return), then go on with the case by hand.',
			);
		if (sold.some(({ combo }) => combo))
			throw refused(
				`${one.sku || `line ${one.line}`} is a combo, of which Odoo sells and delivers the parts as lines of their own`,
				'Return its parts: give the SKUs that stand below it on the order, with their quantities. Their lines have the prices too.',
			);
		let open = one.quantity;
		const planned: PlannedMove[] = [];
		for (const delivery of sold.flatMap(({ deliveries }) => deliveries)) {
			const units = Math.min(open * delivery.unitsPerLineUnit, left.get(delivery.move.id)!);
			if (units <= 0) continue;
			left.set(delivery.move.id, left.get(delivery.move.id)! - units);
			open -= units / delivery.unitsPerLineUnit;
			planned.push({ wanted: one, delivery, quantity: units });
		}
		if (open > 1e-6) {
			const can = one.quantity - open;
			const delivered = sold.some(({ deliveries }) => deliveries.length);
			throw refused(
				`${one.quantity} x ${one.sku || `line ${one.line}`} shall come back, ${delivered ? `only ${trim(can)} can` : 'but nothing was delivered yet'}`,
				delivered
					? 'The rest was returned already, or another return of it is open in Odoo. Approve fewer or cancel the other return.'
					: 'Validate the delivery in Odoo first, then replay the step.',
			);
		}
		return planned;
	});
}

function trim(value: number): string {
	return String(Math.round(value * 1e4) / 1e4);
}

function refused(message: string, advice: string): EffectError {
	return new EffectError(message, { category: 'rejected', connection: 'odoo', field: 'lines', advice });
}
