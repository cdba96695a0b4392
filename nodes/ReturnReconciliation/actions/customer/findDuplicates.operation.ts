import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { choicesOf, parsedInput } from '../../../shared/model';
import { toNodeError } from '../../../shared/operation';
import { customerFormats, type CustomerFormat, type CustomerRecord } from '../../customers/read';
import { DuplicateCustomer, duplicateCustomers } from '../../customers/duplicates';
import { mapped } from '../../mapping/check';
import { maxSources } from '../record/parameters';
import { itemsOf } from '../record/readInputs';

export const option = {
	name: 'Find Duplicates',
	value: 'findDuplicates',
	action: 'Find duplicate customers',
	description: 'List persons who are in a system more than once, each with a proposed merge; merges nothing',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Sources',
		name: 'sources',
		type: 'fixedCollection',
		placeholder: 'Add source',
		typeOptions: { multipleValues: true, sortable: true, minRequiredFields: 1, maxAllowedFields: maxSources },
		default: { source: [{ name: 'Odoo', format: 'odooContact' }] },
		description: 'Where customers are read from: one input of this node for each source, in this order, ten at most',
		options: [
			{
				displayName: 'Source',
				name: 'source',
				values: [
					{
						displayName: 'Format',
						name: 'format',
						type: 'options',
						options: choicesOf(customerFormats),
						default: 'odooContact',
						description: 'What the items of this input look like',
					},
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						required: true,
						placeholder: 'e.g. Odoo',
						description: 'What the input is called',
					},
				],
			},
		],
	},
];

export const asTool = 'free';

export const output = z.object({ duplicate: DuplicateCustomer });

/** Items of each output. */
export const outputs = [output];

const Sources = z.object({
	source: z
		.array(
			z.object({
				name: z.string().trim().min(1, 'is blank'),
				format: z.enum(Object.keys(customerFormats) as [CustomerFormat, ...CustomerFormat[]]),
			}),
		)
		.min(1, 'needs a source')
		.max(maxSources, `takes ${maxSources} sources at most`),
});

/** One item per person who is in a system more than once. Sends and changes nothing. */
export function execute(node: IExecuteFunctions): INodeExecutionData[][] {
	try {
		const advice = 'Give one source or more, each with a name and a format.';
		const { source } = parsedInput(Sources, node.getNodeParameter('sources', 0, {}), 'sources', advice);
		const places = new Map<string, { item: number; input: number }>();
		const records: CustomerRecord[] = [];
		for (const [input, { name, format }] of source.entries())
			for (const [item, { json }] of itemsOf(node, input).entries()) {
				if (!Object.keys(json).length) continue;
				for (const record of mapped(`${name}, item ${item}`, () => customerFormats[format].read(json))) {
					places.set(`${record.system} ${record.id}`, { item, input });
					records.push(record);
				}
			}
		return [
			duplicateCustomers(records).map((duplicate) => ({
				json: { duplicate } as unknown as IDataObject,
				pairedItem: duplicate.merges.flatMap(({ system, keep, merge }) =>
					[keep, ...merge].map(({ id }) => places.get(`${system} ${id}`)!),
				),
			})),
		];
	} catch (error) {
		throw toNodeError(node.getNode(), error, 0);
	}
}
