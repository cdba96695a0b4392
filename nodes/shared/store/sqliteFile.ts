import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync, type Stats } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StoreUnusable } from './store';

const beside = ['-wal', '-shm'];

/** Makes the file with its folders when there is none, for n8n's user alone: it holds customers' names and addresses. */
export function makeOwnFile(file: string): void {
	makeFolder(dirname(resolve(file)));
	if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
}

/** Takes the file, and those that SQLite keeps beside it, from everybody but n8n's user. Where that is not possible they stay as they are. */
export function closeToOthers(file: string): void {
	for (const path of [file, ...beside.map((end) => file + end)]) {
		try {
			if (statSync(path).mode & 0o077) chmodSync(path, 0o600);
		} catch {
			// Not there, another user's, or a file system that knows no modes.
		}
	}
}

/** Whether something is left in the write-ahead log: n8n was not ended in order, or the log belongs to another file. */
export function hasLog(file: string): boolean {
	return (stateOf(`${file}-wal`)?.size ?? 0) > 0;
}

/**
 * Watches the file of an open store. On Linux a deleted or replaced file goes on taking what is written, until n8n ends and all of it
 * is gone.
 */
export class WatchedFile {
	private readonly first: Stats;
	private largest: number;
	private log?: Stats;

	constructor(
		private readonly file: string,
		private readonly pages: () => number,
	) {
		this.first = statSync(file);
		this.largest = this.first.size;
	}

	/** Throws StoreUnusable when the file is gone, or is another one, or was written over. Two looks at the folder: some microseconds. */
	assertSame(): void {
		const now = stateOf(this.file);
		if (!now) throw this.lost('was deleted');
		if (now.ino !== this.first.ino || now.dev !== this.first.dev) throw this.lost('was replaced by another one');
		// Written over by a smaller one. A file that was packed (VACUUM) is as large as SQLite says.
		if (now.size < this.largest && now.size !== this.pages()) throw this.lost('was written over');
		this.largest = now.size;
	}

	/** Whether the write-ahead log was deleted. What is in it must then go into the file itself, at once. */
	logIsGone(): boolean {
		const now = stateOf(`${this.file}-wal`);
		this.log ??= now;
		if (this.log && now && now.ino !== this.log.ino) throw this.lost('has another write-ahead log now, so it');
		return !!this.log && !now;
	}

	private lost(what: string): StoreUnusable {
		return new StoreUnusable(
			`The case store's file ${what} while n8n was running: ${this.file}`,
			'Nothing is stored until this is mended. Stop n8n, put the right file back (docs/guides/backup.md), and start n8n. What senders could not deliver meanwhile they send again.',
		);
	}
}

function stateOf(path: string): Stats | undefined {
	return statSync(path, { throwIfNoEntry: false });
}

/** Makes a folder below the nearest one that exists, one level at a time: Node's own recursive mkdir never ends under /proc. */
function makeFolder(folder: string): void {
	if (existsSync(folder)) return;
	const parent = dirname(folder);
	makeFolder(parent);
	try {
		mkdirSync(folder);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === 'EEXIST') return; // another process was faster
		throw new Error(`no folder can be made in ${parent} (${code})`);
	}
}
