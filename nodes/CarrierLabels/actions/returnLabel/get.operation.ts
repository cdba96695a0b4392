import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { factsOutput, referenceProperty, type OperationContext } from '../../../shared/operation';
import { invalidInput, labelRefunds } from '../../../shared/model';
import { LabelOutput, VoidedLabel } from '../../carriers';
import { carrierOf, type ChosenCarrier } from '../../transport/carrierOf';
import { asksSeller, carrierForLabel, isFrom, labelById, sellerOf } from '../../labels/labelsOf';
import { labelIdProperty } from './request';
import { eventOf } from '../../labels/voiding';

export const option = {
	name: 'Get',
	value: 'get',
	action: 'Get return label',
	description: 'Get a label as the carrier service has it now, and whether it was used or given back',
};

export const description: INodeProperties[] = [
	referenceProperty,
	labelIdProperty('Empty: the newest label of the case that is not voided.'),
];

export const asTool = 'free';

export const output = factsOutput.extend({
	label: LabelOutput.partial(),
	/** Without a status: it is there, and nobody has used it. */
	standing: VoidedLabel.partial(),
	/** What became of its price, when it was asked back. */
	refund: z.enum(labelRefunds).optional(),
});

/** A label as it is at the carrier service; the case learns that its parcel is on its way, or that it was given back. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const { chosen, id } = await labelToRead(context);
	const { label = { id }, standing = { id }, refund } = await chosen.service.read(chosen.api, id);
	const event = 'status' in standing ? eventOf(chosen.id, standing) : undefined;
	return {
		...(event && (await context.recordFacts([event]))),
		label,
		standing,
		...(refund && { refund }),
	} as IDataObject;
}

async function labelToRead(context: OperationContext): Promise<{ chosen: ChosenCarrier; id: string }> {
	const named = String(context.param<unknown>('labelId', '') ?? '').trim();
	if (named) return { chosen: await carrierForLabel(context, await labelById(context, named)), id: named };
	if (asksSeller(context)) {
		const found = (await context.requireCase()).labels.filter((label) => !label.voided && sellerOf(label)).at(-1);
		if (found) return { chosen: await carrierForLabel(context, found), id: found.id };
		throw invalidInput('This return has no label', 'Buy one with Create, or give a Label ID.', 'labelId');
	}
	const chosen = await carrierOf(context);
	const { service, api, name } = chosen;
	const found = context.store
		? (await context.requireCase()).labels.filter((label) => !label.voided && isFrom(service, label)).at(-1)
		: await service.find(api, { reference: context.requireReference() }, { progress: {}, note: async () => {} });
	if (found) return { chosen, id: found.id };
	throw invalidInput(`This return has no label of ${name}`, 'Buy one with Create, or give a Label ID.', 'labelId');
}
