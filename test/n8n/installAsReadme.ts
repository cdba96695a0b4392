import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = resolve(__dirname, '../..');

/** The code blocks of the README's part about installing: make, install with npm, install in Docker. */
export function installBlocks(): [make: string, npm: string, docker: string] {
	const text = readFileSync(join(root, 'README.md'), 'utf8');
	const part = text.slice(text.indexOf('## Installation'), text.indexOf('\n## Operations'));
	const blocks = [...part.matchAll(/```bash\n([^]*?)```/g)].map(([, block]) => block.replace(/^ {3}/gm, ''));
	if (blocks.length !== 3)
		throw new Error(`The README's part about installing has ${blocks.length} code blocks, not 3`);
	return blocks as [string, string, string];
}

/**
 * Does what a code block of the README says, in this repository, as a user whose home is `home`. The project was built before, so that
 * line is left out. `docker` stands for the command on a machine without Docker: what it runs in the container, it runs here.
 */
export async function followReadme(home: string): Promise<{ viaNpm: string; viaDocker: string }> {
	const [make, npm, docker] = installBlocks();
	const before = readdirSync(root);
	const bin = mkdtempSync(join(tmpdir(), 'n8n-returns-bin-'));
	const container = join(home, 'container');
	mkdirSync(container, { recursive: true });
	writeFileSync(
		join(bin, 'docker'),
		`#!/bin/sh\nset -e\ncase "$1" in\ncp) [ "$#" = 3 ]; cp "$2" "${container}/\${3##*/}" ;;\nexec) [ "$2" = n8n ]; shift 2; [ "$1 $2" = "sh -c" ]; cd ${container}; HOME=${container} sh -c "$(printf %s "$3" | sed "s#/tmp/#${container}/#")" ;;\n*) exit 9 ;;\nesac\n`,
	);
	chmodSync(join(bin, 'docker'), 0o755);
	const shell = async (script: string) =>
		await run('bash', ['-e', '-c', script], {
			cwd: root,
			env: { ...process.env, HOME: home, PATH: `${bin}:${process.env.PATH}` },
			maxBuffer: 64 * 1024 * 1024,
		});
	try {
		await shell(make.replace(/^npm run build\n/, ''));
		await shell(npm);
		await shell(docker);
	} finally {
		for (const file of readdirSync(root).filter((name) => name.endsWith('.tgz') && !before.includes(name)))
			rmSync(join(root, file));
		rmSync(bin, { recursive: true, force: true });
	}
	return { viaNpm: home, viaDocker: container };
}
