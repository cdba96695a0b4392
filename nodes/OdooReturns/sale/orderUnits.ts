/** A line of an invoice or of a credit note, as far as units go. */
interface Counted {
	quantity: number;
	price_unit: number;
	product_uom_id?: number;
	sale_line_ids: number[];
}

const exact = 1e6;

/**
 * Lines of invoices and credit notes in the units of the order lines that they are of: twelve units at 1.00 of an order of dozens are one dozen at 12.00.
 * What they come to stays. Pure.
 *
 * @param factor How large a unit is, next to others of its kind.
 */
export function inOrderUnits<L extends Counted>(
	bills: L[],
	lines: Array<{ id: number; product_uom_id?: number }>,
	factor: (unit: number) => number,
): L[] {
	return bills.map((bill) => {
		const unit = lines.find(({ id }) => bill.sale_line_ids.includes(id))?.product_uom_id;
		if (!unit || !bill.product_uom_id || unit === bill.product_uom_id) return bill;
		const each = factor(bill.product_uom_id) / factor(unit);
		return {
			...bill,
			quantity: Math.round(bill.quantity * each * exact) / exact,
			price_unit: Math.round((bill.price_unit / each) * exact) / exact,
			product_uom_id: unit,
		};
	});
}
