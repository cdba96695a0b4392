/** An invoice, by the order lines that it bills. `reversed`: credit notes took back all of it. */
export interface Reversible {
	id: number;
	reversed: boolean;
	orderLines: number[];
}

/**
 * Ids of invoices that were reversed and made anew (Odoo's Reverse and Create Invoice): a later one that stands bills the same order lines. Neither such
 * an invoice nor its reversal says what goods cost or what of them was credited. Pure.
 */
export function supersededAmong(invoices: Reversible[]): number[] {
	const isAnew = (one: Reversible, later: Reversible) =>
		later.id > one.id && !later.reversed && one.orderLines.every((line) => later.orderLines.includes(line));
	return invoices
		.filter((one) => one.reversed && one.orderLines.length && invoices.some((later) => isAnew(one, later)))
		.map(({ id }) => id);
}

/** A line of an invoice or of a credit note, of one order line. */
interface BillingLine {
	id: number;
	quantity: number;
	price_unit: number;
	discount: number;
	price_subtotal: number;
	price_total: number;
}

const little = 1e-6;

/**
 * Invoice lines of one order line, less what credit notes took off them before a later invoice billed it anew: a part of an invoice was corrected. That
 * is told from goods that came back by the number: more is billed than was `sold`. `corrected`: what of each credit note line that was, by its id. Pure.
 */
export function standingLines<L extends BillingLine>(
	billed: L[],
	credited: BillingLine[],
	sold: number,
): { lines: L[]; corrected: Map<number, number> } {
	const corrected = new Map<number, number>();
	const left = new Map(billed.map(({ id, quantity }) => [id, quantity]));
	const newest = Math.max(...billed.map(({ id }) => id));
	let excess = [...left.values()].reduce((sum, quantity) => sum + quantity, -sold);
	for (const credit of [...credited].sort((a, b) => a.id - b.id).filter(({ id }) => id < newest)) {
		const priced = (line: L) => Number(line.price_unit === credit.price_unit && line.discount === credit.discount);
		const before = billed.filter(({ id }) => id < credit.id).sort((a, b) => priced(b) - priced(a) || a.id - b.id);
		for (const { id } of before) {
			const open = credit.quantity - (corrected.get(credit.id) ?? 0);
			const part = Math.min(excess, open, left.get(id)!);
			if (part <= little) continue;
			excess -= part;
			left.set(id, left.get(id)! - part);
			corrected.set(credit.id, (corrected.get(credit.id) ?? 0) + part);
		}
	}
	return { lines: billed.flatMap((line) => reduced(line, line.quantity - left.get(line.id)!)), corrected };
}

/** A line less so many of its pieces; none when none are left. */
export function reduced<L extends BillingLine>(line: L, pieces: number): L[] {
	if (pieces <= little) return [line];
	const quantity = line.quantity - pieces;
	const part = quantity / line.quantity;
	const { price_subtotal, price_total } = line;
	return quantity > little
		? [{ ...line, quantity, price_subtotal: price_subtotal * part, price_total: price_total * part }]
		: [];
}
