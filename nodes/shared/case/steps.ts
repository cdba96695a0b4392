import { randomUUID } from 'node:crypto';
import { ofChannels, takesChannel } from './channels';
import { countFailure, countSuccess, passage } from './connections';
import { all, first, type Database, type Work } from './database';
import type { Clock, EventsContext } from './events';
import { lockSubscriptions, toEvent } from './events';
import type { CaseState } from './state';
import { outOfTurnCode, pausedCode, type ClaimedStep, type StepError, type StepRow, type StepToken } from './store';

type Context = Pick<Database, 'db' | 'kind'> & { clock: Clock };

const longestPauseMs = 15 * 60_000;
/** Trying again cannot help with these: a person must change something first. */
const hopeless = ['invalid_input', 'rejected', 'configuration'];
/** The provider may get better by itself. */
const transient = ['retryable', 'unknown_outcome'];
const leaseRanOut: StepError = { message: 'The execution died or took too long', advice: 'Look at the execution in n8n, then replay the step.' };

/** Makes the steps of a new event: one for each subscription to its type, if it takes the case's channel. */
export function* addSteps({ db, clock }: Pick<EventsContext, 'db' | 'clock'>, event: { seq: number; reference: string; type: string; channel: string }): Work<void> {
	const subscribed = yield* all(db.selectFrom('subscriptions').select(['name', 'channels']).where('event_type', '=', event.type));
	const names = subscribed.filter(({ channels }) => !channels || takesChannel(JSON.parse(channels) as string[], event.channel));
	if (names.length) yield* all(db.insertInto('steps').values(names.map(({ name }) => ready(event.seq, event.reference, name, clock.now()))));
}

/** Makes a durable subscription, or changes its types and channels. Events of open cases that no step was ever made of get theirs now. */
export function* subscribe(context: Context, name: string, types: string[], channels: string[] = []): Work<number> {
	const { db, clock } = context;
	yield* lockSubscriptions(context, 'exclusive');
	const had = (yield* all(db.selectFrom('subscriptions').select('event_type').where('name', '=', name))).map((row) => row.event_type);
	yield* all(db.deleteFrom('subscriptions').where('name', '=', name).where('event_type', 'not in', [...types, '']));
	const wanted = channels.length ? JSON.stringify(channels) : null;
	yield* all(db.updateTable('subscriptions').set({ channels: wanted }).where('name', '=', name));
	const added = types.filter((type) => !had.includes(type));
	if (!added.length) return 0;
	yield* all(db.insertInto('subscriptions').values(added.map((event_type) => ({ name, event_type, channels: wanted }))));
	const waiting = yield* all(
		db.selectFrom('events as e').innerJoin('cases as c', 'c.reference', 'e.reference').select(['e.seq', 'e.reference'])
			.where('e.type', 'in', added).where('c.closed_at', 'is', null).where(ofChannels(channels))
			.where(({ not, exists, selectFrom }) => not(exists(selectFrom('steps as s').select('s.id').whereRef('s.event_seq', '=', 'e.seq'))))
			.orderBy('e.seq'),
	);
	for (const { seq, reference } of waiting) yield* all(db.insertInto('steps').values(ready(seq, reference, name, clock.now())));
	return waiting.length;
}

function ready(event_seq: number, reference: string, name: string, due_at: number) {
	return { event_seq, reference, name, state: 'ready', attempts: 0, due_at, fence: 0, token: null, lease_until: null, solo: 0, error: null, connection: null, gives_way: 0 };
}

/** Steps of a name that could be claimed now: due or abandoned, none of the same case in work, none before it in its lane. */
function claimable({ db, clock }: Context, name: string) {
	const now = clock.now();
	return db.selectFrom('steps as s').where('s.name', '=', name)
		.where(({ or, and, eb }) => or([and([eb('s.state', '=', 'ready'), eb('s.due_at', '<=', now)]), and([eb('s.state', '=', 'leased'), eb('s.lease_until', '<=', now)])]))
		.where(({ not, exists, selectFrom }) =>
			not(exists(
				selectFrom('steps as o').select('o.id').whereRef('o.reference', '=', 's.reference').whereRef('o.id', '<>', 's.id')
					.where(({ eb, or, and }) =>
						or([
							and([eb('o.state', '=', 'leased'), eb('o.lease_until', '>', now)]),
							and([eb('o.name', '=', name), eb('o.state', 'in', ['ready', 'leased']), eb('o.gives_way', '=', 0), eb('o.id', '<', eb.ref('s.id'))]),
						]),
					),
			)),
		);
}

