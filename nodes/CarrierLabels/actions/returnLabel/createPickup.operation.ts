import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { Effect } from '../../../shared/effect';
import { EffectError, instantOf, invalidInput, type Address } from '../../../shared/model';
import { effectOptions, performed, referenceProperty, type OperationContext } from '../../../shared/operation';
import { addressOf, merged } from '../../carriers/labelRequest';
import { Pickup, type PickupRequest } from '../../carriers/pickup';
import { carrierOf } from '../../transport/carrierOf';
import { isFrom } from './labelsOf';
import { labelIdProperty, parcelProperties, textProperty } from './request';

export const option = {
	name: 'Create Pickup',
	value: 'createPickup',
	action: 'Create pickup',
	description: 'Have a carrier fetch parcels from the customer, once',
};

const [customerAddress] = parcelProperties;

export const description: INodeProperties[] = [
	referenceProperty,
	labelIdProperty('Empty: every label that the case has of this carrier service and that is not voided.'),
	{
		displayName: 'From',
		name: 'fetchFrom',
		type: 'dateTime',
		default: '',
		required: true,
		description: "When the carrier may come at the earliest; without a zone in the shop's time zone",
	},
	{
		displayName: 'Until',
		name: 'fetchUntil',
		type: 'dateTime',
		default: '',
		required: true,
		description: 'When it must have come, usually on the same day',
	},
	{
		...customerAddress,
		description: 'Where the parcels are. Fields left out are those of the case; carriers want e-mail and phone.',
	},
	textProperty('Note for Driver', 'driverNote', { placeholder: 'e.g. At the back door' }),
	{
		displayName: 'Pickup Number',
		name: 'pickupNumber',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 1,
		description: 'Raise it for another pickup of the same return: each number is ordered once',
	},
	effectOptions,
];

export const asTool = 'whenAllowed';

export const output = performed('pickup', Pickup.partial());

/** Orders a pickup, at most once for a reference and number. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const { id: source, name, service, api } = await carrierOf(context);
	const { pickups } = service;
	if (!pickups)
		throw new EffectError(`Through ${name} this node orders no pickups`, {
			category: 'configuration',
			advice: 'Choose EasyPost or ShipStation as Carrier Service, or order it at the carrier.',
		});
	const request = await requestOf(context, service);
	if (request.labels.length > pickups.most)
		throw invalidInput(
			`${name} fetches ${pickups.most === 1 ? 'one parcel' : `${pickups.most} parcels`} with a pickup, and this return has ${request.labels.length}`,
			'Name one in Label ID, and give the next one another Pickup Number.',
			'labelId',
		);
	const effect: Effect<Pickup> = {
		key: request.reference,
		kind: `${source}.pickup`,
		lookUp: async (memory) => await pickups.find(api, request, memory),
		act: async (memory) => await pickups.create(api, request, memory),
		preview: async () => {
			const { from, until, labels } = request;
			return { from, until, labels };
		},
	};
	return await context.perform('pickup', effect, (pickup) => [
		{
			source,
			id: `${pickup.id}.pickup`,
			type: 'note.added',
			data: {
				note: `${pickup.carrier} fetches the parcel between ${pickup.from} and ${pickup.until}${pickup.confirmation && `, confirmation ${pickup.confirmation}`}.`,
			},
		},
	]);
}

async function requestOf(context: OperationContext, service: Parameters<typeof isFrom>[0]): Promise<PickupRequest> {
	const state = await context.findCase();
	const named = String(context.param<unknown>('labelId', '') ?? '').trim();
	const known = (state?.labels ?? []).filter((label) => !label.voided && isFrom(service, label)).map(({ id }) => id);
	const labels = named ? [named] : [...new Set(known)];
	if (!labels.length)
		throw invalidInput(
			'There is no label for the parcel that shall be fetched',
			'Buy one with Return Label: Create first, or fill in Label ID.',
			'labelId',
		);
	const { timeZone } = await context.settings();
	const from = timeOf(context, 'fetchFrom', timeZone);
	const until = timeOf(context, 'fetchUntil', timeZone);
	if (until <= from)
		throw invalidInput('Until is not after From', 'Give the hours in which the carrier may come.', 'fetchUntil');
	const number = Math.max(1, Math.trunc(context.param<number>('pickupNumber', 1)) || 1);
	return {
		reference: `${context.requireReference()}/P${number}`,
		labels,
		address: placeOf(context, state?.customer?.address ?? state?.order?.customer?.address, state?.customer),
		from,
		until,
		note: String(context.param<unknown>('driverNote', '') ?? '').trim(),
	};
}

function placeOf(context: OperationContext, known: Address | undefined, customer?: { email?: string }): Address {
	const address = addressOf(
		merged({ ...(customer?.email && { email: customer.email }), ...known }, context.param<IDataObject>('from', {})),
		'from',
		"The customer's address",
		'Find the order first, so that the case knows the customer, or fill in Customer Address.',
	);
	for (const field of ['email', 'phone'] as const)
		if (!address[field])
			throw invalidInput(
				`The customer's ${field === 'email' ? 'e-mail address' : 'phone number'} is not known`,
				'A carrier that fetches a parcel wants both. Fill it in under Customer Address.',
				`from.${field}`,
			);
	return address;
}

/** What was typed as an instant, without parts of a second. */
function timeOf(context: OperationContext, name: string, zone: string | undefined): string {
	const typed = String(context.param<unknown>(name, '') ?? '').trim();
	const time = instantOf(typed, zone ?? 'UTC');
	if (!time)
		throw invalidInput(
			typed ? `"${typed}" is no time` : 'It is not said when the carrier shall come',
			'Give day and time, e.g. 2026-12-01T10:00.',
			name,
		);
	return time.replace(/\.\d+Z$/, 'Z');
}
