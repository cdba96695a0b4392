import { disputePhases, format, type CaseException, type DisputedPayment, type EventData } from '../model';
import type { CaseDispute, CaseState, RefundLeg } from './caseState';
import { canBeDecided, disputeOf, markChargedBack, nameOf, paidBeside, waitingFor } from './disputes';
import { exceptionOf } from './exceptionOf';
import type { Handlers } from './handler';

/** What a case learns of disputes, and asks finance about them. What follows of its refunds is in disputeFollowUps.ts. */
export const disputeHandlers: Handlers = {
	'dispute.opened': (state, data, { time }, exceptions) => {
		takeDispute(state, data, time, exceptions);
	},
	'dispute.funds_moved': (state, { dispute, movement }) => {
		const one = disputeOf(state, dispute);
		if (one) one.movements = [...(one.movements ?? []), movement];
	},
	'dispute.evidence_drafted': (state, { dispute }, { time }) => {
		const one = disputeOf(state, dispute);
		if (one) one.draftedAt = time;
	},
	'dispute.evidence_submitted': (state, { dispute }, { time }) => {
		const one = disputeOf(state, dispute);
		if (one) one.submittedAt ??= time;
	},
	'dispute.decided': (state, data, { time }, exceptions) => {
		decideDispute(state, data, time, exceptions);
	},
	'dispute.reminded': (state, { dispute, at }) => {
		const one = disputeOf(state, dispute);
		if (one) one.remindedAt = Math.max(at, one.remindedAt ?? at);
	},
};

/** The case hears of a dispute, or that it goes further; what is told late changes nothing. */
function takeDispute(
	state: CaseState,
	{ dispute }: EventData<'dispute.opened'>,
	openedAt: string,
	exceptions: CaseException[],
): void {
	const known = disputeOf(state, dispute.id);
	if (known && disputePhases.indexOf(dispute.phase) <= disputePhases.indexOf(known.phase)) return;
	const { movements } = known ?? {};
	const next: CaseDispute = { ...dispute, state: 'open', openedAt, ...(movements && { movements }) };
	state.disputes = [...(state.disputes ?? []).filter((one) => one !== known), next];
	markChargedBack(state);
	exceptions.push(exceptionOf('dispute', whatToDo(state, next), { dispute: dispute.id }));
}

/** The bank has decided, or it was settled before it had to. */
function decideDispute(
	state: CaseState,
	{ dispute: id, outcome }: EventData<'dispute.decided'>,
	decidedAt: string,
	exceptions: CaseException[],
): void {
	const dispute = disputeOf(state, id);
	if (!dispute || !canBeDecided(dispute, outcome)) return;
	Object.assign(dispute, { state: outcome, decidedAt });
	markChargedBack(state);
	const named = nameOf(dispute);
	if (outcome === 'lost') {
		const beside = besides(state, dispute);
		exceptions.push(
			exceptionOf(
				'dispute_lost',
				`${named} is lost: the bank has paid the customer. A refund on the same payment pays twice${beside ? `, and there is one: ${beside}. Ask for it back.` : '; those that were not paid yet are canceled as far as the bank has paid them.'} Book what was lost (Return Case: Dispute: Describe says what), then resolve this exception.`,
				{ dispute: id },
			),
		);
	}
	if (outcome === 'prevented' && !waitingFor(state, id).length)
		exceptions.push(
			exceptionOf(
				'dispute_decided',
				`${named} was prevented: the customer has got the money, by a refund or by the card network. Look at the provider which, before anything more is paid on this payment; then resolve this exception.`,
				{ dispute: id },
			),
		);
	const canceled = state.refunds.filter((leg) => leg.dispute === id && leg.state === 'dropped');
	if (outcome === 'over' && canceled.length)
		exceptions.push(
			exceptionOf(
				'dispute_decided',
				`${named} was lost and is won after all. ${list(canceled)} had been canceled: release another refund when the customer is owed it; then resolve this exception.`,
				{ dispute: id },
			),
		);
}

function whatToDo(state: CaseState, dispute: DisputedPayment): string {
	const why = dispute.reason || 'no reason given';
	const due = dispute.dueAt ? ` Evidence can be sent until ${dispute.dueAt.slice(0, 10)}.` : '';
	const beside = besides(state, dispute);
	const paid = beside
		? ` ${beside} went back on this payment already: that is evidence. Send it, or the customer has it twice.`
		: '';
	if (dispute.phase === 'inquiry')
		return `${nameOf(dispute)} was opened at the bank (${why}): the customer asks what the payment was for. No money was taken. A refund is still possible, and ends it; else answer it.${due}${paid}`;
	const what = dispute.phase === 'appeal' ? 'can be appealed against' : `was opened at the bank (${why})`;
	return `${nameOf(dispute)} ${what}. Pay nothing back on this payment until it is decided. Send the evidence at the provider (Return Case: Dispute: Describe gathers it), or accept the dispute there.${due}${paid}`;
}

function besides(state: CaseState, dispute: DisputedPayment): string {
	return list(paidBeside(state, dispute));
}

function list(legs: RefundLeg[]): string {
	return legs
		.map(({ intent: { id, amount }, refund }) => `refund ${refund?.id ?? id} of ${format(amount)}`)
		.join(' and ');
}