/** Whether a claim could find something; one indexed read, so that an idle poll costs no commit. */
export function* hasWork(context: Context, name: string): Work<boolean> {
	return !!(yield* first(claimable(context, name).select('s.id').limit(1)));
}

/**
 * Claims the oldest claimable steps, each of another case, under one token. A step whose lease ran out on its last try becomes
 * stuck here: it may be the one that kills the process each time.
 */
export function* claimSteps(context: Context, name: string, { limit, leaseMs, maxAttempts }: { limit: number; leaseMs: number; maxAttempts: number }): Work<ClaimedStep[]> {
	const { db, kind, clock } = context;
	const now = clock.now();
	// The token stays: should that execution yet end well, its late end is believed.
	yield* all(
		db.updateTable('steps').set({ state: 'stuck', lease_until: null, error: JSON.stringify(leaseRanOut) })
			.where('name', '=', name).where('state', '=', 'leased').where('lease_until', '<=', now).where('attempts', '>=', maxAttempts),
	);
	let candidates = claimable(context, name).innerJoin('cases as c', 'c.reference', 's.reference').select(['s.id', 's.reference', 's.solo']).orderBy('s.id').limit(limit);
	// One claimer per case: the second looks elsewhere, and its conditions are read again below with the lock in hand.
	if (kind === 'postgres') candidates = candidates.forUpdate('c').skipLocked();
	const found = yield* all(candidates);
	const chosen = found[0]?.solo ? found.slice(0, 1) : found.filter((row) => !row.solo);
	if (!chosen.length) return [];
	const still = yield* all(claimable(context, name).select(['s.id', 's.connection']).where('s.id', 'in', chosen.map((row) => row.id)).orderBy('s.id'));
	const claimed: ClaimedStep[] = [];
	for (const { id, connection } of still) {
		// The connection it waits for may be paused: one step at a time tries it again.
		const open = connection ? yield* passage(context, connection, { id }) : { open: true as const };
		if (!open.open) {
			yield* all(db.updateTable('steps').set({ state: 'ready', due_at: open.retryAt, lease_until: null }).where('id', '=', id));
			continue;
		}
		const row = yield* first(
			db.updateTable('steps')
				.set(({ eb }) => ({ state: 'leased', attempts: eb('attempts', '+', 1), fence: eb('fence', '+', 1), token: randomUUID(), lease_until: now + leaseMs }))
				.where('id', '=', id).returning(['token', 'attempts', 'event_seq', 'reference']),
		);
		const event = yield* first(db.selectFrom('events').selectAll().where('seq', '=', row!.event_seq));
		const { state } = (yield* first(db.selectFrom('cases').select('state').where('reference', '=', row!.reference)))!;
		claimed.push({ id, token: row!.token!, name, attempt: row!.attempts, event: toEvent(event!), case: JSON.parse(state) as CaseState });
	}
	return claimed;
}

/** Longer leases for steps still being worked on. */
export function* renewSteps({ db, clock }: Context, steps: StepToken[], leaseMs: number): Work<number> {
	let renewed = 0;
	for (const { id, token } of steps) {
		renewed += (yield* all(db.updateTable('steps').set({ lease_until: clock.now() + leaseMs }).where('id', '=', id).where('token', '=', token).where('state', '=', 'leased').returning('id'))).length;
	}
	return renewed;
}

/** Ends steps that the token still holds, and the Do Once claims made in them. A late end of a step nobody took since is believed. */
export function* finishSteps(context: Context, steps: StepToken[]): Work<number> {
	const { db, clock } = context;
	let finished = 0;
	for (const { id, token } of steps) {
		const ended = yield* first(
			db.updateTable('steps').set({ state: 'done', token: null, lease_until: null, error: null }).where('id', '=', id).where('token', '=', token).where('state', 'in', ['leased', 'stuck']).returning('connection'),
		);
		if (!ended) continue;
		finished++;
		if (ended.connection) yield* countSuccess(context, ended.connection);
		yield* all(
			db.updateTable('claims').set({ state: 'done', result: 'null', updated_at: new Date(clock.now()).toISOString() })
				.where('step_id', '=', id).where('kind', '=', 'once').where('state', '=', 'begun'),
		);
	}
	return finished;
}

export interface FailOptions {
	error: StepError;
	maxAttempts: number;
	baseMs?: number;
	retryAfterMs?: number;
	/** False when a batch failed and it is not known by whose fault: each step is then tried alone, at no cost. */
	countAttempt?: boolean;
}

