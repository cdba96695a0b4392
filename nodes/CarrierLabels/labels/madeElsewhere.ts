import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import type { OperationContext } from '../../shared/operation';
import { invalidInput, sourceOf, type NewEvent, type ReturnLabel } from '../../shared/model';
import { assertFetchable, kindOf, type LabelFile } from '../transport/labelFile';

/** Files of labels are some ten kilobytes; a case store is no place for pictures. */
const largestFile = 2_000_000;

/** Where the case store keeps a label's file. */
export function fileNameOf(labelId: string): string {
	return `label ${labelId}`;
}

/** The file that comes with the item. Throws EffectError when it is no label, or too large. */
export async function givenFile(context: OperationContext): Promise<LabelFile | undefined> {
	const { node, itemIndex } = context;
	const field = textOf(context, 'binaryProperty');
	if (!field) return undefined;
	node.helpers.assertBinaryData(itemIndex, field);
	const content = await node.helpers.getBinaryDataBuffer(itemIndex, field);
	const kind = kindOf(content);
	const wrong = (message: string, advice: string) => invalidInput(message, advice, 'binaryProperty');
	if (!kind) throw wrong('The file is no label', 'Give a PDF, a PNG or ZPL.');
	if (content.length > largestFile)
		throw wrong(
			`The file has ${(content.length / 1e6).toFixed(1)} MB; a label may have ${largestFile / 1e6} MB`,
			'Store it elsewhere and give its address in Label URL.',
		);
	return { content, ...kind };
}

/** The label that the parameters describe. Throws EffectError when it cannot be told from others. */
export function givenLabel(context: OperationContext, file: LabelFile | undefined): ReturnLabel {
	const more = context.param<IDataObject>('additionalFields', {});
	const [carrier, trackingNumber, labelUrl] = ['carrier', 'trackingNumber', 'labelUrl'].map((name) =>
		textOf(context, name),
	);
	const id = blankless(more.labelId) || trackingNumber;
	if (!carrier) throw invalidInput('The label names no carrier', 'Give its name in Carrier.', 'carrier');
	if (!id)
		throw invalidInput(
			'The label has neither a tracking number nor an ID',
			'Give the number that is printed on it, or a Label ID.',
			'trackingNumber',
		);
	if (labelUrl) assertFetchable(labelUrl);
	const [service, trackingUrl] = [blankless(more.service), blankless(more.trackingUrl)];
	return {
		id,
		carrier,
		...(service && { service }),
		trackingNumber,
		...(trackingUrl && { trackingUrl }),
		labelUrl,
		labelFormat: file?.extension.toUpperCase() ?? 'PDF',
		...(file && {
			file: {
				name: `return-label.${file.extension}`,
				mimeType: file.mimeType,
				sha256: createHash('sha256').update(file.content).digest('hex'),
			},
		}),
		testMode: false,
		messages: [],
		providerIds: {},
	};
}

/** What the case records. Throws EffectError for a carrier whose name another sender of events has. */
export function issuedElsewhere(label: ReturnLabel): NewEvent {
	const source = sourceOf('carrier', label.carrier);
	if (!source)
		throw invalidInput(
			`"${label.carrier}" cannot be the carrier of a label that was made elsewhere`,
			'Give the carrier that brings the parcel, e.g. UPS. What a carrier service of this node sells is bought with Create.',
			'carrier',
		);
	return {
		source,
		id: `${label.id}.label`,
		type: 'label.issued',
		data: { label },
		...(label.trackingNumber && { references: { tracking: label.trackingNumber } }),
	};
}

const blankless = (value: unknown) => String(value ?? '').trim();

const textOf = (context: OperationContext, name: string) => blankless(context.param<unknown>(name, ''));
