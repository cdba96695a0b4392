import type { CaseStore, InboxRow } from '../store';

/** How many are read into memory at once: a body may have a megabyte. */
const pageSize = 100;

/** All messages of a sender that an operator put back and nobody has read since, the oldest first. The caller ends each; one that is not ended is not given again. */
export async function* putBackOf(store: CaseStore, source: string): AsyncGenerator<InboxRow> {
	const page = async (after?: InboxRow) =>
		await store.inbox.waiting({ source, replayed: true, after, limit: pageSize });
	for (let rows = await page(); rows.length; rows = await page(rows.at(-1))) yield* rows;
}
