import { paidFor } from '../case/leftToGiveBack';
import { usedOf } from '../case/refundLeg';
import type { CaseState, RefundLeg } from '../case/caseState';
import { format, money, type Money } from '../model';
import { PaidElsewhere } from './paidElsewhere';

/** What a provider knows of money that has gone back for an order. */
export interface GoneBack {
	connection: string;
	/** In minor units of the order's currency. */
	amount: number;
	/** Whether a refund of ours is part of `amount`. */
	counts(leg: RefundLeg): boolean;
	/** Ids of the refunds that others made. */
	others: string[];
}

/**
 * Throws PaidElsewhere when less is left of what was paid for an order than a credit would give, whatever finance has said: a provider refuses
 * such a refund, and nobody would refuse the credit. `sisters`: other returns of the order; what finance has still to decide of them is not
 * counted, or two of them would wait for each other.
 */
export function assertCreditFits(
	{ order, refunds }: CaseState,
	sisters: CaseState[],
	owed: { id: string; amount: Money },
	gone: GoneBack,
): void {
	const paid = order && paidFor(order);
	const { currency } = owed.amount;
	if (paid === undefined || order!.currency !== currency) return;
	const theirs = sisters.flatMap((sister) => sister.refunds).filter(({ state }) => state !== 'held');
	const ours = [...refunds.filter(({ intent }) => intent.id !== owed.id), ...theirs].filter(
		(leg) => leg.state !== 'dropped' && !gone.counts(leg),
	);
	const chargedBack = order!.payments.map((payment) => payment.chargedBack?.amount ?? 0);
	const left = Math.max(
		0,
		[gone.amount, ...chargedBack, ...ours.map(usedOf)].reduce((rest, one) => rest - one, paid),
	);
	if (owed.amount.amount <= left) return;
	const open = format(money(left, currency));
	throw new PaidElsewhere(
		`Refund ${owed.id} of ${format(owed.amount)} is not given as store credit: of the ${format(money(paid, currency))} that was paid only ${open} is left.`,
		gone.connection,
		gone.others,
		`Look who else was paid for this order. Then ${left > 0 ? `pay another amount, at most ${open}, or drop it` : 'drop it'} (Return Case: Decide Refund): while so little is left, it is not given all the same.`,
	);
}
