import { sql, type Kysely, type RawBuilder, type SqlBool } from 'kysely';
import { ofList, parted } from '../channels';
import { all, first, type Tables, type Work } from '../database';
import type { StoreContext } from '../eventRow';
import { prepared } from '../prepared';
import { beyond } from '../waits';

/* Which steps could be claimed now, and when the next one can be. */

/** Of a lease that an older version gave. */
const usualLeaseMs = 60_000;

// Literals: a bound state could be any, and neither database would use the indexes of the few steps that are not done.
const isReady = sql<SqlBool>`s.state = 'ready'`;
const isLeased = sql<SqlBool>`s.state = 'leased'`;

/** Which steps a look is for: those whose holder may have died too, and those of some brands only (see channels.ts). */
export interface Look {
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
export type Reason = 'due' | 'givenUp';

/** What a look asks with. */
export type Asked = { name: string; now: number; only: string[]; but: string[] };

export function askedBy({ clock }: StoreContext, name: string, { brands = [] }: Look): Asked {
	return { name, now: clock.now(), ...parted(brands) };
}

export function reasonsOf({ abandoned = true }: Look): Reason[] {
	return abandoned ? ['givenUp', 'due'] : ['due'];
}

/** Steps that could be claimed now, the oldest first. */
export function claimable(db: Kysely<Tables>, asked: Asked, reason: Reason) {
	const steps = unhindered(db, asked);
	if (reason === 'due')
		return steps.where(isReady).where('s.due_at', '<=', asked.now).orderBy('s.due_at').orderBy('s.id');
	return steps.where(isLeased).where('s.lease_until', '<=', asked.now).orderBy('s.lease_until').orderBy('s.id');
}

/** The latest due time, and the latest end of a lease beyond its length, that a step can have. */
export type Latest = { latestDue: number; latestLease: number };

/** Steps whose wait ends later than any that is given, since the clock was set back: due times, or leases. */
export const beyondClock = {
	ready: ({ latestDue }: Latest) => sql<SqlBool>`state = 'ready' and due_at > ${latestDue}`,
	// The first condition is for the index, which holds no difference: no lease that is beyond ends before.
	leased: ({ latestLease }: Latest) =>
		sql<SqlBool>`state = 'leased' and lease_until > ${latestLease} and lease_until - coalesce(lease_ms, ${usualLeaseMs}) > ${latestLease}`,
};

export function latestBy({ clock }: StoreContext): Latest {
	return { latestDue: beyond(clock.now()), latestLease: beyond(clock.now(), 0) };
}

const oneClaimable = prepared((db, asked: Asked, reason: Reason) =>
	claimable(db, asked, reason).select('s.id').limit(1),
);
const oneBeyondClock = prepared((db, asked: Latest & { name: string }, state: 'ready' | 'leased') =>
	db.selectFrom('steps').select('id').where('name', '=', asked.name).where(beyondClock[state](asked)).limit(1),
);

/** Whether a claim could find something; indexed reads, so that an idle look costs no commit. */
export function* hasWork(context: StoreContext, name: string, look: Look = {}): Work<boolean> {
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
export function* namesWithWork(context: StoreContext, names: string[]): Work<string[]> {
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
export function* nextDue({ db, clock }: StoreContext, name: string): Work<number | undefined> {
	const now = clock.now();
	const due = yield* first(dueNext(db, { name, now }));
	const givenUp = yield* first(givenUpNext(db, { name, now }));
	const times = [due?.at, givenUp?.at].filter((at): at is number => typeof at === 'number');
	return times.length ? Math.min(...times) - now : undefined;
}
