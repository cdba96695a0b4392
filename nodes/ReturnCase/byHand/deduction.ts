import type { CaseState, RefundLeg } from '../../shared/case/caseState';

/** Code of the exception that asks finance to confirm what inspection takes off a refund; deciding on the refund resolves it. */
export const deductionToConfirm = 'deduction_to_confirm';

/** Whether a refund waits for that. */
export function waitsForConfirmation(
	{ exceptions }: Pick<CaseState, 'exceptions'>,
	{ intent, state }: RefundLeg,
): boolean {
	return (
		state === 'held' &&
		exceptions.some((one) => one.code === deductionToConfirm && one.intent === intent.id && !one.resolved)
	);
}

/** What inspection takes off a refund, in minor units: the most that may be paid above it. */
export function deductedFrom({ intent: { breakdown } }: RefundLeg): number {
	return breakdown.reduce(
		(total, { kind, line, amount }) => total + (kind === 'fee' && line !== undefined ? Math.max(0, -amount.amount) : 0),
		0,
	);
}
