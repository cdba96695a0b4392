import { portion, type Order, type OrderLine } from '../model';

/** Minor units of the order's currency. `net` is without tax. */
export interface Worth {
	net: number;
	tax: number;
}

/**
 * What pieces `from` to `from + quantity` of an order line are worth. By the cumulative method: what n pieces are worth is
 * rounded once, and a refund is the difference of two such sums, so pieces refunded one by one or together, in any
 * grouping, add up to the line exactly. Throws RangeError when the line has fewer pieces.
 */
export function worthOf(line: OrderLine, taxesIncluded: boolean, from: number, quantity: number): Worth {
	if (from < 0 || quantity < 0 || from + quantity > line.quantity)
		throw new RangeError(`Line ${line.id} has ${line.quantity} pieces, not ${from + quantity}`);
	const [before, after] = [upTo(line, taxesIncluded, from), upTo(line, taxesIncluded, from + quantity)];
	return { net: after.net - before.net, tax: after.tax - before.tax };
}

/**
 * What the first `pieces` of a line are worth. Where prices contain tax, the price is shared first, and tax is its part of that. Pieces that
 * somebody else paid back come first, worth what was given for them, so that the last piece is worth the rest to the cent.
 */
export function upTo(line: OrderLine, taxesIncluded: boolean, pieces: number): Worth {
	const worth = { net: 0, tax: 0 };
	let before = 0;
	for (const stretch of stretchesOf(line)) {
		const { net, tax } = shareOf(stretch, taxesIncluded, Math.min(Math.max(0, pieces - before), stretch.quantity));
		worth.net += net;
		worth.tax += tax;
		before += stretch.quantity;
	}
	return worth;
}

type Stretch = { quantity: number; subtotal: number; tax: number; step: number };

/** A line, or what of it was paid back by others, else what of it was billed, and the rest. What they gave counts only as rounding: who paid less had a reason. */
function stretchesOf({ quantity, subtotal, tax, paidBack, billed, step = 1 }: OrderLine): Stretch[] {
	const whole = { quantity, subtotal: subtotal.amount, tax: tax.amount, step };
	if (billed && !paidBack) return apart(whole, { ...amountsOf(billed), step });
	if (!paidBack || paidBack.quantity >= quantity) return [whole];
	const given = { ...amountsOf(paidBack), step };
	const isRounding = (part: number, of: number) =>
		Math.abs(part - (of * given.quantity) / quantity) <= given.quantity * step;
	if (!isRounding(given.subtotal, whole.subtotal) || !isRounding(given.tax, whole.tax)) return [whole];
	return apart(whole, given);
}

/** A line as its first pieces and the rest; as one where there would be no rest. */
function apart(whole: Stretch, first: Stretch): Stretch[] {
	const rest = {
		quantity: whole.quantity - first.quantity,
		subtotal: whole.subtotal - first.subtotal,
		tax: whole.tax - first.tax,
		step: whole.step,
	};
	return rest.quantity <= 0 || rest.subtotal < 0 || rest.tax < 0 ? [whole] : [first, rest];
}

function amountsOf({ quantity, subtotal, tax }: NonNullable<OrderLine['paidBack']>): Omit<Stretch, 'step'> {
	return { quantity, subtotal: subtotal.amount, tax: tax.amount };
}

function shareOf({ quantity, subtotal, tax, step }: Stretch, taxesIncluded: boolean, pieces: number): Worth {
	const part = (total: number, of: number, whole: number) =>
		of === whole ? total : portion(total, of, whole * step) * step;
	const share = part(subtotal, pieces, quantity);
	if (!taxesIncluded) return { net: share, tax: part(tax, pieces, quantity) };
	const contained = part(Math.min(tax, subtotal), share, subtotal);
	return { net: share - contained, tax: contained };
}

/** Hundredths of a percent of an amount of a line, in what its books round to. */
export function percentOfLine({ step = 1 }: Pick<OrderLine, 'step'>, amount: number, basisPoints: number): number {
	return portion(amount, basisPoints, 10_000 * step) * step;
}

/** What the customer paid for shipping and nobody else has paid back, split like a line. */
export function shippingOf({ shipping, taxesIncluded }: Pick<Order, 'shipping' | 'taxesIncluded'>): Worth {
	if (!shipping) return { net: 0, tax: 0 };
	const { subtotal, tax, paidBack } = shipping;
	const left = Math.max(0, subtotal.amount - (paidBack?.subtotal.amount ?? 0));
	const ofTax = Math.max(0, tax.amount - (paidBack?.tax.amount ?? 0));
	return taxesIncluded ? { net: left - Math.min(left, ofTax), tax: Math.min(left, ofTax) } : { net: left, tax: ofTax };
}
