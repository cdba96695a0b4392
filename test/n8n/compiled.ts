import { existsSync, readdirSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Some three times what one n8n and one build of the package need. */
const MOST_FILES = 40_000;

/**
 * Where Node keeps what it has compiled of n8n, a file for each module. It writes a file under another name first, and takes one only when
 * the source, the version of Node and a checksum fit, so what is old or broken there is compiled anew.
 */
export function compiledOf(n8nFolder: string): string {
	return join(n8nFolder, 'compiled');
}

/** Removes it all when there is much: Node removes nothing, and each build and each package of one run has files of its own. */
export async function boundCompiled(n8nFolder: string, most = MOST_FILES): Promise<void> {
	const folder = compiledOf(n8nFolder);
	if (!existsSync(folder) || readdirSync(folder, { recursive: true }).length <= most) return;
	const away = `${folder}.old-${process.pid}`;
	// Another run may have taken it away in the meantime.
	await rename(folder, away).catch(() => undefined);
	await rm(away, { recursive: true, force: true });
}
