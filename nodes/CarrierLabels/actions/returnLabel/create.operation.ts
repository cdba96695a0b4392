import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { performedOrNot, effectOptions, referenceProperty, type OperationContext } from '../../../shared/operation';
import type { NewEvent, ReturnLabel } from '../../../shared/model';
import { isNothingExpected, nothingExpected } from '../../../shared/case/expected';
import type { Effect } from '../../../shared/effect';
import { LabelOutput, type LabelRequest } from '../../carriers';
import { assertNoOther } from '../../transport/otherCarriers';
import { carrierOf } from '../../transport/carrierOf';
import { assertCanHave } from '../../carriers/extras';
import { extrasProperty } from './extras';
import { numberOf, parcelProperties, requestOf, textProperty } from './request';

export const option = {
	name: 'Create',
	value: 'create',
	action: 'Create return label',
	description: 'Buy a label; a repeat finds the label that was bought',
};

export const description: INodeProperties[] = [
	referenceProperty,
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
		description: "Which of the carriers' offers to buy",
	},
	textProperty('Service', 'service', {
		required: true,
		placeholder: 'e.g. USPS GroundAdvantage',
		displayOptions: { show: { rate: ['service'] } },
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
		displayName: 'Parcel Number',
		name: 'parcelNumber',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 1,
		description:
			'Each number gets one label. Use 2 and up for further parcels of the same return, or to replace a label that was given back.',
	},
	extrasProperty,
	effectOptions,
];

export const asTool = 'whenAllowed';

/** A test run buys nothing, so it knows a part of the label; `message` says why no label is needed. */
export const output = performedOrNot('label', LabelOutput);

/** Buys the return label of a return's parcel, at most once for reference and parcel number; none for goods that the customer keeps. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const { id, name, service, api } = await carrierOf(context);
	const state = await context.findCase();
	if (state && isNothingExpected(state)) return { label: { outcome: 'nothing_to_do', message: nothingExpected } };
	const request = await requestOf(context);
	assertCanHave(id, service.extras, request);
	const key = `${request.reference}/L${numberOf(context)}`;
	const effect: Effect<ReturnLabel> = {
		key,
		kind: `${id}.label`,
		lookUp: async (memory) => await service.find(api, request, memory),
		act: async (memory) => {
			await assertNoOther(context.store, id, key);
			return await service.create(api, request, memory);
		},
		// Even a quote is a write at the carrier service, so a dry run asks for none.
		preview: async () => ({
			carrier: name,
			service: request.choice.by === 'service' ? request.choice.service : request.choice.by,
			labelFormat: request.format,
			messages: [summaryOf(request)],
		}),
	};
	return await context.perform('label', effect, (label) => [eventOf(label)]);
}

/** Says what would be bought, without the customer's name or street. */
function summaryOf({ from, to, parcel, reference }: LabelRequest): string {
	return `Would buy a label ${reference} from ${from.postalCode} ${from.city}, ${from.country} to ${to.postalCode} ${to.city}, ${to.country} for ${parcel.weight} g, ${parcel.length} x ${parcel.width} x ${parcel.height} cm.`;
}

/** What the case records of a label. */
export function eventOf(label: ReturnLabel): NewEvent {
	const [provider] = Object.keys(label.providerIds)[0].split('.');
	return {
		source: provider,
		id: `${label.id}.label`,
		type: 'label.issued',
		data: { label },
		references: { ...label.providerIds, ...(label.trackingNumber && { tracking: label.trackingNumber }) },
	};
}
