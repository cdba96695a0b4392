import { money, portion, refundWays, sum, type Money, type RefundWay } from '../../../shared/model';
import { customerReasons, type CustomerReason } from '../languages/words';
import type { Fields } from '../portal';
import type { ShownOrder } from './kept';

/** What a customer has chosen of an order. */
export interface Choice {
	lines: Array<{ index: number; quantity: number; reason: CustomerReason }>;
	refundTo: RefundWay;
	/** Nothing was chosen, or something without saying why. */
	incomplete: boolean;
}

/** What was chosen in the form. More than may come back, or of something else, cannot be chosen. Pure. */
export function choiceOf({ lines }: ShownOrder, body: Fields): Choice {
	const wanted = lines.map(({ returnable }, index) => ({
		index,
		quantity: Math.max(0, Math.min(returnable, Math.floor(Number(body[`quantity-${index}`])) || 0)),
		reason: customerReasons.find((one) => one === body[`reason-${index}`]),
	}));
	const chosen = wanted.filter(({ quantity }) => quantity > 0);
	return {
		lines: chosen.flatMap(({ reason, ...line }) => (reason ? [{ ...line, reason }] : [])),
		refundTo: refundWays.find((one) => one === body.refundTo) ?? 'original',
		incomplete: !chosen.length || chosen.some(({ reason }) => !reason),
	};
}

/** The same as fields of a form. */
export function fieldsOf({ lines, refundTo }: Choice): Record<string, string> {
	return Object.fromEntries([
		...lines.flatMap(({ index, quantity, reason }) => [
			[`quantity-${index}`, String(quantity)],
			[`reason-${index}`, reason],
		]),
		['refundTo', refundTo],
	]) as Record<string, string>;
}

/** What was paid for the chosen pieces: what goes back before fees. Undefined: the order has several currencies. Pure. */
export function estimateOf(order: ShownOrder, { lines }: Pick<Choice, 'lines'>): Money | undefined {
	const parts = lines.map(({ index, quantity }) => {
		const { paid, sold } = order.lines[index];
		return money(portion(paid.amount, quantity, sold), paid.currency);
	});
	const [first] = parts;
	return first && parts.every(({ currency }) => currency === first.currency) ? sum(parts, first.currency) : undefined;
}
