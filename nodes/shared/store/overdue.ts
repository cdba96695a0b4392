import { sql, type SqlBool } from 'kysely';
import { parseState } from './caseRow';
import { all, first, type Database, type Work } from './database';
import { lockSubscriptions, type Clock, type EventsContext } from './eventRow';
import { appendEvents } from './events';
import { prepared } from './prepared';
import { moved, overdueEvent, type Moved } from '../case/expiry';

const isWaiting = sql<SqlBool>`expires_at is not null`;

const overdueNow = prepared((db, { now, limit }: { now: number; limit: number }) =>
	db
		.selectFrom('cases')
		.select('reference')
		.where(isWaiting)
		.where('expires_at', '<=', now)
		.orderBy('expires_at')
		.limit(limit),
);

/** Cases whose time is over, the longest overdue first. */
export function* overdue({ db, clock }: Pick<Database, 'db'> & { clock: Clock }, limit: number): Work<string[]> {
	return (yield* all(overdueNow(db, { now: clock.now(), limit }))).map(({ reference }) => reference);
}

/** Lets an overdue return expire, or asks a person about it; undefined: it is not overdue any more, or all of it is here. */
export function* endOverdue(context: EventsContext, reference: string): Work<'expired' | 'missing' | undefined> {
	const { db, kind, clock } = context;
	yield* lockSubscriptions(context, 'shared');
	let query = db.selectFrom('cases').select(['state', 'expires_at']).where('reference', '=', reference);
	if (kind === 'postgres') query = query.forUpdate();
	const row = yield* first(query);
	if (!row?.expires_at || row.expires_at > clock.now()) return undefined;
	const told = yield* all(
		db
			.selectFrom('events')
			.select('type')
			.where('reference', '=', reference)
			.where(sql`type || ''`, 'in', [...moved]),
	);
	const event = overdueEvent(
		parseState(row.state),
		told.map(({ type }) => type as Moved),
		row.expires_at,
	);
	if (event) yield* appendEvents(context, reference, [event]);
	yield* all(db.updateTable('cases').set({ expires_at: null }).where('reference', '=', reference));
	return event && (event.type === 'return.expired' ? 'expired' : 'missing');
}
