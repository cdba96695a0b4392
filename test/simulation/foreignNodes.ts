import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { owners } from './virtualTime';
import type { N8nProcess } from './n8nProcess';

/** How a simulated process sends an e-mail. */
export type SendMail = (process: N8nProcess, mail: { to: string; subject: string }) => Promise<void>;

const filter: INodeProperties = { displayName: 'Conditions', name: 'conditions', type: 'filter', default: {} };
const loose = (name: string, type: INodeProperties['type']): INodeProperties => ({
	displayName: name,
	name,
	type,
	default: type === 'collection' ? {} : '',
	...(type === 'collection' && { options: [] }),
});

/**
 * n8n's own nodes that the template uses, reduced to what it uses of them. Conditions are judged by n8n's own filter, expressions
 * by n8n's own evaluator. Triggers only pass on what started them, as in n8n.
 */
export function foreignNodes(sendMail: SendMail): Record<string, INodeType> {
	const passesOn = {
		execute: async function (this: IExecuteFunctions) {
			return [this.getInputData()];
		},
	};
	return {
		'n8n-nodes-base.manualTrigger': node('manualTrigger', [], passesOn),
		'n8n-nodes-base.formTrigger': node('formTrigger', [], passesOn),
		'n8n-nodes-base.form': node('form', [], passesOn),
		'n8n-nodes-base.webhook': node('webhook', [], passesOn),
		'n8n-nodes-base.respondToWebhook': node('respondToWebhook', [], passesOn),
		'n8n-nodes-base.scheduleTrigger': node('scheduleTrigger', [], passesOn),
		'n8n-nodes-base.noOp': node('noOp', [], passesOn),
		'n8n-nodes-base.if': node('if', [filter, loose('options', 'collection')], {
			async execute(this: IExecuteFunctions) {
				return route(this, 2, (index) =>
					this.getNodeParameter('conditions', index, false, { extractValue: true }) === true ? 0 : 1,
				);
			},
		}),
		'n8n-nodes-base.switch': node(
			'switch',
			[
				{
					displayName: 'Rules',
					name: 'rules',
					type: 'fixedCollection',
					typeOptions: { multipleValues: true },
					default: {},
					options: [
						{
							displayName: 'Rules',
							name: 'values',
							values: [filter, loose('outputKey', 'string'), loose('renameOutput', 'boolean')],
						},
					],
				},
				{
					...loose('options', 'collection'),
					options: [loose('fallbackOutput', 'string'), loose('renameFallbackOutput', 'string')],
				},
			],
			{
				async execute(this: IExecuteFunctions) {
					const rules = (this.getNodeParameter('rules.values', 0, []) as unknown[]).length;
					const fallback = this.getNodeParameter('options.fallbackOutput', 0, 'none') === 'extra';
					return route(this, rules + (fallback ? 1 : 0), (index) => {
						for (let rule = 0; rule < rules; rule++)
							if (
								this.getNodeParameter(`rules.values[${rule}].conditions`, index, false, { extractValue: true }) === true
							)
								return rule;
						return fallback ? rules : undefined;
					});
				},
			},
		),
		'n8n-nodes-base.filter': node('filter', [filter, loose('options', 'collection')], {
			async execute(this: IExecuteFunctions) {
				return route(this, 1, (index) =>
					this.getNodeParameter('conditions', index, false, { extractValue: true }) === true ? 0 : undefined,
				);
			},
		}),
		'n8n-nodes-base.set': node(
			'set',
			[
				{ displayName: 'Fields', name: 'assignments', type: 'assignmentCollection', default: {} },
				loose('options', 'collection'),
			],
			{
				async execute(this: IExecuteFunctions) {
					const fields = (index: number) =>
						(
							this.getNodeParameter('assignments.assignments', index, []) as Array<{ name: string; value: unknown }>
						).map(({ name, value }) => [name, value]);
					return [
						this.getInputData().map((_, index) => ({
							json: Object.fromEntries(fields(index)),
							pairedItem: { item: index },
						})),
					];
				},
			},
		),
		'n8n-nodes-base.emailSend': node(
			'emailSend',
			['fromEmail', 'toEmail', 'subject', 'emailFormat', 'text', 'html'].map((name) => loose(name, 'string')),
			{
				async execute(this: IExecuteFunctions) {
					const output: INodeExecutionData[] = [];
					for (const index of this.getInputData().keys()) {
						const text = (name: string) => String(this.getNodeParameter(name, index, '') ?? '');
						text('text');
						await sendMail(owners.getStore() as N8nProcess, { to: text('toEmail'), subject: text('subject') });
						output.push({ json: { accepted: [text('toEmail')] }, pairedItem: { item: index } });
					}
					return [output];
				},
			},
		),
	};
}

function node(name: string, properties: INodeProperties[], more: Pick<INodeType, 'execute'>): INodeType {
	const description = {
		displayName: name,
		name,
		group: [],
		version: [1, 1.1, 1.5, 2, 2.1, 2.3, 2.5, 2.6, 3, 3.4],
		description: '',
		defaults: { name },
		inputs: ['main'],
		outputs: ['main'],
		properties,
	};
	return { description: description as unknown as INodeTypeDescription, ...more };
}

function route(
	node: IExecuteFunctions,
	outputs: number,
	outputOf: (index: number) => number | undefined,
): INodeExecutionData[][] {
	const routed: INodeExecutionData[][] = Array.from({ length: outputs }, () => []);
	for (const [index, item] of node.getInputData().entries()) {
		const output = outputOf(index);
		if (output !== undefined) routed[output].push({ ...item, pairedItem: item.pairedItem ?? { item: index } });
	}
	return routed;
}
