import { all, first, type Database, type Work } from './database';
import type { Clock } from './eventRow';
import { prepared } from './prepared';
import type { Notice, StoredNotice } from './store';

type Context = Pick<Database, 'db'> & { clock: Clock };

/** Keeps a notice for its owner; false when one of this key is there already. */
export function* putNotice(
	{ db, clock }: Context,
	{ key, owner, message, advice, reference, link }: Notice,
): Work<boolean> {
	const row = {
		key,
		owner,
		message,
		advice,
		reference: reference ?? null,
		link: link ?? null,
		made_at: new Date(clock.now()).toISOString(),
		told_at: null,
	};
	return !!(yield* first(
		db
			.insertInto('notices')
			.values(row)
			.onConflict((conflict) => conflict.column('key').doNothing())
			.returning('key'),
	));
}

const untold = prepared((db, { limit }: { limit: number }) =>
	db.selectFrom('notices').selectAll().where('told_at', 'is', null).orderBy('made_at').orderBy('key').limit(limit),
);

/** Notices that nobody was told of yet, oldest first. */
export function* listUntoldNotices({ db }: Context, limit: number): Work<StoredNotice[]> {
	const rows = yield* all(untold(db, { limit }));
	return rows.map(({ key, owner, message, advice, reference, link, made_at }) => ({
		key,
		owner: owner as Notice['owner'],
		message,
		advice,
		madeAt: made_at,
		...(reference && { reference }),
		...(link && { link }),
	}));
}

/** Marks notices as told; returns how many were not before. */
export function* markNoticesTold({ db, clock }: Context, keys: string[]): Work<number> {
	if (!keys.length) return 0;
	return (yield* all(
		db
			.updateTable('notices')
			.set({ told_at: new Date(clock.now()).toISOString() })
			.where('key', 'in', keys)
			.where('told_at', 'is', null)
			.returning('key'),
	)).length;
}
