import { randomUUID } from 'node:crypto';
import { sql, type SqlBool } from 'kysely';
import { askPassage, countSuccess } from './connections';
import { all, first, type Tables, type Work } from './database';
import type { StoreContext } from './eventRow';
import { prepared } from './prepared';
import type { Account, Claim, ClaimOutcome, ClaimState, EndedEffect, StepToken } from './store';
import { isBeyond } from './waits';

/** Of a claim that lasts as long as a step may take. */
const longestLeaseMs = 3_600_000;

const outcomeOf = prepared((db, { key }: { key: string }) =>
	db.selectFrom('claims').select(['state', 'result']).where('key', '=', key),
);
const insertClaim = prepared((db, row: Tables['claims']) =>
	db
		.insertInto('claims')
		.values(row)
		.onConflict((conflict) => conflict.column('key').doNothing())
		.returning('key'),
);

/** Claims an effect for one holder, or tells how it stands. See Claim.standing. */
export function* beginClaim(
	context: StoreContext,
	key: string,
	options: { reference?: string; kind: string; leaseMs: number; step?: StepToken; account?: Account },
): Work<Claim> {
	const { db, kind, clock } = context;
	const now = clock.now();
	const token = randomUUID();
	const known = yield* first(outcomeOf(db, { key }));
	if (known?.state === 'done')
		return { key, token, standing: 'done', result: known.result === null ? undefined : JSON.parse(known.result) };
	const account = options.account ?? accountOf(options.kind);
	const open = account ? yield* askPassage(context, account, options.step) : { open: true as const };
	if (!open.open)
		return { key, token, standing: 'paused', until: new Date(open.retryAt).toISOString(), reason: open.reason };
	const holder = {
		state: 'begun',
		token,
		lease_until: now + options.leaseMs,
		step_id: options.step?.id ?? null,
		step_token: options.step?.token ?? null,
		connection: account?.key ?? null,
		updated_at: new Date(now).toISOString(),
	};
	const fresh = { key, kind: options.kind, reference: options.reference ?? null, progress: '{}', result: null };
	const inserted = yield* first(insertClaim(db, { ...fresh, error: null, ...holder }));
	if (inserted) return { key, token, standing: 'first' };
	let query = db.selectFrom('claims').selectAll().where('key', '=', key);
	if (kind === 'postgres') query = query.forUpdate();
	const row = (yield* first(query))!;
	const progress = JSON.parse(row.progress) as Record<string, string>;
	if (row.state === 'done')
		return { key, token, standing: 'done', result: row.result === null ? undefined : JSON.parse(row.result), progress };
	// A holder whose step was given to us has lost its lease: no need to wait for the claim's own.
	const succeeded = options.step && row.step_id === options.step.id && row.step_token !== options.step.token;
	// A clock that was set back since made the lease endless: from now on it lasts as long as one may.
	if (row.state === 'begun' && isBeyond(row.lease_until, now, options.leaseMs || longestLeaseMs)) {
		row.lease_until = now + (options.leaseMs || longestLeaseMs);
		yield* all(db.updateTable('claims').set({ lease_until: row.lease_until }).where('key', '=', key));
	}
	if (row.state === 'begun' && row.lease_until > now && !succeeded)
		return { key, token, standing: 'busy', until: new Date(row.lease_until).toISOString() };
	yield* all(db.updateTable('claims').set(holder).where('key', '=', key));
	return { key, token, standing: row.state === 'failed' ? 'again' : 'doubt', progress };
}

/** Keeps what a holder found out on its way, so that a later look-up can start there. False: another holds the claim now. */
export function* noteProgress(
	{ db }: StoreContext,
	{ key, token }: { key: string; token: string },
	progress: Record<string, string>,
): Work<boolean> {
	return !!(yield* first(
		db
			.updateTable('claims')
			.set({ progress: JSON.stringify(progress) })
			.where('key', '=', key)
			.where('token', '=', token)
			.where('state', '=', 'begun')
			.returning('key'),
	));
}

const settleDone = prepared((db, values: { key: string; result: string; at: string }) =>
	db
		.updateTable('claims')
		.set({ state: 'done', result: values.result, error: null, updated_at: values.at })
		.where('key', '=', values.key)
		.where('state', '<>', 'done')
		.returning(['kind', 'connection']),
);

/**
 * Settles a claim. `done` is a fact and is taken from any holder, also a late one; `failed` and `unknown` only from the one
 * that holds it now.
 */
export function* settleClaim(context: StoreContext, outcome: ClaimOutcome): Work<void> {
	const { db, clock } = context;
	const updated_at = new Date(clock.now()).toISOString();
	if (outcome.state === 'done') {
		const { key, result = null } = outcome;
		const done = yield* first(settleDone(db, { key, result: JSON.stringify(result), at: updated_at }));
		const connection = done && (done.connection ?? accountOf(done.kind)?.key);
		if (connection) yield* countSuccess(context, connection);
		return;
	}
	yield* all(
		db
			.updateTable('claims')
			.set({ state: outcome.state, error: outcome.error, updated_at })
			.where('key', '=', outcome.key)
			.where('token', '=', outcome.token)
			.where('state', '=', 'begun'),
	);
}

/** The provider of an effect, `stripe` of `stripe.refund`, as its only account. Undefined: it asks none. */
function accountOf(kind: string): Account | undefined {
	const [provider, effect] = kind.split('.');
	return effect ? { key: provider } : undefined;
}

export function* getClaim(
	{ db }: StoreContext,
	key: string,
): Work<{ state: ClaimState; result?: unknown } | undefined> {
	const row = yield* first(outcomeOf(db, { key }));
	return (
		row && { state: row.state as ClaimState, ...(row.result !== null && { result: JSON.parse(row.result) as unknown }) }
	);
}

/** As `Claims.isOpen` says. */
export function* isClaimOpen({ db }: StoreContext, reference: string, kind: string): Work<boolean> {
	const query = db
		.selectFrom('claims')
		.select('key')
		.where('reference', '=', reference)
		.where('kind', '=', kind)
		.where(sql<SqlBool>`state in ('begun', 'unknown')`)
		.limit(1);
	return !!(yield* first(query));
}

/** As `Claims.newest` says: through the index of steps from its end, however many claims there are. */
export function* newestEffects({ db }: StoreContext, limit: number): Work<EndedEffect[]> {
	const query = db
		.selectFrom('claims')
		.select(['connection', 'kind', 'state', 'lease_until', 'updated_at'])
		.where('step_id', '>', 0)
		.where('connection', 'is not', null)
		.where('state', '<>', 'begun')
		.orderBy('step_id', 'desc')
		.limit(limit);
	return (yield* all(query)).map(({ connection, kind, state, lease_until, updated_at }) => ({
		connection: connection!,
		kind,
		state: state as EndedEffect['state'],
		leaseUntil: lease_until,
		endedAt: Date.parse(updated_at),
	}));
}
