import { makeEventsUniquePerCase } from '../rebuildEvents';
import type { Migration } from './migration';

export const eventsOncePerCase: Migration = {
	name: '2026-11-events-once-per-case',
	*up(db, kind) {
		yield* makeEventsUniquePerCase({ db, kind });
	},
};
