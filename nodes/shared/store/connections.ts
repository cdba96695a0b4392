import { sql, type SqlBool } from 'kysely';
import { doubled } from '../model';
import { all, first, type Tables, type Work } from './database';
import type { StoreContext } from './eventRow';
import { prepared } from './prepared';
import type { Account, ConnectionState, StepToken } from './store';
import { isBeyond } from './waits';

type Row = Tables['connections'];

/** Failures in a row, over all steps and workers, after which an account counts as down. */
const failuresUntilPaused = 5;
/** Steps in a row whose credential was refused, after which it counts as wrong. */
const refusalsUntilPaused = 3;
const firstPauseMs = 30_000;
const longestPauseMs = 5 * 60_000;
/** How long one probe may take before another is sent. */
const probeMs = 90_000;
/** How long a step that was never a probe has to come forward before one that was is sent again. */
const turnMs = 15_000;
const far = Date.parse('9999-01-01T00:00:00Z');

/** How a step has fared at its connection; the next probe is the one that has failed there least. */
export interface Standing {
	id: number;
	/** Good answers of the connection when the step last failed there; null: it never did. */
	seen_good: number | null;
	/** 1: others got good answers while it failed, so its failures are its own. */
	own_fault: number;
	/** Times it failed while the connection was paused. */
	probes: number;
}

export type Passage =
	| { open: true }
	/** `turn`: it is the turn of a step that stands like this. */
	| { open: false; retryAt: number; reason: string; turn?: Pick<Standing, 'own_fault' | 'probes'> };

/** The provider of an account: `stripe` of `stripe:k2J7` and of `stripe`. */
export function providerOf(connection: string): string {
	return connection.split(':')[0];
}

/** The rows that an account depends on: its own, and the provider's, which means all of its accounts. */
function namesOf(connection: string): string[] {
	return [...new Set([providerOf(connection), connection])];
}

function* locked({ db, kind }: StoreContext, name: string): Work<Row | undefined> {
	let query = db.selectFrom('connections').selectAll().where('name', '=', name);
	if (kind === 'postgres') query = query.forUpdate();
	return yield* first(query);
}

/** Makes an account known, so that a person can pause it. */
function* remember({ db }: StoreContext, { key, name }: Account, known: Pick<Row, 'label'> | undefined): Work<void> {
	const label = name ?? null;
	if (known && (known.label === label || !label)) return;
	const fresh = {
		name: key,
		failures: 0,
		paused_at: null,
		retry_at: 0,
		reason: '',
		by_hand: 0,
		probe_step: null,
		announced: 1,
		label,
		good: 0,
		refusals: 0,
	};
	yield* all(
		db
			.insertInto('connections')
			.values(fresh)
			.onConflict((conflict) => conflict.column('name').doUpdateSet({ label })),
	);
}

function pauseAfter(failures: number): number {
	return doubled(firstPauseMs, Math.max(0, failures - failuresUntilPaused), longestPauseMs);
}

export interface Failure {
	/** The failure is the step's own: others got good answers meanwhile. */
	own: boolean;
	/** When its steps may go on, if the connection is paused now: at once or already. */
	pausedUntil?: number;
	/** Good answers so far. */
	good: number;
}

/**
 * Counts a failure of an account. A step that fails again and again while others succeed says nothing about the account: it counts
 * once between two good answers. `refused`: the credential was, so fewer are enough. Without a step (a batch failed) it counts.
 */
export function* countFailure(
	context: StoreContext,
	account: Account,
	step: Standing | undefined,
	reason: string,
	{ refused = false, retryAfterMs = 0 } = {},
): Work<Failure> {
	const { db, clock } = context;
	const now = clock.now();
	const name = account.key;
	const known = yield* first(db.selectFrom('connections').select(['name', 'label']).where('name', '=', name));
	yield* remember(context, account, known);
	const row = (yield* locked(context, name))!;
	const { good } = row;
	if (row.by_hand) return { own: false, pausedUntil: row.retry_at, good };
	const counted = step?.seen_good === good;
	const own = !!step && (step.own_fault === 1 || (step.seen_good !== null && step.seen_good < good));
	if (own && refused) {
		yield* releaseProbe(context, name, step.id);
		return { own, good };
	}
	const more = own && counted ? 0 : 1;
	const failures = row.failures + more;
	const refusals = row.refusals + (refused && !counted ? 1 : 0);
	const newly = row.paused_at === null && (failures >= failuresUntilPaused || refusals >= refusalsUntilPaused);
	if (row.paused_at === null && !newly) {
		if (more || refused) yield* all(db.updateTable('connections').set({ failures, refusals }).where('name', '=', name));
		return { own, good };
	}
	const retry_at = now + Math.max(pauseAfter(failures), Math.min(retryAfterMs, longestPauseMs));
	yield* all(
		db
			.updateTable('connections')
			.set({
				failures,
				refusals,
				retry_at,
				reason,
				probe_step: null,
				...(newly && { paused_at: new Date(now).toISOString(), announced: 0 }),
			})
			.where('name', '=', name),
	);
	return { own, pausedUntil: retry_at, good };
}

