import { sql, type SqlBool } from 'kysely';
import { valueOf, wordsOf } from '../../case/foundBy';
import { parseState } from '../caseRow';
import { all } from '../database';
import { bigInteger, type Migration } from './migration';

const atOnce = 500;

/** What cases are found by beside reference and order, what they are worth, when they were opened; and what was paid, for the register of refunds. */
export const foundBy: Migration = {
	name: '2026-11-found-by',
	*up(db, kind) {
		const { schema } = db;
		yield* all(schema.alterTable('cases').addColumn('value', bigInteger(kind)));
		yield* all(schema.alterTable('cases').addColumn('currency', 'text'));
		yield* all(
			schema
				.createTable('case_words')
				.addColumn('kind', 'text', (column) => column.notNull())
				.addColumn('word', 'text', (column) => column.notNull())
				.addColumn('opened_at', 'text', (column) => column.notNull())
				.addColumn('reference', 'text', (column) => column.notNull())
				.addPrimaryKeyConstraint('case_words_key', ['kind', 'word', 'opened_at', 'reference']),
		);
		let last = '';
		for (;;) {
			const rows = yield* all(
				db
					.selectFrom('cases')
					.select(['reference', 'state', 'opened_at'])
					.where('reference', '>', last)
					.orderBy('reference')
					.limit(atOnce),
			);
			for (const { reference, state: text, opened_at } of rows) {
				const state = parseState(text);
				const value = valueOf(state);
				if (value)
					yield* all(
						db
							.updateTable('cases')
							.set({ value: value.amount, currency: value.currency })
							.where('reference', '=', reference),
					);
				for (const [of, word] of wordsOf(state))
					yield* all(db.insertInto('case_words').values({ kind: of, word, opened_at, reference }));
			}
			if (rows.length < atOnce) break;
			last = rows[rows.length - 1].reference;
		}
		yield* all(schema.dropIndex('cases_open_tracks'));
		yield* all(
			schema
				.createIndex('cases_open_tracks')
				.on('cases')
				.columns([
					'brand',
					'channel',
					'authorization',
					'logistics',
					'inspection',
					'settlement',
					'currency',
					'opened_at',
					'value',
				])
				.where(sql<SqlBool>`closed_at is null`),
		);
		yield* all(schema.createIndex('cases_opened').on('cases').columns(['opened_at', 'reference']));
		yield* all(
			schema
				.createIndex('events_paid')
				.on('events')
				.columns(['recorded_at', 'seq'])
				.where(sql<SqlBool>`type || '' in ('refund.succeeded', 'store_credit.issued')`),
		);
	},
};
