import { sql } from 'kysely';
import { parseState, stateOf } from './caseRow';
import { all, first, type Database, type Work } from './database';
import type { CaseState } from '../case/caseState';
import { basisOf, isSameOrder } from '../case/sisters';

type Context = Pick<Database, 'db' | 'kind'>;

const orderLock = 7_263_003;

/** The other returns of the same order, the oldest first. */
export function* sistersOf({ db }: Context, reference: string): Work<CaseState[]> {
	const own = yield* first(stateOf(db, { reference }));
	const state = own && parseState(own.state);
	if (!state?.orderNumber) return [];
	const rows = yield* all(
		db
			.selectFrom('cases')
			.select('state')
			.where('order_number', '=', state.orderNumber)
			.where('brand', '=', state.brand)
			.where('reference', '<>', reference)
			.orderBy('opened_at')
			.orderBy('reference'),
	);
	return rows.map((row) => parseState(row.state)).filter((one) => isSameOrder(state, one));
}

/** Refunds of one order are released one after the other: whether another return has released some since `basis`. */
export function* isOutOfDate(context: Context, reference: string, basis: string): Work<boolean> {
	const { db, kind } = context;
	const own = yield* first(db.selectFrom('cases').select(['brand', 'order_number']).where('reference', '=', reference));
	if (kind === 'postgres' && own?.order_number)
		yield sql`select pg_advisory_xact_lock(${orderLock}, hashtext(${`${own.brand} ${own.order_number}`}))`.compile(db);
	return basisOf(yield* sistersOf(context, reference)) !== basis;
}