const troubledOnes = prepared((db, { names }: { names: string[] }) =>
	db
		.selectFrom('connections')
		.select(['name', 'paused_at'])
		.where('name', 'in', names)
		.where('by_hand', '=', 0)
		.where(({ or, eb }) => or([eb('failures', '>', 0), eb('refusals', '>', 0)])),
);

/**
 * An account has answered: it is up, and its steps go on at once, but for those that fail by their own fault. A pause by hand stays.
 * An automatic pause of the whole provider ends too.
 */
export function* countSuccess(context: StoreContext, connection: string): Work<void> {
	const { db, clock } = context;
	for (const { name, paused_at } of yield* all(troubledOnes(db, { names: namesOf(connection) }))) {
		const up = {
			failures: 0,
			refusals: 0,
			retry_at: 0,
			reason: '',
			probe_step: null,
			paused_at: null,
			...(paused_at && { announced: 0 }),
		};
		yield* all(
			db
				.updateTable('connections')
				.set((eb) => ({ ...up, good: eb('good', '+', 1) }))
				.where('name', '=', name)
				.where('by_hand', '=', 0),
		);
		if (paused_at)
			yield* all(
				waiting(context, name)
					.set({ due_at: clock.now(), probes: 0 })
					.where('own_fault', '=', 0)
					.where('due_at', '>', clock.now()),
			);
	}
}

/** A probe ended without a word about the account: another may be sent at once. */
export function* releaseProbe({ db, clock }: StoreContext, connection: string, step: number): Work<void> {
	yield* all(
		db
			.updateTable('connections')
			.set({ retry_at: clock.now(), probe_step: null })
			.where('name', 'in', namesOf(connection))
			.where('probe_step', '=', step)
			.where('by_hand', '=', 0),
	);
}

/** Steps that wait for a connection; a literal state, so that both databases use the index of these. */
function waiting({ db }: Pick<StoreContext, 'db'>, connection: string) {
	return db
		.updateTable('steps')
		.where(sql<SqlBool>`state = 'ready'`)
		.where('connection', '=', connection);
}

/** Lets the steps of a closed connection wait until it may be tried again, all in one go: none stands in the way of other steps' claims. */
export function* letWait(
	context: StoreContext,
	connection: string,
	{ retryAt, turn }: Extract<Passage, { open: false }>,
	longestMs: number,
): Work<void> {
	const until = Math.min(retryAt, context.clock.now() + longestMs);
	let query = waiting(context, connection).set({ due_at: until }).where('due_at', '<', until);
	if (turn) query = query.where(sql<SqlBool>`(own_fault, probes) > (${turn.own_fault}, ${turn.probes})`);
	yield* all(query);
}

const pausesOf = prepared((db, { names }: { names: string[] }) =>
	db.selectFrom('connections').select(['name', 'paused_at', 'label']).where('name', 'in', names),
);

/**
 * Whether a step may call an account now. While it is paused one step at a time may, once its pause is over: the probe that
 * finds out whether it is up again. Each step has its turn: one that nobody else can help must not be the only probe for ever.
 */
export function* askPassage(
	context: StoreContext,
	account: Account,
	step: Pick<StepToken, 'id'> | undefined,
): Work<Passage> {
	const rows = yield* all(pausesOf(context.db, { names: namesOf(account.key) }));
	// A plain provider without an account is listed when it is in trouble.
	if (account.key !== providerOf(account.key))
		yield* remember(
			context,
			account,
			rows.find(({ name }) => name === account.key),
		);
	for (const { name } of rows.filter(({ paused_at }) => paused_at !== null)) {
		const passed = yield* passOne(context, name, step);
		if (!passed.open) return passed;
	}
	return { open: true };
}

