import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { sqlite } from './sqlite';
import { hasLog } from './sqliteFile';
import { StoreUnusable } from './store';

/** Up to this size a file is checked sooner than a thread has started. */
const smallBytes = 1024 * 1024;

/**
 * What is wrong with a file; empty: nothing. Reads only: a write-ahead log that belongs to another file must not be written into this one.
 * After the log was taken in, each case must have as many events as it says, since parts of two files may look whole.
 * Its text is a thread's program, so it uses only what it is given.
 */
function flawOf(
	{ DatabaseSync }: typeof import('node:sqlite'),
	{ file, log, waitMs }: { file: string; log: boolean; waitMs: number },
): string {
	let database: InstanceType<typeof DatabaseSync> | undefined;
	try {
		database = new DatabaseSync(file, { readOnly: true, timeout: waitMs });
		const said = database.prepare('PRAGMA quick_check(1)').get()!.quick_check as string;
		if (said !== 'ok') return said;
		const tables = database.prepare(
			"select name from sqlite_master where type = 'table' and name in ('cases', 'events')",
		);
		if (!log || tables.all().length < 2) return '';
		const lost = database
			.prepare(
				'select reference from cases where version <> (select count(*) from events where events.reference = cases.reference) limit 1',
			)
			.get();
		return lost ? 'the case ' + (lost.reference as string) + ' and its events do not belong together' : '';
	} catch (error) {
		return (error as Error).message;
	} finally {
		database?.close();
	}
}

/** In a thread of its own, so that n8n answers while a large file is read. */
const program = `
const { parentPort, workerData } = require('node:worker_threads');
parentPort.postMessage((${flawOf.toString()})(require('node:sqlite'), workerData));
`;

/** Checks under way, by file: the next try to open a large file waits for the same one. */
const underWay = new Map<string, Promise<StoreUnusable | undefined>>();

/**
 * Checks a store's file before it is used: what is wrong with it, or undefined. Waits up to `waitMs` for that; a larger file is used
 * meanwhile and `late` tells, except after n8n was not ended in order, when it is waited for.
 */
export async function checkSqlite(
	file: string,
	waitMs = 4_000,
): Promise<{ late?: Promise<StoreUnusable | undefined> }> {
	const { size = 0 } = statSync(file, { throwIfNoEntry: false }) ?? {};
	if (!size) return {};
	const log = hasLog(file);
	// What it may find wrong at once, it finds in a thread, where it can wait for others that have the file open.
	if (size <= smallBytes && !log && !flawOf(sqlite(), { file, log, waitMs: 0 })) return {};
	const found = underWay.get(file) ?? checked(file, log).finally(() => underWay.delete(file));
	underWay.set(file, found);
	let timer: NodeJS.Timeout | undefined;
	const slow = new Promise<'slow'>((resolve) => (timer = setTimeout(() => resolve('slow'), waitMs)));
	const first = await Promise.race([found, slow]);
	clearTimeout(timer);
	if (first instanceof StoreUnusable) throw first;
	if (first !== 'slow') return {};
	if (log)
		throw new StoreUnusable(
			'The case store is being checked, since n8n was not ended in order the last time',
			'Nothing to do: it is opened when the check is over. What cannot be stored meanwhile is sent again.',
		);
	return { late: found };
}

async function checked(file: string, log: boolean): Promise<StoreUnusable | undefined> {
	const flaw = await new Promise<string>((resolve, reject) => {
		const worker = new Worker(program, { eval: true, workerData: { file, log, waitMs: 5000 } });
		// Only when the thread has ended it holds nothing of the file any more.
		let said = '';
		worker.once('message', (message: string) => (said = message));
		worker.once('exit', () => resolve(said));
		worker.once('error', reject);
		worker.unref();
	});
	if (!flaw) return undefined;
	const alone = `The case store's file is damaged (${flaw}): ${file}`;
	const withLog = `The case store's file does not fit its write-ahead log, the file beside it that ends in -wal (${flaw}): ${file}`;
	return new StoreUnusable(
		log ? withLog : alone,
		log
			? 'Stop n8n. After a backup was copied back, delete the files that end in -wal and -shm, and copy the backup back again; else restore a backup (docs/guides/backup.md). Keep copies of all three files first.'
			: 'Stop n8n, keep a copy of the file, and restore a backup (docs/guides/backup.md).',
	);
}
