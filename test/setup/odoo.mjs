import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cached, isCached, logFileOf } from './cache.mjs';
import { runLogged } from './child.mjs';
import { cacheRoot, checkout } from './paths.mjs';
import { Problem } from './problem.mjs';
import { phase } from './progress.mjs';

/** The folders' names must change when test/odoo/buildOdoo.sh fills them with something else. */
const FOLDER = 'odoo-19';
/** Databases with more apps, which are made from that folder: they may change without all of Odoo being fetched again. */
const DATABASES = 'odoo-19-databases-1';

const onDebian =
	process.platform === 'linux' &&
	process.getuid?.() === 0 &&
	existsSync('/etc/debian_version') &&
	runs('unshare', '--mount', 'true');

/** Whether another Odoo was named, so that none has to be started. */
const named = Boolean(process.env.RETURNS_ODOO_URL);

/** Whether Odoo still has to be installed into the cache. */
export const needsOdoo = !named && onDebian && !isCached(FOLDER);

/**
 * Makes a real Odoo 19 startable: installs it into the cache, as root on Debian, else sees whether Docker can run it.
 * @returns {Promise<object>} environment variables for who starts it
 */
export async function ensureOdoo() {
	if (named) return {};
	if (onDebian) {
		const odoo = join(cacheRoot, FOLDER);
		const databases = join(cacheRoot, DATABASES);
		if (needsOdoo)
			await phase(
				'installing Odoo 19 and its PostgreSQL (2 GB)',
				async () => void (await cached(FOLDER, async (folder) => await build(FOLDER, folder))),
			);
		if (!isCached(DATABASES))
			await phase(
				'installing further apps into databases of Odoo',
				async () => void (await cached(DATABASES, async (folder) => await build(DATABASES, odoo, folder))),
			);
		return { N8N_RETURNS_ODOO: odoo, N8N_RETURNS_ODOO_DATABASES: databases };
	}
	if (runs('docker', 'info')) return { N8N_RETURNS_ODOO: 'docker' };
	throw new Problem(
		'A real Odoo 19 can be started by root on Debian 12 or 13, or by Docker. Neither is given here.',
		'start Docker, or run this as root on Debian, or name an Odoo 19 whose database may be thrown away: RETURNS_ODOO_URL, RETURNS_ODOO_DB, RETURNS_ODOO_KEY.',
	);
}

async function build(name, ...folders) {
	await runLogged('bash', [join(checkout, 'test', 'odoo', 'buildOdoo.sh'), ...folders], {
		logFile: logFileOf(name),
		fix: 'check the network and the free disk space, then run the command again.',
	});
}

function runs(command, ...args) {
	return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
