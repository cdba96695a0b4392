import type { CaseEvent, EventData, NewEvent, RefundIntent } from '../model';
import { exceptionOf } from './exceptionOf';
import { whyNotDue } from './commands';
import type { CaseState, RefundLeg } from './caseState';
import { canBeDecided, disputeOf, isUndecided, nameOf, stoppedBy, waitingFor } from './disputes';

/**
 * What follows by itself when a payment is disputed, and when that is decided; `state` is the case after the event. Refunds that are due wait; when the
 * bank has decided for the shop they become due again, when it has paid the customer they are dropped as far as it has. Whatever cannot be told by
 * itself is asked. Pure.
 */
export function disputeFollowUps(before: CaseState, state: CaseState, event: CaseEvent): NewEvent[] {
	if (event.type === 'dispute.opened') {
		const { id } = (event as CaseEvent<'dispute.opened'>).data.dispute;
		return state.refunds
			.filter((leg) => leg.state === 'due' && stoppedBy(state, leg.intent)?.id === id)
			.map(({ intent }) => heldFor(state, id, intent));
	}
	if (event.type !== 'dispute.decided') return [];
	const { dispute: id, outcome } = (event as CaseEvent<'dispute.decided'>).data as EventData<'dispute.decided'>;
	const [was, dispute] = [disputeOf(before, id), disputeOf(state, id)];
	if (!dispute || !was || !canBeDecided(was, outcome)) return [];
	const name = nameOf(dispute);
	const legs = waitingFor(state, id);
	const resolve = (code: 'dispute' | 'dispute_lost'): NewEvent => ({
		source: 'case',
		id: `${event.id}/${code}`,
		type: 'exception.resolved',
		data: { code, dispute: id, note: notes[outcome] },
	});
	// What was lost before it was won, by appeal or not.
	const lost = before.exceptions.some((one) => one.code === 'dispute_lost' && one.dispute === id && !one.resolved);
	const resolved = [resolve('dispute'), ...(outcome === 'over' && lost ? [resolve('dispute_lost')] : [])];
	if (outcome === 'prevented')
		return [
			...resolved,
			...legs.map(({ intent }) =>
				asked(state, id, intent, `${name} was prevented: the customer may have got the money already.`),
			),
		];
	const { released, dropped } = sorted(state, legs);
	return [
		...resolved,
		...dropped.map(({ leg: { intent }, why }) =>
			outcome === 'lost'
				? droppedFor(state, id, intent)
				: asked(state, id, intent, `${name} is over, but refund ${intent.id} was not released. ${why}`),
		),
		...released.map(({ intent }) => {
			const other = state.disputes?.find((one) => isUndecided(one) && stoppedBy(state, intent)?.id === one.id);
			return other ? heldFor(state, other.id, intent) : dueAfter(state, id, intent);
		}),
	];
}

const notes: Record<EventData<'dispute.decided'>['outcome'], string> = {
	over: 'It is over; the bank keeps nothing.',
	lost: 'It is lost; the bank has paid the customer.',
	prevented: 'It was prevented.',
};

/** Which of the waiting refunds may become due, one after the other, and why the others may not. What waits for another dispute goes on waiting. */
function sorted(
	state: CaseState,
	legs: RefundLeg[],
): { released: RefundLeg[]; dropped: Array<{ leg: RefundLeg; why: string }> } {
	const released: RefundLeg[] = [];
	const dropped: Array<{ leg: RefundLeg; why: string }> = [];
	for (const leg of legs) {
		const others = state.refunds.filter((one) => !legs.includes(one) || released.includes(one));
		const why = stoppedBy(state, leg.intent)
			? undefined
			: whyNotDue({ ...state, refunds: [...others, leg] }, leg.intent);
		if (why === undefined) released.push(leg);
		else dropped.push({ leg, why });
	}
	return { released, dropped };
}

function heldFor({ reference }: CaseState, dispute: string, intent: RefundIntent): NewEvent {
	return {
		source: 'case',
		id: `${reference}/dispute/${dispute}/held/${intent.id}`,
		type: 'refund.held',
		data: { intent, until: `dispute ${dispute} is decided`, dispute },
	};
}

function dueAfter({ reference }: CaseState, dispute: string, intent: RefundIntent): NewEvent {
	return {
		source: 'case',
		id: `${reference}/dispute/${dispute}/due/${intent.id}`,
		type: 'refund.due',
		data: { intent },
	};
}

function droppedFor({ reference }: CaseState, dispute: string, intent: RefundIntent): NewEvent {
	return {
		source: 'case',
		id: `${reference}/dispute/${dispute}/dropped/${intent.id}`,
		type: 'refund.dropped',
		data: { intent: intent.id, reason: `The bank has paid the customer (dispute ${dispute})` },
	};
}

/** Finance says what becomes of the refund (Decide Refund). */
function asked({ reference }: CaseState, dispute: string, { id: intent }: RefundIntent, why: string): NewEvent {
	const exception = exceptionOf(
		'dispute_decided',
		`${why} Look at the provider what the customer has got. Then pay refund ${intent} all the same, pay another amount, or drop it (Return Case: Decide Refund).`,
		{ intent, dispute },
	);
	return {
		source: 'case',
		id: `${reference}/dispute/${dispute}/asked/${intent}`,
		type: 'exception.opened',
		data: { exception },
	};
}
