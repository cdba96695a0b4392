import { sql } from 'kysely';
import { doubled, type AlarmKind, type AlarmOwner, type CaseEvent } from '../model';
import { eventAt, parseState, stateOf } from './caseRow';
import { changesOfAlarms, coverMs, isOpen, type AlarmChanges, type NewAlarm } from './alarmSources';
import { all, first, type Work } from './database';
import { toEvent, type StoreContext } from './eventRow';
import { markNoticesTold } from './notices';
import { logAct } from './operatorLog';
import { prepared } from './prepared';
import { beyond } from './waits';
import type { CaseState } from '../case/caseState';
import type { Alarm, AlarmFacts, By, FailedExecution, StepError } from './store';

/** What is still open is told again after this time. */
const againMs = 24 * 3_600_000;
/** How long one who took alarms has to tell them; each further try waits longer. */
const firstHoldMs = 5 * 60_000;
const longestHoldMs = 60 * 60_000;
/** A failed flow is told when its step had time to say that it sees to it. */
const failureMs = 60_000;
/** Closed alarms are kept so long. */
const keepMs = 30 * 24 * 3_600_000;

const firstDue = prepared((db) =>
	db.selectFrom('alarms as a').select('a.due_at').where(isOpen).orderBy('a.due_at').limit(1),
);

/** Alarms that are due later than any can be: after they were told in a day, else within the longest hold. The clock was set back since. */
const dueBeyond = prepared((db, { told, held }: { told: number; held: number }) =>
	db
		.selectFrom('alarms as a')
		.select(['a.id', 'a.told_at', 'a.tries'])
		.where(isOpen)
		.where('a.due_at', '>', held)
		.where(({ or, eb }) => or([eb('a.due_at', '>', told), eb('a.told_at', 'is', null), eb('a.tries', '>', 0)])),
);

/** The same, with when they are due by the clock as it is now: at once, or a day after they were told. */
function* alarmsBeyond({ db, clock }: StoreContext): Work<Array<{ id: number; dueAt: number }>> {
	const now = clock.now();
	const found = yield* all(dueBeyond(db, { told: beyond(now, againMs), held: beyond(now, longestHoldMs) }));
	return found.map(({ id, told_at, tries }) => ({ id, dueAt: told_at !== null && !tries ? now + againMs : now }));
}

/** When the next alarm is due (milliseconds since 1970), in one read; undefined: nothing to tell. `changed`: see refreshAlarms. */
export function* findNextAlarm(context: StoreContext): Work<{ dueAt?: number; changed: boolean }> {
	const { raise, close } = yield* changesOfAlarms(context);
	const next = yield* first(firstDue(context.db, {}));
	const beyondAny = yield* alarmsBeyond(context);
	return { ...(next && { dueAt: next.due_at }), changed: raise.length + close.length + beyondAny.length > 0 };
}

/** Brings the alarms up to date: raises what is new, closes what is over. */
export function* refreshAlarms(context: StoreContext): Work<AlarmChanges> {
	const changes = yield* changesOfAlarms(context);
	for (const alarm of changes.raise) yield* raise(context, alarm);
	yield* markNoticesTold(
		context,
		changes.raise.flatMap(({ notice }) => notice ?? []),
	);
	yield* close(context, changes.close);
	for (const { id, dueAt } of yield* alarmsBeyond(context))
		yield* all(context.db.updateTable('alarms').set({ due_at: dueAt }).where('id', '=', id));
	return changes;
}

/** Raises an alarm, unless it was raised before. */
export function* raise(
	{ db, clock }: StoreContext,
	{ key, kind, owner, brand = 'default', reference, step, facts, dueAt }: NewAlarm,
): Work<void> {
	const now = clock.now();
	const row = {
		key,
		kind,
		owner,
		brand,
		reference: reference ?? null,
		step_id: step?.id ?? null,
		fence: step?.fence ?? null,
		facts: JSON.stringify(facts),
		raised_at: now,
		due_at: dueAt ?? now,
		tries: 0,
		told: 0,
		told_at: null,
		covered_at: null,
		closed_at: null,
	};
	yield* all(
		db
			.insertInto('alarms')
			.values(row)
			.onConflict((conflict) => conflict.column('key').doNothing()),
	);
}

function* close({ db, clock }: StoreContext, ids: number[]): Work<void> {
	for (const id of ids)
		yield* all(
			db.updateTable('alarms').set({ closed_at: clock.now() }).where('id', '=', id).where('closed_at', 'is', null),
		);
}

/**
 * Takes the alarms that are due, for whoever tells them. They are told when markAlarmsTold says so; else they come again, after pauses
 * that grow, so nothing is lost when the taker dies or the mail server is away.
 */
