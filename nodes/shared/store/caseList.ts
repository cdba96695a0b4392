import { sql, type SqlBool } from 'kysely';
import type { CaseEvent } from '../model';
import { ofScope, type Scope } from './channels';
import { parseState } from './caseRow';
import { all, first, type Database, type Work } from './database';
import { toEvent } from './eventRow';
import type { CaseState } from '../case/caseState';
import type { CaseFilter, OpenTracks } from './store';

type Context = Pick<Database, 'db'>;

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

const tracks = ['brand', 'authorization', 'logistics', 'inspection', 'settlement'] as const;

/** Open cases, counted by where they stand; read from an index that holds only them. */
export function* countOpenTracks({ db }: Context): Work<OpenTracks[]> {
	const rows = yield* all(
		db
			.selectFrom('cases')
			.select(tracks)
			.select(({ fn }) => fn.countAll<number | string>().as('cases'))
			.where('closed_at', 'is', null)
			.groupBy(tracks),
	);
	return rows.map((row) => ({ ...row, cases: Number(row.cases) }) as OpenTracks);
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
