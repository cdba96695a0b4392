import { sql, type SqlBool } from 'kysely';
import { all, first, type Work } from '../database';
import type { StoreContext } from '../eventRow';
import { prepared } from '../prepared';
import type { QueuedSteps } from '../store';

const named = prepared((db) => db.selectFrom('subscriptions').select('name').distinct());
const served = prepared((db) => db.selectFrom('step_servers').select('name').distinct());
const inState = prepared((db, { name }: { name: string }, state: string) =>
	// Literals, so that both databases use the indexes of open steps.
	db
		.selectFrom('steps')
		.select(({ fn }) => [
			fn.countAll<number | string>().as('steps'),
			fn.min<number | string | null>('event_seq').as('oldest'),
		])
		.where('name', '=', name)
		.where(sql<SqlBool>`state = ${sql.lit(state)}`),
);
const timeOf = prepared((db, { seq }: { seq: number }) =>
	db.selectFrom('events').select('time').where('seq', '=', seq),
);

/** How many steps of each name wait or are worked on, and since when the oldest of them is there. Names without any are left out. */
export function* queueOf({ db }: Pick<StoreContext, 'db'>): Work<QueuedSteps[]> {
	const names = [...(yield* all(named(db, {}))), ...(yield* all(served(db, {})))].map(({ name }) => name);
	const queue: QueuedSteps[] = [];
	for (const name of [...new Set(names)].sort()) {
		const ready = (yield* first(inState(db, { name }, 'ready')))!;
		const leased = (yield* first(inState(db, { name }, 'leased')))!;
		const oldest = [ready, leased].flatMap((one) => (one.oldest === null ? [] : [Number(one.oldest)]));
		if (!oldest.length) continue;
		const event = yield* first(timeOf(db, { seq: Math.min(...oldest) }));
		queue.push({
			name,
			waiting: Number(ready.steps),
			working: Number(leased.steps),
			...(event && { since: event.time }),
		});
	}
	return queue;
}
