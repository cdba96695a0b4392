import { all } from '../database';
import type { Migration } from './migration';

export const casesOfAnOrder: Migration = {
	name: '2026-11-cases-of-an-order',
	*up({ schema }) {
		yield* all(schema.createIndex('cases_of_order').on('cases').columns(['order_number', 'brand']));
	},
};
