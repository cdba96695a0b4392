import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedPack, packTarball } from './pack';

/* The package that all suites share: whole, or not there. */

let cache: string;
let checkout: string;
beforeEach(() => {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-returns-shared-'));
	[cache, checkout] = [join(folder, 'cache'), join(folder, 'checkout')];
	mkdirSync(join(checkout, 'dist'), { recursive: true });
	const manifest = { name: 'n8n-nodes-tiny', version: '1.0.0', files: ['dist'] };
	writeFileSync(join(checkout, 'package.json'), JSON.stringify(manifest));
	build('first');
});
afterEach(() => rmSync(join(cache, '..'), { recursive: true, force: true }));

function build(text: string): void {
	for (const name of ['a.js', 'b.js']) writeFileSync(join(checkout, 'dist', name), text);
}

const kept = () => readdirSync(cache).sort();
const readIn = async (folder: string, name: string) =>
	await readFile(join(folder, '.n8n/nodes/node_modules/n8n-nodes-tiny/dist', name), 'utf8');

it('is installed once for each build, also by two runs at once', async () => {
	const [one, other] = await Promise.all([installedPack(checkout, cache), installedPack(checkout, cache)]);
	expect(other).toBe(one);
	expect([await readIn(one, 'a.js'), await readIn(one, 'b.js')]).toEqual(['first', 'first']);
	build('second');
	const next = await installedPack(checkout, cache);
	expect(await readIn(next, 'b.js')).toBe('second');
	expect(kept()).toHaveLength(2);
});

it('is not taken from an installation that was broken off', async () => {
	const folder = await installedPack(checkout, cache);
	rmSync(folder, { recursive: true });
	mkdirSync(`${folder}.partial-AbCdEf/.n8n/nodes`, { recursive: true });
	expect(await readIn(await installedPack(checkout, cache), 'b.js')).toBe('first');
});

it('is not made of a build that changes while it is packed', async () => {
	// One file is away only while npm packs: before and after, the build is the same.
	const pack = async (from: string) => {
		rmSync(join(from, 'dist', 'b.js'));
		const tarball = await packTarball(from);
		build('first');
		return tarball;
	};
	await expect(installedPack(checkout, cache, { pack })).rejects.toThrow('was built anew while it was packed');
	expect(kept()).toEqual([]);
	expect(await readIn(await installedPack(checkout, cache), 'b.js')).toBe('first');
});

it('is not what a broken-off removal has left of it', async () => {
	const old = await installedPack(checkout, cache);
	utimesSync(old, 0, 0);
	build('second');
	const breakOff = async (path: string) => {
		rmSync(join(path, '.n8n/nodes/node_modules/n8n-nodes-tiny/dist/b.js'));
		throw new Error('Broken off');
	};
	await expect(installedPack(checkout, cache, { remove: breakOff })).rejects.toThrow('Broken off');
	build('first');
	expect(await readIn(await installedPack(checkout, cache), 'b.js')).toBe('first');
	expect(kept()).toEqual([old.slice(cache.length + 1)]);
});
