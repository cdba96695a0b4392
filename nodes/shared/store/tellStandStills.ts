import { sql, type SqlBool } from 'kysely';
import { afterWorkingHours, usualStageHours, type Stage } from '../model';
import { lateEvent, type StandStill } from '../case/standStill';
import { parseState } from './caseRow';
import { all, first, type Database, type Work } from './database';
import { lockSubscriptions, type Clock, type EventsContext, type StoreContext } from './eventRow';
import { appendEvents } from './events';
import { putNotice } from './notices';
import { prepared } from './prepared';
import { readSettings } from './settings';

/** Settings may change: what is not late yet is looked at again after so long at the latest. */
const longestMs = 24 * 3_600_000;

const isWatched = sql<SqlBool>`look_at is not null`;

const dueNow = prepared((db, { now, limit }: { now: number; limit: number }) =>
	db
		.selectFrom('stand_stills')
		.select('reference')
		.where(isWatched)
		.where('look_at', '<=', now)
		.orderBy('look_at')
		.limit(limit),
);
const dueOf = prepared((db, { reference, now }: { reference: string; now: number }) =>
	db
		.selectFrom('stand_stills')
		.select(['stage', 'intent', 'since', 'told'])
		.where('reference', '=', reference)
		.where('look_at', '<=', now),
);

/** Cases that stand still at something that is to be looked at, the longest first. */
export function* listStandStills(
	{ db, clock }: Pick<Database, 'db'> & { clock: Clock },
	limit: number,
): Work<string[]> {
	return [...new Set((yield* all(dueNow(db, { now: clock.now(), limit }))).map(({ reference }) => reference))];
}

/** Tells the owner of what a case stands still at for longer than its brand lets it, and after as long again the operator; how often somebody was told. */
export function* tellStandStills(context: EventsContext, reference: string): Work<number> {
	const { db, kind, clock } = context;
	yield* lockSubscriptions(context, 'shared');
	let query = db.selectFrom('cases').select('state').where('reference', '=', reference);
	if (kind === 'postgres') query = query.forUpdate();
	const row = yield* first(query);
	const rows = yield* all(dueOf(db, { reference, now: clock.now() }));
	if (!row || !rows.length) return 0;
	const state = parseState(row.state);
	const { serviceLevels = {}, timeZone, businessHours, holidays } = yield* readSettings(db, state.brand);
	let count = 0;
	for (const { stage, intent, since, told } of rows) {
		const at = { stage: stage as Stage, intent };
		const hours = serviceLevels[at.stage] ?? usualStageHours[at.stage];
		const lateAt = (times: number) => afterWorkingHours(since, hours * times, { timeZone, businessHours, holidays });
		const isLate = hours > 0 && lateAt(told + 1) <= clock.now();
		if (isLate) {
			count++;
			if (told === 0) yield* appendEvents(context, reference, [lateEvent(state, at, new Date(since).toISOString())]);
			else yield* tellOperator(context, reference, at, since);
		}
		const times = told + (isLate ? 1 : 0);
		const look_at =
			times > 1
				? null
				: Math.min(hours > 0 ? Math.max(lateAt(times + 1), clock.now() + 1) : Infinity, clock.now() + longestMs);
		yield* all(
			db
				.updateTable('stand_stills')
				.set({ told: times, look_at })
				.where('reference', '=', reference)
				.where('stage', '=', stage)
				.where('intent', '=', intent),
		);
	}
	return count;
}

const words: Record<Stage, string> = {
	decision: 'a decision',
	inspection: 'the inspection of its goods',
	refund: 'a refund that is due to be paid',
	confirmation: 'the provider to confirm a refund',
	books: 'a refund to be booked in Odoo',
};

function* tellOperator(
	context: StoreContext,
	reference: string,
	{ stage, intent }: StandStill,
	since: number,
): Work<void> {
	yield* putNotice(context, {
		key: `late/${reference}/${stage}/${intent}/${since}`,
		owner: 'operator',
		reference,
		message: `Return ${reference} still waits for ${words[stage]}, since ${new Date(since).toISOString().slice(0, 10)}, though its owner was told.`,
		advice: 'Look at its open exception on the returns desk, and ask whoever it belongs to.',
	});
}
