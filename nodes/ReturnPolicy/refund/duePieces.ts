import type { OrderLine, RefundTiming } from '../../shared/model';
import { isKept } from '../../shared/case/expected';
import { invalidInput } from '../../shared/model/effectError';
import type { PolicyCase, PolicyLine, SisterCase } from '../input/policyCase';
import { nameOf, orderLineOf } from '../../shared/case/soldLine';

/** A case whose order is known. */
export type PricedCase = PolicyCase & { order: NonNullable<PolicyCase['order']> };

/** Pieces of a line that a refund is now due for; `from` is how many pieces of the order's line were refunded or returned before. */
export interface DuePieces {
	line: PolicyLine;
	bought: OrderLine;
	from: number;
	quantity: number;
	/** Pieces of the line of the case that its earlier refunds contain. */
	covered: number;
}

/**
 * The pieces that have come as far as the timing asks, without those that earlier refunds of the case cover. Never more than
 * were approved. A refund that failed still covers its pieces: a person pays it another way.
 * Throws EffectError when a line is not in the order, or has more pieces approved than were bought.
 */
export function duePieces(input: PricedCase, timing: RefundTiming): DuePieces[] {
	const { lines, order } = input;
	const position = new Map(order.lines.map((bought) => [bought.id, takenByOthers(input, bought)]));
	const advance = (bought: OrderLine, quantity: number) =>
		position.set(bought.id, (position.get(bought.id) ?? 0) + quantity);
	const counted = lines.map((line) => {
		const bought = orderLineOf(line, order);
		const covered = coveredPieces(input, line.id);
		if (bought) advance(bought, covered);
		return { line, bought, covered, quantity: Math.max(0, reached(line, timingOf(input, line, timing)) - covered) };
	});
	return counted
		.filter(({ quantity }) => quantity > 0)
		.map(({ line, bought, quantity, covered }) => {
			const field = `case.lines.${lines.indexOf(line)}`;
			if (!bought)
				throw invalidInput(
					`${nameOf(line)} of ${input.reference} was not found in order ${order.number}, so its price is unknown`,
					'Link the line to a line of the order (orderLineId), or refund it by hand.',
					field,
				);
			const from = position.get(bought.id) ?? 0;
			if (from + quantity > bought.quantity) {
				throw invalidInput(
					`${nameOf(line)} of ${input.reference}: ${bought.quantity} bought, ${from} refunded or returned before, so ${quantity} more cannot be refunded`,
					'Approve the quantity that is left, or refund by hand.',
					field,
				);
			}
			advance(bought, quantity);
			return { line, bought, from, quantity, covered };
		});
}

/**
 * Whether every piece of the order that can come back is back: returned by others, covered by this case's refunds, or due now. What came
 * back to another return counts as soon as it is there, although its refund may be worth nothing.
 */
export function isWholeOrder(input: PricedCase, due: DuePieces[], timing: RefundTiming): boolean {
	const isAsked = (bought: OrderLine) => input.lines.some((line) => orderLineOf(line, input.order) === bought);
	const goods = input.order.lines.filter((bought) => bought.comesBack !== false || isAsked(bought));
	return goods.every((bought) => {
		const covered = input.lines
			.filter((line) => orderLineOf(line, input.order) === bought)
			.reduce((total, line) => total + coveredPieces(input, line.id), 0);
		const now = due.filter((one) => one.bought === bought).reduce((total, one) => total + one.quantity, 0);
		const back = (sister: SisterCase, line: PolicyLine) =>
			Math.max(
				coveredPieces(sister, line.id),
				sister.authorization === 'approved' ? reached(line, waitsFor(sister, sister.refundTiming ?? timing)) : 0,
			);
		return takenByOthers(input, bought, back) + covered + now === bought.quantity;
	});
}

/**
 * Pieces of an order's line that others took back: what the order's other returns did (`piecesOf`; those they have refunded by now), and
 * what nobody here knows of: `returnedBefore`, less the returns that it counted when the order was looked at.
 */
function takenByOthers(
	{ sisters, orderFoundAt, order }: PricedCase,
	bought: OrderLine,
	piecesOf: (sister: SisterCase, line: PolicyLine) => number = (sister, { id }) => coveredPieces(sister, id),
): number {
	const total = (of: SisterCase[], pieces: (sister: SisterCase, line: PolicyLine) => number) =>
		of.reduce(
			(sum, sister) =>
				sum +
				sister.lines
					.filter((line) => orderLineOf(line, order) === bought)
					.reduce((taken, line) => taken + pieces(sister, line), 0),
			0,
		);
	// The shop names the returns that it counted; an ERP counts those that were approved by then.
	const seen = sisters.filter(
		({ authorization, approvedAt, ids }) =>
			authorization === 'approved' &&
			(order.returnsCounted?.includes(ids['shopify.return']) || (approvedAt && approvedAt <= (orderFoundAt ?? ''))),
	);
	return (
		Math.max(0, (bought.returnedBefore ?? 0) - total(seen, (_, line) => line.quantities.approved)) +
		total(sisters, piecesOf)
	);
}

/** Pieces of a line that the refunds of the case contain already. */
export function coveredPieces({ refunds }: Pick<PolicyCase, 'refunds'>, line: string): number {
	const parts = refunds
		.flatMap(({ intent }) => intent.breakdown)
		.filter((part) => part.kind === 'line' && part.line === line);
	return parts.reduce((total, part) => total + (part.quantity ?? 0), 0);
}

/** Of what the customer keeps nothing is waited for. */
function timingOf(input: PolicyCase, { id }: PolicyLine, timing: RefundTiming): Awaited {
	return isKept(input, id) ? 'at_approval' : waitsFor(input, timing);
}

/** What can be waited for of a line. */
type Awaited = Exclude<RefundTiming, 'at_first_scan'>;

/** What is waited for as things are: a carrier that has every parcel is as good as the goods; what comes without one is waited for at the door. */
export function waitsFor(input: Sent, timing: RefundTiming): Awaited {
	if (timing !== 'at_first_scan') return timing;
	return isWithCarrier(input) ? 'at_approval' : 'at_receipt';
}

type Sent = Pick<PolicyCase, 'parcels' | 'labels'>;

/** A carrier has seen every parcel that has a label, and none of them went back to the customer. */
function isWithCarrier({ parcels, labels }: Sent): boolean {
	const isSeen = (number: string) => parcels.some(({ trackingNumber }) => trackingNumber === number);
	return (
		parcels.length > 0 &&
		parcels.every(({ reached: furthest }) => furthest !== 'returned_to_sender') &&
		labels.every(({ voided, trackingNumber }) => voided || !trackingNumber || isSeen(trackingNumber))
	);
}

/** Approved pieces of a line that have come as far as the timing asks; those that go back to the customer are not refunded. */
export function reached({ quantities }: PolicyLine, timing: Awaited): number {
	const { approved, received, inspected } = quantities;
	const back = sentBack(quantities);
	const seen = Object.entries(inspected).reduce(
		(total, [destination, pieces]) => total + (destination === 'customer' ? 0 : pieces),
		0,
	);
	const come = { at_approval: approved, at_receipt: received - back, after_inspection: seen }[timing];
	return Math.max(0, Math.min(approved - back, come));
}

/** Approved pieces that inspection sends back to the customer. */
export function sentBack({ approved, inspected: { customer = 0 } }: PolicyLine['quantities']): number {
	return Math.min(approved, customer);
}
