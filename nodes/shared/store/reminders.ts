import { sql, type SqlBool } from 'kysely';
import { reminderEvent } from '../case/reminders';
import { parseState } from './caseRow';
import { all, first, type Database, type Work } from './database';
import { lockSubscriptions, type Clock, type EventsContext } from './eventRow';
import { appendEvents } from './events';
import { prepared } from './prepared';

const isWaiting = sql<SqlBool>`remind_at is not null`;

const dueNow = prepared((db, { now, limit }: { now: number; limit: number }) =>
	db
		.selectFrom('cases')
		.select('reference')
		.where(isWaiting)
		.where('remind_at', '<=', now)
		.orderBy('remind_at')
		.limit(limit),
);

/** Cases of which somebody is to be reminded, the longest overdue first. */
export function* listReminders({ db, clock }: Pick<Database, 'db'> & { clock: Clock }, limit: number): Work<string[]> {
	return (yield* all(dueNow(db, { now: clock.now(), limit }))).map(({ reference }) => reference);
}

/** Reminds of a case, once for each reminder that is due; false: there is nothing to remind of any more. */
export function* remind(context: EventsContext, reference: string): Work<boolean> {
	const { db, kind, clock } = context;
	yield* lockSubscriptions(context, 'shared');
	let query = db.selectFrom('cases').select(['state', 'remind_at']).where('reference', '=', reference);
	if (kind === 'postgres') query = query.forUpdate();
	const row = yield* first(query);
	if (!row?.remind_at || row.remind_at > clock.now()) return false;
	const event = reminderEvent(parseState(row.state), clock.now());
	// Writing the case sets when the next one is due.
	if (event) yield* appendEvents(context, reference, [event]);
	else yield* all(db.updateTable('cases').set({ remind_at: null }).where('reference', '=', reference));
	return !!event;
}
