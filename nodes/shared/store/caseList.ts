import { sql, type SqlBool } from 'kysely';
import type { CaseEvent } from '../model';
import { ofScope, type Scope } from './channels';
import { parseState } from './caseRow';
import { all, first, type Database, type Work } from './database';
import { toEvent, type Clock } from './eventRow';
import type { CaseState } from '../case/caseState';
import { wordOf, type WordKind } from '../case/foundBy';
import type { CaseFilter, ChangedCases, EventsAfter, OpenTracks, Period } from './store';

type Context = Pick<Database, 'db'>;
type TimedContext = Context & { clock: Clock };

/** Cases by track, the newest change first, one page: `before` is where the page before ended. Each page is read from an index. */
export function* listCases(
	{ db }: Context,
	{ kind, settlement, authorization, logistics, open, limit, after, before }: CaseFilter,
): Work<CaseState[]> {
	let query = db
		.selectFrom('cases')
		.select('state')
		.orderBy('updated_at', 'desc')
		.orderBy('reference', 'desc')
		.limit(limit);
	for (const [track, status] of Object.entries({ kind, settlement, authorization, logistics })) {
		// Open cases stay few while those of a status add up: joined to nothing, the status leaves the choice to the index of open cases.
		if (status)
			query = query.where(
				open ? sql<SqlBool>`${sql.ref(track)} || '' = ${status}` : sql<SqlBool>`${sql.ref(track)} = ${status}`,
			);
	}
	if (open !== undefined) query = query.where('closed_at', open ? 'is' : 'is not', null);
	if (after) query = query.where('updated_at', '>', after);
	if (before) query = query.where(sql<SqlBool>`(updated_at, reference) < (${before.updatedAt}, ${before.reference})`);
	return (yield* all(query)).map((row) => parseState(row.state));
}

/** Cases that have changed, in the order of their changes, one page; read from an index. */
export function* changedCases({ db, clock }: TimedContext, { after, limit, youngMs }: ChangedCases): Work<CaseState[]> {
	let query = db
		.selectFrom('cases')
		.select('state')
		.where('updated_at', '<=', new Date(clock.now() - youngMs).toISOString())
		.orderBy('updated_at')
		.orderBy('reference')
		.limit(limit);
	if (after) query = query.where(sql<SqlBool>`(updated_at, reference) > (${after.updatedAt}, ${after.reference})`);
	return (yield* all(query)).map((row) => parseState(row.state));
}

/** Events in the order in which they were stored, one page. It ends before the first that is too young, since one before that may still be written. */
export function* eventsAfter(
	{ db, clock }: TimedContext,
	{ seq, limit, youngMs }: EventsAfter,
): Work<Array<{ seq: number; event: CaseEvent; recordedAt: string }>> {
	const rows = yield* all(db.selectFrom('events').selectAll().where('seq', '>', seq).orderBy('seq').limit(limit));
	const until = new Date(clock.now() - youngMs).toISOString();
	const young = rows.findIndex(({ recorded_at }) => recorded_at > until);
	return rows
		.slice(0, young < 0 ? rows.length : young)
		.map((row) => ({ seq: Number(row.seq), event: toEvent(row), recordedAt: row.recorded_at }));
}

const tracks = ['brand', 'channel', 'authorization', 'logistics', 'inspection', 'settlement'] as const;

/** Open cases, counted by where they stand, with what they are worth; read from an index that holds only them. */
export function* countOpenTracks({ db }: Context, { since }: { since?: string } = {}): Work<OpenTracks[]> {
	let query = db
		.selectFrom('cases')
		.select([...tracks, 'currency'])
		.select(({ fn }) => [
			fn.countAll<number | string>().as('cases'),
			fn.sum<number | string | null>('value').as('amount'),
		])
		.where('closed_at', 'is', null);
	if (since) query = query.where(sql<SqlBool>`opened_at || '' >= ${since}`);
	const rows = yield* all(query.groupBy([...tracks, 'currency']));
	return rows.map(
		({ currency, amount, cases, ...row }) =>
			({
				...row,
				cases: Number(cases),
				...(currency !== null && { value: { amount: Number(amount), currency } }),
			}) as OpenTracks,
	);
}

/** Cases that were opened in a period, the newest first. */
export function* casesOpened({ db }: Context, { from, to, limit }: Period): Work<CaseState[]> {
	const query = db.selectFrom('cases').select('state').where('opened_at', '>=', from).where('opened_at', '<', to);
	const found = yield* all(query.orderBy('opened_at', 'desc').orderBy('reference', 'desc').limit(limit));
	return found.map((row) => parseState(row.state));
}

