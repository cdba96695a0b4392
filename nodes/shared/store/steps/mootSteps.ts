import type { AuthorizationStatus, EventType } from '../../model';
import { all, first, type Work } from '../database';
import { type EventsContext } from '../eventRow';
import { appendEvents } from '../events';
import { prepared } from '../prepared';

/** A return that has ended, and not by its goods coming back. */
const ended: readonly AuthorizationStatus[] = ['declined', 'canceled', 'expired'];

/**
 * Events whose work is only for a return that goes on: to decide it, to expect its goods, to book what came. What comes all the same is
 * an exception with an owner. Never money: a refund that is due is paid, or refused with a reason.
 */
const onlyForLiving: readonly EventType[] = [
	'return.requested',
	'return.review_required',
	'return.approval_given',
	'return.approval_voided',
	'return.review_reminded',
	'return.approved',
	'return.reminded',
	'policy.kept',
	'order.found',
	'return_document.created',
	'label.issued',
	'return.received',
	'return.inspected',
	'receipt.posted',
	'stock.updated',
];

/** Events whose work is only for a return that is still to be decided: to decide it by what is known now. */
const onlyForUndecided: readonly EventType[] = ['return.proof_given'];
const undecided: readonly AuthorizationStatus[] = ['requested', 'in_review'];

/** Whether a step that starts on this event has lost its point: its return has ended, or was decided, meanwhile. */
export function isMoot(event: EventType, authorization: AuthorizationStatus): boolean {
	if (onlyForUndecided.includes(event)) return !undecided.includes(authorization);
	return ended.includes(authorization) && onlyForLiving.includes(event);
}

const whatFor = prepared((db, { id }: { id: number }) =>
	db
		.selectFrom('steps as s')
		.innerJoin('events as e', 'e.seq', 's.event_seq')
		.innerJoin('cases as c', 'c.reference', 's.reference')
		.select(['s.name', 's.reference', 'e.type', 'c.authorization'])
		.where('s.id', '=', id),
);

/** Ends a step that nobody needs any more, and says so in the case; false: it is needed. */
export function* endMoot(context: EventsContext, id: number): Work<boolean> {
	const { db } = context;
	const step = yield* first(whatFor(db, { id }));
	if (!step || !isMoot(step.type as EventType, step.authorization as AuthorizationStatus)) return false;
	// An earlier try may have bought or booked something: it is looked up first, so that nothing is left that nobody knows of.
	const doubt = yield* first(
		db
			.selectFrom('claims')
			.select('key')
			.where('step_id', '=', id)
			.where('kind', '<>', 'once')
			.where('state', 'in', ['begun', 'unknown'])
			.limit(1),
	);
	if (doubt) return false;
	yield* appendEvents(context, step.reference, [
		{
			source: 'flow',
			id: `step ${id}`,
			type: 'step.no_action',
			data: { step: step.name, reason: `The return is ${step.authorization}` },
		},
	]);
	yield* all(
		db.updateTable('steps').set({ state: 'done', token: null, lease_until: null, error: null }).where('id', '=', id),
	);
	return true;
}
