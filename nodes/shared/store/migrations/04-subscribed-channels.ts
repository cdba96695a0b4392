import { all } from '../database';
import type { Migration } from './migration';

export const subscribedChannels: Migration = {
	name: '2026-11-subscribed-channels',
	*up({ schema }) {
		yield* all(schema.alterTable('subscriptions').addColumn('channels', 'text'));
	},
};
