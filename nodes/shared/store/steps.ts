import { randomUUID } from 'node:crypto';
import { sql, type Kysely, type RawBuilder, type SqlBool } from 'kysely';
import { doubled } from '../model';
import { ofList, parted } from './channels';
import { countFailure, countSuccess, letWait, passage, releaseProbe, type Standing } from './connections';
import { all, first, type Database, type Tables, type Work } from './database';
import { eventAt, stateOf } from './caseRow';
import { lockSubscriptions, toEvent, type Clock, type EventsContext } from './eventRow';
import { inVain, waitForLate } from './lateRecords';
import { endMoot } from './mootSteps';
import { logAct } from './operatorLog';
import { prepared } from './prepared';
import type { CaseState } from '../case/caseState';
import {
	outOfTurnCode,
	pausedCode,
	type Account,
	type By,
	type ClaimedStep,
	type StepError,
	type StepRow,
	type StepToken,
} from './store';
import { beyond, longestWaitMs } from './waits';

type Context = Pick<Database, 'db' | 'kind'> & { clock: Clock };

const longestPauseMs = 15 * 60_000;
/** Of a lease that an older version gave. */
const usualLeaseMs = 60_000;
/** Trying again cannot help with these: a person must change something first. */
const hopeless = ['invalid_input', 'rejected', 'configuration'];
/** The provider may get better by itself. */
const transient = ['retryable', 'unknown_outcome'];
const leaseRanOut: StepError = {
	message: 'The execution died or took too long',
	advice: 'Look at the execution in n8n, then replay the step.',
};

// Literals: a bound state could be any, and neither database would use the indexes of the few steps that are not done.
const isReady = sql<SqlBool>`s.state = 'ready'`;
const isLeased = sql<SqlBool>`s.state = 'leased'`;
const isSetAside = sql<SqlBool>`state in ('stuck', 'held')`;
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

/** Which steps a look is for: those whose holder may have died too, and those of some brands only (see channels.ts). */
interface Look {
	abandoned?: boolean;
	brands?: string[];
}

/** Steps of a name of which none of the same case is in work, and none comes before in its lane. */
function unhindered(
	db: Kysely<Tables>,
	{ name, now, only, but }: { name: string | RawBuilder<string>; now: number; only: string[]; but: string[] },
) {
	return db
		.selectFrom('steps as s')
		.where('s.name', '=', name)
		.$if(only.length + but.length > 0, (query) => query.where(ofList(sql.ref('s.brand'), { only, but })))
		.where(({ not, exists, selectFrom }) =>
			not(
				exists(
					selectFrom('steps as o')
						.select('o.id')
						.whereRef('o.reference', '=', 's.reference')
						.whereRef('o.id', '<>', 's.id')
						.where(sql<SqlBool>`o.state in ('ready', 'leased')`)
						.where(({ eb, or, and }) =>
							or([
								and([sql<SqlBool>`o.state = 'leased'`, eb('o.lease_until', '>', now)]),
								and([eb('o.name', '=', eb.ref('s.name')), eb('o.gives_way', '=', 0), eb('o.id', '<', eb.ref('s.id'))]),
							]),
						),
				),
			),
		);
}

/** What makes a step one to claim: its time has come, or its holder's lease has run out. */
type Reason = 'due' | 'givenUp';

/** What a look asks with. */
type Asked = { name: string; now: number; only: string[]; but: string[] };

function askedBy({ clock }: Context, name: string, { brands = [] }: Look): Asked {
	return { name, now: clock.now(), ...parted(brands) };
}

function reasonsOf({ abandoned = true }: Look): Reason[] {
	return abandoned ? ['givenUp', 'due'] : ['due'];
}

/** Steps that could be claimed now, the oldest first. */
function claimable(db: Kysely<Tables>, asked: Asked, reason: Reason) {
	const steps = unhindered(db, asked);
	if (reason === 'due')
		return steps.where(isReady).where('s.due_at', '<=', asked.now).orderBy('s.due_at').orderBy('s.id');
	return steps.where(isLeased).where('s.lease_until', '<=', asked.now).orderBy('s.lease_until').orderBy('s.id');
}

/** The latest due time, and the latest end of a lease beyond its length, that a step can have. */
type Latest = { latestDue: number; latestLease: number };

