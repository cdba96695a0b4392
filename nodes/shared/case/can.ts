import type { EventType } from '../model';
import { missingApprovals, peopleNeeded, waitsForApproval } from './approvals';
import type { Can, CaseState, RollUps } from './caseState';
import { transitions } from './transitions';

/**
 * What a person may still do with a return, so that forms and pages offer only that. By the same table as the commands themselves
 * (transitions.ts, commands.ts): whatever is offered here is taken, unless the case moves on in between.
 */
export function canOf(state: Omit<CaseState, keyof RollUps>): Can {
	const { verdict, closedAt, refunds } = state;
	const fits = (type: EventType) => transitions[type].from.includes(verdict);
	const open = isFreeToEnd(state);
	return {
		approve: fits('return.approved') && (peopleNeeded(state) < 2 || !missingApprovals(state)),
		giveApproval: waitsForApproval(state),
		decline: open && verdict !== 'declined',
		cancel: open && verdict !== 'canceled',
		release: fits('refund.due') && refunds.some((leg) => leg.state === 'held'),
		drop: refunds.some((leg) => leg.state === 'held' || leg.state === 'due'),
		reopen: !!closedAt,
	};
}

/** Whether nothing of a return's money is on its way or paid, so that it may still be declined or canceled. */
export function isFreeToEnd({ refunds }: Pick<CaseState, 'refunds'>): boolean {
	return refunds.every((leg) => leg.state === 'held' || leg.state === 'dropped');
}
