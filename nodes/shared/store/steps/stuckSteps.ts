import { sql, type SqlBool } from 'kysely';
import { all, first, type Work } from '../database';
import type { StoreContext } from '../eventRow';
import { logAct } from '../operatorLog';
import type { By, StepError, StepRow } from '../store';

/* Steps that wait for a person: listed, and put back into work. */

export const isSetAside = sql<SqlBool>`state in ('stuck', 'held')`;
const isSetAsideStep = sql<SqlBool>`s.state in ('stuck', 'held')`;
const isLateStep = sql<SqlBool>`s.state = 'ready' and s.late_until is not null`;
/** A step that a person puts back into work has all its tries again. */
const anew = {
	state: 'ready',
	attempts: 0,
	token: null,
	lease_until: null,
	solo: 0,
	own_fault: 0,
	probes: 0,
	late_since: null,
	late_until: null,
};

/** Stuck and held steps, oldest first; `waiting`: then those that wait for something that is not there yet. */
export function* listStuckSteps(
	context: StoreContext,
	{ limit, name, waiting = false }: { limit: number; name?: string; waiting?: boolean },
): Work<StepRow[]> {
	const found: StepRow[] = [];
	for (const which of [isSetAsideStep, ...(waiting ? [isLateStep] : [])]) {
		let query = stepRows(context)
			.where(which)
			.limit(limit - found.length);
		if (name) query = query.where('s.name', '=', name);
		if (found.length < limit) found.push(...(yield* all(query)).map(shownRow));
	}
	return found;
}

/** Every step that a case has had, oldest first. */
export function* stepsOf(context: StoreContext, reference: string): Work<StepRow[]> {
	return (yield* all(stepRows(context).where('s.reference', '=', reference))).map(shownRow);
}

function stepRows({ db }: StoreContext) {
	return db
		.selectFrom('steps as s')
		.innerJoin('events as e', 'e.seq', 's.event_seq')
		.select(['s.id', 's.name', 's.reference', 'e.type', 's.state', 's.attempts', 's.due_at', 's.late_until', 's.error'])
		.orderBy('s.id');
}

function shownRow(row: {
	id: number;
	name: string;
	reference: string;
	type: string;
	state: string;
	attempts: number;
	due_at: number;
	late_until: number | null;
	error: string | null;
}): StepRow {
	return {
		id: row.id,
		name: row.name,
		reference: row.reference,
		eventType: row.type,
		state: row.state as StepRow['state'],
		attempts: row.attempts,
		dueAt: new Date(row.due_at).toISOString(),
		...(row.state === 'ready' && row.late_until && { waitsUntil: new Date(row.late_until).toISOString() }),
		...(row.error && { error: JSON.parse(row.error) as StepError }),
	};
}

/** Puts stuck steps back into work with all their tries; returns how many. What was held on purpose stays held. */
export function* replaySteps(
	context: StoreContext,
	{ id, name, reference }: { id?: number; name?: string; reference?: string },
	by?: By,
): Work<number> {
	const { db, clock } = context;
	// The wider condition is the one that the index of these steps has.
	let query = db
		.updateTable('steps')
		.set({ ...anew, due_at: clock.now() })
		.where(isSetAside)
		.where('state', '=', 'stuck');
	if (id !== undefined) query = query.where('id', '=', id);
	if (name) query = query.where('name', '=', name);
	if (reference) query = query.where('reference', '=', reference);
	const replayed = yield* all(query.returning(['id', 'name', 'reference']));
	if (by)
		for (const step of replayed)
			yield* logAct(context, {
				...actOf(by),
				action: 'steps_replayed',
				subject: `${step.name} (${step.id})`,
				reference: step.reference,
			});
	return replayed.length;
}

/** Puts a held step back into work; false when it is not held. */
export function* releaseStep(context: StoreContext, id: number, by: By): Work<boolean> {
	const { db, clock } = context;
	const released = yield* first(
		db
			.updateTable('steps')
			.set({ ...anew, due_at: clock.now() })
			.where('id', '=', id)
			.where('state', '=', 'held')
			.returning(['name', 'reference']),
	);
	if (released)
		yield* logAct(context, {
			...actOf(by),
			action: 'step_released',
			subject: `${released.name} (${id})`,
			reference: released.reference,
		});
	return !!released;
}

function actOf({ actor, reason }: By) {
	return { actor, ...(reason && { details: { reason } }) };
}
