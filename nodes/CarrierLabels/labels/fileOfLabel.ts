import type { IDataObject } from 'n8n-workflow';
import type { OperationContext } from '../../shared/operation';
import { invalidInput } from '../../shared/model';
import { carriers, type LabelFormat } from '../carriers';
import { carrierIn } from '../transport/carrierOf';
import { fetchLabelFile, fetchSignedFile, kindOf, type LabelFile } from '../transport/labelFile';
import { asksSeller, carrierForLabel, newestLabel, sellerOf } from './labelsOf';
import { fileNameOf } from './madeElsewhere';

/** A label's file. `further`: another one than the parameters name. */
export async function fileOf(context: OperationContext, further?: IDataObject): Promise<LabelFile> {
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
