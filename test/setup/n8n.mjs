import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cached, isCached, logFileOf } from './cache.mjs';
import { runLogged } from './child.mjs';
import { npm } from './npm.mjs';
import { missingCompilerTools } from './preflight.mjs';
import { cacheRoot } from './paths.mjs';
import { Problem } from './problem.mjs';
import { phase } from './progress.mjs';

/** The n8n that the templates are proven on. */
export const N8N_VERSION = '2.41.1';
const FOLDER = `n8n-${N8N_VERSION}`;

/** Where that n8n is, or will be, installed. */
export const n8nFolder = join(cacheRoot, FOLDER);

/** A user folder of that n8n, with its database made and nothing in it: to be copied, not used. */
const FRESH = `${FOLDER}-fresh`;
export const freshUserFolder = join(cacheRoot, FRESH);

/** Whether n8n still has to be installed. */
export const needsN8n = !isCached(FOLDER);

const manifest = {
	name: 'n8n-for-returns',
	private: true,
	dependencies: { n8n: N8N_VERSION },
	// Later releases of linkedom need a Node newer than the oldest one n8n supports.
	overrides: { linkedom: '0.18.12' },
};

/**
 * Installs n8n into the cache, once.
 * @param {string} node the Node >= 24 it will run on
 */
export async function ensureN8n(node) {
	await install(node);
	await makeUserFolder(node);
}

/** n8n makes its tables in some 200 steps: a quarter of what a first start costs, so it is done once for all suites. */
async function makeUserFolder(node) {
	if (isCached(FRESH)) return;
	await cached(FRESH, (folder) =>
		phase("making n8n's database", () =>
			// Any command of n8n's makes the database when there is none.
			runLogged(node, [join(n8nFolder, 'node_modules', 'n8n', 'bin', 'n8n'), 'list:workflow'], {
				logFile: logFileOf(FRESH),
				fix: 'see the log; when the installation is broken, remove the folder of n8n in the cache and run the command again.',
				env: {
					PATH: process.env.PATH,
					HOME: process.env.HOME,
					N8N_USER_FOLDER: folder,
					N8N_DIAGNOSTICS_ENABLED: 'false',
				},
			}),
		),
	);
}

async function install(node) {
	if (!needsN8n) return;
	const options = { node, logFile: logFileOf(FOLDER) };
	await cached(FOLDER, async (cwd) => {
		writeFileSync(join(cwd, 'package.json'), JSON.stringify(manifest, null, '\t'));
		await phase(`installing n8n ${N8N_VERSION} (about 1100 packages, 3 GB)`, () =>
			npm(['install', '--ignore-scripts', '--no-audit', '--no-fund'], {
				...options,
				cwd,
				fix: 'check the network and the free disk space, then run the command again.',
			}),
		);
		await phase('preparing its database driver', () => buildSqlite(cwd, options));
	});
}

/** sqlite3 is the one package whose install script n8n needs: it fetches a ready binding, else compiles one. */
async function buildSqlite(cwd, options) {
	// The Node package carries its headers; without this a compilation would want to download them.
	const nodeFolder = dirname(dirname(options.node));
	const nodedir = existsSync(join(nodeFolder, 'include', 'node', 'node_api.h'))
		? { npm_config_nodedir: nodeFolder }
		: {};
	const missing = missingCompilerTools();
	await npm(['rebuild', 'sqlite3', '--ignore-scripts=false'], {
		...options,
		env: nodedir,
		cwd,
		fix:
			missing.length > 0
				? `no ready database driver could be fetched and compiling one needs ${missing.join(', ')}. ${installCompiler()}`
				: 'see the log; no ready database driver could be fetched and compiling one did not work.',
	});
	const check = spawnSync(options.node, ['-e', "require('sqlite3')"], { cwd, encoding: 'utf8' });
	if (check.status !== 0) {
		throw new Problem(
			`n8n's database driver does not load: ${check.stderr.trim().split('\n').slice(-3).join(' ')}`,
			installCompiler(),
		);
	}
}

function installCompiler() {
	const how = {
		linux: 'install them, on Debian or Ubuntu with `apt-get install -y python3 make g++`',
		darwin: 'install them with `xcode-select --install`',
		win32: 'install Python 3 and the Visual Studio Build Tools with "Desktop development with C++"',
	};
	return `${how[process.platform] ?? how.linux}, then run the command again.`;
}
