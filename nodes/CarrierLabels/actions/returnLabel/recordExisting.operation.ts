import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { effectOptions, recordedOutput, referenceProperty, type OperationContext } from '../../../shared/operation';
import { LabelOutput } from '../../carriers';
import { textProperty } from './request';
import { fileNameOf, givenFile, givenLabel, issuedElsewhere } from '../../labels/madeElsewhere';

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

/** Records a label that was made elsewhere, and keeps its file. The same label again changes nothing; another one under its ID asks a person. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const reference = context.requireReference();
	const file = await givenFile(context);
	const label = givenLabel(context, file);
	const recorded = await context.recordEvents([issuedElsewhere(label)]);
	const [one] = context.recorded;
	// After the event: a file that comes under the id of another label is not kept.
	if (file && one && !one.conflict) await store.files.put({ reference, name: fileNameOf(label.id) }, file);
	const outcome = !one ? 'dry_run' : one.conflict ? 'conflicting' : one.duplicate ? 'already_done' : 'done';
	return { ...recorded, label: { ...label, outcome, ...(one?.conflict && { message: one.conflict.message }) } };
}
