import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { waitFor } from '../n8n/waitFor';

/** n8n marks what it shall not keep, and removes it every quarter of an hour: here every three seconds, so that a bench sees what stays. */
export const prunedPromptly = { EXECUTIONS_DATA_PRUNE_HARD_DELETE_INTERVAL: '0.05' };

/** How n8n's own SQLite database stands. */
export interface N8nDatabase {
	/** Executions ever started; those whose data is not kept are counted too. */
	executions: number;
	/** Kilobytes of execution data kept. */
	dataKb: number;
	/** Kilobytes of the whole database in use. */
	totalKb: number;
	/** Executions that n8n shall not keep and has not removed yet. */
	marked: number;
}

export function readN8nDatabase(userFolder: string): N8nDatabase {
	const database = new DatabaseSync(join(userFolder, '.n8n', 'database.sqlite'), { timeout: 10_000 });
	try {
		const one = (sql: string) => Number(Object.values(database.prepare(sql).get() ?? { none: 0 })[0]);
		return {
			executions: one("select coalesce(max(seq), 0) from sqlite_sequence where name = 'execution_entity'"),
			dataKb: one('select coalesce(sum(length(data) + length("workflowData")), 0) from execution_data') / 1024,
			totalKb: ((one('pragma page_count') - one('pragma freelist_count')) * one('pragma page_size')) / 1024,
			marked: one('select count(*) from execution_entity where "deletedAt" is not null'),
		};
	} finally {
		database.close();
	}
}

/** The same once n8n has removed what it shall not keep. */
export async function settledN8nDatabase(userFolder: string): Promise<N8nDatabase> {
	return await waitFor(
		'n8n to remove what it shall not keep',
		async () => {
			const read = readN8nDatabase(userFolder);
			return read.marked ? undefined : read;
		},
		{ everyMs: 500 },
	);
}
