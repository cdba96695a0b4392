import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import { ReturnDesk } from '../../nodes/ReturnPages/ReturnDesk.node';
import { credentialTypes, runWorkflow, TestCredentialsHelper, TestNodeTypes } from '../support/harness';
import type { Template } from '../../workflows/check/template';

/*
 * A system that calls a template's webhook while the case store is away is told to send it again. A failed execution would answer 500, and keep the
 * request, with the key in its header.
 */

const folder = join(__dirname, '../../workflows');
const answerType = 'n8n-nodes-base.respondToWebhook';
const answered = readdirSync(folder)
	.filter((file) => /^\d\d-.*\.json$/.test(file))
	.flatMap((file) => {
		const template = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Template;
		return template.nodes
			.filter(({ parameters }) => parameters.responseMode === 'responseNode')
			.map((webhook) => ({ file, template, webhook, path: webhook.parameters.path }));
	});

/** In place of n8n's own nodes: the webhook hands on what came, the answer gives out what it would send. */
const handsOn = { description: { name: 'handsOn', properties: [], outputs: ['main'] } } as unknown as INodeType;
handsOn.execute = async function (this: IExecuteFunctions) {
	return [this.getInputData()];
};
const text = { type: 'string', default: '' };
const answers = {
	description: {
		name: 'answers',
		outputs: ['main'],
		properties: [
			{ ...text, name: 'responseBody', displayName: 'Body' },
			{
				name: 'options',
				displayName: 'Options',
				type: 'collection',
				default: {},
				options: [{ ...text, name: 'responseCode', displayName: 'Code' }],
			},
		],
	},
} as unknown as INodeType;
answers.execute = async function (this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { responseCode } = this.getNodeParameter('options', 0) as { responseCode?: number };
	return [[{ json: { status: responseCode, body: this.getNodeParameter('responseBody', 0) as object } as never }]];
};

it('templates with such a webhook are looked at', () => {
	expect(answered.map(({ file }) => file)).toContain('03-receive-and-sort.json');
});

it.each(answered)('$file answers 503 at $path, and no execution fails', async ({ template, webhook }) => {
	const lane = [webhook.name];
	for (const name of lane) {
		const { type } = template.nodes.find((node) => node.name === name)!;
		if (type !== answerType)
			for (const { node } of (template.connections[name]?.main ?? []).flatMap((output) => output ?? []))
				lane.push(node);
	}
	const answer = template.nodes.find(({ name, type }) => type === answerType && lane.includes(name))!;
	const nodes = template.nodes
		.filter(({ name }) => lane.includes(name))
		.map((node) => ({
			...node,
			credentials: Object.fromEntries(Object.keys(node.credentials ?? {}).map((name) => [name, { id: name, name }])),
		}));
	const run = await runWorkflow(
		{
			nodes: nodes as never,
			connections: Object.fromEntries(
				Object.entries(template.connections).filter(([name]) => lane.includes(name) && name !== answer.name),
			) as never,
			settings: {},
		},
		{
			nodeTypes: new TestNodeTypes({
				'n8n-nodes-base.webhook': handsOn,
				'n8n-nodes-base.set': handsOn,
				'n8n-nodes-base.extractFromFile': handsOn,
				[answerType]: answers,
				'n8n-nodes-returns.returnCase': new ReturnCase(),
				'n8n-nodes-returns.returnDesk': new ReturnDesk(),
			}),
			credentialsHelper: new TestCredentialsHelper(credentialTypes(), {
				returnCaseApi: { storage: 'embedded', file: '/proc/no/such/folder/returns.sqlite', auditKey: 'k' },
			}),
			start: webhook.name,
			input: [{ json: { headers: { 'x-key': 'secret' }, body: {} } }],
		},
	);
	expect(run.data.resultData.error).toBeUndefined();
	const [given] = run.data.resultData.runData[answer.name][0].data!.main[0]!;
	expect(given.json).toMatchObject({ status: 503 });
	expect(JSON.stringify(given.json)).not.toContain('secret');
});
