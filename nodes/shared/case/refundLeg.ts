import type { CaseException, Money, RefundIntent } from '../model';
import { exceptionOf } from './exceptionOf';
import type { CaseState, RefundLeg } from './caseState';

/** The leg of a refund intent, by its id. */
export function legOf(state: CaseState, intent: string | undefined): RefundLeg | undefined {
	return state.refunds.find((leg) => leg.intent.id === intent);
}

/** A refund has reached the customer, as money, credit or new goods. A second one for the same leg is a fact too, and for a person to look at. */
export function settle(
	state: CaseState,
	{ what, id, intent }: { what: string; id: string; intent: string },
	by: Pick<RefundLeg, 'refund' | 'storeCredit' | 'exchange'>,
	exceptions: CaseException[],
): void {
	const leg = legOf(state, intent);
	const before = leg && settledBy(leg);
	if (!leg)
		exceptions.push(
			exceptionOf(
				'unknown_refund',
				`${what} ${id} succeeded, but this return has no refund ${intent || 'of that name'}. Look at the provider what it was for; when the customer should not have it, take it back. Then resolve this exception.`,
			),
		);
	else if (before && before !== id)
		exceptions.push(
			exceptionOf(
				'paid_twice',
				`${what} ${id} reached the customer, but refund ${intent} was settled by ${before} before. Take one of them back, then resolve this exception.`,
				{ intent },
			),
		);
	else Object.assign(leg, { state: 'succeeded', ...by });
}

/** Id of the refund, credit or exchange that settled a leg; undefined while nothing has. */
export function settledBy({ state, refund, storeCredit, exchange }: RefundLeg): string | undefined {
	return state === 'succeeded' ? (exchange ?? storeCredit ?? refund)?.id : undefined;
}

/** What a refund gives, in minor units: all of it, but what an exchange left is counted where it is paid. */
export function givenBy({ intent, exchange }: Given): number {
	return intent.amount.amount - (exchange?.rest?.amount ?? 0);
}

/** What of a refund is taken from what was paid, in minor units: what the shop gives on top of it (a bonus) is not. */
export function usedOf(leg: Given): number {
	return Math.max(0, givenBy(leg) - bonusOf(leg.intent));
}

/** What a refund is worth more than what is owed, in minor units. */
export function bonusOf({ breakdown = [] }: Given['intent']): number {
	return breakdown.reduce((total, { name, amount }) => total + (name === 'bonus' ? amount.amount : 0), 0);
}

interface Given {
	intent: Pick<RefundIntent, 'amount'> & Partial<Pick<RefundIntent, 'breakdown'>>;
	exchange?: { rest?: Money };
}
