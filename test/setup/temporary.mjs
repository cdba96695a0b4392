import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Linux keeps what is in this folder in memory. */
const MEMORY = '/dev/shm';
/** A container often gives it 64 MB: too little. */
const ROOM = 2 * 1024 ** 3;
const NAME = 'n8n-nodes-returns-';
const ABANDONED_MS = 6 * 60 * 60 * 1000;

/**
 * A folder of this run's own for temporary files, in memory where there is room. A case store waits for the disk at each commit, and
 * the tests make thousands of case stores that nobody keeps: on a disk they mostly wait. It is removed when this process ends.
 * @returns {string} its path
 */
export function temporaryFolder() {
	const inMemory = hasRoom();
	if (inMemory) removeAbandoned();
	const folder = mkdtempSync(join(inMemory ? MEMORY : tmpdir(), NAME));
	// Open to others as the machine's own is: PostgreSQL has an account of its own, and its files are in it, too.
	chmodSync(folder, 0o1777);
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

function hasRoom() {
	if (process.platform !== 'linux') return false;
	try {
		const { bavail, bsize } = statfsSync(MEMORY);
		return bavail * bsize >= ROOM;
	} catch {
		return false;
	}
}

/** What a run left that was killed would take memory until the machine is started anew. */
function removeAbandoned() {
	for (const entry of readdirSync(MEMORY).filter((name) => name.startsWith(NAME))) {
		const path = join(MEMORY, entry);
		if (Date.now() - statSync(path).mtimeMs > ABANDONED_MS) rmSync(path, { recursive: true, force: true });
	}
}
