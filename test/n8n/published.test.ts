import { execFile } from 'node:child_process';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { packTarball } from './pack';

/* What would be published: all that is needed, nothing else, and small. */

const root = join(__dirname, '../..');
const { n8n, bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
	n8n: { nodes: string[]; credentials: string[] };
	bin: Record<string, string>;
};
let tarball: string;
let files: string[];

beforeAll(async () => {
	tarball = await packTarball();
	const { stdout } = await promisify(execFile)('tar', ['-tzf', tarball], { maxBuffer: 16 * 1024 * 1024 });
	files = stdout
		.split('\n')
		.filter(Boolean)
		.map((file) => file.replace(/^package\//, ''));
});
afterAll(() => {
	if (tarball) rmSync(dirname(tarball), { recursive: true });
});

it('is smaller than 1 MB', () => {
	expect(statSync(tarball).size).toBeLessThan(1024 * 1024);
});

it('has every node, credential, program and template, the licence and the notices', () => {
	const wanted = [
		...[...n8n.nodes, ...n8n.credentials, ...Object.values(bin)],
		...['LICENSE', 'README.md', 'package.json', 'dist/THIRD_PARTY_NOTICES.md', 'dist/workflows/01-authorise.json'],
	];
	expect(wanted.filter((file) => !files.includes(file))).toEqual([]);
});

it('has no tests, pictures of documents, maps or sources', () => {
	expect(files.filter((file) => /\btest\b|\.png$|\.map$|\.ts$/.test(file))).toEqual([]);
});

it.each(Object.entries(bin))('%s says how it is used, as it was made shorter', async (_name, file) => {
	const { stdout } = await promisify(execFile)(process.execPath, [join(root, file), '--help']);
	expect(stdout).toContain('Usage: ');
});
