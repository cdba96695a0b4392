import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { outcome, referenceProperty, type OperationContext } from '../../../shared/operation';
import { z } from 'zod';
import { invalidInput } from '../../../shared/model';
import { LabelOutput, type LabelFormat } from '../../carriers';
import { carrierIn, carrierOf } from '../../transport/carrierOf';
import { fetchLabelFile, fetchSignedFile, kindOf, type LabelFile } from '../../transport/labelFile';
import { newestLabel } from './labelsOf';
import { fileNameOf } from './recordExisting.operation';

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

/** The label of the item, when it has one, and its file. */
export const output = z.object({
	label: LabelOutput.partial().extend({
		outcome: outcome.optional(),
		voided: z.boolean().optional(),
		fileName: z.string(),
		mimeType: z.string(),
	}),
});

/** Attaches a label's file to the item, ready for an e-mail or a printer. */
export async function execute(context: OperationContext): Promise<INodeExecutionData> {
	const { node, itemIndex } = context;
	const { content, mimeType, extension } = await fileOf(context);
	const fileName = `return-label${context.reference ? `-${context.reference}` : ''}.${extension}`;
	const file = await node.helpers.prepareBinaryData(content, fileName, mimeType);
	const label = context.item.label as IDataObject | undefined;
	return {
		json: { label: { ...label, fileName, mimeType } },
		binary: { ...node.getInputData()[itemIndex].binary, [context.param<string>('binaryProperty', 'label')]: file },
	};
}

async function fileOf(context: OperationContext): Promise<LabelFile> {
	const format = context.param<LabelFormat | 'asIs'>('format', 'asIs');
	const given = format === 'asIs' ? 'labelUrl' : 'labelId';
	const value = String(context.param<unknown>(given, '') ?? '').trim();
	const label = value ? await labelOf(context, value) : await newest(context);
	const kept = label?.file && (await keptFile(context, label.id, format));
	if (kept) return kept;
	const named = value || (format === 'asIs' ? label?.labelUrl : label?.id);
	if (!named)
		throw invalidInput(
			label ? 'This label has no file' : 'No label is named',
			"Put this node after Carrier Labels: Create, or give the label's address.",
			given,
		);
	if (format === 'asIs' && !carrierIn(context).filesNeedKey) return await fetchLabelFile(context.node, named);
	const { service, api } = await carrierOf(context);
	const url = format === 'asIs' ? named : await service.labelUrl(api, named, format);
	if (!service.filesNeedKey) return await fetchLabelFile(context.node, url);
	return await fetchSignedFile(api, url, format === 'asIs' ? undefined : format);
}

/** The file of a label that was made elsewhere. Nobody makes another format of it. */
async function keptFile(context: OperationContext, id: string, format: string): Promise<LabelFile | undefined> {
	const file = await context.store?.files.get({ reference: context.requireReference(), name: fileNameOf(id) });
	const kind = file && kindOf(file.content);
	if (!kind) return undefined;
	if (format !== 'asIs' && kind.extension.toUpperCase() !== format)
		throw invalidInput(
			`This label is a ${kind.extension.toUpperCase()}, and was made elsewhere`,
			'Choose Format: As It Is.',
			'format',
		);
	return { content: file.content, ...kind };
}

async function newest(context: OperationContext) {
	const state = await context.findCase();
	return state && newestLabel(state);
}

/** The label of the case that has this id or address. */
async function labelOf(context: OperationContext, value: string) {
	return (await context.findCase())?.labels.find(({ id, labelUrl }) => value === id || value === labelUrl);
}
