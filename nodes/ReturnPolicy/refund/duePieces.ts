import type { OrderLine, RefundTiming } from '../../shared/model';
import { invalidInput } from '../../shared/effect/effectError';
import type { PolicyCase, PolicyLine } from '../input/policyCase';
import { nameOf, orderLineOf } from '../links';

/** Pieces of a line that a refund is now due for; `from` is how many pieces of the order's line were refunded or returned before. */
export interface DuePieces {
	line: PolicyLine;
	bought: OrderLine;
	from: number;
	quantity: number;
}

/**
 * The pieces that have come as far as the timing asks, without those that earlier refunds of the case cover. Never more than
 * were approved. A refund that failed still covers its pieces: a person pays it another way.
 * Throws EffectError when a line is not in the order, or has more pieces approved than were bought.
 */
export function duePieces(input: PolicyCase & { order: NonNullable<PolicyCase['order']> }, timing: RefundTiming): DuePieces[] {
	const { lines, order } = input;
	const position = new Map(order.lines.map((bought) => [bought.id, bought.returnedBefore ?? 0]));
	const advance = (bought: OrderLine, quantity: number) => position.set(bought.id, (position.get(bought.id) ?? 0) + quantity);
	const counted = lines.map((line) => {
		const bought = orderLineOf(line, order);
		const covered = coveredPieces(input, line.id);
		if (bought) advance(bought, covered);
		return { line, bought, quantity: Math.max(0, reached(line, timing) - covered) };
	});
	return counted
		.filter(({ quantity }) => quantity > 0)
		.map(({ line, bought, quantity }) => {
			const field = `case.lines.${lines.indexOf(line)}`;
			if (!bought) throw invalidInput(`${nameOf(line)} of ${input.reference} was not found in order ${order.number}, so its price is unknown`, 'Link the line to a line of the order (orderLineId), or refund it by hand.', field);
			const from = position.get(bought.id) ?? 0;
			if (from + quantity > bought.quantity) {
				throw invalidInput(`${nameOf(line)} of ${input.reference}: ${bought.quantity} bought, ${from} refunded or returned before, so ${quantity} more cannot be refunded`, 'Approve the quantity that is left, or refund by hand.', field);
			}
			advance(bought, quantity);
			return { line, bought, from, quantity };
		});
}

/** Whether every piece of the order is back: returned by others before, covered by this case's refunds, or due now. */
export function isWholeOrder(input: PolicyCase & { order: NonNullable<PolicyCase['order']> }, due: DuePieces[]): boolean {
	return input.order.lines.every((bought) => {
		const covered = input.lines.filter((line) => orderLineOf(line, input.order) === bought).reduce((total, line) => total + coveredPieces(input, line.id), 0);
		const now = due.filter((one) => one.bought === bought).reduce((total, one) => total + one.quantity, 0);
		return (bought.returnedBefore ?? 0) + covered + now === bought.quantity;
	});
}

/** Pieces of a line that the refunds of the case contain already. */
export function coveredPieces({ refunds }: PolicyCase, line: string): number {
	const parts = refunds.flatMap(({ intent }) => intent.breakdown).filter((part) => part.kind === 'line' && part.line === line);
	return parts.reduce((total, part) => total + (part.quantity ?? 0), 0);
}

/** Approved pieces of a line that have come as far as the timing asks. */
export function reached({ quantities: { approved, received, inspected } }: PolicyLine, timing: RefundTiming): number {
	const seen = Object.values(inspected).reduce((total, pieces) => total + pieces, 0);
	return Math.min(approved, { at_approval: approved, at_receipt: received, after_inspection: seen }[timing]);
}
