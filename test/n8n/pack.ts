import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = resolve(__dirname, '../..');
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Gives a user folder of n8n this package, as built and packed. Packing and installing cost more than a start of n8n, so they are done
 * once for each build and kept in the cache; n8n finds there what its own installer would have left, and each user folder links to it.
 * @param userFolder n8n's user folder (the parent of `.n8n`), without community packages
 */
export async function linkPack(userFolder: string): Promise<void> {
	const installed = process.env.N8N_RETURNS_PACKED ?? (await installedPack());
	await mkdir(join(userFolder, '.n8n'), { recursive: true });
	await symlink(join(installed, '.n8n', 'nodes'), join(userFolder, '.n8n', 'nodes'), 'junction');
}

/** A user folder in the cache with nothing in it but this package, as it is built now. */
export async function installedPack(
	checkout = root,
	cache = dirname(process.env.N8N_RETURNS_N8N ?? join(tmpdir(), 'n8n-returns')),
	{ pack = packTarball as (checkout: string) => Promise<string>, remove = removeFolder } = {},
): Promise<string> {
	const build = buildOf(checkout);
	const folder = join(cache, `packed-${build}`);
	if (existsSync(folder)) {
		const now = new Date();
		utimesSync(folder, now, now);
		return folder;
	}
	mkdirSync(cache, { recursive: true });
	await removeOld(cache, remove);
	const tarball = await pack(checkout);
	const partial = mkdtempSync(`${folder}.partial-`);
	try {
		await installCommunityPackage(tarball, partial);
		const { name } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { name: string };
		if (buildOf(join(partial, '.n8n', 'nodes', 'node_modules', name)) !== build)
			throw new Error(`${checkout} was built anew while it was packed: run this again when the build has ended`);
		// When another process was first, its folder is as good as ours.
		await rename(partial, folder).catch((error: Error) => (existsSync(folder) ? undefined : Promise.reject(error)));
	} finally {
		for (const left of [partial, dirname(tarball)]) await removeFolder(left);
	}
	return folder;
}

/** Names what is built, by all that is published of it. */
function buildOf(checkout: string): string {
	const dist = join(checkout, 'dist');
	if (!existsSync(dist)) throw new Error(`${checkout} is not built: run \`npm run build\` first`);
	const hash = createHash('sha256').update(readFileSync(join(checkout, 'package.json')));
	for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })
		.filter((one) => one.isFile())
		.map((one) => join(one.parentPath, one.name))
		.sort())
		hash.update(entry.slice(checkout.length)).update(readFileSync(entry));
	return hash.digest('hex').slice(0, 16);
}

/** Builds that nobody has tested for a day. */
async function removeOld(cache: string, remove: (path: string) => Promise<void>): Promise<void> {
	for (const name of readdirSync(cache).filter((one) => one.startsWith('packed-'))) {
		const path = join(cache, name);
		const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
		if (Date.now() - mtimeMs < DAY_MS) continue;
		// First its name is taken away: nobody takes what is left of it when this is broken off.
		const away = `${path}.old-${process.pid}`;
		await rename(path, away).catch(() => undefined);
		await remove(away);
	}
}

async function removeFolder(path: string): Promise<void> {
	await rm(path, { recursive: true, force: true });
}

/**
 * Packs the built checkout as it would be published.
 * @param checkout the package's root folder, already built
 * @returns the tarball's path, in a new temporary folder; throws when the checkout is not built
 */
export async function packTarball(checkout = root): Promise<string> {
	if (!existsSync(join(checkout, 'dist'))) throw new Error(`${checkout} is not built: run \`npm run build\` first`);
	const target = mkdtempSync(join(tmpdir(), 'n8n-returns-pack-'));
	const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', target], {
		cwd: checkout,
		env: { ...process.env, RELEASE_MODE: 'true' },
		maxBuffer: 64 * 1024 * 1024,
		shell: process.platform === 'win32',
	});
	const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
	return join(target, filename);
}

/**
 * Installs a package into an n8n user folder, exactly as n8n's own installer for community packages lays it out.
 * @param tarball path of the packed package
 * @param userFolder n8n's user folder (the parent of `.n8n`)
 */
export async function installCommunityPackage(tarball: string, userFolder: string): Promise<void> {
	const nodesFolder = join(userFolder, '.n8n', 'nodes');
	await mkdir(nodesFolder, { recursive: true });
	await writeFile(
		join(nodesFolder, 'package.json'),
		JSON.stringify({ name: 'installed-nodes', private: true, dependencies: {} }),
	);
	// `--prefix` because npm, when it runs below `npm run`, may otherwise take the folder of the outer package for its own.
	const args = ['install', tarball, '--prefix', nodesFolder, '--omit=dev', '--omit=peer', '--legacy-peer-deps'];
	await run('npm', [...args, '--ignore-scripts', '--no-audit', '--no-fund'], {
		cwd: nodesFolder,
		shell: process.platform === 'win32',
	});
}
