import { join } from 'node:path';
import type { IDataObject, INodeType, IWorkflowBase } from 'n8n-workflow';
import { runWorkflow, TestCredentialsHelper, TestNodeTypes } from '../support/harness';
import { sandboxSecrets } from '../sandbox/catalogue';

const base = 'n8n-nodes-base';

/** n8n's own nodes, from the n8n that the launcher installed. */
function nodeTypes(): TestNodeTypes {
	const folder = join(process.env.N8N_RETURNS_N8N!, 'node_modules', base, 'dist/nodes');
	const load = (file: string, name: string) =>
		new (require(join(folder, file)) as Record<string, new () => INodeType>)[name](); // eslint-disable-line @typescript-eslint/no-require-imports -- not a dependency of ours
	return new TestNodeTypes({
		[`${base}.noOp`]: load('NoOp/NoOp.node.js', 'NoOp'),
		[`${base}.httpRequest`]: load('HttpRequest/HttpRequest.node.js', 'HttpRequest'),
		[`${base}.splitInBatches`]: load('SplitInBatches/SplitInBatches.node.js', 'SplitInBatches'),
	});
}

const fields = (values: Record<string, string>) => ({
	parameters: Object.entries(values).map(([name, value]) => ({ name, value })),
});

/** One HTTP Request node, as an analyst sets it up for Stripe: it goes on when an item fails. */
function request(
	name: string,
	method: 'GET' | 'POST',
	url: string,
	values: Record<string, string>,
	options: IDataObject = {},
) {
	const headers = {
		Authorization: `Bearer ${sandboxSecrets.stripeKey}`,
		...(method === 'POST' && { 'Idempotency-Key': '={{ $("Start").item.json.payment }}-R1' }),
	};
	const sent =
		method === 'POST'
			? { sendBody: true, contentType: 'form-urlencoded', bodyParameters: fields(values) }
			: { sendQuery: true, queryParameters: fields(values) };
	return {
		id: name,
		name,
		type: `${base}.httpRequest`,
		typeVersion: 4.2,
		position: [0, 0] as [number, number],
		onError: 'continueRegularOutput' as const,
		parameters: { method, url, sendHeaders: true, headerParameters: fields(headers), ...sent, options },
	};
}

type Workflow = Pick<IWorkflowBase, 'nodes' | 'connections'>;
const start = {
	id: 'Start',
	name: 'Start',
	type: `${base}.noOp`,
	typeVersion: 1,
	position: [0, 0] as [number, number],
	parameters: {},
};
const to = (node: string) => [{ node, type: 'main', index: 0 }];

/** The nodes that make a refund: one that pays, and (`careful`) two that look for the refund and at the payment before, as Stripe Refunds does. */
function lane(url: string, careful: boolean, options?: IDataObject) {
	const item = '$("Start").item.json';
	const before = careful
		? [
				request(
					'Look',
					'GET',
					`${url}/v1/refunds`,
					{ payment_intent: `={{ ${item}.payment }}`, limit: '100' },
					options,
				),
				request(
					'Check',
					'GET',
					`=${url}/v1/payment_intents/{{ ${item}.payment }}`,
					{ 'expand[]': 'latest_charge' },
					options,
				),
			]
		: [];
	return [
		...before,
		request(
			'Pay',
			'POST',
			`${url}/v1/refunds`,
			{
				payment_intent: `={{ ${item}.payment }}`,
				amount: '100',
				'metadata[refund_intent]': `={{ ${item}.payment }}/R1`,
			},
			options,
		),
	];
}

/** All items through one node after the other. `options`: e.g. their batching. */
export function inARow(url: string, careful: boolean, options?: IDataObject): Workflow {
	const nodes = [start, ...lane(url, careful, options)];
	return {
		nodes: nodes as never,
		connections: Object.fromEntries(
			nodes.slice(0, -1).map(({ name }, index) => [name, { main: [to(nodes[index + 1].name)] }]),
		) as never,
	};
}

/** Loop Over Items, one at a time. */
export function oneByOne(url: string, careful: boolean): Workflow {
	const loop = {
		id: 'Loop',
		name: 'Loop',
		type: `${base}.splitInBatches`,
		typeVersion: 3,
		position: [0, 0],
		parameters: { batchSize: 1 },
	};
	const nodes = lane(url, careful);
	const steps = Object.fromEntries(
		nodes.map(({ name }, index) => [name, { main: [to(nodes[index + 1]?.name ?? 'Loop')] }]),
	);
	return {
		nodes: [start, loop, ...nodes] as never,
		connections: { Start: { main: [to('Loop')] }, Loop: { main: [[], to(nodes[0].name)] }, ...steps } as never,
	};
}

/** Runs such a workflow in n8n's engine, in this process; throws what the run ended with. */
export async function play({ nodes, connections }: Workflow, input: IDataObject[]): Promise<void> {
	const run = await runWorkflow(
		{ nodes, connections, settings: {} },
		{
			nodeTypes: nodeTypes(),
			credentialsHelper: new TestCredentialsHelper({}, {}),
			start: nodes[0].name,
			input: input.map((json) => ({ json })),
		},
	);
	const { error } = run.data.resultData;
	if (error) throw error;
}