export function* takeAlarms(context: StoreContext, { limit }: { limit: number }): Work<Alarm[]> {
	const { db, kind, clock } = context;
	const now = clock.now();
	yield* refreshAlarms(context);
	let due = db
		.selectFrom('alarms as a')
		.selectAll('a')
		.where(isOpen)
		.where('a.due_at', '<=', now)
		.orderBy('a.due_at')
		.orderBy('a.id')
		.limit(limit);
	if (kind === 'postgres') due = due.forUpdate().skipLocked();
	const taken: Alarm[] = [];
	for (const row of yield* all(due)) {
		// A flow that has not failed again since it was told is well.
		if (row.kind === 'failure' && row.told_at !== null && row.raised_at < row.told_at) {
			yield* close(context, [row.id]);
			continue;
		}
		const hold = doubled(firstHoldMs, row.tries, longestHoldMs);
		yield* all(
			db
				.updateTable('alarms')
				.set({ tries: row.tries + 1, due_at: now + hold })
				.where('id', '=', row.id),
		);
		taken.push(yield* shown(context, row));
	}
	yield* all(
		db
			.deleteFrom('alarms')
			.where('closed_at', '<', now - keepMs)
			.where('closed_at', 'is not', null),
	);
	return taken;
}

/** The alarms were told: what is still open then is told again in a day. */
export function* markAlarmsTold({ db, clock }: StoreContext, ids: number[]): Work<void> {
	const now = clock.now();
	for (const id of ids) {
		yield* all(
			db
				.updateTable('alarms')
				.set(({ eb }) => ({
					told: eb('told', '+', 1),
					told_at: now,
					tries: 0,
					due_at: now + againMs,
					closed_at: sql<number | null>`case when kind in ('resumed', 'notice') then ${now} else closed_at end`,
				}))
				.where('id', '=', id),
		);
	}
}

const stepTold = prepared((db, { id }: { id: number }) =>
	db.selectFrom('steps').select(['name', 'error', 'event_seq']).where('id', '=', id),
);

/** Alarms that are open, oldest first. Brings them up to date before. */
export function* openAlarms(
	context: StoreContext,
	{ limit, reference, owner }: { limit: number; reference?: string; owner?: AlarmOwner },
): Work<Alarm[]> {
	yield* refreshAlarms(context);
	let query = context.db
		.selectFrom('alarms as a')
		.selectAll('a')
		.where(isOpen)
		.where('a.kind', '<>', 'resumed')
		.orderBy('a.id')
		.limit(limit);
	if (reference) query = query.where('a.reference', '=', reference);
	if (owner) query = query.where('a.owner', '=', owner);
	const alarms: Alarm[] = [];
	for (const row of yield* all(query)) alarms.push(yield* shown(context, row));
	return alarms;
}

/** A person has dealt with it: closes one alarm, or all of a case. Steps that wait and pauses are not ended by that: replay or resume them. */
export function* closeAlarms(
	context: StoreContext,
	{ id, reference }: { id?: number; reference?: string },
	{ actor, reason }: By,
): Work<Alarm[]> {
	let query = context.db
		.selectFrom('alarms as a')
		.selectAll('a')
		.where(isOpen)
		.where('a.kind', 'in', ['exception', 'failure']);
	query = id !== undefined ? query.where('a.id', '=', id) : query.where('a.reference', '=', reference!);
	const closed: Alarm[] = [];
	for (const row of yield* all(query.orderBy('a.id'))) {
		closed.push(yield* shown(context, row));
		yield* close(context, [row.id]);
		yield* logAct(context, {
			actor,
			action: 'alarm_closed',
			subject: String(row.id),
			...(row.reference && { reference: row.reference }),
			details: { kind: row.kind, ...(reason && { reason }) },
		});
	}
	return closed;
}

/** An exception is told to its owner as soon as it is opened, until it is resolved; a reminder once. Called with each event that is appended. */
export function* followEvent(
	context: StoreContext,
	state: Pick<CaseState, 'reference' | 'brand'>,
	event: CaseEvent,
): Work<void> {
	const { reference, brand } = state;
	if (event.type === 'exception.opened') {
		const { exception } = (event as CaseEvent<'exception.opened'>).data;
		yield* raise(context, {
			key: `exception/${reference}/${event.position}`,
			kind: 'exception',
			owner: exception.owner,
			brand,
			reference,
			facts: {
				subject: exception.code,
				reason: exception.message,
				...(exception.intent && { intent: exception.intent }),
				...(exception.dispute && { dispute: exception.dispute }),
			},
		});
	}
	if (event.type === 'withdrawal.reminded' || event.type === 'dispute.reminded') {
		const { at, owner, message, advice } = (event as CaseEvent<'withdrawal.reminded' | 'dispute.reminded'>).data;
		const about = 'about' in event.data ? event.data.about : (event as CaseEvent<'dispute.reminded'>).data.dispute;
		yield* raise(context, {
			key: `reminder/${reference}/${about}/${at}`,
			kind: 'notice',
			owner,
			brand,
			reference,
			facts: { subject: message, advice },
		});
	}
	if (event.type === 'exception.resolved') {
		const { code, intent, dispute } = (event as CaseEvent<'exception.resolved'>).data;
		const open = yield* all(
			context.db
				.selectFrom('alarms as a')
				.select(['a.id', 'a.facts'])
				.where(isOpen)
				.where('a.kind', '=', 'exception')
				.where('a.reference', '=', reference),
		);
		const resolved = open.filter(({ facts }) => {
			const known = JSON.parse(facts) as AlarmFacts;
			return (
				known.subject === code &&
				(!intent || known.intent === intent) &&
				(!dispute || !known.dispute || known.dispute === dispute)
			);
		});
		yield* close(
			context,
			resolved.map(({ id }) => id),
		);
	}
}

