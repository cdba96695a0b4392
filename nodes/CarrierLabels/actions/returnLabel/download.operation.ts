import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { outcome, referenceProperty, type OperationContext } from '../../../shared/operation';
import { z } from 'zod';
import { invalidInput } from '../../../shared/model';
import { BoughtLabel, carriers, type LabelFormat } from '../../carriers';
import { carrierIn } from '../../transport/carrierOf';
import { fetchLabelFile, fetchSignedFile, kindOf, type LabelFile } from '../../transport/labelFile';
import { asksSeller, carrierForLabel, newestLabel, sellerOf } from './labelsOf';
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

/** A label's file. `further`: another one than the parameters name. */
async function fileOf(context: OperationContext, further?: IDataObject): Promise<LabelFile> {
	const format = context.param<LabelFormat | 'asIs'>('format', 'asIs');
	const given = format === 'asIs' ? 'labelUrl' : 'labelId';
	const parameter = further ? further[format === 'asIs' ? 'labelUrl' : 'id'] : context.param<unknown>(given, '');
	const value = String(parameter ?? '').trim();
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
	const seller = asksSeller(context) ? label && sellerOf(label) : undefined;
	const { filesNeedKey } = seller ? carriers[seller] : asksSeller(context) ? {} : carrierIn(context);
	if (format === 'asIs' && !filesNeedKey) return await fetchLabelFile(context.node, named);
	const { service, api } = await carrierForLabel(context, label);
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
