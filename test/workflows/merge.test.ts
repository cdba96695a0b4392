import type { Flow, FlowNode } from '../../workflows/merge/flow';
import { mergeWorkflow } from '../../workflows/merge/mergeWorkflow';

const node = (name: string, parameters: Record<string, unknown> = {}, more: Partial<FlowNode> = {}): FlowNode => ({
	id: `id ${name}`,
	name,
	type: 'x.node',
	typeVersion: 1,
	position: [0, 0],
	parameters,
	...more,
});
const flow = (nodes: FlowNode[], edges: Array<[string, string]> = [], settings = {}): Flow => ({
	name: 'Flow',
	nodes,
	settings,
	connections: Object.fromEntries(
		[...new Set(edges.map(([from]) => from))].map((from) => [
			from,
			{ main: [edges.filter(([one]) => one === from).map(([, to]) => ({ node: to, type: 'main', index: 0 }))] },
		]),
	),
});
const targets = (one: Flow, from: string) =>
	((one.connections[from] as { main: Array<Array<{ node: string }>> } | undefined)?.main[0] ?? []).map(
		({ node: to }) => to,
	);
const find = (one: Flow, name: string) => one.nodes.find((each) => each.name === name);

describe('merging by example', () => {
	const base = flow([node('Start'), node('Pay', { amount: 'all', note: 'a' })], [['Start', 'Pay']]);

	it('keeps an inserted branch while the template adds a step behind it', () => {
		const mine = flow(
			[...base.nodes, node('VIP')],
			[
				['Start', 'VIP'],
				['VIP', 'Pay'],
			],
		);
		const theirs = flow(
			[...base.nodes, node('Tell')],
			[
				['Start', 'Pay'],
				['Pay', 'Tell'],
			],
		);
		const { flow: out, conflicts } = mergeWorkflow(base, mine, theirs);
		expect([targets(out, 'Start'), targets(out, 'VIP'), targets(out, 'Pay'), conflicts]).toEqual([
			['VIP'],
			['Pay'],
			['Tell'],
			[],
		]);
	});

	it("tells a step that both put behind the same node, keeps the analyst's way, and leaves the template's beside it", () => {
		const mine = flow(
			[...base.nodes, node('VIP')],
			[
				['Start', 'VIP'],
				['VIP', 'Pay'],
			],
		);
		const theirs = flow(
			[...base.nodes, node('Check')],
			[
				['Start', 'Check'],
				['Check', 'Pay'],
			],
		);
		const { flow: out, conflicts } = mergeWorkflow(base, mine, theirs);
		expect([targets(out, 'Start'), targets(out, 'Check')]).toEqual([['VIP'], ['Pay']]);
		expect(conflicts).toEqual([{ node: 'Start', field: 'output 1', yours: ['VIP'], template: ['Check'] }]);
	});

	it('follows a renamed node in what the template newly says of it', () => {
		const mine = flow(
			[node('Start'), { ...node('Pay', { amount: 'all', note: 'a' }), name: 'Pay back' }],
			[['Start', 'Pay back']],
		);
		const theirs = flow(
			[...base.nodes, node('Tell', { text: '={{ $(\'Pay\').first().json.id }} {{ $node["Pay"].json.x }}' })],
			[
				['Start', 'Pay'],
				['Pay', 'Tell'],
			],
		);
		const { flow: out } = mergeWorkflow(base, mine, theirs);
		expect(find(out, 'Tell')!.parameters!.text).toBe(
			'={{ $(\'Pay back\').first().json.id }} {{ $node["Pay back"].json.x }}',
		);
		expect(targets(out, 'Pay back')).toEqual(['Tell']);
	});

	it('is not misled by what the editor leaves out when it saves', () => {
		const written = flow([node('Start', { options: {}, text: '', on: false, kept: 'x' })]);
		const saved = flow([node('Start', { kept: 'x' })]);
		const theirs = flow([node('Start', { options: { deep: 1 }, text: 'new', on: true, kept: 'y' })]);
		expect(mergeWorkflow(written, saved, theirs)).toMatchObject({
			conflicts: [],
			flow: { nodes: [{ parameters: { options: { deep: 1 }, text: 'new', on: true, kept: 'y' } }] },
		});
	});

	it('takes parameters as one thing when a side chose another operation', () => {
		const mine = flow([node('Start'), node('Pay', { operation: 'cancel', id: '1' })], [['Start', 'Pay']]);
		const theirs = flow([node('Start'), node('Pay', { amount: 'half', note: 'b' })], [['Start', 'Pay']]);
		const { flow: out, conflicts } = mergeWorkflow(base, mine, theirs);
		expect(find(out, 'Pay')!.parameters).toEqual({ operation: 'cancel', id: '1' });
		expect(conflicts).toMatchObject([{ node: 'Pay', field: 'what it does' }]);
	});

	it('keeps a node that the template gave up when somebody worked on it, and says so', () => {
		const mine = flow([node('Start'), node('Pay', { amount: 'all', note: 'mine' })], [['Start', 'Pay']]);
		expect(mergeWorkflow(base, mine, flow([node('Start')])).conflicts).toEqual([
			{ node: 'Pay', field: 'node', yours: 'kept', template: 'removed' },
		]);
		expect(find(mergeWorkflow(base, base, flow([node('Start')])).flow, 'Pay')).toBeUndefined();
	});

	it('names an account that the template wants since, and leaves those that are chosen', () => {
		const chosen = { shop: { id: '1', name: 'Mine' } };
		const mine = flow([node('Start', {}, { credentials: chosen })]);
		const theirs = flow([
			node(
				'Start',
				{},
				{ credentials: { shop: { id: null, name: 'Shop' }, store: { id: null, name: 'Return Case' } } },
			),
		]);
		expect(mergeWorkflow(flow([node('Start')]), mine, theirs).flow.nodes[0].credentials).toEqual({
			...chosen,
			store: { id: null, name: 'Return Case' },
		});
		expect(mergeWorkflow(theirs, mine, theirs).flow.nodes[0].credentials).toEqual(chosen);
	});

	it('keeps settings that somebody chose, and brings new ones', () => {
		const out = mergeWorkflow(
			flow([], [], { executionOrder: 'v1' }),
			flow([], [], { executionOrder: 'v1', timezone: 'Europe/Oslo' }),
			flow([], [], { executionOrder: 'v1', saveDataSuccessExecution: 'none' }),
		);
		expect(out.flow.settings).toEqual({
			executionOrder: 'v1',
			timezone: 'Europe/Oslo',
			saveDataSuccessExecution: 'none',
		});
	});
});
