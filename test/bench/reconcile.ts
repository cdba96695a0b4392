import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeParameters, INodeType } from 'n8n-workflow';
import { ReturnReconciliation } from '../../nodes/ReturnReconciliation/ReturnReconciliation.node';
import { runWorkflow, TestCredentialsHelper, TestNodeTypes } from '../support/harness';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const runs = 5;
const settlingMs = 500;
/** Every so many refunds one has no payment in the ERP: what must be found. */
const everyDrift = 1_000;
const sizes = [10_000, 50_000, 100_000];
const most = 100_000;
/** At what Compare Datasets is held beside us: it looks through all of its second input for each item of the first. */
const peerSizes = [4_000, 50_000];
const beside = 50_000;
const goalSeconds = 2;
const goalRatio = 300;

interface Measured {
	/** Median of the runs, in milliseconds: by the clock, and of the processor. */
	wall: number;
	cpu: number;
	/** Items of each of the node's outputs. */
	found: number[];
}

/**
 * Return Reconciliation at three sources of up to 100,000 records, and n8n's Compare Datasets at 50,000 in the same run. That takes two sources, so
 * three take two of it: the payments with Stripe, and Stripe with the cases.
 */
export async function reconcile(): Promise<void> {
	console.log("The nodes' own time: their execute() in n8n's engine, reading included; median of the runs\n");
	const ours = new Map<number, Measured>();
	for (const size of sizes) ours.set(size, await measureOurs(size));
	const peers = new Map<number, Measured>();
	for (const size of peerSizes) peers.set(size, await measurePeer(size));
	const growth = (of: Map<number, Measured>, small: number, large: number) => of.get(large)!.cpu / of.get(small)!.cpu;
	console.log(
		`\ngrowth: 10 times the records take ${growth(ours, 10_000, most).toFixed(1)} times as long (10 is flat, 100 quadratic); Compare Datasets: 12.5 times the records take ${growth(peers, 4_000, beside).toFixed(1)} times as long (12.5 is flat, 156 quadratic)`,
	);
	const big = ours.get(most)!;
	console.log(`rows a second of the processor: ${count((sources.length * most * 1000) / big.cpu)}`);
	const once = peers.get(beside)!.cpu / ours.get(beside)!.cpu;
	const ratio = 2 * once;
	console.log(
		`ratio at ${count(beside)} a source: ${ratio.toFixed(0)} to the two Compare Datasets that three sources take (goal ${goalRatio}), ${once.toFixed(0)} to one of them`,
	);
	const [matched, unmatched] = big.found;
	console.log(`${count(matched)} refunds matched, ${unmatched} drifts found of ${most / everyDrift} planted`);
	const missed = [
		(unmatched !== most / everyDrift || matched !== most - unmatched) &&
			'the drifts found are not those that were planted',
		big.cpu >= goalSeconds * 1000 && `more than ${goalSeconds} s of the processor`,
		ratio < goalRatio && `less than ${goalRatio} times as fast`,
	].filter(Boolean);
	console.log(
		missed.length
			? `NOT MET: ${missed.join('; ')}`
			: `${sources.length} x ${count(most)} records took less than ${goalSeconds} s, ${goalRatio} times as fast as Compare Datasets`,
	);
}

const count = (value: number) => Math.round(value).toLocaleString('en');

async function measureOurs(size: number): Promise<Measured> {
	const title = `Return Reconciliation, ${sources.length} sources x ${count(size)}`;
	return await measure(title, new ReturnReconciliation(), reconciliation, booksOf(size));
}

/** Once where it takes minutes. */
async function measurePeer(size: number): Promise<Measured> {
	const title = `Compare Datasets, 2 sources x ${count(size)}, by intent`;
	return await measure(title, compareDatasets(), comparison, pairOf(size), size > 10_000 ? 1 : runs);
}

const time = '2026-11-18T10:00:00.000Z';
const sources = [
	['ERP Payments', 'erp', 'odooPayment'],
	['Stripe', 'payment', 'stripeRefund'],
	['Cases', 'cases', 'case'],
];
const reconciliation = {
	resource: 'record',
	operation: 'reconcile',
	tolerance: 0,
	cutOffHours: 24,
	lateDays: 10,
	options: { now: '2026-11-21T02:00:00Z' },
	sources: { source: sources.map(([name, role, format]) => ({ name, role, format, expects: 'every' })) },
} as INodeParameters;

/** What the nodes before give out: the same refunds as payments in Odoo, in Stripe and in the cases. */
function booksOf(size: number): IDataObject[][] {
	const refunds = Array.from({ length: size }, (_, n) => {
		const reference = `RMA-${String(Math.floor(n / 2)).padStart(6, '0')}`; // two refunds of each return
		return { n, reference, intent: `${reference}/R${(n % 2) + 1}`, refund: `re_${n}`, minor: 1000 + (n % 7) * 250 };
	});
	const eur = (amount: number) => ({ amount, currency: 'EUR' });
	return [
		refunds
			.filter(({ n }) => n % everyDrift !== everyDrift - 1)
			.map(({ n, refund, minor }) => ({
				id: n + 1,
				memo: refund,
				payment_type: 'outbound',
				state: 'paid',
				amount: minor / 100,
				currency_id: [1, 'EUR'],
				create_date: '2026-11-18 10:00:00',
			})),
		refunds.map(({ reference, intent, refund, minor }) => ({
			reference,
			refund: {
				id: refund,
				intent,
				amount: eur(minor),
				status: 'succeeded',
				createdAt: time,
				providerIds: { 'stripe.refund': refund },
			},
		})),
		refunds.map(({ n, reference, intent, refund, minor }) => ({
			reference,
			case: {
				reference,
				updatedAt: time,
				orders: {},
				refunds: [
					{
						state: 'succeeded',
						intent: {
							id: intent,
							amount: eur(minor),
							payment: { id: `pi_${n}`, processor: 'stripe', providerIds: {} },
						},
						refund: { id: refund, createdAt: time, providerIds: { 'stripe.refund': refund } },
					},
				],
			},
		})),
	];
}