/** Steps whose wait ends later than any that is given, since the clock was set back: due times, or leases. */
const beyondClock = {
	ready: ({ latestDue }: Latest) => sql<SqlBool>`state = 'ready' and due_at > ${latestDue}`,
	// The first condition is for the index, which holds no difference: no lease that is beyond ends before.
	leased: ({ latestLease }: Latest) =>
		sql<SqlBool>`state = 'leased' and lease_until > ${latestLease} and lease_until - coalesce(lease_ms, ${usualLeaseMs}) > ${latestLease}`,
};

function latestBy({ clock }: Context): Latest {
	return { latestDue: beyond(clock.now()), latestLease: beyond(clock.now(), 0) };
}

const oneClaimable = prepared((db, asked: Asked, reason: Reason) =>
	claimable(db, asked, reason).select('s.id').limit(1),
);
const oneBeyondClock = prepared((db, asked: Latest & { name: string }, state: 'ready' | 'leased') =>
	db.selectFrom('steps').select('id').where('name', '=', asked.name).where(beyondClock[state](asked)).limit(1),
);

/** Whether a claim could find something; indexed reads, so that an idle look costs no commit. */
export function* hasWork(context: Context, name: string, look: Look = {}): Work<boolean> {
	const { db } = context;
	const asked = askedBy(context, name, look);
	for (const reason of reasonsOf(look)) if (yield* first(oneClaimable(db, asked, reason))) return true;
	const latest = { name, ...latestBy(context) };
	for (const state of ['ready', 'leased'] as const) if (yield* first(oneBeyondClock(db, latest, state))) return true;
	return false;
}

const namesDue = prepared((db, { names, now }: { names: string[]; now: number }) => {
	const step = unhindered(db, { name: sql.ref<string>('n.name'), now, only: [], but: [] })
		.where(isReady)
		.where('s.due_at', '<=', now)
		.select('s.id')
		.limit(1);
	// The limit keeps PostgreSQL from joining all steps with all names.
	const query = sql<{ name: string }>`
		with n(name) as (values ${sql.join(names.map((name) => sql`(${name})`))})
		select n.name from n where (${step}) is not null`;
	return { compile: () => query.compile(db) };
});

/**
 * Which of these names have a step that is due and could be claimed: one read for all triggers of a process. Steps that only time frees
 * (leases that ran out, a clock set back) are left to each trigger's own looks.
 */
export function* namesWithWork(context: Context, names: string[]): Work<string[]> {
	if (!names.length) return [];
	return (yield* all(namesDue(context.db, { names, now: context.clock.now() }))).map(({ name }) => name);
}

const next = (column: 's.due_at' | 's.lease_until', which: typeof isReady) =>
	prepared((db, { name, now }: { name: string; now: number }) =>
		db
			.selectFrom('steps as s')
			.select(`${column} as at`)
			.where('s.name', '=', name)
			.where(which)
			.where(column, '>', now)
			.orderBy(column)
			.limit(1),
	);
const dueNext = next('s.due_at', isReady);
const givenUpNext = next('s.lease_until', isLeased);

/** Milliseconds until a step of this name is due or given up; undefined: none is waiting. */
export function* nextDue({ db, clock }: Context, name: string): Work<number | undefined> {
	const now = clock.now();
	const due = yield* first(dueNext(db, { name, now }));
	const givenUp = yield* first(givenUpNext(db, { name, now }));
	const times = [due?.at, givenUp?.at].filter((at): at is number => typeof at === 'number');
	return times.length ? Math.min(...times) - now : undefined;
}

/**
 * Claims the oldest claimable steps, each of another case, under one token. A step whose lease ran out on its last try becomes
 * stuck here: it may be the one that kills the process each time. `skipMoot`: those of returns that have ended are ended instead (mootSteps.ts).
 */
export function* claimSteps(
	context: EventsContext,
	name: string,
	options: Look & { limit: number; leaseMs: number; maxAttempts: number; skipMoot?: boolean },
): Work<ClaimedStep[]> {
	// Before the cases, as every writer of events takes it.
	if (options.skipMoot) yield* lockSubscriptions(context, 'shared');
	yield* setRight(context, name, options);
	for (;;) {
		const chosen = yield* candidates(context, name, options);
		if (!chosen.length) return [];
		const claimed: ClaimedStep[] = [];
		let passedOver = false;
		for (const { id, connection } of chosen) {
			if (options.skipMoot && (yield* endMoot(context, id))) {
				if (connection) yield* releaseProbe(context, connection, id);
				passedOver = true;
				continue;
			}
			// The connection it waits for may be paused: one step at a time tries it again.
			const passed = connection ? yield* passage(context, { key: connection }, { id }) : { open: true as const };
			if (passed.open) claimed.push(yield* lease(context, name, id, options.leaseMs));
			else {
				passedOver = true;
				const until = Math.min(passed.retryAt, context.clock.now() + longestPauseMs);
				yield* all(
					context.db
						.updateTable('steps')
						.set({ state: 'ready', due_at: until, lease_until: null })
						.where('id', '=', id),
				);
				yield* letWait(context, connection!, passed, longestPauseMs);
			}
		}
		// Behind those that wait for a connection, or that nobody needs, others may be due.
		if (claimed.length || !passedOver) return claimed;
	}
}

