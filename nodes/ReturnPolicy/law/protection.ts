import type { Policy } from '../../shared/model';
import type { Withdrawal } from './period';
import { lower } from '../../shared/policy/texts';

/** What customers call a defect, when the policy does not say: goods that are not as the contract has them (Directive 2019/771, Art. 5 to 8). */
export const usualDefects = [
	'defective',
	'defect',
	'faulty',
	'broken',
	'damaged',
	'damaged in transit',
	'not working',
	'not as described',
	'wrong item',
	'wrong item received',
	'missing parts',
	'missing item',
	'quality',
	'warranty',
	'recall',
];

/** Whether a reason of a return means a defect, as a policy has it. */
export function defectsOf({ book }: Pick<Policy, 'book'>): (reason: string) => boolean {
	const defects = new Set((book?.law?.defects ?? usualDefects).map(lower));
	return (reason) => defects.has(lower(reason));
}

/**
 * Why a return must not count against the customer: it is a withdrawal in time, or all its lines are for defects. Who uses a right that the law
 * gives does not abuse it. Undefined: it may count.
 */
export function protectionOf(
	lines: Array<{ reason: string }>,
	withdrawal: Withdrawal | undefined,
	isDefect: (reason: string) => boolean,
): 'withdrawal' | 'defect' | undefined {
	if (withdrawal && !withdrawal.late) return 'withdrawal';
	return lines.every(({ reason }) => isDefect(reason)) ? 'defect' : undefined;
}
