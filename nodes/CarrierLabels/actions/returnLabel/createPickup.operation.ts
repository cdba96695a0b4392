import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { Effect } from '../../../shared/effect';
import { carrierNames, connections, EffectError, invalidInput } from '../../../shared/model';
import { effectOptions, performed, referenceProperty, type OperationContext } from '../../../shared/operation';
import { carriers } from '../../carriers';
import { Pickup } from '../../carriers/pickup';
import { carrierOf } from '../../transport/carrierOf';
import { pickupRequestOf } from '../../labels/pickupRequest';
import { orderedEvent } from '../../labels/pickupsOf';
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
			advice: `Choose one of these as Carrier Service, or order it at the carrier: ${canFetch()}.`,
		});
	const request = await pickupRequestOf(context, service);
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
	return await context.perform('pickup', effect, (pickup) => [orderedEvent(source, pickup)]);
}

const canFetch = () =>
	carrierNames
		.filter((id) => carriers[id].pickups)
		.map((id) => connections[id].name)
		.join(', ');
