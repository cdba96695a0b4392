import { join } from 'node:path';
import { startN8n, type RealN8n } from './realN8n';
import { unpublish } from './workflows';

/** All test files of a worker share it: Jest gives them one global object (test/support/oneContext). */
const worker = globalThis as { n8nOfReturns?: { n8n: RealN8n; suites: number } };

/**
 * An n8n with the package and nothing in it, for one suite at a time: a start, and what n8n makes ready when it is first asked, cost as
 * much as a suite. `giveBack` empties it for the worker's next suite.
 * @returns n8n, and a file for the case store that no suite before has had
 */
export async function borrowN8n(): Promise<{ n8n: RealN8n; caseFile: string }> {
	if (!worker.n8nOfReturns) {
		const n8n = await startN8n({ pack: true, runId: 'shop', lasting: true });
		worker.n8nOfReturns = { n8n, suites: 0 };
	}
	const { n8n } = worker.n8nOfReturns;
	return { n8n, caseFile: join(n8n.userFolder, '.n8n', `returns-${++worker.n8nOfReturns.suites}.sqlite`) };
}

/** Takes everything out of n8n that a suite brought. When that does not work, the next suite gets another n8n. */
export async function giveBack(n8n: RealN8n): Promise<void> {
	try {
		await empty(n8n);
	} catch (error) {
		console.warn(`n8n could not be emptied, so the next suite starts another: ${(error as Error).message}`);
		worker.n8nOfReturns = undefined;
		await n8n.stop();
	}
}

async function empty(n8n: RealN8n): Promise<void> {
	const workflows = await all<{ id: string; activeVersionId?: string | null }>(n8n, '/workflows');
	await Promise.all(workflows.filter((one) => one.activeVersionId).map(async ({ id }) => await unpublish(n8n, id)));
	for (const { id } of workflows) await n8n.api('DELETE', `/workflows/${id}`);
	for (const { id } of await all(n8n, '/credentials')) await n8n.api('DELETE', `/credentials/${id}`);
	for (const { id } of await all(n8n, '/data-tables')) await n8n.api('DELETE', `/data-tables/${id}`);
	for (const { id, email } of await all<{ id: string; email: string }>(n8n, '/users'))
		if (email !== n8n.email) await n8n.api('DELETE', `/users/${id}`);
}

async function all<T extends { id: string } = { id: string }>(n8n: RealN8n, path: string): Promise<T[]> {
	const { data, nextCursor } = await n8n.api<{ data: T[]; nextCursor: string | null }>('GET', `${path}?limit=100`);
	if (nextCursor) throw new Error(`n8n has more than a hundred ${path}`);
	return data;
}
