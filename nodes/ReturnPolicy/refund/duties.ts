import { isKept } from '../../shared/case/expected';
import { allocate, format, portion } from '../../shared/model';
import type { PolicyLine } from '../input/policyCase';
import { offerOf } from '../offers';
import { upTo } from '../../shared/case/worth';
import type { DuePieces, PricedCase } from './duePieces';

/** What of an order's duties goes back with some pieces, in minor units of its currency. */
export interface DutyShares {
	shares: Array<{ line: PolicyLine; amount: number }>;
	/** Why duties that the rules pay back are not in the refund. */
	waived: string[];
}

/**
 * Duties that the rules pay back, for the pieces that come back: shared over the order's goods by their worth (largest remainder), and over the
 * pieces of a line as its worth is, so that all pieces together give back all of them, and never more than nobody has paid back yet. Goods that the customer keeps stay imported. Pure.
 */
export function dutiesOf(input: PricedCase, due: DuePieces[]): DutyShares {
	const { order } = input;
	const { duties } = order;
	const paidBack = due.filter(({ line }) => offerOf(input, line.id)?.duties === 'refunded' && !isKept(input, line.id));
	if (!duties?.amount || !paidBack.length) return { shares: [], waived: [] };
	if (duties.currency !== order.currency)
		return {
			shares: [],
			waived: [`Duties of ${format(duties)} are in another currency than the order: pay them back by hand.`],
		};
	const goods = order.lines.filter((bought) => bought.comesBack !== false || due.some((one) => one.bought === bought));
	const ofLine = allocate(
		duties.amount,
		goods.map((bought) => {
			const { net, tax } = upTo(bought, order.taxesIncluded, bought.quantity);
			return net + tax;
		}),
	);
	const shares = paidBack.map(({ line, bought, from, quantity }) => {
		const whole = ofLine[goods.indexOf(bought)];
		const upToPiece = (pieces: number) => portion(whole, pieces, bought.quantity);
		return { line, amount: upToPiece(from + quantity) - upToPiece(from) };
	});
	let left = Math.max(0, duties.amount - (order.dutiesPaidBack?.amount ?? 0) - givenBefore(input));
	const given = shares.map(({ line, amount }) => {
		const part = Math.min(left, amount);
		left -= part;
		return { line, amount: part };
	});
	return { shares: given.filter(({ amount }) => amount), waived: [] };
}

/** What refunds of the order's returns give back of its duties. */
function givenBefore({ refunds, sisters }: PricedCase): number {
	return [...refunds, ...sisters.flatMap((sister) => sister.refunds)]
		.flatMap(({ intent }) => intent.breakdown)
		.reduce((sum, { name, amount }) => sum + (name === 'duties' ? amount.amount : 0), 0);
}