function* passOne(context: StoreContext, name: string, step: Pick<StepToken, 'id'> | undefined): Work<Passage> {
	const { db, clock } = context;
	const row = yield* locked(context, name);
	if (!row?.paused_at) return { open: true };
	const now = clock.now();
	const closed = { open: false as const, reason: row.reason };
	if (row.by_hand) return { ...closed, retryAt: row.retry_at };
	if (step && row.probe_step === step.id) return { open: true };
	let { retry_at } = row;
	if (isBeyond(retry_at, now)) {
		retry_at = now;
		yield* all(db.updateTable('connections').set({ retry_at }).where('name', '=', name));
	}
	if (retry_at > now) return { ...closed, retryAt: retry_at };
	const turn = step && now < retry_at + turnMs ? yield* before(context, name, step.id) : undefined;
	if (turn) return { ...closed, retryAt: retry_at + turnMs, turn };
	yield* all(
		db
			.updateTable('connections')
			.set({ retry_at: now + probeMs, probe_step: step?.id ?? null })
			.where('name', '=', name),
	);
	return { open: true };
}

/** How the step stands whose turn it is to be the probe, when it is not this one's. */
function* before(
	{ db, clock }: StoreContext,
	connection: string,
	id: number,
): Work<Pick<Standing, 'own_fault' | 'probes'> | undefined> {
	const mine = yield* first(db.selectFrom('steps').select(['own_fault', 'probes']).where('id', '=', id));
	const best = yield* first(
		db
			.selectFrom('steps')
			.select(['own_fault', 'probes'])
			.where(sql<SqlBool>`state = 'ready'`)
			.where('connection', '=', connection)
			.where('id', '<>', id)
			.where('due_at', '<=', clock.now())
			.orderBy('own_fault')
			.orderBy('probes')
			.limit(1),
	);
	if (!mine || !best) return undefined;
	return best.own_fault < mine.own_fault || (best.own_fault === mine.own_fault && best.probes < mine.probes)
		? best
		: undefined;
}

/** Pauses an account, or with its plain name all of a provider, until somebody resumes it. */
export function* pause({ db, clock }: StoreContext, name: string, reason: string): Work<void> {
	const row = {
		failures: failuresUntilPaused,
		paused_at: new Date(clock.now()).toISOString(),
		retry_at: far,
		reason,
		by_hand: 1,
		probe_step: null,
		announced: 0,
	};
	yield* all(
		db
			.insertInto('connections')
			.values({ name, ...row, label: null, good: 0, refusals: 0 })
			.onConflict((conflict) => conflict.column('name').doUpdateSet(row)),
	);
}

/** Ends a pause, by whomever it was made; a plain name ends those of all accounts. Their steps are due at once. True when there was one. */
export function* resume(context: StoreContext, name: string): Work<boolean> {
	const { db, clock } = context;
	let query = db
		.updateTable('connections')
		.set({
			failures: 0,
			refusals: 0,
			paused_at: null,
			retry_at: 0,
			reason: '',
			by_hand: 0,
			probe_step: null,
			announced: 0,
		})
		.where('paused_at', 'is not', null);
	const wholeProvider = providerOf(name) === name;
	query = wholeProvider
		? query.where(({ or, eb }) => or([eb('name', '=', name), eb('name', 'like', `${name}:%`)]))
		: query.where('name', '=', name);
	const resumed = yield* all(query.returning('name'));
	if (!resumed.length) return false;
	// Steps wait for their account, whichever of its pauses ended.
	const accounts = wholeProvider
		? (yield* all(db.selectFrom('connections').select('name').where('name', 'like', `${name}:%`))).map(
				(row) => row.name,
			)
		: [];
	for (const one of [name, ...accounts]) yield* all(waiting(context, one).set({ due_at: clock.now(), probes: 0 }));
	return true;
}

/** Every account that was ever used or paused, and how it is. */
export function* listConnections({ db }: StoreContext): Work<ConnectionState[]> {
	return (yield* all(db.selectFrom('connections').selectAll().orderBy('name'))).map(stateOf);
}

const announceNews = prepared((db) =>
	db.updateTable('connections').set({ announced: 1 }).where('announced', '=', 0).returningAll(),
);

/** Pauses and ends of pauses that nobody was told of yet; telling them counts as announced. */
export function* takeConnectionNews({ db }: StoreContext): Work<ConnectionState[]> {
	return (yield* all(announceNews(db, {}))).map(stateOf);
}

function stateOf(row: Row): ConnectionState {
	return {
		connection: providerOf(row.name),
		...(row.name !== providerOf(row.name) && { account: row.label ?? row.name.slice(row.name.indexOf(':') + 1) }),
		key: row.name,
		paused: row.paused_at !== null,
		byHand: row.by_hand === 1,
		failures: row.failures,
		...(row.paused_at && { pausedAt: row.paused_at, reason: row.reason }),
		...(row.paused_at && row.retry_at < far && { retryAt: new Date(row.retry_at).toISOString() }),
	};
}
