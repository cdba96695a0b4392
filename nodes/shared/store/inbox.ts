import { sql, type SqlBool } from 'kysely';
import { all, first, type Database, type Tables, type Work } from './database';
import type { Clock } from './eventRow';
import { prepared } from './prepared';
import type { InboxEntry, InboxFilter, InboxRow, InboxState, WaitingFilter } from './store';

type Context = Pick<Database, 'db'> & { clock: Clock };

/** A literal, so that both databases can use the indexes of what waits: a bound value could be any state. */
const waits = sql<SqlBool>`state = 'new'`;
const isReplayed = sql<SqlBool>`replayed = 1`;

const insertSeen = prepared((db, row: Tables['seen']) =>
	db
		.insertInto('seen')
		.values(row)
		.onConflict((conflict) => conflict.columns(['source', 'id']).doNothing())
		.returning('id'),
);

/**
 * Remembers that something was met; true the first time, for one caller only. Such marks are small and are kept when the bodies of
 * messages are gone.
 */
export function* markSeen({ db, clock }: Context, source: string, id: string): Work<boolean> {
	return !!(yield* first(insertSeen(db, { source, id, seen_at: new Date(clock.now()).toISOString() })));
}

const insertRow = prepared((db, row: Omit<Tables['inbox'], 'replayed'>) =>
	db
		.insertInto('inbox')
		.values(row)
		.onConflict((conflict) => conflict.columns(['source', 'id']).doNothing()),
);

/** Stores a verified raw message; false when it was met before. */
export function* putInbox(
	context: Context,
	{ source, id, topic, body, subject, receiver, receivedAt }: InboxEntry,
): Work<boolean> {
	if (!(yield* markSeen(context, source, id))) return false;
	const row = {
		source,
		id,
		topic,
		body,
		subject: subject ?? null,
		receiver: receiver ?? null,
		state: 'new',
		error: null,
		received_at: receivedAt ?? new Date(context.clock.now()).toISOString(),
	};
	yield* all(insertRow(context.db, row));
	return true;
}

const endRow = prepared((db, values: { source: string; id: string; state: string; error: string | null }) =>
	db
		.updateTable('inbox')
		.set({ state: values.state, error: values.error, replayed: 0 })
		.where('source', '=', values.source)
		.where('id', '=', values.id),
);
const rowOf = prepared((db, { source, id }: { source: string; id: string }) =>
	db.selectFrom('inbox').selectAll().where('source', '=', source).where('id', '=', id),
);

/** Ends a message: it was read, cannot be, or is none of ours. */
export function* markInbox(
	{ db }: Context,
	source: string,
	id: string,
	state: Exclude<InboxState, 'new'>,
	error?: string,
): Work<void> {
	yield* all(endRow(db, { source, id, state, error: error ?? null }));
}

/** One message by its key; undefined when it was never stored, or its body is gone. */
export function* findInbox({ db }: Context, source: string, id: string): Work<InboxRow | undefined> {
	const row = yield* first(rowOf(db, { source, id }));
	return row && shown(row);
}

const replayedRows = prepared((db, { source, limit }: { source: string; limit: number }) =>
	waitingRows(db, source, limit).where(isReplayed),
);

function waitingRows(db: Database['db'], source: string, limit: number) {
	return db
		.selectFrom('inbox')
		.selectAll()
		.where('source', '=', source)
		.where(waits)
		.orderBy('received_at')
		.orderBy('id')
		.limit(limit);
}

/** Messages that wait, the oldest first: about one subject, of one topic, those an operator replayed, or all of a source. */
export function* listWaitingInbox(
	{ db }: Context,
	{ source, subject, topic, receiver, replayed, after, limit }: WaitingFilter,
): Work<InboxRow[]> {
	// Asked each minute by every trigger.
	if (replayed && !subject && !topic && !receiver && !after)
		return (yield* all(replayedRows(db, { source, limit }))).map(shown);
	let query = waitingRows(db, source, limit);
	if (subject !== undefined) query = query.where('subject', '=', subject);
	if (topic !== undefined) query = query.where('topic', '=', topic);
	if (receiver !== undefined) query = query.where('receiver', '=', receiver);
	if (replayed) query = query.where(isReplayed);
	if (after) query = query.where(sql<SqlBool>`(received_at, id) > (${after.receivedAt}, ${after.id})`);
	return (yield* all(query)).map(shown);
}

/** Messages, oldest first. */
export function* getInbox({ db }: Context, { state, source, limit }: InboxFilter): Work<InboxRow[]> {
	let query = db.selectFrom('inbox').selectAll().orderBy('received_at').orderBy('source').orderBy('id').limit(limit);
	if (state) query = query.where('state', '=', state);
	if (source) query = query.where('source', '=', source);
	return (yield* all(query)).map(shown);
}

/** Puts unreadable messages back: their trigger reads them again. One, those of a source, or all; returns how many. */
export function* replayInbox({ db }: Context, { source, id }: { source?: string; id?: string }): Work<number> {
	let query = db
		.updateTable('inbox')
		.set({ state: 'new', error: null, replayed: 1 })
		.where(sql<SqlBool>`state = 'unreadable'`);
	if (source) query = query.where('source', '=', source);
	if (id) query = query.where('id', '=', id);
	return (yield* all(query.returning('id'))).length;
}

/** Deletes up to `limit` messages that were handled and came before `before`, the oldest first. Returns how many. */
export function* pruneInbox({ db }: Context, { before, limit }: { before: string; limit: number }): Work<number> {
	let gone = 0;
	for (const state of ['read', 'not_ours']) {
		const old = db
			.selectFrom('inbox')
			.select(['source', 'id'])
			.where('state', '=', state)
			.where('received_at', '<', before)
			.orderBy('received_at')
			.limit(limit - gone);
		for (const { source, id } of yield* all(old)) {
			yield* all(db.deleteFrom('inbox').where('source', '=', source).where('id', '=', id));
			gone++;
		}
	}
	return gone;
}

function shown({
	source,
	id,
	topic,
	body,
	received_at,
	error,
	subject,
	receiver,
	state,
}: Omit<Tables['inbox'], 'replayed'>): InboxRow {
	return {
		source,
		id,
		topic,
		body,
		state: state as InboxState,
		receivedAt: received_at,
		...(subject !== null && { subject }),
		...(receiver !== null && { receiver }),
		...(error && { error }),
	};
}
