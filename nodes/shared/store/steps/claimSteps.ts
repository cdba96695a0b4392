import { randomUUID } from 'node:crypto';
import { sql, type SqlBool } from 'kysely';
import { eventAt, parseState, stateOf } from '../caseRow';
import { letWait, askPassage, releaseProbe } from '../connections';
import { all, first, type Work } from '../database';
import { lockSubscriptions, toEvent, type StoreContext, type EventsContext } from '../eventRow';
import { prepared } from '../prepared';
import type { ClaimedStep, StepError, StepToken } from '../store';
import { longestPauseMs } from '../waits';
import {
	askedBy,
	beyondClock,
	claimable,
	latestBy,
	reasonsOf,
	type Asked,
	type Latest,
	type Look,
	type Reason,
} from './dueSteps';
import { endMoot } from './mootSteps';

const leaseRanOut: StepError = {
	message: 'The execution died or took too long',
	advice: 'Look at the execution in n8n, then replay the step.',
};

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
			const passed = connection ? yield* askPassage(context, { key: connection }, { id }) : { open: true as const };
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
	context: StoreContext,
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
	context: StoreContext,
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

function* lease({ db, clock }: StoreContext, name: string, id: number, leaseMs: number): Work<ClaimedStep> {
	const row = yield* first(leaseStep(db, { id, token: randomUUID(), until: clock.now() + leaseMs, leaseMs }));
	const event = yield* first(eventAt(db, { seq: row!.event_seq }));
	const { state } = (yield* first(stateOf(db, { reference: row!.reference })))!;
	return {
		id,
		token: row!.token!,
		name,
		attempt: row!.attempts,
		event: toEvent(event!),
		case: parseState(state),
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
export function* renewSteps({ db, clock }: StoreContext, steps: StepToken[], leaseMs: number): Work<number> {
	let renewed = 0;
	for (const { id, token } of steps)
		renewed += (yield* all(renewLease(db, { id, token, until: clock.now() + leaseMs, leaseMs }))).length;
	return renewed;
}