const makeDue = prepared((db, values: Latest & { name: string; now: number }) =>
	db.updateTable('steps').where('name', '=', values.name).set({ due_at: values.now }).where(beyondClock.ready(values)),
);
const shortenLease = prepared((db, values: Latest & { name: string; until: number; leaseMs: number }) =>
	db
		.updateTable('steps')
		.where('name', '=', values.name)
		.set({ lease_until: values.until, lease_ms: values.leaseMs })
		.where(beyondClock.leased(values)),
);
// The token stays: should that execution yet end well, its late end is believed.
const outOfTries = prepared((db, values: { name: string; now: number; maxAttempts: number }) =>
	db
		.updateTable('steps')
		.where('name', '=', values.name)
		.set({ state: 'stuck', lease_until: null, error: JSON.stringify(leaseRanOut) })
		.where(sql<SqlBool>`state = 'leased'`)
		.where('lease_until', '<=', values.now)
		.where('attempts', '>=', values.maxAttempts),
);

/** What time has done to steps in work: out of tries, or a wait that a clock set back has made endless. A holder that lives renews its lease. */
function* setRight(
	context: Context,
	name: string,
	{ leaseMs, maxAttempts, abandoned = true }: { leaseMs: number; maxAttempts: number; abandoned?: boolean },
): Work<void> {
	const { db, clock } = context;
	const now = clock.now();
	const latest = latestBy(context);
	yield* all(makeDue(db, { name, now, ...latest }));
	yield* all(shortenLease(db, { name, until: now + leaseMs, leaseMs, ...latest }));
	if (abandoned) yield* all(outOfTries(db, { name, now, maxAttempts }));
}

const wanted = prepared((db, asked: Asked & { limit: number }, shape: `${Reason}${'' | ' locked'}`) => {
	const query = claimable(db, asked, shape.split(' ')[0] as Reason)
		.innerJoin('cases as c', 'c.reference', 's.reference')
		.select(['s.id', 's.solo'])
		.limit(asked.limit);
	return shape.endsWith(' locked') ? query.forUpdate('c').skipLocked() : query;
});
const stillClaimable = prepared((db, asked: Asked & { ids: number[] }, reason: Reason) =>
	claimable(db, asked, reason).select(['s.id', 's.connection']).where('s.id', 'in', asked.ids),
);

/** The steps to claim next, locked. */
function* candidates(
	context: Context,
	name: string,
	{ limit, ...look }: Look & { limit: number },
): Work<Array<{ id: number; connection: string | null }>> {
	const { db, kind } = context;
	const asked = askedBy(context, name, look);
	for (const reason of reasonsOf(look)) {
		// One claimer per case: the second looks elsewhere, and its conditions are read again below with the lock in hand.
		const found = yield* all(wanted(db, { ...asked, limit }, kind === 'postgres' ? `${reason} locked` : reason));
		const chosen = found[0]?.solo ? found.slice(0, 1) : found.filter((row) => !row.solo);
		if (!chosen.length) continue;
		const still = yield* all(stillClaimable(db, { ...asked, ids: chosen.map((row) => row.id) }, reason));
		if (still.length) return still;
	}
	return [];
}

const leaseStep = prepared((db, values: { id: number; token: string; until: number; leaseMs: number }) =>
	db
		.updateTable('steps')
		.set(({ eb }) => ({
			state: 'leased',
			attempts: eb('attempts', '+', 1),
			fence: eb('fence', '+', 1),
			token: values.token,
			lease_until: values.until,
			lease_ms: values.leaseMs,
		}))
		.where('id', '=', values.id)
		.returning(['token', 'attempts', 'event_seq', 'reference']),
);

