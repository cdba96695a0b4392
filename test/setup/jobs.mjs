import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheRoot, checkout } from './paths.mjs';
import { Problem } from './problem.mjs';

const bin = (...path) => join('node_modules', ...path);
/** What Jest has compiled is kept, also when a run has a folder of its own for temporary files. */
const jest = (...args) => [
	bin('jest', 'bin', 'jest.js'),
	'--cacheDirectory',
	join(tmpdir(), 'n8n-nodes-returns-jest'),
	...args,
];
const gulp = (...args) => [bin('gulp', 'bin', 'gulp.js'), ...args];
const nodeCli = (...args) => [bin('@n8n', 'node-cli', 'bin', 'n8n-node.mjs'), ...args];
const typescript = (file, args) => ['--import', 'tsx', file, ...args];
/** The same at the speed that the built package has (compile.cjs). */
const asBuilt = (file, args) => ['--enable-source-maps', '--require', './test/support/compile.cjs', file, ...args];
const build = [nodeCli('build'), gulp()];
/** For suites on the built package. N8N_RETURNS_BUILT: it has just been built, as in .ci/run. */
const built = process.env.N8N_RETURNS_BUILT ? [] : build;
const inN8n = (...args) => jest('--config', 'test/n8n/jest.config.js', ...args);

/**
 * What `launch.mjs` can do. Each job gives, for the arguments of the command line:
 * - `steps`: what to run, one after the other, each as the arguments of Node
 * - `n8n`: whether a real n8n must be installed
 * - `odoo`: whether a real Odoo must be installed
 * - `ports`: gives the ports that must be free
 * - `inMemory`: whether its temporary files are small enough to be kept in memory
 * - `env`: further environment variables
 */
export const jobs = {
	test: { inMemory: true, steps: (args) => [jest(...args)] },
	'test:n8n': {
		n8n: true,
		// What kills n8n must do so before a client gives up waiting: it has the machine to itself.
		steps: (args) => [
			...built,
			...(args.length > 0
				? [inN8n(...args)]
				: [inN8n('kill'), inN8n('--testPathIgnorePatterns', '/node_modules/', 'kill')]),
		],
	},
	'test:odoo': {
		n8n: true,
		odoo: true,
		steps: (args) => [...built, jest('--config', 'test/odoo/jest.config.js', ...args)],
	},
	'test:queue': {
		n8n: true,
		steps: (args) => [...built, jest('--config', 'test/queue/jest.config.js', ...args)],
	},
	bench: { n8n: true, odoo: true, steps: (args) => [asBuilt('test/bench/run.ts', args)] },
	simulate: { steps: (args) => [typescript('test/simulation/main.ts', args)] },
	'test:postgres': {
		inMemory: true,
		env: { CASE_STORE_POSTGRES: '1' },
		// The case store's suite by default, any other test on request.
		steps: (args) => [jest(...(args.length > 0 ? args : postgresSuites()))],
	},
	templates: { steps: ([task = 'check', ...args]) => [gulp(task, ...args)] },
	lint: {
		steps: (args) => [
			[
				bin('prettier', 'bin', 'prettier.cjs'),
				args.includes('--fix') ? '--write' : '--check',
				'--log-level',
				'warn',
				...keptBy('prettier'),
				'.',
			],
			[bin('eslint', 'bin', 'eslint.js'), ...keptBy('eslint'), '.', ...args],
			[bin('typescript', 'bin', 'tsc'), '-p', 'test', '--incremental', '--tsBuildInfoFile', keptFile('types')],
			[bin('knip', 'bin', 'knip.js')],
		],
	},
	build: { steps: () => build },
	sandbox: { steps: (args) => [typescript('test/sandbox/main.ts', args)] },
	demo: {
		n8n: true,
		// Only the demo that stays open has a fixed address.
		ports: (args) => (args.includes('--once') ? [] : [5678]),
		steps: (args) => [...build, typescript('test/demo/demo.ts', args)],
	},
	run: { steps: ([file, ...args]) => [typescript(scriptFile(file), args)] },
};

/** Where a check keeps what it has found in this checkout, with these versions of the packages. */
function keptFile(name) {
	const lock = readFileSync(join(checkout, 'package-lock.json'));
	const key = createHash('sha256').update(checkout).update(lock).digest('hex').slice(0, 12);
	return join(cacheRoot, 'lint', key, name);
}

/** By content: a clean clone has new times for all files. What one file imports from another, the types tell as well. */
function keptBy(name) {
	return ['--cache', '--cache-strategy', 'content', '--cache-location', keptFile(name)];
}

/** Those of the case store's tests that run on PostgreSQL, too. */
function postgresSuites() {
	const folder = join('test', 'shared', 'store');
	return readdirSync(join(checkout, folder))
		.filter((name) => name.endsWith('.test.ts'))
		.map((name) => join(folder, name))
		.filter((file) => /\bengines|CASE_STORE_POSTGRES/.test(readFileSync(join(checkout, file), 'utf8')));
}

function scriptFile(file) {
	if (file && existsSync(join(checkout, file))) return file;
	throw new Problem(
		file ? `There is no file ${file} in ${checkout}.` : 'No file was named.',
		'name a TypeScript file relative to the project: `node test/setup/launch.mjs run <file.ts> [args…]`.',
	);
}
