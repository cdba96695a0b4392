import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { ReturnRequest } from '../../nodes/shared/model';
import { openShop, type Shop } from '../demo/shop';
import { waitPublished } from '../n8n/workflows';
import { fillOf } from '../shared/store/manyReturns';
import { bare, bring, postBare } from './bareWebhook';

const cases = 100_000;
const settleMs = 60_000;
const idleMs = 60_000;
const requests = 200;
const claims = 50;

interface Idle {
	/** Processor time of n8n while nothing happens, in percent of one core. */
	percent: number;
	/** Milliseconds in which another flow of this n8n answers. */
	p50Ms: number;
	/** Milliseconds of the claim of one new step, and of the look that finds it. */
	claimMs: number;
}

/** What n8n with the templates of a return costs while nothing happens: with an empty case store, and with one that holds 100,000 closed returns. */
export async function idle(): Promise<void> {
	console.log(
		`the templates of a return are published and nothing happens for ${idleMs / 1000} s; then ${requests} calls, one by one, of another flow (Webhook, Respond) in the same n8n; then ${claims} new steps, one by one\n`,
	);
	const shop = await openShop();
	try {
		await bring(shop, bare);
		const empty = await measured(shop, 'an empty case store');
		await fill(shop);
		const full = await measured(shop, `${cases.toLocaleString('en')} closed returns`);
		const more = full.percent - empty.percent;
		const slower = full.p50Ms / empty.p50Ms;
		console.log(`\nprocessor: ${more.toFixed(1)} points more (goal: within 5): ${verdict(more <= 5)}`);
		console.log(`another flow: ${slower.toFixed(2)} x the time (goal: at most 1.2): ${verdict(slower <= 1.2)}`);
	} finally {
		await shop.stop();
	}
}

const verdict = (met: boolean) => (met ? 'MET' : 'NOT MET');

async function measured(shop: Shop, name: string): Promise<Idle> {
	const { n8n } = shop;
	// Both begin with a fresh start, and with what n8n does after one behind them.
	await n8n.restart();
	for (const id of shop.workflows.ids) await waitPublished(n8n, id);
	await sleep(settleMs);
	const [started, before] = [performance.now(), n8n.processorSeconds()];
	await sleep(idleMs);
	const percent = ((n8n.processorSeconds() - before) * 100_000) / (performance.now() - started);
	for (let i = 0; i < 20; i++) await postBare(shop);
	const p50Ms = await medianOf(requests, async () => await postBare(shop));
	const claimMs = await claimTime(shop);
	console.log(
		`${name.padEnd(26)} ${percent.toFixed(1).padStart(5)} % of a core  p50 ${p50Ms.toFixed(1)} ms  look and claim ${claimMs.toFixed(2)} ms`,
	);
	return { percent, p50Ms, claimMs };
}

/** The look and claim of a trigger for a step that is new, beside n8n's own triggers. */
async function claimTime({ store }: Shop): Promise<number> {
	const name = 'Bench';
	await store.steps.subscribe(name, ['return.requested'], { channels: ['bench'] });
	const request = ReturnRequest.parse({ channel: 'bench', lines: [{ id: 'L1', sku: 'TEE', quantity: 1 }] });
	const time = await medianOf(
		claims,
		async () => {
			if (!(await store.steps.hasWork(name))) throw new Error('the new step was not found');
			const steps = await store.steps.claim(name, { limit: 1, leaseMs: 60_000, maxAttempts: 3 });
			if (steps.length !== 1) throw new Error(`${steps.length} steps were claimed`);
			return async () => void (await store.steps.finish(steps));
		},
		async (index) => void (await store.cases.open({ request, source: 'bench', sourceId: `${Date.now()} ${index}` })),
	);
	await store.steps.unsubscribe(name);
	return time;
}

/** Middle of the milliseconds that `work` takes; what comes before it, and what it gives back to do after it, is not counted. */
async function medianOf(
	count: number,
	work: () => Promise<void | (() => Promise<void>)>,
	before?: (index: number) => Promise<void>,
): Promise<number> {
	const times: number[] = [];
	for (let index = 0; index < count; index++) {
		await before?.(index);
		const start = performance.now();
		const after = await work();
		times.push(performance.now() - start);
		await after?.();
	}
	return times.sort((a, b) => a - b)[Math.floor(count / 2)];
}

/** Puts the returns into the store while n8n stands still. */
async function fill({ n8n }: Shop): Promise<void> {
	await n8n.halt();
	const file = join(n8n.userFolder, '.n8n', 'returns.sqlite');
	const database = new DatabaseSync(file, { timeout: 10_000 });
	const start = performance.now();
	try {
		database.exec('pragma synchronous = off; begin');
		for (const statement of fillOf(cases, { allClosed: true })) database.exec(statement);
		database.exec('commit; pragma wal_checkpoint(truncate)');
		const [{ open }] = database
			.prepare(`select count(*) as open from cases where closed_at is null and reference like 'RMA-%' and version = 10`)
			.all() as Array<{ open: number }>;
		if (open) throw new Error(`${open} of the returns are not closed`);
	} finally {
		database.close();
	}
	await n8n.start();
	console.log(
		`(filled in ${((performance.now() - start) / 1000).toFixed(0)} s: ${(statSync(file).size / 1_048_576).toFixed(0)} MB)`,
	);
}
