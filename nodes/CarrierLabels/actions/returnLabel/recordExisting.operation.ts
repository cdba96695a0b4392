import { createHash } from 'node:crypto';
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { effectOptions, recordedOutput, referenceProperty, type OperationContext } from '../../../shared/operation';
import { invalidInput, sourceOf, type NewEvent, type ReturnLabel } from '../../../shared/model';
import { LabelOutput } from '../../carriers';
import { assertFetchable, kindOf, type LabelFile } from '../../transport/labelFile';
import { textProperty } from './request';

export const option = {
	name: 'Record Existing',
	value: 'recordExisting',
	action: 'Record existing return label',
	description: 'Let the case know a label that was made elsewhere: with any carrier, by any node or by hand',
};

export const description: INodeProperties[] = [
	referenceProperty,
	textProperty('Carrier', 'carrier', {
		required: true,
		placeholder: 'e.g. Regional Express',
		description: 'Who brings the parcel, as people call it',
	}),
	textProperty('Tracking Number', 'trackingNumber', {
		placeholder: 'e.g. 00340434161094042557',
		description: 'Blank for mail that has none; then give a Label ID',
	}),
	textProperty('Label URL', 'labelUrl', {
		placeholder: 'e.g. https://…/label.pdf',
		description: "Address of the label's file. Blank: it has none, or the file comes with the item.",
	}),
	textProperty('Input Data Field Name', 'binaryProperty', {
		placeholder: 'e.g. label',
		hint: 'The name of the input binary field that holds the label: PDF, PNG or ZPL',
		description: 'The case store keeps the file, and Download gives it. Blank: no file comes with the item.',
	}),
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		options: [
			textProperty('Label ID', 'labelId', {
				description: "The label's name where it was made. Blank: its tracking number.",
			}),
			textProperty('Service', 'service', { placeholder: 'e.g. Parcel Return' }),
			textProperty('Tracking URL', 'trackingUrl', { description: 'Where the customer sees where the parcel is' }),
		],
	},
	effectOptions,
];

export const asTool = 'whenAllowed';

export const output = recordedOutput.extend({
	label: LabelOutput.partial().extend({
		outcome: z.enum(['done', 'already_done', 'conflicting', 'dry_run']),
		/** Why it was not stored, when its ID was used for another label. */
		message: z.string().optional(),
	}),
});

/** Files of labels are some ten kilobytes; a case store is no place for pictures. */
const largestFile = 2_000_000;

/** Records a label that was made elsewhere, and keeps its file. The same label again changes nothing; another one under its ID asks a person. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const reference = context.requireReference();
	const file = await fileOf(context);
	const label = labelOf(context, file);
	const recorded = await context.recordEvents([eventOf(label)]);
	const [one] = context.recorded;
	// After the event: a file that comes under the id of another label is not kept.
	if (file && one && !one.conflict) await store.files.put({ reference, name: fileNameOf(label.id) }, file);
	const outcome = !one ? 'dry_run' : one.conflict ? 'conflicting' : one.duplicate ? 'already_done' : 'done';
	return { ...recorded, label: { ...label, outcome, ...(one?.conflict && { message: one.conflict.message }) } };
}

/** Where the case store keeps a label's file. */
export function fileNameOf(labelId: string): string {
	return `label ${labelId}`;
}

async function fileOf(context: OperationContext): Promise<LabelFile | undefined> {
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

function labelOf(context: OperationContext, file: LabelFile | undefined): ReturnLabel {
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
function eventOf(label: ReturnLabel): NewEvent {
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
