import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { logFileOf } from './cache.mjs';
import { npm } from './npm.mjs';
import { checkout } from './paths.mjs';
import { phase } from './progress.mjs';

/**
 * Whether node_modules lacks something package-lock.json asks for.
 * npm writes node_modules/.package-lock.json as the last thing of an installation, so a missing one means that an
 * installation was interrupted, and comparing the two accepts whatever a developer's own `npm install` brought.
 */
export function needsDependencies() {
	const installedFile = join(checkout, 'node_modules', '.package-lock.json');
	if (!existsSync(installedFile)) return true;
	const { packages: installed } = JSON.parse(readFileSync(installedFile, 'utf8'));
	const { packages: wanted } = JSON.parse(readFileSync(join(checkout, 'package-lock.json'), 'utf8'));
	return Object.entries(wanted).some(
		([path, entry]) =>
			path !== '' && !entry.optional && !entry.extraneous && installed[path]?.version !== entry.version,
	);
}

/** Installs what package-lock.json asks for, when something is missing. */
export async function ensureDependencies(node) {
	if (!needsDependencies()) return;
	await phase('installing the dependencies', () =>
		// Not `npm ci`: that refuses a lock file which lacks a package made for another system, as one has that was
		// written beside a registry that does not carry it. Either way the versions are those of the lock file.
		// No scripts: one dependency's install script refuses npm, and none is needed here.
		npm(['install', '--no-save', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund'], {
			cwd: checkout,
			node,
			logFile: logFileOf('dependencies'),
			fix: 'check the network and the free disk space, then run the command again.',
		}),
	);
}
