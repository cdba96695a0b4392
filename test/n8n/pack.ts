import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Packs the built checkout as it would be published.
 * @param checkout the package's root folder, already built
 * @returns the tarball's path, in a new temporary folder; throws when the checkout is not built
 */
export async function packTarball(checkout = resolve(__dirname, '../..')): Promise<string> {
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
