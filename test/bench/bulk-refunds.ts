import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { StripeRefunds } from '../../nodes/StripeRefunds/StripeRefunds.node';
import { runNode } from '../support/harness';
import { sandboxSecrets } from '../sandbox/catalogue';
import { inARow, oneByOne, play } from './httpRequest';
import type { Counted } from './provider';

const latencyMs = 80;
const limit = 100;
const refunds = 1_000;
/** One at a time takes its time: its rate shows after fewer. */
const fewer = 100;

interface Measured extends Counted {
	name: string;
	items: number;
	seconds: number;
	/** Refunds a second. */
	rate: number;
}

/** 1,000 refunds at a provider that takes 80 ms for an answer and allows 100 requests a second, beside n8n's own HTTP Request node. */
export async function bulkRefunds(): Promise<void> {
	console.log(`${refunds} refunds; each answer takes ${latencyMs} ms, ${limit} requests a second are allowed\n`);
	const ours = await measure('Stripe Refunds (looks, checks, pays)', refunds, async (url, input) => {
		const { error } = await runNode(new StripeRefunds(), {
			parameters: {
				resource: 'refund',
				operation: 'create',
				direct: {
					payment: '={{ $json.payment }}',
					amount: '1.00',
					currency: 'EUR',
					refundReference: '={{ $json.payment }}/R1',
				},
				// Near the limit, as nothing else asks here; this provider has no limit of its own for each endpoint.
				options: { perSecond: 92, perEndpoint: 92, atOnce: 20 },
			},
			credentials: { returnsStripeApi: { secretKey: sandboxSecrets.stripeKey, baseUrl: url } },
			input,
		});
		if (error) throw error;
	});
	const same = await measure(
		'HTTP Request x 3 in a loop: looks, checks, pays',
		fewer,
		async (url, input) => await play(oneByOne(url, true), input),
	);
	const bare = await measure(
		'HTTP Request in a loop: only pays',
		fewer,
		async (url, input) => await play(oneByOne(url, false), input),
	);
	// Tuned by hand: its default batching keeps to 50 a second, whatever the answers say.
	const batching = { batching: { batch: { batchSize: 50, batchInterval: 1000 } } };
	const tuned = await measure(
		'HTTP Request x 3, batching: looks, checks, pays',
		refunds,
		async (url, input) => await play(inARow(url, true, batching), input),
	);
	await measure(
		'HTTP Request, batching: only pays',
		refunds,
		async (url, input) => await play(inARow(url, false, batching), input),
	);
	await measure(
		'HTTP Request as it comes: only pays',
		refunds,
		async (url, input) => await play(inARow(url, false), input),
	);
	const ratio = (other: Measured) => (ours.rate / other.rate).toFixed(1);
	console.log(
		`\nratio at the same work, one at a time: ${ratio(same)} (goal 7); with batching tuned by hand: ${ratio(tuned)}; to one that only pays: ${ratio(bare)}`,
	);
	console.log(
		ours.refused || ours.refunds !== refunds
			? 'NOT MET: Stripe Refunds was refused, or did not make every refund once'
			: 'Stripe Refunds made every refund once and was never refused',
	);
}

/** Plays one way on a fresh provider, and prints what the provider counted. */
async function measure(
	name: string,
	items: number,
	run: (url: string, input: IDataObject[]) => Promise<void>,
): Promise<Measured> {
	const provider = fork(join(__dirname, 'provider.ts'), [latencyMs, limit, items].map(String), {
		execArgv: ['--import', 'tsx'],
	});
	try {
		const [{ url }] = (await once(provider, 'message')) as [{ url: string }];
		const start = performance.now();
		await run(
			url,
			Array.from({ length: items }, (_, index) => ({ payment: `pi_bench${index}` })),
		);
		const seconds = (performance.now() - start) / 1000;
		const counted = await ask(provider);
		const measured = { name, items, seconds, rate: counted.refunds / seconds, ...counted };
		console.log(
			`${name.padEnd(54)} ${measured.rate.toFixed(1).padStart(6)} refunds/s  ${counted.refunds} of ${items} in ${seconds.toFixed(1)} s, ${counted.requests} requests, ${counted.refused} refused (429)`,
		);
		return measured;
	} finally {
		provider.kill();
	}
}

async function ask(provider: ChildProcess): Promise<Counted> {
	provider.send('count');
	const [counted] = (await once(provider, 'message')) as [Counted];
	return counted;
}
