import { sql, type SqlBool } from 'kysely';
import { doubled } from '../../model';
import { countFailure, countSuccess, releaseProbe, type Standing } from '../connections';
import { all, first, type Work } from '../database';
import { lockSubscriptions, type StoreContext, type EventsContext } from '../eventRow';
import { outOfTurnCode, pausedCode, type Account, type StepError, type StepToken } from '../store';
import { longestPauseMs, longestWaitMs } from '../waits';
import { inVain, waitForLate } from './lateRecords';
import { endMoot } from './mootSteps';
import { isSetAside } from './stuckSteps';

/** Trying again cannot help with these: a person must change something first. */
const hopeless = ['invalid_input', 'rejected', 'configuration'];
/** The provider may get better by itself. */
const transient = ['retryable', 'unknown_outcome'];

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
	context: StoreContext,
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

function* waitAgain({ db }: StoreContext, connection: string, due_at: number): Work<void> {
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
