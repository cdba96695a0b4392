import { all, first, type Database, type Work } from './database';
import type { Clock } from './events';
import type { ConnectionState, StepToken } from './store';

type Context = Pick<Database, 'db' | 'kind'> & { clock: Clock };

/** Failures in a row, over all steps and workers, after which a provider counts as down. */
const failuresUntilPaused = 5;
const firstPauseMs = 30_000;
const longestPauseMs = 5 * 60_000;
/** How long one probe may take before another is sent. */
const probeMs = 90_000;
const far = Date.parse('9999-01-01T00:00:00Z');

export type Passage = { open: true } | { open: false; retryAt: number; reason: string };

function* read({ db, kind }: Context, name: string) {
	let query = db.selectFrom('connections').selectAll().where('name', '=', name);
	if (kind === 'postgres') query = query.forUpdate();
	return yield* first(query);
}

/** Counts a failure of a provider. Returns when its steps may go on, if it is paused now: at once or already. */
export function* countFailure(context: Context, name: string, reason: string): Work<number | undefined> {
	const { db, clock } = context;
	const now = clock.now();
	yield* all(db.insertInto('connections').values({ name, failures: 0, paused_at: null, retry_at: 0, reason: '', by_hand: 0, probe_step: null, announced: 1 }).onConflict((conflict) => conflict.column('name').doNothing()));
	const row = (yield* read(context, name))!;
	const failures = row.failures + 1;
	if (row.by_hand) return row.retry_at;
	if (failures < failuresUntilPaused) {
		yield* all(db.updateTable('connections').set({ failures }).where('name', '=', name));
		return undefined;
	}
	const retry_at = now + Math.min(firstPauseMs * 2 ** (failures - failuresUntilPaused), longestPauseMs);
	const newly = row.paused_at === null;
	yield* all(
		db.updateTable('connections').set({ failures, retry_at, reason, probe_step: null, ...(newly && { paused_at: new Date(now).toISOString(), announced: 0 }) }).where('name', '=', name),
	);
	return retry_at;
}

/** A provider has answered: it is up. A pause by hand stays. */
export function* countSuccess(context: Context, name: string): Work<void> {
	const row = yield* first(context.db.selectFrom('connections').select(['failures', 'paused_at', 'by_hand']).where('name', '=', name));
	if (!row?.failures || row.by_hand) return;
	yield* all(
		context.db.updateTable('connections').set({ failures: 0, retry_at: 0, reason: '', probe_step: null, paused_at: null, ...(row.paused_at && { announced: 0 }) }).where('name', '=', name),
	);
}

/**
 * Whether a step may call a provider now. While it is paused one step at a time may, once its pause is over: the probe that
 * finds out whether it is up again.
 */
export function* passage(context: Context, name: string, step: Pick<StepToken, 'id'> | undefined): Work<Passage> {
	const row = yield* read(context, name);
	if (!row?.paused_at) return { open: true };
	const now = context.clock.now();
	if (!row.by_hand && step && row.probe_step === step.id) return { open: true };
	if (row.retry_at > now) return { open: false, retryAt: row.retry_at, reason: row.reason };
	yield* all(context.db.updateTable('connections').set({ retry_at: now + probeMs, probe_step: step?.id ?? null }).where('name', '=', name));
	return { open: true };
}

/** Pauses a provider until somebody resumes it. */
export function* pause({ db, clock }: Context, name: string, reason: string): Work<void> {
	const row = { failures: failuresUntilPaused, paused_at: new Date(clock.now()).toISOString(), retry_at: far, reason, by_hand: 1, probe_step: null, announced: 0 };
	yield* all(db.insertInto('connections').values({ name, ...row }).onConflict((conflict) => conflict.column('name').doUpdateSet(row)));
}

/** Ends a pause, by whomever it was made; its steps are due at once. True when there was one. */
export function* resume({ db, clock }: Context, name: string): Work<boolean> {
	const resumed = yield* first(
		db.updateTable('connections').set({ failures: 0, paused_at: null, retry_at: 0, reason: '', by_hand: 0, probe_step: null, announced: 0 }).where('name', '=', name).where('paused_at', 'is not', null).returning('name'),
	);
	if (resumed) yield* all(db.updateTable('steps').set({ due_at: clock.now() }).where('connection', '=', name).where('state', '=', 'ready'));
	return !!resumed;
}

/** Every provider that was ever in trouble, and how it is. */
export function* connections({ db }: Context): Work<ConnectionState[]> {
	return (yield* all(db.selectFrom('connections').selectAll().orderBy('name'))).map(stateOf);
}

/** Pauses and ends of pauses that nobody was told of yet; telling them counts as announced. */
export function* connectionNews({ db }: Context): Work<ConnectionState[]> {
	return (yield* all(db.updateTable('connections').set({ announced: 1 }).where('announced', '=', 0).returningAll())).map(stateOf);
}

function stateOf(row: { name: string; failures: number; paused_at: string | null; retry_at: number; reason: string; by_hand: number }): ConnectionState {
	return {
		connection: row.name, paused: row.paused_at !== null, byHand: row.by_hand === 1, failures: row.failures,
		...(row.paused_at && { pausedAt: row.paused_at, reason: row.reason }),
		...(row.paused_at && row.retry_at < far && { retryAt: new Date(row.retry_at).toISOString() }),
	};
}
