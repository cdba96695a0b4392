import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cacheRoot } from './paths.mjs';

const PARTIAL = '.partial-';
const ABANDONED_MS = 6 * 60 * 60 * 1000;

/** Whether `name` is completely installed in the cache. */
export function isCached(name) {
	return existsSync(join(cacheRoot, name));
}

/** The log file for installing `name`. */
export function logFileOf(name) {
	return join(cacheRoot, 'logs', `${name}.log`);
}

/**
 * Fills a folder of the cache once. It is filled under another name and renamed at the end, so a
 * folder that exists is complete and an interrupted installation is simply done again.
 * @param {string} name the folder's name
 * @param {(dir: string) => Promise<void>} fill puts everything into `dir`
 * @returns {Promise<string>} the folder's path
 */
export async function cached(name, fill) {
	const dir = join(cacheRoot, name);
	if (isCached(name)) return dir;
	mkdirSync(cacheRoot, { recursive: true });
	removeAbandoned();
	const partial = mkdtempSync(join(cacheRoot, `${name}${PARTIAL}`));
	const clean = () => rmSync(partial, { recursive: true, force: true });
	// A stop request ends the process without coming back here.
	process.once('exit', clean);
	try {
		await fill(partial);
		// When another process was first, its folder is as good as ours.
		if (!isCached(name)) renameSync(partial, dir);
	} finally {
		clean();
	}
	return dir;
}

/** Folders left by a process that was killed; a young one may belong to a process still at work. */
function removeAbandoned() {
	for (const entry of readdirSync(cacheRoot).filter((name) => name.includes(PARTIAL))) {
		const path = join(cacheRoot, entry);
		if (Date.now() - statSync(path).mtimeMs > ABANDONED_MS) rmSync(path, { recursive: true, force: true });
	}
}
