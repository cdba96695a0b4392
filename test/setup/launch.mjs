#!/usr/bin/env node
/*
 * Runs the project's commands on a machine that has nothing but Node 20 and npm:
 *
 *   node test/setup/launch.mjs <job> [args…]
 *
 * It checks that the machine can do the job, installs what is missing (Node 24, the dependencies, n8n), and then runs
 * the job on Node 24. What it installs outside the checkout goes to the cache (see paths.mjs) and is used again.
 */
import { forwardSignals, runVisible } from './child.mjs';
import { ensureDependencies, needsDependencies } from './dependencies.mjs';
import { withNodeFirst } from './environment.mjs';
import { jobs } from './jobs.mjs';
import { ensureN8n, freshUserFolder, n8nFolder, needsN8n } from './n8n.mjs';
import { ensureNode24, needsNode24 } from './node24.mjs';
import { ensureOdoo, needsOdoo } from './odoo.mjs';
import { checkout } from './paths.mjs';
import { preflight } from './preflight.mjs';
import { Problem } from './problem.mjs';
import { say } from './progress.mjs';
import { temporaryFolder } from './temporary.mjs';

const MEMORY_GB = 2;

/** Disk that each installation fills, with some room for its temporary files. */
const NODE_GB = 0.5;
const DEPENDENCIES_GB = 2.5;
const N8N_GB = 5;
const ODOO_GB = 3;

async function main([name, ...args]) {
	const job = jobs[name];
	if (!job || !Object.hasOwn(jobs, name)) {
		throw new Problem(
			name ? `There is no job "${name}".` : 'No job was named.',
			`choose one of: ${Object.keys(jobs).join(', ')}.`,
		);
	}
	const steps = job.steps(args);
	const installsN8n = Boolean(job.n8n) && needsN8n;
	const installsOdoo = Boolean(job.odoo) && needsOdoo;
	const installsDependencies = needsDependencies();

	await preflight({
		cacheGb: (needsNode24 ? NODE_GB : 0) + (installsN8n ? N8N_GB : 0) + (installsOdoo ? ODOO_GB : 0),
		checkoutGb: installsDependencies ? DEPENDENCIES_GB : 0,
		memoryGb: MEMORY_GB,
		ports: job.ports?.(args) ?? [],
	});
	const minutes = (installsN8n ? 10 : installsDependencies ? 3 : 0) + (installsOdoo ? 5 : 0);
	if (minutes) say(`First run: about ${minutes} minutes. Later runs start at once.`);

	const node = await ensureNode24();
	await ensureDependencies(node);
	if (job.n8n) await ensureN8n(node);
	const odoo = job.odoo ? await ensureOdoo() : {};

	// Without a terminal nobody sees a spinner turn, and a log would hold its every frame.
	const env = {
		...withNodeFirst(node),
		...(!process.stdout.isTTY && { CI: 'true' }),
		N8N_RETURNS_N8N: n8nFolder,
		N8N_RETURNS_USER_FOLDER: freshUserFolder,
		...odoo,
		...(job.inMemory && { TMPDIR: temporaryFolder() }),
		...job.env,
	};
	for (const step of steps) {
		const code = await runVisible(node, step, { cwd: checkout, env });
		if (code !== 0) return code;
	}
	return 0;
}

forwardSignals();
try {
	process.exitCode = await main(process.argv.slice(2));
} catch (error) {
	// Anything but a Problem is a defect of ours and keeps its stack.
	say(error instanceof Problem ? `\n${error.message}` : error.stack);
	process.exitCode = 1;
}
