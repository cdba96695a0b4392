import { sql, type SqlBool } from 'kysely';
import { all, first, type Database, type Tables, type Work } from './database';
import type { Clock } from './eventRow';
import { logAct } from './operatorLog';
import { prepared } from './prepared';
import type { By, InboxEntry, InboxFilter, InboxRow, InboxState, WaitingFilter } from './store';

type Context = Pick<Database, 'db'> & { clock: Clock };

/** A literal, so that both databases can use the indexes of what waits: a bound value could be any state. */
const waits = sql<SqlBool>`state = 'new'`;
const isReplayed = sql<SqlBool>`replayed = 1`;
const isUnreadable = sql<SqlBool>`state = 'unreadable'`;
/** What nobody has read: it was put back and waits, or it cannot be read. One query for each, since only so SQLite uses the index of each. */
const unread = [sql<SqlBool>`${waits} and ${isReplayed}`, isUnreadable];
const isUnread = sql<SqlBool>`(${unread[0]} or ${unread[1]})`;

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
const endUnread = prepared((db, values: { source: string; id: string; error: string | null }) =>
	db
		.updateTable('inbox')
		.set({ state: 'unreadable', error: values.error, replayed: 0 })
		.where('source', '=', values.source)
		.where('id', '=', values.id)
		.where('state', '!=', 'dismissed'),
);
const rowOf = prepared((db, { source, id }: { source: string; id: string }) =>
	db.selectFrom('inbox').selectAll().where('source', '=', source).where('id', '=', id),
);

/** Ends a message: it was read, cannot be, or is none of ours. What a person has dismissed is not listed again when it is sent again. */
export function* markInbox(
	{ db }: Context,
	source: string,
	id: string,
	state: Exclude<InboxState, 'new' | 'dismissed'>,
	error?: string,
): Work<void> {
	const row = { source, id, error: error ?? null };
	yield* all(state === 'unreadable' ? endUnread(db, row) : endRow(db, { ...row, state }));
}

/** Whose messages that nobody has read have this id. */
export function* unreadableIn({ db }: Context, id: string, source?: string): Work<string[]> {
	const found: string[] = [];
	for (const state of unread) {
		let query = db.selectFrom('inbox').select('source').where(state).where('id', '=', id);
		if (source) query = query.where('source', '=', source);
		found.push(...(yield* all(query)).map((row) => row.source));
	}
	return found;
}

/** Ends a message that nobody has read and a person has dealt with; false when it was read. */
export function* dismissInbox(context: Context, source: string, id: string, { actor, reason }: By): Work<boolean> {
	const dismissed = yield* first(
		context.db
			.updateTable('inbox')
			.set({ state: 'dismissed', replayed: 0 })
			.where('source', '=', source)
			.where('id', '=', id)
			.where(isUnread)
			.returning('id'),
	);
	if (dismissed)
		yield* logAct(context, {
			actor,
			action: 'message_dismissed',
			subject: `${source} ${id}`,
			...(reason && { details: { reason } }),
		});
	return !!dismissed;
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

function rowsInOrder(db: Database['db'], { source, limit }: Omit<InboxFilter, 'state'>) {
	const query = db.selectFrom('inbox').selectAll().orderBy('received_at').orderBy('source').orderBy('id').limit(limit);
	return source ? query.where('source', '=', source) : query;
}

/** Messages, oldest first. */
export function* getInbox({ db }: Context, { state, ...filter }: InboxFilter): Work<InboxRow[]> {
	const query = rowsInOrder(db, filter);
	return (yield* all(state ? query.where('state', '=', state) : query)).map(shown);
}

/** Messages that nobody has read, oldest first. */
export function* listUnread({ db }: Context, filter: Omit<InboxFilter, 'state'>): Work<InboxRow[]> {
	const rows: InboxRow[] = [];
	for (const state of unread) rows.push(...(yield* all(rowsInOrder(db, filter).where(state))).map(shown));
	return rows.sort((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1)).slice(0, filter.limit);
}

/**
 * Puts unreadable messages back: their trigger reads them again. Why they could not be read stays until then. One (also one that was put
 * back before), those of a source, or all; returns how many.
 */
export function* replayInbox(
	context: Context,
	{ source, id }: { source?: string; id?: string },
	{ actor, reason }: By,
): Work<number> {
	const { db } = context;
	let count = 0;
	for (const state of id ? unread : [isUnreadable]) {
		let query = db.updateTable('inbox').set({ state: 'new', replayed: 1 }).where(state);
		if (source) query = query.where('source', '=', source);
		if (id) query = query.where('id', '=', id);
		count += (yield* all(query.returning('id'))).length;
	}
	if (count)
		yield* logAct(context, {
			actor,
			action: 'messages_replayed',
			subject: [source, id].filter(Boolean).join(' ') || 'all',
			details: { replayed: count, ...(reason && { reason }) },
		});
	return count;
}

/** Deletes up to `limit` messages that were handled and came before `before`, the oldest first. Returns how many. */
export function* pruneInbox({ db }: Context, { before, limit }: { before: string; limit: number }): Work<number> {
	let gone = 0;
	for (const state of ['read', 'not_ours', 'dismissed']) {
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