/** Of so many cases at once something is asked: of more, PostgreSQL would rather read the whole table. */
const mostAtOnce = 250;

/** What a read of some cases gives of all of these, part by part. */
export function* ofAll<R>(references: string[], read: (some: string[]) => Work<R[]>): Work<R[]> {
	const found: R[] = [];
	for (let at = 0; at < references.length; at += mostAtOnce)
		for (const one of yield* read(references.slice(at, at + mostAtOnce))) found.push(one);
	return found;
}

/** Events of these types of these cases. The type is joined to nothing, so that they are found by their case. */
export function* eventsOfCases({ db }: Context, references: string[], types: string[]): Work<CaseEvent[]> {
	const rows = yield* ofAll(references, (some) =>
		all(
			db
				.selectFrom('events as e')
				.select(['reference', 'position', 'source', 'source_id', 'type', 'time', 'actor', 'data'])
				.where('e.reference', 'in', some)
				.where(sql<SqlBool>`e.type || '' in (${sql.join(types)})`),
		),
	);
	return rows.sort((one, other) => one.position - other.position).map(toEvent);
}

/**
 * What has reached customers in a period, the newest first; read from an index that holds only that. The type is joined to nothing, so that the index of
 * types is not taken for it.
 */
export function* listPaid(
	{ db }: Context,
	{ from, to, limit }: Period,
): Work<Array<{ event: CaseEvent; case: CaseState }>> {
	const rows = yield* all(
		db
			.selectFrom('events as e')
			.innerJoin('cases as c', 'c.reference', 'e.reference')
			.selectAll('e')
			.select('c.state')
			.where(sql<SqlBool>`e.type || '' in ('refund.succeeded', 'store_credit.issued')`)
			.where('e.recorded_at', '>=', from)
			.where('e.recorded_at', '<', to)
			.orderBy('e.recorded_at', 'desc')
			.orderBy('e.seq', 'desc')
			.limit(limit),
	);
	return rows.map(({ state, ...row }) => ({ event: toEvent(row), case: parseState(state) }));
}

/** The cases that carry a word, the newest first. */
export function* casesFoundBy({ db }: Context, kind: WordKind, text: string, limit: number): Work<CaseState[]> {
	const word = wordOf(text);
	if (!word) return [];
	const found = yield* all(
		db
			.selectFrom('case_words as w')
			.innerJoin('cases as c', 'c.reference', 'w.reference')
			.select('c.state')
			.where('w.kind', '=', kind)
			.where('w.word', '=', word)
			.orderBy('w.opened_at', 'desc')
			.orderBy('w.reference', 'desc')
			.limit(limit),
	);
	return found.map((row) => parseState(row.state));
}

/** The cases of an order, by its number, the newest change first. */
export function* casesOfOrder({ db }: Context, orderNumber: string, limit: number): Work<CaseState[]> {
	const query = db.selectFrom('cases').select('state').where('order_number', '=', orderNumber);
	const found = yield* all(query.orderBy(sql`updated_at || ''`, 'desc').limit(limit));
	return found.map((row) => parseState(row.state));
}

/** The newest events of these types with their cases as they are now; of each type as few as are asked for are read. */
export function* sampleEvents(
	{ db }: Context,
	types: string[],
	limit: number,
	scope: Scope,
): Work<Array<{ event: CaseEvent; case: CaseState }>> {
	const only = scope.channels.filter((one) => !one.startsWith('-'));
	// A channel without any case would be looked for in every event of the type.
	if (only.length && !(yield* first(db.selectFrom('cases').select('reference').where('channel', 'in', only).limit(1))))
		return [];
	const found = [];
	for (const type of types) {
		found.push(
			...(yield* all(
				db
					.selectFrom('events as e')
					.innerJoin('cases as c', 'c.reference', 'e.reference')
					.selectAll('e')
					.select('c.state')
					.where('e.type', '=', type)
					.where(ofScope(scope))
					.orderBy('e.seq', 'desc')
					.limit(limit),
			)),
		);
	}
	return found
		.sort((a, b) => b.seq - a.seq)
		.slice(0, limit)
		.map(({ state, ...row }) => ({ event: toEvent(row), case: parseState(state) }));
}
