import { sleep } from 'n8n-workflow';
import { createCaseStore } from '../caseStore';
import type { Database } from '../database';
import { assertUpToDate } from '../migrations';

const day = 86_400_000;
const atOnce = 500;

/** What is gone: messages of providers, the personal data of so many cases, and cases. */
export interface Pruned {
	messages: number;
	people: number;
	cases: number;
}

/** Deletes and erases what the settings keep no longer, a few at a time, so that n8n may work meanwhile. */
export async function pruneStore(
	database: Database,
	{ auditKey, now = Date.now() }: { auditKey: string; now?: number },
): Promise<Pruned> {
	await assertUpToDate(database);
	const store = await createCaseStore(database, { auditKey, clock: { now: () => now }, name: 'n8n-returns-store' });
	const { inboxDays } = await store.settings.get('default');
	const before = new Date(now - inboxDays * day).toISOString();
	return {
		messages: await all(async (limit) => await store.inbox.prune({ before, limit })),
		people: await all(async (limit) => await store.people.eraseDue(limit)),
		cases: await all(async (limit) => await store.people.deleteDue(limit)),
	};
}

async function all(some: (limit: number) => Promise<number>): Promise<number> {
	for (let gone = 0; ; await sleep(20)) {
		const more = await some(atOnce);
		gone += more;
		if (more < atOnce) return gone;
	}
}