/** Puts failed steps back after a jittered exponential pause, or makes them stuck: out of tries, or hopeless without a person. */
export function* failSteps(context: Context, steps: StepToken[], { error, maxAttempts, baseMs = 2_000, retryAfterMs, countAttempt = true }: FailOptions): Work<number> {
	const { db, clock } = context;
	let failed = 0;
	const connection = error.connection !== 'case_store' ? error.connection : undefined;
	// A provider that answered "not yet" is up. Counted as down, its connection would be tested by that step for ever.
	const isUp = error.code === outOfTurnCode;
	const provider = !isUp && transient.includes(error.category ?? '') ? connection : undefined;
	if (isUp && connection) yield* countSuccess(context, connection);
	for (const { id, token } of steps) {
		const row = yield* first(db.selectFrom('steps').select(['attempts']).where('id', '=', id).where('token', '=', token).where('state', '=', 'leased'));
		if (!row) continue;
		// A provider that is down costs no tries: its steps wait until it is up.
		const pausedUntil = provider && (error.code === pausedCode ? clock.now() + (retryAfterMs ?? 0) : yield* countFailure(context, provider, error.message));
		const attempts = countAttempt && !pausedUntil ? row.attempts : row.attempts - 1;
		const pause = pausedUntil ? pausedUntil - clock.now() : Math.max(retryAfterMs ?? 0, Math.min(baseMs * 2 ** (attempts - 1), longestPauseMs) * (0.5 + Math.random() / 2));
		const stuck = countAttempt && !pausedUntil && (attempts >= maxAttempts || hopeless.includes(error.category ?? ''));
		yield* all(
			db.updateTable('steps')
				.set({ state: stuck ? 'stuck' : 'ready', attempts, due_at: Math.round(clock.now() + pause), token: null, lease_until: null, solo: countAttempt ? 0 : 1, error: JSON.stringify(error), connection: provider ?? null, gives_way: error.code === outOfTurnCode ? 1 : 0 })
				.where('id', '=', id),
		);
		failed++;
	}
	return failed;
}

/** Sets a step aside; true when the token still held it. */
export function* holdStep({ db }: Context, { id, token }: StepToken, reason: string): Work<boolean> {
	const held = db.updateTable('steps').set({ state: 'held', token: null, lease_until: null, error: JSON.stringify({ message: reason } satisfies StepError) });
	return !!(yield* first(held.where('id', '=', id).where('token', '=', token).where('state', '=', 'leased').returning('id')));
}

/** Stuck and held steps, oldest first. */
export function* stuckSteps(context: Context, { limit, name }: { limit: number; name?: string }): Work<StepRow[]> {
	let query = stepRows(context).where('s.state', 'in', ['stuck', 'held']).limit(limit);
	if (name) query = query.where('s.name', '=', name);
	return (yield* all(query)).map(shownRow);
}

/** Every step that a case has had, oldest first. */
export function* stepsOf(context: Context, reference: string): Work<StepRow[]> {
	return (yield* all(stepRows(context).where('s.reference', '=', reference))).map(shownRow);
}

function stepRows({ db }: Context) {
	return db.selectFrom('steps as s').innerJoin('events as e', 'e.seq', 's.event_seq')
		.select(['s.id', 's.name', 's.reference', 'e.type', 's.state', 's.attempts', 's.due_at', 's.error']).orderBy('s.id');
}

function shownRow(row: { id: number; name: string; reference: string; type: string; state: string; attempts: number; due_at: number; error: string | null }): StepRow {
	return {
		id: row.id, name: row.name, reference: row.reference, eventType: row.type, state: row.state as StepRow['state'], attempts: row.attempts,
		dueAt: new Date(row.due_at).toISOString(), ...(row.error && { error: JSON.parse(row.error) as StepError }),
	};
}

/** Puts stuck and held steps back into work with all their tries; returns how many. */
export function* replaySteps({ db, clock }: Context, { id, name, reference }: { id?: number; name?: string; reference?: string }): Work<number> {
	let query = db.updateTable('steps').set({ state: 'ready', attempts: 0, due_at: clock.now(), token: null, lease_until: null, solo: 0 }).where('state', 'in', ['stuck', 'held']);
	if (id !== undefined) query = query.where('id', '=', id);
	if (name) query = query.where('name', '=', name);
	if (reference) query = query.where('reference', '=', reference);
	return (yield* all(query.returning('id'))).length;
}
