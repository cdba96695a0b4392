import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** How n8n's own SQLite database stands. */
export interface N8nDatabase {
	/** Executions ever started; those whose data is not kept are counted too. */
	executions: number;
	/** Kilobytes of execution data kept. */
	dataKb: number;
	/** Kilobytes of the whole database in use. */
	totalKb: number;
}

export function readN8nDatabase(userFolder: string): N8nDatabase {
	const database = new DatabaseSync(join(userFolder, '.n8n', 'database.sqlite'), { timeout: 10_000 });
	try {
		const one = (sql: string) => Number(Object.values(database.prepare(sql).get() ?? { none: 0 })[0]);
		return {
			executions: one("select coalesce(max(seq), 0) from sqlite_sequence where name = 'execution_entity'"),
			dataKb: one('select coalesce(sum(length(data) + length("workflowData")), 0) from execution_data') / 1024,
			totalKb: ((one('pragma page_count') - one('pragma freelist_count')) * one('pragma page_size')) / 1024,
		};
	} finally {
		database.close();
	}
}
