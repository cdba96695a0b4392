import { NodeHelpers, Workflow, type INode, type INodeExecutionData, type INodeParameters } from 'n8n-workflow';
import { ReturnPolicy } from '../../nodes/ReturnPolicy/ReturnPolicy.node';
import { TestCredentialsHelper, TestNodeTypes, asTool, runWorkflow } from '../support/harness';
import { caseOf, orderOf } from './cases';

const evaluate = { resource: 'decision', operation: 'evaluate' };
const calculate = { resource: 'refund', operation: 'calculate' };

const nodeOf = (parameters: INodeParameters, typeVersion: number, type = 'policy'): INode => ({
	id: 'node',
	name: 'Policy',
	type,
	typeVersion,
	position: [0, 0],
	parameters,
	onError: 'continueRegularOutput',
});

const inWindow = caseOf();
const tooLate = caseOf({ order: orderOf({ deliveredAt: '2026-01-02T00:00:00Z' }) });
const unknownOrder = caseOf({ order: undefined });

async function outputsOf(node: ReturnPolicy, typeVersion: number) {
	const type = `n8n-nodes-returns.${node.description.name}`;
	const run = await runWorkflow(
		{ nodes: [nodeOf(evaluate, typeVersion, type)], connections: {} },
		{
			nodeTypes: new TestNodeTypes({ [type]: node }),
			credentialsHelper: new TestCredentialsHelper({}, {}),
			input: [tooLate, inWindow, 'no case', unknownOrder, inWindow].map((one, index): INodeExecutionData => ({
				json: { reference: `RMA-${index}`, case: one as never },
			})),
		},
	);
	return run.data.resultData.runData.Policy[0].data!.main.map((items) =>
		items!.map(({ json }) => json.reference ?? 'failed'),
	);
}

describe('Decision: Evaluate, from version 2 of the node', () => {
	it('lets a return out by Approve, Review or Decline; what could not be judged by Review', async () => {
		expect(await outputsOf(new ReturnPolicy(), 2)).toEqual([['RMA-1', 'RMA-4'], ['failed', 'RMA-3'], ['RMA-0']]);
	});

	it.each([
		['has one output before', new ReturnPolicy(), 1],
		['tells an agent all at once', asTool(new ReturnPolicy()), 2],
	])('%s', async (_what, node, version) => {
		expect(await outputsOf(node, version)).toEqual([['RMA-0', 'RMA-1', 'failed', 'RMA-3', 'RMA-4']]);
	});

	it.each([
		[2, evaluate, ['Approve', 'Review', 'Decline']],
		[1, evaluate, [undefined]],
		[2, calculate, [undefined]],
	])('shows in version %i of %j the outputs %j', (version, parameters, names) => {
		const node = nodeOf(parameters, version);
		const type = new ReturnPolicy();
		const nodeTypes = new TestNodeTypes({ policy: type });
		const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
		expect(NodeHelpers.getNodeOutputs(workflow, node, type.description)).toEqual(
			names.map((displayName) => ({ type: 'main', displayName })),
		);
	});
});