/** n8n's own node for it compares two inputs, field by field: the analyst has flattened both before. */
const comparison = {
	mergeByFields: { values: [{ field1: 'intent', field2: 'intent' }] },
	resolve: 'includeBoth',
	options: { skipFields: 'id' },
} as INodeParameters;
function pairOf(size: number): IDataObject[][] {
	const [, stripe, cases] = booksOf(size) as never as [
		unknown,
		Array<{ refund: { id: string; intent: string; amount: { amount: number } } }>,
		Array<{ case: { refunds: Array<{ intent: { id: string; amount: { amount: number } } }> } }>,
	];
	return [
		stripe.map(({ refund }) => ({ id: refund.id, intent: refund.intent, amount: refund.amount.amount })),
		cases.map(
			({
				case: {
					refunds: [{ intent }],
				},
			}) => ({ id: intent.id, intent: intent.id, amount: intent.amount.amount }),
		),
	];
}

function compareDatasets(): INodeType {
	const file = join(
		process.env.N8N_RETURNS_N8N!,
		'node_modules/n8n-nodes-base/dist/nodes/CompareDatasets/CompareDatasets.node.js',
	);
	return new (require(file) as { CompareDatasets: new () => INodeType }).CompareDatasets(); // eslint-disable-line @typescript-eslint/no-require-imports -- not a dependency of ours
}

/** Runs a node in n8n's engine with one source node before each input, and prints what its execute() took. */
async function measure(
	title: string,
	node: INodeType,
	parameters: INodeParameters,
	inputs: IDataObject[][],
	times = runs,
): Promise<Measured> {
	const taken: Array<Omit<Measured, 'found'>> = [];
	const timed = Object.assign(Object.create(node) as INodeType, {
		async execute(this: IExecuteFunctions) {
			// What the sources and the run before left behind is not this node's work; it goes on for a moment beside it.
			collectGarbage();
			await setTimeout(settlingMs);
			const [start, before] = [performance.now(), process.cpuUsage()];
			const output = await node.execute!.call(this);
			const { user, system } = process.cpuUsage(before);
			taken.push({ wall: performance.now() - start, cpu: (user + system) / 1000 });
			return output;
		},
	});
	let found: number[] = [];
	for (let run = 0; run < times; run++) found = await runOnce(timed, parameters, inputs);
	const median = (of: (one: Omit<Measured, 'found'>) => number) =>
		taken.map(of).sort((a, b) => a - b)[Math.floor(taken.length / 2)];
	const measured = { wall: median(({ wall }) => wall), cpu: median(({ cpu }) => cpu), found };
	console.log(
		`${title.padEnd(54)} ${measured.cpu.toFixed(0).padStart(6)} ms of the processor, ${measured.wall.toFixed(0)} ms by the clock, ${count(inputs.flat().length)} records`,
	);
	return measured;
}

async function runOnce(node: INodeType, parameters: INodeParameters, inputs: IDataObject[][]): Promise<number[]> {
	const at = (name: string, type: string, own: INodeParameters = {}) => ({
		id: name,
		name,
		type,
		typeVersion: [node.description.version].flat().at(-1)!,
		position: [0, 0],
		parameters: own,
	});
	const names = inputs.map((_, index) => `Source ${index}`);
	const to = (name: string, index = 0) => ({ node: name, type: 'main' as const, index });
	const json = {
		nodes: [
			at('Start', 'start'),
			...names.map((name, index) => at(name, `source${index}`)),
			at('Node', 'measured', parameters),
		],
		connections: {
			Start: { main: [names.map((name) => to(name))] },
			...Object.fromEntries(names.map((name, index) => [name, { main: [[to('Node', index)]] }])),
		},
		settings: { executionOrder: 'v1' as const },
	};
	const types = {
		start: giving([{}]),
		...Object.fromEntries(inputs.map((items, index) => [`source${index}`, giving(items)])),
		measured: node,
	};
	const { data } = await runWorkflow(json as never, {
		nodeTypes: new TestNodeTypes(types),
		credentialsHelper: new TestCredentialsHelper({}, {}),
		start: 'Start',
	});
	if (data.resultData.error) throw data.resultData.error;
	return data.resultData.runData.Node[0].data!.main.map((items) => items?.length ?? 0);
}

/** A node that gives out these items. */
function giving(items: IDataObject[]): INodeType {
	const description = {
		displayName: 'Source',
		name: 'source',
		group: ['transform' as const],
		version: 1,
		description: '',
		defaults: { name: 'Source' },
		inputs: ['main' as const],
		outputs: ['main' as const],
		properties: [],
	};
	return {
		description,
		execute: async (): Promise<INodeExecutionData[][]> => [items.map((json) => ({ json }))],
	} as unknown as INodeType;
}
