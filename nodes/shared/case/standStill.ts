import type { CaseEvent, CaseException, NewEvent, Stage } from '../model';
import { exceptionOf } from './exceptionOf';
import type { CaseState } from './caseState';
import { totalOf } from './quantities';
import { waitsForDecision } from './standing';

/*
 * What a return can stand still at though nothing has failed: nobody decides, nobody inspects, nobody pays, the provider does not confirm, nobody books. When
 * it has for the hours of its brand (model/serviceLevels.ts), its owner is told once, and after as many hours again the operator is. What goes on resolves
 * its exception by itself. Parcels have watches of their own (expiry.ts, lateReceipt.ts, sendReminders.ts), and so have withdrawals (reminders.ts).
 */

export interface StandStill {
	stage: Stage;
	/** The refund that it is about; blank: the return as a whole. */
	intent: string;
}

/** What a return stands still at until something happens. Pure. */
export function standStillsOf(state: CaseState): StandStill[] {
	const { shadow, verdict, closedAt, lines, refunds, orders } = state;
	if (shadow) return [];
	const found: StandStill[] = [];
	if (waitsForDecision(state)) found.push({ stage: 'decision', intent: '' });
	const isUninspected = lines.some(({ quantities }) => quantities.received > totalOf(quantities.inspected));
	if (verdict === 'approved' && !closedAt && isUninspected) found.push({ stage: 'inspection', intent: '' });
	for (const { state: leg, intent, exchange, creditNote } of refunds) {
		if (leg === 'due') found.push({ stage: 'refund', intent: intent.id });
		if (leg === 'pending') found.push({ stage: 'confirmation', intent: intent.id });
		if (leg === 'succeeded' && !exchange && !creditNote && orders.odoo)
			found.push({ stage: 'books', intent: intent.id });
	}
	return found;
}

/** What its owner is told of a return that has stood still since an instant (ISO 8601). Pure. */
export function lateEvent({ reference }: Pick<CaseState, 'reference'>, at: StandStill, since: string): NewEvent {
	const { stage, intent } = at;
	const exception = exceptionOf(`late_${stage}`, messageOf(at, since), intent ? { intent } : {});
	return {
		source: 'case',
		id: `${reference}/late/${stage}/${intent}/${since}`,
		type: 'exception.opened',
		data: { exception },
	};
}

/** Resolves what its owner was told, of whatever goes on with an event; `state` is the case after it. Pure. */
export function goesOn(state: CaseState, event: CaseEvent): NewEvent[] {
	const told = state.exceptions.filter(({ code, resolved }) => !resolved && code.startsWith('late_'));
	if (!told.length) return [];
	const still = standStillsOf(state);
	return told
		.filter((one) => !still.some(({ stage, intent }) => isAbout(one, { stage, intent })))
		.map(({ code, intent }) => ({
			source: 'case',
			id: `${event.source}/${event.type}/${event.id}/${code}/${intent ?? ''}`,
			type: 'exception.resolved',
			data: { code, ...(intent && { intent }), note: 'It went on.' },
		}));
}

function isAbout({ code, intent = '' }: CaseException, at: StandStill): boolean {
	return code === `late_${at.stage}` && intent === at.intent;
}

function messageOf({ stage, intent }: StandStill, since: string): string {
	const from = `${since.slice(0, 16).replace('T', ' ')} UTC`;
	switch (stage) {
		case 'decision':
			return `Nobody has decided on this return since ${from}. Approve or decline it on the returns desk or with the form Review.`;
		case 'inspection':
			return `Goods of this return have lain uninspected since ${from}. Inspect them, and report it on the returns desk or with the form Receive Goods; close the return when nobody will.`;
		case 'refund':
			return `Refund ${intent} has been due since ${from}, and was not paid. Look whether its step is stuck or its connection is paused, or pay it by hand.`;
		case 'confirmation':
			return `Refund ${intent} was sent to the provider on ${from}, which has not said since whether it arrived. Look at it there, and ask the provider.`;
		case 'books':
			return `Refund ${intent} reached the customer on ${from}, and has no credit note in Odoo. Look whether its step is stuck; when there is nothing to book, resolve this exception.`;
	}
}
