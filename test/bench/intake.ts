import { openShop, type Shop } from '../demo/shop';
import { lighterN8n, plainN8n } from '../n8n/lighterN8n';
import type { WorkflowFile } from '../n8n/workflows';
import type { ReturnState } from '../sandbox/shopify/state';
import { bare, bring, postBare } from './bareWebhook';

const requests = 100;
const atOnce = 5;

interface Measured {
	/** Requests a second. */
	rate: number;
	/** Milliseconds of the processor that n8n used for each. */
	cpuMs: number;
}

/** New returns a second through Shopify Returns Trigger, each stored as a case before the answer, beside a bare Webhook + Respond flow in the same n8n. */
export async function intake(): Promise<void> {
	console.log(`${requests} requests, ${atOnce} at a time; the trigger alone, so that nothing else runs meanwhile\n`);
	await measure('n8n as it comes', { ...plainN8n });
	const ratio = await measure('n8n with the settings of the guide', { ...lighterN8n });
	console.log(
		`\nwith the settings of the guide the trigger takes in ${ratio.toFixed(2)} of what the bare flow answers (goal 0.85): ${ratio >= 0.85 ? 'MET' : 'NOT MET'}`,
	);
}

async function measure(name: string, env: Record<string, string>): Promise<number> {
	const shop = await openShop({ env, publish: false });
	try {
		await bring(shop, bare);
		await bring(shop, await triggerAlone(shop));
		const made = shop.sandbox.shopify.state.request(shop.sandbox.shopify.state.order('#1004'), [
			{ sku: 'SOCKS-GREY', quantity: 1 },
		]);
		let returns = 0;
		const send = {
			bare: async () => await postBare(shop),
			trigger: async () => await tell(shop, { ...made, id: `gid://shopify/Return/${9_000_000 + returns++}` }),
		};
		await inTurns(10, send.bare);
		await inTurns(10, send.trigger);
		const rounds: Array<Record<'bare' | 'trigger', Measured>> = [];
		// By turns: what else the machine does then falls on both.
		for (let round = 0; round < 3; round++)
			rounds.push({ bare: await timed(shop, send.bare), trigger: await timed(shop, send.trigger) });
		const middle = (pick: (round: (typeof rounds)[number]) => number) => rounds.map(pick).sort((a, b) => a - b)[1];
		const ratio = middle(({ bare: one, trigger }) => trigger.rate / one.rate);
		console.log(
			`${name.padEnd(36)} bare ${middle((one) => one.bare.rate).toFixed(1)} requests/s (${middle((one) => one.bare.cpuMs).toFixed(0)} ms of the processor each), trigger ${middle((one) => one.trigger.rate).toFixed(1)} returns/s (${middle((one) => one.trigger.cpuMs).toFixed(0)} ms), ratio ${ratio.toFixed(2)}`,
		);
		return ratio;
	} finally {
		await shop.stop();
	}
}

/** Template 01's own trigger with its credentials, and nothing behind it. */
async function triggerAlone({ n8n, workflows }: Shop): Promise<WorkflowFile> {
	const { nodes } = await n8n.api<{ nodes: Array<{ name: string }> }>(
		'GET',
		`/workflows/${workflows.of('Return Requested')}`,
	);
	return {
		name: 'Intake',
		nodes: nodes.filter(({ name }) => name === 'Return Requested'),
		connections: {},
		settings: { executionOrder: 'v1', saveDataSuccessExecution: 'none' },
	};
}

/** Shopify tells of a new return; a case must be there when it is answered. */
async function tell({ sandbox, store }: Shop, made: ReturnState): Promise<void> {
	const { webhooks } = sandbox.shopify;
	const [status] = await webhooks.deliver('returns/request', webhooks.bodyOf('returns/request', made));
	if (status !== 200) throw new Error(`the trigger answered ${status}`);
	if (!(await store.cases.findByReference('shopify.return', made.id)))
		throw new Error('the trigger answered before there was a case');
}

async function timed({ n8n }: Shop, work: () => Promise<void>): Promise<Measured> {
	const [start, before] = [performance.now(), n8n.processorSeconds()];
	await inTurns(requests, work);
	return {
		rate: requests / ((performance.now() - start) / 1000),
		cpuMs: ((n8n.processorSeconds() - before) * 1000) / requests,
	};
}

async function inTurns(count: number, work: () => Promise<void>): Promise<void> {
	let left = count;
	await Promise.all(
		Array.from({ length: atOnce }, async () => {
			while (left-- > 0) await work();
		}),
	);
}
