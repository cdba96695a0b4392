import type { BilledLine, Move } from '../records/answers';
import type { BilledDocument } from './besides';
import { pieces, soldQuantity, type SoldLine, type TakenBack } from './delivery';

const little = 1e-6;

/** A line of an order or of an invoice, as far as it tells whether goods come back. */
interface Below {
	product_id?: number;
	quantity: number;
	price_unit: number;
	discount: number;
	gross: number;
}

/**
 * What an order takes back. A line below zero is goods when its quantity is, its price is not, and its product is no service: a discount or a reward
 * has a price below zero. It is of the order itself when that sells the same product at the same price, else of an earlier one. Pure.
 *
 * @param sold The order's lines of goods and services, those below zero as well.
 * @param isGoods Whether a product is sent.
 * @param factor How large a unit is, next to others of its kind.
 */
export function takenBack(
	sold: SoldLine[],
	documents: BilledDocument[],
	{
		moves,
		isGoods,
		factor,
	}: { moves: Move[]; isGoods: (product: number) => boolean; factor: (unit: number | undefined) => number },
): TakenBack {
	const belowZero = sold.filter((one) => !one.line.is_delivery && isBack(ofOrder(one), isGoods));
	const selling = sold.filter(({ line }) => line.product_uom_qty > 0);
	const found: TakenBack = {
		orderLines: belowZero.map(({ line }) => line.id),
		billLines: [],
		own: [],
		cameBack: new Map(),
		worth: 0,
		ownWorth: 0,
	};
	const bills = documents.flatMap(({ lines }) => lines);
	// Of each of the order's own lines no more comes back than it sold.
	const left = new Map(selling.map((one) => [one.line.id, soldQuantity(one)]));
	const ownOf = (one: Below): Array<{ orderLine: number; quantity: number }> => {
		let open = -one.quantity;
		return selling
			.filter((each) => isSame(ofOrder(each), one))
			.flatMap(({ line: { id } }) => {
				const quantity = Math.min(open, left.get(id)!);
				if (quantity <= little) return [];
				open -= quantity;
				left.set(id, left.get(id)! - quantity);
				return [{ orderLine: id, quantity }];
			});
	};
	/** How much of it is not the order's own, as a part of 1. */
	const othersOf = ({ quantity }: Below, own: Array<{ quantity: number }>) =>
		1 - own.reduce((sum, part) => sum + part.quantity, 0) / -quantity;

	for (const line of belowZero) {
		const own = ownOf(ofOrder(line));
		const billed = bills.filter(({ sale_line_ids }) => sale_line_ids.includes(line.line.id));
		found.billLines.push(...billed.map(({ id }) => id));
		found.own.push(...billed.flatMap((bill) => partsOf(bill, own, -line.line.product_uom_qty)));
		const gross = billed.length ? billed.reduce((sum, bill) => sum + bill.price_total, 0) : ofOrder(line).gross;
		found.worth -= gross * othersOf(ofOrder(line), own);
		let back = returnedBy(line, moves, factor);
		for (const { orderLine, quantity } of own) {
			const count = Math.min(back, quantity);
			back -= count;
			if (count > little) found.cameBack.set(orderLine, (found.cameBack.get(orderLine) ?? 0) + count);
		}
	}
	for (const bill of bills.filter(({ quantity }) => quantity < 0)) {
		// Fewer pieces of a line that was billed before: what came back of it.
		const owner = selling.find(({ line }) => bill.sale_line_ids.includes(line.id));
		if (owner && !owner.service && bill.price_unit > 0) {
			found.billLines.push(bill.id);
			found.own.push({ bill: bill.id, orderLine: owner.line.id, quantity: -bill.quantity });
		}
		if (bill.sale_line_ids.length || !isBack(ofBill(bill), isGoods)) continue;
		const own = ownOf(ofBill(bill));
		found.billLines.push(bill.id);
		found.own.push(...partsOf(bill, own, -bill.quantity));
		found.worth -= bill.price_total * othersOf(ofBill(bill), own);
	}
	found.ownWorth = asCredited(bills, found.own).reduce((sum, { price_total }) => sum + price_total, 0);
	return found;
}

/**
 * Whether a credit note bills an order: one that takes back more than it sells comes to less than nothing, and Odoo makes a credit note of the invoice,
 * with what is sold below zero. One that reverses an invoice does not. Pure.
 */
export function billsOrder({
	move_type,
	reversed_entry_id,
	lines,
}: {
	move_type: string;
	reversed_entry_id?: number;
	lines: Array<Pick<BilledLine, 'quantity' | 'price_unit' | 'sale_line_ids'>>;
}): boolean {
	return (
		move_type === 'out_refund' &&
		!reversed_entry_id &&
		lines.some(({ quantity, price_unit, sale_line_ids }) => quantity < 0 && price_unit > 0 && sale_line_ids.length > 0)
	);
}

/** A line of such a credit note as an invoice has it. */
export function asBilled<L extends BilledLine>(line: L): L {
	const { quantity, price_subtotal, price_total } = line;
	return { ...line, quantity: -quantity, price_subtotal: -price_subtotal, price_total: -price_total };
}

/** Invoice lines below zero as a credit note has them: of the order's own lines. */
export function asCredited<L extends BilledLine>(bills: L[], own: TakenBack['own']): L[] {
	return own.flatMap(({ bill, orderLine, quantity }) => {
		const line = bills.find(({ id }) => id === bill);
		if (!line) return [];
		const part = quantity / line.quantity;
		return [
			{
				...line,
				quantity,
				price_subtotal: line.price_subtotal * part,
				price_total: line.price_total * part,
				sale_line_ids: [orderLine],
			},
		];
	});
}

function isBack({ product_id, quantity, price_unit }: Below, isGoods: (product: number) => boolean): boolean {
	return quantity < 0 && price_unit > 0 && product_id !== undefined && isGoods(product_id);
}

function isSame(a: Below, b: Below): boolean {
	return a.product_id === b.product_id && a.price_unit === b.price_unit && a.discount === b.discount;
}

function ofOrder({ line }: SoldLine): Below {
	return { ...line, quantity: line.product_uom_qty, gross: line.price_subtotal + line.price_tax };
}

function ofBill(bill: BilledLine): Below {
	return { ...bill, gross: bill.price_total };
}

/** What of an invoice line is of the order's own lines, when so much of the whole order line is. */
function partsOf({ id, quantity }: BilledLine, own: Array<{ orderLine: number; quantity: number }>, all: number) {
	return own.map((one) => ({ bill: id, orderLine: one.orderLine, quantity: (one.quantity * -quantity) / all }));
}

/** Pieces that a line below zero has brought back by transfers of its own, or shall. Odoo 19 makes these when the order is confirmed. */
function returnedBy({ line }: SoldLine, moves: Move[], factor: (unit: number | undefined) => number): number {
	return moves
		.filter(
			(move) =>
				move.sale_line_id === line.id &&
				move.product_id === line.product_id &&
				move.location_dest_usage !== 'customer' &&
				move.state !== 'cancel',
		)
		.reduce((sum, move) => sum + (pieces(move) * factor(move.product_uom)) / factor(line.product_uom_id), 0);
}
