import { sleep } from 'n8n-workflow';
import type { Database } from '../database';
import { pruneInbox } from '../inbox';
import { assertUpToDate } from '../migrations';
import { readSettings } from '../settings';

const day = 86_400_000;
const atOnce = 500;

/** Deletes what the settings keep no longer, a few at a time, so that n8n may work meanwhile. Returns how much of what. */
export async function pruneStore(database: Database, now = Date.now()): Promise<{ messages: number }> {
	await assertUpToDate(database);
	const { db } = database;
	const { inboxDays } = await database.read(() => readSettings(db, 'default'));
	const before = new Date(now - inboxDays * day).toISOString();
	let messages = 0;
	for (;;) {
		const gone = await database.write(() => pruneInbox({ db, clock: { now: () => now } }, { before, limit: atOnce }));
		messages += gone;
		if (gone < atOnce) return { messages };
		await sleep(20);
	}
}
