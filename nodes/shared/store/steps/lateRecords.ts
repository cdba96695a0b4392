import { all, type Database, type Work } from '../database';
import type { StoreContext } from '../eventRow';
import { readSettings } from '../settings';
import type { StepError } from '../store';

/*
 * A step whose node says `notYet` (an order that is not in Odoo before the next sync) waits without using up its tries, for so many hours
 * as its brand's settings say. It lets the steps behind it in its lane pass, it is listed with its end, and then a person is told.
 */

const minute = 60_000;
const firstPauseMs = 30_000;
const longestPauseMs = 15 * minute;

/** A step that has met something that is not there yet. */
interface LateStep {
	id: number;
	brand: string;
	/** Since when it has waited; null: it meets it for the first time. */
	late_since: number | null;
}

/** Lets a step wait for what is not there yet, and returns true; false: it has waited long enough, or must not wait at all. */
export function* waitForLate(
	{ db, clock }: StoreContext,
	{ id, brand, late_since, attempts }: LateStep & { attempts: number },
	error: StepError,
): Work<boolean> {
	const now = clock.now();
	const since = sinceOf(late_since, now);
	const until = since + (yield* hoursOf(db, brand)) * 60 * minute;
	if (now >= until) return false;
	yield* all(
		db
			.updateTable('steps')
			.set({
				state: 'ready',
				attempts: attempts - 1,
				due_at: Math.round(Math.min(until, now + pauseAfter(now - since))),
				token: null,
				lease_until: null,
				solo: 0,
				error: JSON.stringify(error),
				connection: null,
				gives_way: 1,
				seen_good: null,
				own_fault: 0,
				probes: 0,
				late_since: since,
				late_until: until,
			})
			.where('id', '=', id),
	);
	return true;
}

/** What a person reads when the wait was in vain. */
export function inVain(
	{ clock }: Pick<StoreContext, 'clock'>,
	{ late_since }: Pick<LateStep, 'late_since'>,
	error: StepError,
): StepError {
	const now = clock.now();
	const waited = now - sinceOf(late_since, now);
	return waited < minute
		? error
		: { ...error, message: `${error.message}, and this has not changed in ${lengthOf(waited)}` };
}

/** The clock may have been set back since. */
function sinceOf(lateSince: number | null, now: number): number {
	return Math.min(lateSince ?? now, now);
}

function* hoursOf(db: Database['db'], brand: string): Work<number> {
	return (yield* readSettings(db, brand)).lateRecordHours;
}

/** Grows with the time that was waited; scattered downwards, so that many do not come back in one moment. */
function pauseAfter(waitedMs: number): number {
	return Math.min(longestPauseMs, Math.max(firstPauseMs, waitedMs * (0.5 + Math.random() / 2)));
}

function lengthOf(ms: number): string {
	const [count, unit] = ms < 90 * minute ? [Math.round(ms / minute), 'minute'] : [Math.round(ms / 60 / minute), 'hour'];
	return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