function* lease({ db, clock }: Context, name: string, id: number, leaseMs: number): Work<ClaimedStep> {
	const row = yield* first(leaseStep(db, { id, token: randomUUID(), until: clock.now() + leaseMs, leaseMs }));
	const event = yield* first(eventAt(db, { seq: row!.event_seq }));
	const { state } = (yield* first(stateOf(db, { reference: row!.reference })))!;
	return {
		id,
		token: row!.token!,
		name,
		attempt: row!.attempts,
		event: toEvent(event!),
		case: JSON.parse(state) as CaseState,
	};
}

const renewLease = prepared((db, values: StepToken & { until: number; leaseMs: number }) =>
	db
		.updateTable('steps')
		.set({ lease_until: values.until, lease_ms: values.leaseMs })
		.where('id', '=', values.id)
		.where('token', '=', values.token)
		.where('state', '=', 'leased')
		.returning('id'),
);

/** Longer leases for steps still being worked on. */
export function* renewSteps({ db, clock }: Context, steps: StepToken[], leaseMs: number): Work<number> {
	let renewed = 0;
	for (const { id, token } of steps)
		renewed += (yield* all(renewLease(db, { id, token, until: clock.now() + leaseMs, leaseMs }))).length;
	return renewed;
}

const endStep = prepared((db, { id, token }: StepToken) =>
	db
		.updateTable('steps')
		.set({ state: 'done', token: null, lease_until: null, error: null })
		.where('id', '=', id)
		.where('token', '=', token)
		.where('state', 'in', ['leased', 'stuck'])
		.returning('connection'),
);
const endOnce = prepared((db, values: { id: number; at: string }) =>
	db
		.updateTable('claims')
		.set({ state: 'done', result: 'null', updated_at: values.at })
		.where('step_id', '=', values.id)
		.where('kind', '=', 'once')
		.where('state', '=', 'begun'),
);

