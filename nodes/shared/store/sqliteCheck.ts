import { existsSync, statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { hasLog } from './sqliteFile';
import { StoreUnusable } from './store';

/**
 * Runs in a thread of its own, so that n8n answers meanwhile, and reads only: a write-ahead log that belongs to another file must not
 * be written into this one. After the log was taken in, each case must have as many events as it says, since parts of two files may
 * look whole.
 */
const check = `
const { parentPort, workerData } = require('node:worker_threads');
const { DatabaseSync } = require('node:sqlite');
let flaw = '';
let database;
try {
	database = new DatabaseSync(workerData.file, { readOnly: true, timeout: 5000 });
	const [{ quick_check: said }] = database.prepare('PRAGMA quick_check(1)').all();
	if (said !== 'ok') flaw = said;
	const tables = new Set(database.prepare("select name from sqlite_master where type = 'table'").all().map(({ name }) => name));
	if (!flaw && workerData.log && tables.has('cases') && tables.has('events')) {
		const lost = database.prepare('select reference from cases where version <> (select count(*) from events where events.reference = cases.reference) limit 1').get();
		if (lost) flaw = 'the case ' + lost.reference + ' and its events do not belong together';
	}
} catch (error) {
	flaw = error.message;
}
database?.close();
parentPort.postMessage(flaw);
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
	if (!existsSync(file) || !statSync(file).size) return {};
	const log = hasLog(file);
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
		const worker = new Worker(check, { eval: true, workerData: { file, log } });
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
