import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { invalidInput, type Money, type Settings } from '../../../shared/model';
import type { CaseState } from '../../../shared/case';
import { returnToOf } from '../../../shared/case/expected';
import type { OperationContext } from '../../../shared/operation';
import type { LabelFormat, LabelRequest, RateChoice } from '../../carriers';
import { crossesCustoms } from '../../carriers/extras';
import { addressOf, merged, parcelOf } from '../../carriers/labelRequest';
import { goodsOfReturn } from '../../choice/goodsOfReturn';
import { packGoods, type PackedParcel } from '../../choice/packGoods';
import { extrasOf, valueOf } from './extras';

/* What Create and Get Rates ask of an analyst alike: from where, to where, and which parcel. */

export const textProperty = (
	displayName: string,
	name: string,
	more: Partial<INodeProperties> = {},
): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	...more,
});

const addressFields: INodeProperties[] = [
	textProperty('City', 'city'),
	textProperty('Company', 'company'),
	textProperty('Country', 'country', { placeholder: 'e.g. US', description: 'Two-letter code' }),
	textProperty('Email', 'email', { placeholder: 'e.g. name@email.com' }),
	textProperty('Name', 'name'),
	textProperty('Phone', 'phone'),
	textProperty('Postal Code', 'postalCode'),
	textProperty('State', 'state'),
	textProperty('Street', 'street1'),
	textProperty('Street 2', 'street2'),
];

const size = (displayName: string, name: string, unit: string): INodeProperties => ({
	displayName,
	name,
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 0,
	description: `In ${unit}`,
});

/** Which label at the carrier service. `empty`: what is meant without one. */
export const labelIdProperty = (empty: string): INodeProperties =>
	textProperty('Label ID', 'labelId', {
		placeholder: 'e.g. shp_18ef…',
		description: `ID of one label at the carrier service. ${empty}`,
	});

/** From where, to where, and which parcel. */
export const parcelProperties: INodeProperties[] = [
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
		description:
			'Size and weight. A weight left out is that of the goods, where the order says it; the rest is as in the settings.',
	},
];

/** How far the clocks of shop, n8n and carrier may be apart. */
const clocksDifferMs = 3_600_000;

/** A label to be bought for one of a return's parcels, and what is in it. */
export interface ParcelRequest extends LabelRequest {
	/** Of the return's parcels, from 1. */
	number: number;
	/** What its goods were sold for; undefined: nobody knows. */
	value?: Money;
}

/** The label that the node's parameters, the case and the settings ask for, when all goods come in one parcel. Throws as requestsOf does. */
export async function requestOf(context: OperationContext): Promise<ParcelRequest> {
	const [request] = await requestsOf(context, 1);
	return request;
}

/**
 * The labels that the node's parameters, the case and the settings ask for, one for each parcel. `count`: how many parcels; 0: as many as the weight
 * of the goods needs. Throws EffectError that names what is missing.
 */
export async function requestsOf(context: OperationContext, count: number): Promise<ParcelRequest[]> {
	const reference = String(context.param<unknown>('reference', '') ?? '').trim();
	if (!reference)
		throw invalidInput(
			'The label has no reference',
			'Set Case Reference, e.g. {{ $json.reference }}: the same reference never gets a second label.',
			'reference',
		);
	const state = await context.findCase();
	const settings = await context.settings();
	const known = state?.customer?.address ?? state?.order?.customer?.address;
	const contact = { name: state?.customer?.name, phone: state?.customer?.phone, email: state?.customer?.email };
	const from = addressOf(
		merged({ ...contact, ...known }, context.param<IDataObject>('from', {})),
		'from',
		"The customer's address",
		'Find the order first, so that the case knows the customer, or fill in Customer Address.',
	);
	const to = addressOf(
		merged(returnToOf(state) ?? settings.returnAddress, context.param<IDataObject>('to', {})),
		'to',
		'The return address',
		'Store it with Return Case: Save Settings, or fill in Return Address.',
	);
	const given = withoutZeros(context.param<IDataObject>('parcel', {}));
	const packed = packedOf(state, count, settings.parcel);
	const first = numberOf(context);
	return packed.map(({ goods, weight }, index) => {
		const number = first + index;
		const weighed = weight === undefined ? {} : { weight: Math.ceil(weight + (settings.parcel.packaging ?? 0)) };
		const route = {
			from,
			to,
			parcel: parcelOf(merged({ ...settings.parcel, ...weighed }, given)),
			reference: number === 1 ? reference : `${reference}/L${number}`,
		};
		if (!goods.length && packed.length > 1 && crossesCustoms(from, to))
			throw invalidInput(
				`There are fewer goods than parcels, and a parcel without goods cannot be declared at customs`,
				'Give a smaller Number of Parcels.',
				'parcels',
			);
		const value = state && valueOf(state, goods);
		return {
			...route,
			...extrasOf(context, state, route, goods),
			number,
			...(value && { value }),
			choice: choiceOf(context),
			format: context.param<LabelFormat>('labelFormat', 'PDF'),
			...(state && { since: new Date(Date.parse(state.openedAt) - clocksDifferMs).toISOString() }),
		};
	});
}

/** The goods of a return in so many parcels; 0: as few as none is too heavy. */
function packedOf(
	state: CaseState | undefined,
	count: number,
	{ heaviest, packaging = 0 }: Settings['parcel'],
): PackedParcel[] {
	const goods = state ? goodsOfReturn(state) : [];
	if (count) return packGoods(goods, { parcels: count });
	if (!heaviest)
		throw invalidInput(
			'How heavy a parcel may be is not known',
			'Store Heaviest Parcel with Return Case: Save Settings (Usual Parcel), or give a Number of Parcels.',
			'parcels',
		);
	return packGoods(goods, { heaviest: Math.max(1, heaviest - packaging) });
}

/** Which of the return's parcels it is, from 1. */
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