/** Ends steps that the token still holds, and the Do Once claims made in them. A late end of a step nobody took since is believed. */
export function* finishSteps(context: Context, steps: StepToken[]): Work<number> {
	const { db, clock } = context;
	let finished = 0;
	for (const { id, token } of steps) {
		const ended = yield* first(endStep(db, { id, token }));
		if (!ended) continue;
		finished++;
		if (ended.connection) yield* countSuccess(context, ended.connection);
		yield* all(endOnce(db, { id, at: new Date(clock.now()).toISOString() }));
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
	/** Those that would be stuck, of returns that have ended meanwhile, are ended instead (mootSteps.ts). */
	skipMoot?: boolean;
}

/**
 * Puts failed steps back after a jittered exponential pause, or makes them stuck: out of tries, or hopeless without a person. A
 * connection that is down, or whose credential is refused, costs no tries: its steps wait until it is up. What is not there yet is waited
 * for (lateRecords.ts).
 */
export function* failSteps(
	context: EventsContext,
	steps: StepToken[],
	{ error, maxAttempts, baseMs = 2_000, retryAfterMs = 0, countAttempt = true, skipMoot }: FailOptions,
): Work<number> {
	const { db, clock } = context;
	// Before the cases, as every writer of events takes it.
	if (skipMoot) yield* lockSubscriptions(context, 'shared');
	const account = accountOf(error);
	if (account && isUp(error)) yield* countSuccess(context, account.key);
	const atFault =
		account && (transient.includes(error.category ?? '') || error.credentialRefused) && !isUp(error)
			? account
			: undefined;
	let failed = 0;
	for (const { id, token } of steps) {
		const row = yield* first(
			db
				.selectFrom('steps')
				.select(['id', 'attempts', 'connection', 'seen_good', 'own_fault', 'probes', 'brand', 'late_since'])
				.where('id', '=', id)
				.where('token', '=', token)
				.where(sql<SqlBool>`state = 'leased'`),
		);
		if (!row) continue;
		failed++;
		const past: Standing & { attempts: number } =
			row.connection === (account?.key ?? null) ? row : { ...row, seen_good: null, own_fault: 0, probes: 0 };
		const met = atFault
			? yield* meet(context, atFault, past, error, { retryAfterMs, first: failed === 1, alone: countAttempt })
			: undefined;
		if (!met && row.connection) yield* releaseProbe(context, row.connection, id);
		// Of a batch it is not known which one it was about: each is tried alone first.
		const late = !!error.notYet && countAttempt;
		if (late && (yield* waitForLate(context, row, error))) continue;
		const now = clock.now();
		const waits = met?.pausedUntil !== undefined && !met.own;
		const attempts = countAttempt && !waits ? row.attempts : row.attempts - 1;
		// Scattered downwards only: no step waits longer than the longest pause.
		const backOff = doubled(baseMs, attempts - 1, longestPauseMs) * (0.5 + Math.random() / 2);
		const pause = Math.max(
			waits ? 0 : backOff,
			met?.pausedUntil ? Math.min(met.pausedUntil - now, longestPauseMs) : 0,
			waits ? 0 : Math.min(retryAfterMs, longestWaitMs),
		);
		const stuck =
			late || (countAttempt && !waits && (attempts >= maxAttempts || hopeless.includes(error.category ?? '')));
		if (stuck && skipMoot && (yield* endMoot(context, id))) continue;
		yield* all(
			db
				.updateTable('steps')
				.set({
					state: stuck ? 'stuck' : 'ready',
					attempts,
					due_at: Math.round(now + pause),
					token: null,
					lease_until: null,
					solo: countAttempt ? 0 : 1,
					error: JSON.stringify(late ? inVain(context, row, error) : error),
					late_until: null,
					connection: atFault?.key ?? null,
					gives_way: error.code === outOfTurnCode ? 1 : 0,
					seen_good: met ? met.good : null,
					own_fault: met?.own || (met && past.own_fault) ? 1 : 0,
					probes: atFault ? past.probes + (met?.probed ? 1 : 0) : 0,
				})
				.where('id', '=', id),
		);
		// Those that were stuck before it was clear that the credential is at fault wait with the others.
		if (waits && error.credentialRefused) yield* waitAgain(context, atFault!.key, now + pause);
	}
	return failed;
}

/** The account that an error is about. Errors of older versions name the provider only. */
function accountOf({ account, connection }: StepError): Account | undefined {
	if (account) return account;
	return connection && connection !== 'case_store' ? { key: connection } : undefined;
}

/** A provider that answered "not yet", or "no" for a good reason, is up. Counted as down, its connection would be tested by that step for ever. */
function isUp({ code, category, credentialRefused, notYet, status = 0 }: StepError): boolean {
	if (code === outOfTurnCode || notYet) return true;
	return hopeless.includes(category ?? '') && !credentialRefused && status >= 400 && status < 500;
}

/** What the failure of a step means for its connection, and its connection for the step. `first`: of those that failed together. */
function* meet(
	context: Context,
	account: Account,
	step: Standing,
	error: StepError,
	{ retryAfterMs, first: counts, alone }: { retryAfterMs: number; first: boolean; alone: boolean },
): Work<{ own: boolean; pausedUntil?: number; good: number | null; probed: boolean }> {
	// Our own refusal says nothing about the provider.
	if (error.code === pausedCode)
		return { own: false, pausedUntil: context.clock.now() + retryAfterMs, good: step.seen_good, probed: false };
	if (!counts) return { own: false, good: step.seen_good, probed: false };
	const refused = !!error.credentialRefused;
	const reason = refused && error.advice ? `${error.message}. ${error.advice}` : error.message;
	const failure = yield* countFailure(context, account, alone ? step : undefined, reason, { refused, retryAfterMs });
	return { ...failure, good: alone ? failure.good : step.seen_good, probed: failure.pausedUntil !== undefined };
}

function* waitAgain({ db }: Context, connection: string, due_at: number): Work<void> {
	yield* all(
		db
			.updateTable('steps')
			.set({ state: 'ready', due_at: Math.round(due_at), token: null, attempts: 0, probes: 1 })
			.where(isSetAside)
			.where('state', '=', 'stuck')
			.where('connection', '=', connection)
			.where('own_fault', '=', 0)
			.where('error', 'like', '%"credentialRefused":true%'),
	);
}

/** Sets a step aside; true when the token still held it. */
export function* holdStep({ db }: Context, { id, token }: StepToken, reason: string): Work<boolean> {
	const held = db.updateTable('steps').set({
		state: 'held',
		token: null,
		lease_until: null,
		error: JSON.stringify({ message: reason } satisfies StepError),
	});
	return !!(yield* first(
		held.where('id', '=', id).where('token', '=', token).where('state', '=', 'leased').returning('id'),
	));
}

/** Stuck and held steps, oldest first; `waiting`: then those that wait for something that is not there yet. */
export function* stuckSteps(
	context: Context,
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
export function* stepsOf(context: Context, reference: string): Work<StepRow[]> {
	return (yield* all(stepRows(context).where('s.reference', '=', reference))).map(shownRow);
}

function stepRows({ db }: Context) {
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
	context: Context,
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
export function* releaseStep(context: Context, id: number, by: By): Work<boolean> {
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
