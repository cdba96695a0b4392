import type { CaseState, RefundLeg } from '../../case/caseState';
import { creditNoteMisfit, heldByHand, shopWorth } from '../../case/exceptionOf';
import type { CaseException } from '../../model';
import { refundedElsewhere } from '../paidElsewhere';

/** Code of the exception that asks finance to confirm what inspection takes off a refund; deciding on the refund resolves it. */
export const deductionToConfirm = 'deduction_to_confirm';

/** Code of the exception of a refund that waited for a dispute, and of which nobody can tell by itself what becomes of it. */
export const disputeDecided = 'dispute_decided';

const questions = [
	deductionToConfirm,
	shopWorth,
	creditNoteMisfit,
	heldByHand,
	disputeDecided,
	refundedElsewhere,
] as const;
export type Question = (typeof questions)[number];

/** What finance was asked about a refund that is held for the answer; undefined when it waits for none. */
export function questionAbout(
	{ exceptions }: Pick<CaseState, 'exceptions'>,
	{ intent, state }: RefundLeg,
): Question | undefined {
	if (state !== 'held') return undefined;
	return questions.find((code) =>
		exceptions.some((one) => one.code === code && one.intent === intent.id && !one.resolved),
	);
}

/** Whether what becomes of a held refund is for a person to say: somebody has refunded meanwhile, a dispute is not decided, its day has not come, or a question is open. */
export function waitsForDecision(state: Pick<CaseState, 'exceptions'>, leg: RefundLeg): boolean {
	return leg.state === 'held' && !!(leg.elsewhere ?? leg.dispute ?? leg.releaseAt ?? questionAbout(state, leg));
}

const standing: readonly string[] = [shopWorth, refundedElsewhere];

/**
 * A question about the return as a whole that nobody has answered: what the shop says of its worth, or that somebody has refunded the order.
 * No refund is released before.
 */
export function standingQuestion({ exceptions }: Pick<CaseState, 'exceptions'>): CaseException | undefined {
	return exceptions.find(({ code, intent, resolved }) => standing.includes(code) && !intent && !resolved);
}

/** What inspection takes off a refund, in minor units: the most that may be paid above it. */
export function deductedFrom({ intent: { breakdown } }: RefundLeg): number {
	return breakdown.reduce(
		(total, { kind, line, amount }) => total + (kind === 'fee' && line !== undefined ? Math.max(0, -amount.amount) : 0),
		0,
	);
}
