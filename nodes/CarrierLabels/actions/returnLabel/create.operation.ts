import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { performed, effectOptions, referenceProperty, type OperationContext } from '../../../shared/operation';
import { invalidInput, type NewEvent, type ReturnLabel } from '../../../shared/model';
import type { Effect } from '../../../shared/effect';
import { LabelOutput, type LabelFormat, type LabelRequest, type RateChoice } from '../../carriers';
import { addressOf, merged, parcelOf } from '../../carriers/labelRequest';
import { carrierOf } from '../../transport/carrierOf';

const text = (displayName: string, name: string, more: Partial<INodeProperties> = {}): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	...more,
});

const addressFields: INodeProperties[] = [
	text('City', 'city'),
	text('Company', 'company'),
	text('Country', 'country', { placeholder: 'e.g. US', description: 'Two-letter code' }),
	text('Email', 'email', { placeholder: 'e.g. name@email.com' }),
	text('Name', 'name'),
	text('Phone', 'phone'),
	text('Postal Code', 'postalCode'),
	text('State', 'state'),
	text('Street', 'street1'),
	text('Street 2', 'street2'),
];

const size = (displayName: string, name: string, unit: string): INodeProperties => ({
	displayName,
	name,
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 0,
	description: `In ${unit}`,
});

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
	text('Service', 'service', {
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
	{
		displayName: 'Customer Address',
		name: 'from',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		options: addressFields,
		description: 'Where the parcel comes from. Fields left out are those of the case.',
	},
	{
		displayName: 'Return Address',
		name: 'to',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		options: addressFields,
		description: 'Where the parcel goes. Fields left out are those of the settings.',
	},
	{
		displayName: 'Parcel',
		name: 'parcel',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		options: [
			size('Height', 'height', 'centimetres'),
			size('Length', 'length', 'centimetres'),
			size('Weight', 'weight', 'grams'),
			size('Width', 'width', 'centimetres'),
		],
		description: 'Size and weight. Fields left out are those of the settings.',
	},
	{
		displayName: 'Parcel Number',
		name: 'parcelNumber',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 1,
		description:
			'Each number gets one label. Use 2 and up for further parcels of the same return, or to replace a label that was given back.',
	},
	effectOptions,
];

/** How far the clocks of shop, n8n and carrier may be apart. */
const clocksDifferMs = 3_600_000;

export const asTool = 'whenAllowed';

/** A test run buys nothing, so it knows a part of the label. */
export const output = performed('label', LabelOutput.partial());

/** Buys the return label of a return's parcel, at most once for reference and parcel number. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const { id, name, service, api } = await carrierOf(context);
	const request = await requestOf(context);
	const effect: Effect<ReturnLabel> = {
		key: `${request.reference}/L${numberOf(context)}`,
		kind: `${id}.label`,
		lookUp: async (memory) => await service.find(api, request, memory),
		act: async (memory) => await service.create(api, request, memory),
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

async function requestOf(context: OperationContext): Promise<LabelRequest> {
	const reference = String(context.param<unknown>('reference', '') ?? '').trim();
	if (!reference)
		throw invalidInput(
			'The label has no reference',
			'Set Case Reference, e.g. {{ $json.reference }}: the same reference never gets a second label.',
			'reference',
		);
	const state = await context.findCase();
	const settings = await context.settings();
	const number = numberOf(context);
	const known = state?.customer?.address ?? state?.order?.customer?.address;
	const contact = { name: state?.customer?.name, phone: state?.customer?.phone, email: state?.customer?.email };
	return {
		from: addressOf(
			merged({ ...contact, ...known }, context.param<IDataObject>('from', {})),
			'from',
			"The customer's address",
			'Find the order first, so that the case knows the customer, or fill in Customer Address.',
		),
		to: addressOf(
			merged(settings.returnAddress, context.param<IDataObject>('to', {})),
			'to',
			'The return address',
			'Store it with Return Case: Save Settings, or fill in Return Address.',
		),
		parcel: parcelOf(merged(settings.parcel, withoutZeros(context.param<IDataObject>('parcel', {})))),
		reference: number === 1 ? reference : `${reference}/L${number}`,
		choice: choiceOf(context),
		format: context.param<LabelFormat>('labelFormat', 'PDF'),
		...(state && { since: new Date(Date.parse(state.openedAt) - clocksDifferMs).toISOString() }),
	};
}

function numberOf(context: OperationContext): number {
	const number = Number(context.param<unknown>('parcelNumber', 1));
	if (Number.isInteger(number) && number >= 1) return number;
	throw invalidInput('The parcel number is no whole number from 1', 'Give 1 for the first parcel.', 'parcelNumber');
}

function choiceOf(context: OperationContext): RateChoice {
	const by = context.param<'cheapest' | 'fastest' | 'service'>('rate', 'cheapest');
	if (by !== 'service') return { by };
	const service = String(context.param<unknown>('service', '') ?? '').trim();
	if (!service)
		throw invalidInput('No service is named', 'Give its name in Service, or choose another Rate.', 'service');
	return { by, service };
}

function withoutZeros(fields: IDataObject): IDataObject {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== 0));
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
