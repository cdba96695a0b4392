import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { all, first, type Database, type Work } from './database';
import type { CaseState } from './state';

type Context = Pick<Database, 'db' | 'kind'>;

const orderLock = 7_263_003;

/** The other returns of the same order, the oldest first. */
export function* sistersOf({ db }: Context, reference: string): Work<CaseState[]> {
	const own = yield* first(db.selectFrom('cases').select('state').where('reference', '=', reference));
	const state = own && (JSON.parse(own.state) as CaseState);
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
	return rows.map((row) => JSON.parse(row.state) as CaseState).filter((one) => isSameOrder(state, one));
}

/** Two shops may give out the same number: where both cases know an order's id in one system, it must be one id. */
export function isSameOrder(a: CaseState, b: CaseState): boolean {
	const systems = Object.keys(a.ids).filter((system) => system.endsWith('.order') && b.ids[system]);
	return systems.length ? systems.every((system) => a.ids[system] === b.ids[system]) : a.channel === b.channel;
}

/** Names what the other returns of an order have given back so far: refunds that were worked out beside other ones are out of date. */
export function basisOf(sisters: CaseState[]): string {
	const given = sisters
		.flatMap(({ refunds }) => refunds.map(({ intent, state }) => [intent.id, intent.amount.amount, state === 'failed']))
		.map((one) => JSON.stringify(one))
		.sort();
	return createHash('sha256').update(given.join('\n')).digest('hex').slice(0, 16);
}

/** Refunds of one order are released one after the other: whether another return has released some since `basis`. */
export function* isOutOfDate(context: Context, reference: string, basis: string): Work<boolean> {
	const { db, kind } = context;
	const own = yield* first(db.selectFrom('cases').select(['brand', 'order_number']).where('reference', '=', reference));
	if (kind === 'postgres' && own?.order_number)
		yield sql`select pg_advisory_xact_lock(${orderLock}, hashtext(${`${own.brand} ${own.order_number}`}))`.compile(db);
	return basisOf(yield* sistersOf(context, reference)) !== basis;
}
