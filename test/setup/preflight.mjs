import { spawnSync } from 'node:child_process';
import { existsSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { dirname } from 'node:path';
import { cacheRoot, checkout } from './paths.mjs';
import { Problem } from './problem.mjs';

const GB = 1024 ** 3;
const inGb = (bytes) => `${(bytes / GB).toFixed(1)} GB`;

/**
 * Throws a Problem, with its fix, when this machine cannot run a job.
 * @param {{ cacheGb: number, checkoutGb: number, memoryGb: number, ports: number[] }} needs
 *   disk still to be filled in the cache and in the checkout, free memory, ports that must be free
 */
export async function preflight({ cacheGb, checkoutGb, memoryGb, ports }) {
	checkDisk(cacheRoot, cacheGb);
	checkDisk(checkout, checkoutGb);
	checkMemory(memoryGb);
	for (const port of ports) await checkPort(port);
}

function checkDisk(folder, neededGb) {
	if (neededGb === 0) return;
	const existing = nearestExisting(folder);
	const { bavail, bsize } = statfsSync(existing);
	if (bavail * bsize >= neededGb * GB) return;
	throw new Problem(
		`${existing} has ${inGb(bavail * bsize)} free, about ${neededGb} GB are needed.`,
		'free some space, or set N8N_RETURNS_CACHE to a folder on a bigger disk (it takes n8n and Node).',
	);
}

function nearestExisting(folder) {
	return existsSync(folder) ? folder : nearestExisting(dirname(folder));
}

function checkMemory(neededGb) {
	// Outside Linux the system counts its file cache as used, so only the total says something there.
	const available = process.platform === 'linux' ? (process.availableMemory?.() ?? totalmem()) : totalmem();
	if (available >= neededGb * GB) return;
	throw new Problem(
		`${inGb(available)} of memory are available, ${neededGb} GB are needed.`,
		'close other programs, or give the machine or container more memory.',
	);
}

async function checkPort(port) {
	const free = await new Promise((resolve) => {
		const server = createServer()
			.once('error', () => resolve(false))
			.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
	});
	if (!free)
		throw new Problem(
			`Port ${port} is in use.`,
			`stop the program that listens on it (\`lsof -i :${port}\` names it), then run the command again.`,
		);
}

/** What is missing on this machine for compiling a native Node package. */
export function missingCompilerTools() {
	const tools = process.platform === 'win32' ? ['python'] : ['python3', 'make', 'g++'];
	return tools.filter((tool) => spawnSync(tool, ['--version']).status !== 0);
}
