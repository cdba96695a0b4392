import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { outcome, referenceProperty, type OperationContext } from '../../../shared/operation';
import { z } from 'zod';
import { BoughtLabel } from '../../carriers';
import { fileOf } from '../../labels/fileOfLabel';

export const option = {
	name: 'Download',
	value: 'download',
	action: 'Download return label',
	description: "Attach the label's file to the item",
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Label URL',
		name: 'labelUrl',
		type: 'string',
		default: "={{ $json.label?.labelUrl ?? '' }}",
		placeholder: 'e.g. https://…/label.pdf',
		description: "Address of the label's file. Empty: the newest label of the case.",
	},
	{
		displayName: 'Format',
		name: 'format',
		type: 'options',
		options: [
			{ name: 'As It Is', value: 'asIs' },
			{ name: 'PDF', value: 'PDF' },
			{ name: 'PNG', value: 'PNG' },
			{ name: 'ZPL', value: 'ZPL', description: 'For label printers' },
		],
		default: 'asIs',
		description: 'Format to get the label in; another one than it was bought in is made by the carrier service',
	},
	{
		displayName: 'Label ID',
		name: 'labelId',
		type: 'string',
		default: "={{ $json.label?.id ?? '' }}",
		displayOptions: { hide: { format: ['asIs'] } },
		description: 'ID of the label at the carrier service. Empty: the newest label of the case.',
	},
	{
		displayName: 'Put Output File in Field',
		name: 'binaryProperty',
		type: 'string',
		default: 'label',
		required: true,
		hint: 'The name of the output binary field to put the file in',
	},
];

export const asTool = 'free';

const Downloaded = BoughtLabel.extend({
	outcome: outcome.optional(),
	voided: z.boolean().optional(),
	fileName: z.string(),
	mimeType: z.string(),
});

/** The label of the item, when it has one, and its file. */
export const output = z.object({
	label: Downloaded,
	/** Of several parcels that Create bought labels for: each. */
	labels: z.array(Downloaded).optional(),
});

/** Attaches a label's file to the item, ready for an e-mail or a printer; of several that Create bought each, the second one as `label2`. */
export async function execute(context: OperationContext): Promise<INodeExecutionData> {
	const { node, itemIndex } = context;
	const label = context.item.label as IDataObject | undefined;
	const bought = (context.item.labels as IDataObject[] | undefined) ?? [];
	const field = context.param<string>('binaryProperty', 'label');
	const binary: INodeExecutionData['binary'] = { ...node.getInputData()[itemIndex].binary };
	const labels: IDataObject[] = [];
	for (const [index, one] of (bought.length > 1 ? bought : [label]).entries()) {
		const { content, mimeType, extension } = await fileOf(context, index ? one : undefined);
		const suffix = index ? String(index + 1) : '';
		const fileName = `return-label${context.reference ? `-${context.reference}` : ''}${suffix && `-${suffix}`}.${extension}`;
		binary[`${field}${suffix}`] = await node.helpers.prepareBinaryData(content, fileName, mimeType);
		labels.push({ ...one, fileName, mimeType });
	}
	return { json: { label: labels[0], ...(labels.length > 1 && { labels }) }, binary };
}
