import { all } from '../database';
import type { Migration } from './migration';

export const stepsGiveWay: Migration = {
	name: '2026-11-steps-give-way',
	*up({ schema }) {
		yield* all(schema.alterTable('steps').addColumn('gives_way', 'integer', (c) => c.notNull().defaultTo(0)));
	},
};
