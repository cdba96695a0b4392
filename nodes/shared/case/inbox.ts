import { all, first, type Database, type Work } from './database';

type Context = Pick<Database, 'db'>;

/** Stores a verified raw event; false when it was stored before. */
export function* putInbox({ db }: Context, entry: { source: string; id: string; topic: string; body: string; receivedAt: string }): Work<boolean> {
	const { receivedAt, ...row } = entry;
	const insert = db.insertInto('inbox').values({ ...row, state: 'new', error: null, received_at: receivedAt });
	return !!(yield* first(insert.onConflict((conflict) => conflict.columns(['source', 'id']).doNothing()).returning('id')));
}

export function* markInbox({ db }: Context, source: string, id: string, state: 'read' | 'unreadable', error?: string): Work<void> {
	yield* all(db.updateTable('inbox').set({ state, error: error ?? null }).where('source', '=', source).where('id', '=', id));
}

/** Raw events, oldest first. */
export function* getInbox({ db }: Context, { state, limit }: { state?: 'new' | 'read' | 'unreadable'; limit: number }) {
	let query = db.selectFrom('inbox').selectAll().orderBy('received_at').limit(limit);
	if (state) query = query.where('state', '=', state);
	return (yield* all(query)).map(({ received_at, error, ...row }) => ({ ...row, receivedAt: received_at, ...(error && { error }) }));
}
