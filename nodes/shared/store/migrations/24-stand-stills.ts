import { sql, type SqlBool } from 'kysely';
import { standStillsOf } from '../../case/standStill';
import { parseState } from '../caseRow';
import { all } from '../database';
import { bigInteger, type Migration } from './migration';

const atOnce = 500;

/** What cases stand still at, and since when; those that are open already have their whole time from now on. */
export const standStills: Migration = {
	name: '2026-11-stand-stills',
	*up(db, kind) {
		const { schema } = db;
		yield* all(
			schema
				.createTable('stand_stills')
				.addColumn('reference', 'text', (column) => column.notNull())
				.addColumn('stage', 'text', (column) => column.notNull())
				.addColumn('intent', 'text', (column) => column.notNull())
				.addColumn('since', bigInteger(kind), (column) => column.notNull())
				.addColumn('told', 'integer', (column) => column.notNull())
				.addColumn('look_at', bigInteger(kind))
				.addPrimaryKeyConstraint('stand_stills_key', ['reference', 'stage', 'intent']),
		);
		const since = Date.now();
		let last = '';
		for (;;) {
			const rows = yield* all(
				db
					.selectFrom('cases')
					.select(['reference', 'state'])
					.where('reference', '>', last)
					.where('closed_at', 'is', null)
					.orderBy('reference')
					.limit(atOnce),
			);
			for (const { reference, state } of rows) {
				for (const { stage, intent } of standStillsOf(parseState(state)))
					yield* all(
						db.insertInto('stand_stills').values({ reference, stage, intent, since, told: 0, look_at: since }),
					);
			}
			if (rows.length < atOnce) break;
			last = rows[rows.length - 1].reference;
		}
		yield* all(
			schema
				.createIndex('stand_stills_watched')
				.on('stand_stills')
				.column('look_at')
				.where(sql<SqlBool>`look_at is not null`),
		);
	},
};
