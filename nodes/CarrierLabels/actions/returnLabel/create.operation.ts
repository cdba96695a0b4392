import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { isNothingExpected, nothingExpected } from '../../../shared/case/expected';
import {
	effectOptions,
	outcome,
	performedOrNot,
	referenceProperty,
	type OperationContext,
} from '../../../shared/operation';
import { invalidInput } from '../../../shared/model';
import { BoughtLabel } from '../../carriers';
import { buyByRules, buyLabel } from './buyLabel';
import { byRules, carrierRulesProperties } from './carrierRules';
import { extrasProperty } from './extras';
import { parcelProperties, requestsOf, textProperty } from './request';

const oneService = { hide: { '/carrierService': [byRules] } };

export const option = {
	name: 'Create',
	value: 'create',
	action: 'Create return label',
	description: 'Buy a label; a repeat finds the label that was bought',
};

export const description: INodeProperties[] = [
	referenceProperty,
	...carrierRulesProperties,
	{
		displayName: 'Rate',
		name: 'rate',
		type: 'options',
		options: [
			{ name: 'Cheapest', value: 'cheapest' },
			{ name: 'Fastest', value: 'fastest', description: 'The cheapest of those that take the fewest days' },
			{ name: 'Service by Name', value: 'service' },
		],
		default: 'cheapest',
		displayOptions: oneService,
		description: "Which of the carriers' offers to buy",
	},
	textProperty('Service', 'service', {
		required: true,
		placeholder: 'e.g. USPS GroundAdvantage',
		displayOptions: { ...oneService, show: { rate: ['service'] } },
		description: 'Name of the service, with or without its carrier',
	}),
	{
		displayName: 'Label Format',
		name: 'labelFormat',
		type: 'options',
		options: [
			{ name: 'PDF', value: 'PDF' },
			{ name: 'PNG', value: 'PNG' },
			{ name: 'ZPL', value: 'ZPL', description: 'For label printers' },
		],
		default: 'PDF',
		description: 'File format of the label',
	},
	...parcelProperties,
	{
		displayName: 'Number of Parcels',
		name: 'parcels',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 50, numberPrecision: 0 },
		default: 1,
		description:
			'How many parcels the goods come back in, each with a label. 0: as few as none is heavier than the heaviest parcel of the settings.',
	},
	{
		displayName: 'Parcel Number',
		name: 'parcelNumber',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 1,
		description:
			'Number of the first parcel. Each number gets one label: give a higher one for further parcels of the same return, or to replace a label that was given back.',
	},
	extrasProperty,
	effectOptions,
];

export const asTool = 'whenAllowed';

/** A test run buys nothing, so it knows a part of the label; `message` says why no label is needed. */
export const output = performedOrNot('label', BoughtLabel).extend({
	/** Of several parcels: the label of each; `label` is the first. */
	labels: z.array(BoughtLabel.extend({ outcome })).optional(),
});

/** Buys the return labels of a return's parcels, each at most once for reference and parcel number; none for goods that the customer keeps. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const state = await context.findCase();
	if (state && isNothingExpected(state)) return { label: { outcome: 'nothing_to_do', message: nothingExpected } };
	const buy = context.param<string>('carrierService', 'easypost') === byRules ? buyByRules : buyLabel;
	const requests = await requestsOf(context, countOf(context));
	let done: IDataObject = {};
	const labels: IDataObject[] = [];
	for (const [index, request] of requests.entries()) {
		done = await buy(context, request, { endsStep: index === requests.length - 1 });
		labels.push(done.label as IDataObject);
	}
	return labels.length === 1 ? done : { ...done, label: labels[0], labels };
}

function countOf(context: OperationContext): number {
	const count = Number(context.param<unknown>('parcels', 1));
	if (Number.isInteger(count) && count >= 0 && count <= 50) return count;
	throw invalidInput('The number of parcels is no whole number up to 50', 'Give 1 for one parcel.', 'parcels');
}
