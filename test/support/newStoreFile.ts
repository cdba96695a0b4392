import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../nodes/shared/store/migrations';
import { openSqlite } from '../../nodes/shared/store/sqlite';
import { perProcess } from './perProcess';

/**
 * Puts a case store without a case into `file`, as its first use would. All changes of the tables take longer than many a test, so they
 * are made once for all test files of a process; open.test.ts, sqliteFile.test.ts and upgrade.test.ts have each store make them.
 */
export async function makeStoreFile(file: string): Promise<void> {
	writeFileSync(file, await perProcess('new store', contentOfNew), { mode: 0o600 });
}

async function contentOfNew(): Promise<Buffer> {
	const folder = mkdtempSync(join(tmpdir(), 'returns-new-'));
	const file = join(folder, 'returns.sqlite');
	const database = openSqlite(file);
	await migrate(database);
	await database.close();
	const content = readFileSync(file);
	rmSync(folder, { recursive: true });
	return content;
}
