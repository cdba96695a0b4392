import type { CaseState } from './caseState';
import { totalOf } from './quantities';

/**
 * What is still to be done of a return before it can be closed, in words; empty when nothing is: all is paid back and booked, and what was
 * expected has come, was inspected and put away.
 */
export function leftToDo({
	settlement,
	logistics,
	inspection,
	refunds,
	lines,
}: Pick<CaseState, 'settlement' | 'logistics' | 'inspection' | 'refunds' | 'lines'>): string[] {
	const isExpected = logistics !== 'not_expected';
	const isBooked = refunds.every(({ state, creditNote, payment }) => state === 'dropped' || (creditNote && payment));
	const isPutAway = lines.every(({ quantities: { stock, received } }) => totalOf(stock) >= received);
	const left: Array<[boolean, string]> = [
		[settlement !== 'settled', 'the refund'],
		[isExpected && logistics !== 'received', 'goods that are to come'],
		[isExpected && inspection !== 'done', 'the inspection'],
		[!isBooked, 'the books'],
		[!isPutAway, 'goods that are to be put away'],
	];
	return left.flatMap(([isLeft, what]) => (isLeft ? [what] : []));
}
