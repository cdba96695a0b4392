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
