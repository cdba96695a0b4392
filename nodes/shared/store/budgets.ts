import { all, type Work } from './database';
import type { StoreContext } from './eventRow';
import { prepared } from './prepared';
import type { Charge } from './parts/budgets';
import { isBeyond } from './waits';

/** How many of those whose time is over are deleted at once. */
const prunedAtOnce = 10;

const begin = prepared((db, { key, ends_at }: { key: string; ends_at: number }) =>
	db
		.insertInto('budgets')
		.values({ key, used: 0, ends_at })
		.onConflict((conflict) => conflict.column('key').doNothing()),
);
const standing = prepared((db, { keys }: { keys: string[] }, kind: StoreContext['kind']) => {
	const query = db.selectFrom('budgets').selectAll().where('key', 'in', keys).orderBy('key');
	return kind === 'postgres' ? query.forUpdate() : query;
});
const use = prepared((db, { key, used, ends_at }: { key: string; used: number; ends_at: number }) =>
	db.updateTable('budgets').set({ used, ends_at }).where('key', '=', key),
);
const ended = prepared((db, { now }: { now: number }, kind: StoreContext['kind']) => {
	const over = db
		.selectFrom('budgets')
		.select('key')
		.where('ends_at', '<=', now)
		.orderBy('ends_at')
		.orderBy('key')
		.limit(prunedAtOnce);
	return db.deleteFrom('budgets').where('key', 'in', kind === 'postgres' ? over.forUpdate().skipLocked() : over);
});

/**
 * Takes one from each of several budgets, or from none: then the first of them that is used up. A budget is full again when its time is over, which begins
 * with the first that is taken.
 */
export function* takeBudgets<C extends Charge>({ db, kind, clock }: StoreContext, charges: C[]): Work<C | undefined> {
	if (!charges.length) return undefined;
	const now = clock.now();
	yield* all(ended(db, { now }, kind));
	// In one order, so that two that take the same never wait for each other.
	const inOrder = [...charges].sort((a, b) => (a.key < b.key ? -1 : 1));
	for (const { key, windowMs } of inOrder) yield* all(begin(db, { key, ends_at: now + windowMs }));
	const rows = yield* all(standing(db, { keys: inOrder.map(({ key }) => key) }, kind));
	const after = inOrder.map((charge) => {
		const { used, ends_at } = rows.find(({ key }) => key === charge.key)!;
		const counts = Number(ends_at) > now && !isBeyond(Number(ends_at), now, charge.windowMs);
		return { charge, used: counts ? used : 0, ends_at: counts ? Number(ends_at) : now + charge.windowMs };
	});
	const spent = charges.find((charge) => after.some((one) => one.charge === charge && one.used >= charge.limit));
	if (spent) return spent;
	for (const { charge, used, ends_at } of after) yield* all(use(db, { key: charge.key, used: used + 1, ends_at }));
	return undefined;
}
