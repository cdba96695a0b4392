import { randomUUID } from 'node:crypto';
import { all, first, type Database, type Work } from './database';
import type { Clock } from './eventRow';
import { prepared } from './prepared';
import type { Look } from './store';
import { beyond } from './waits';

type Context = Pick<Database, 'db'> & { clock: Clock };

/**
 * Begins a look at a provider for what has changed, for one process at a time; undefined while another is at it. A lease that ends
 * later than any could counts as over: a clock was set back.
 */
export function* beginLook({ db, clock }: Context, name: string, leaseMs: number): Work<Look | undefined> {
	const now = clock.now();
	yield* all(
		db
			.insertInto('looks')
			.values({ name, cursor: null, token: null, lease_until: 0, ended_at: null, error: null })
			.onConflict((conflict) => conflict.column('name').doNothing()),
	);
	const token = randomUUID();
	const row = yield* first(
		db
			.updateTable('looks')
			.set({ token, lease_until: now + leaseMs })
			.where('name', '=', name)
			.where(({ or, eb }) => or([eb('lease_until', '<=', now), eb('lease_until', '>', beyond(now, leaseMs))]))
			.returning('cursor'),
	);
	return row && { name, token, ...(row.cursor !== null && { cursor: row.cursor }) };
}

const keepCursor = prepared((db, values: { name: string; token: string; cursor: string; until: number }) =>
	db
		.updateTable('looks')
		.set({ cursor: values.cursor, lease_until: values.until })
		.where('name', '=', values.name)
		.where('token', '=', values.token)
		.returning('name'),
);

/** Keeps how far a look has come, and its lease. False: another process has it now, and this one must stop. */
export function* keepLook(
	{ db, clock }: Context,
	{ name, token }: Pick<Look, 'name' | 'token'>,
	cursor: string,
	leaseMs: number,
): Work<boolean> {
	return !!(yield* first(keepCursor(db, { name, token, cursor, until: clock.now() + leaseMs })));
}

/** Ends a look; `error` says why it came to nothing. */
export function* endLook(
	{ db, clock }: Context,
	{ name, token }: Pick<Look, 'name' | 'token'>,
	error?: string,
): Work<void> {
	yield* all(
		db
			.updateTable('looks')
			.set({ token: null, lease_until: 0, ended_at: new Date(clock.now()).toISOString(), error: error ?? null })
			.where('name', '=', name)
			.where('token', '=', token),
	);
}

/** How far a look has come, without beginning one. */
export function* readLookCursor({ db }: Context, name: string): Work<string | undefined> {
	return (yield* first(db.selectFrom('looks').select('cursor').where('name', '=', name)))?.cursor ?? undefined;
}
