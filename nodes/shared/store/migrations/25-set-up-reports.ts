import { all } from '../database';
import type { Migration } from './migration';

/** What was found at another system when its set-up was looked at (setUpReports.ts). */
export const setUpReports: Migration = {
	name: '2026-11-set-up-reports',
	*up({ schema }) {
		yield* all(
			schema
				.createTable('set_up_reports')
				.addColumn('connection', 'text', (c) => c.notNull())
				.addColumn('brand', 'text', (c) => c.notNull())
				.addColumn('report', 'text', (c) => c.notNull())
				.addPrimaryKeyConstraint('set_up_reports_key', ['connection', 'brand']),
		);
	},
};
