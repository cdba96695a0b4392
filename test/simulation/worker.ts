import { callFaults, postFaults } from './faults';
import { summed, type Summed } from './report';
import { runOrder, runSeed, sweptOrders } from './run';
import type { Job } from './workers';

/* The program of a worker's process, see workers.ts. */

async function work(job: Job | 'sweep'): Promise<Summed | Job[]> {
	if (job === 'sweep') return await sweep();
	const before = process.cpuUsage();
	const result =
		job.order === undefined ? await runSeed(job.seed, job.without) : await runOrder(job.order, job.fault, job.without);
	const { user, system } = process.cpuUsage(before);
	return summed(result, (user + system) / 1000);
}

/** Every place where a process can die, every call with every way it can fail, every message late or often, for each order of a sweep. */
async function sweep(): Promise<Job[]> {
	const jobs: Job[] = [];
	for (const order of sweptOrders) {
		const { boundaries, calls, messages } = await runOrder(order, {});
		for (let crashAt = 0; crashAt < boundaries; crashAt++) jobs.push({ order, fault: { crashAt } });
		for (let call = 0; call < calls; call++)
			for (const how of callFaults) jobs.push({ order, fault: { failAt: { call, how } } });
		for (let message = 0; message < messages; message++)
			for (const post of Object.values(postFaults)) jobs.push({ order, fault: { post: { message, ...post } } });
	}
	return jobs;
}

process.on('disconnect', () => process.exit());
process.on('message', (job: Job | 'sweep') => void work(job).then((result) => process.send!(result)));