/** An execution failed, says n8n's error workflow. One alarm for each node: a failure that comes again while it is open adds to it. */
export function* recordFailure(
	context: StoreContext,
	{ workflow, workflowName, node, message, execution }: FailedExecution,
): Work<void> {
	const { db, clock } = context;
	const now = clock.now();
	const key = failureKey(workflow, node);
	const facts = JSON.stringify({
		subject: workflowName,
		node,
		reason: message,
		...(execution && { execution }),
	} satisfies AlarmFacts);
	const known = yield* first(db.selectFrom('alarms').select(['id', 'closed_at', 'covered_at']).where('key', '=', key));
	if (!known)
		yield* raise(context, {
			key,
			kind: 'failure',
			owner: 'operator',
			facts: { subject: workflowName, node, reason: message, ...(execution && { execution }) },
			dueAt: now + failureMs,
		});
	else if (known.closed_at === null)
		yield* all(db.updateTable('alarms').set({ facts, raised_at: now }).where('id', '=', known.id));
	else if (known.covered_at === null || known.covered_at < now - coverMs) {
		yield* all(
			db
				.updateTable('alarms')
				.set({ facts, raised_at: now, due_at: now + failureMs, closed_at: null, tries: 0, told: 0, told_at: null })
				.where('id', '=', known.id),
		);
	}
}

/** The step of a failed execution sees to it: it is tried again, or stuck and told as that. */
export function* coverFailure({ db, clock }: StoreContext, workflow: string, node: string): Work<void> {
	const now = clock.now();
	const key = failureKey(workflow, node);
	const row = {
		key,
		kind: 'failure',
		owner: 'operator',
		brand: 'default',
		reference: null,
		step_id: null,
		fence: null,
		facts: '{"subject":""}',
		raised_at: 0,
		due_at: 0,
		tries: 0,
		told: 0,
		told_at: null,
		covered_at: now,
		closed_at: now,
	};
	yield* all(
		db
			.insertInto('alarms')
			.values(row)
			.onConflict((conflict) => conflict.column('key').doUpdateSet({ covered_at: now })),
	);
}

function failureKey(workflow: string, node: string): string {
	return `failure/${workflow}/${node}`;
}

/** An alarm with what is known now of its case and its step. */
function* shown(
	{ db }: StoreContext,
	row: {
		id: number;
		kind: string;
		owner: string;
		brand: string;
		reference: string | null;
		step_id: number | null;
		facts: string;
		raised_at: number;
		told: number;
	},
): Work<Alarm> {
	const facts = JSON.parse(row.facts) as AlarmFacts;
	const state = row.reference === null ? undefined : yield* first(stateOf(db, { reference: row.reference }));
	const step = row.step_id === null ? undefined : yield* first(stepTold(db, { id: row.step_id }));
	const event = step && (yield* first(eventAt(db, { seq: step.event_seq })));
	const error = step?.error ? (JSON.parse(step.error) as StepError) : undefined;
	const intent = event && (toEvent(event).data as { intent?: { id?: string }; refund?: { intent?: string } });
	return {
		id: row.id,
		kind: row.kind as AlarmKind,
		owner: row.owner as AlarmOwner,
		brand: row.brand,
		raisedAt: new Date(row.raised_at).toISOString(),
		told: row.told,
		...(row.reference !== null && { reference: row.reference }),
		...(state && { case: parseState(state.state) }),
		...(row.step_id !== null && { stepId: row.step_id }),
		facts: {
			...facts,
			...(step && { subject: step.name }),
			...(error && {
				reason: error.message,
				...(error.advice && { advice: error.advice }),
				...(error.execution && { execution: error.execution }),
			}),
			...(intent &&
				(intent.intent?.id ?? intent.refund?.intent) && { intent: intent.intent?.id ?? intent.refund!.intent }),
		},
	};
}
