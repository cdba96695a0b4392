import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { referenceProperty, type OperationContext } from '../../../shared/operation';
import { EffectError } from '../../../shared/model';
import { DropOffPoint } from '../../carriers/dropOff';
import { addressOf, merged } from '../../carriers/labelRequest';
import { carrierOf } from '../../transport/carrierOf';
import { parcelProperties, textProperty } from './request';

export const option = {
	name: 'Find Drop-Off Points',
	value: 'findDropOffPoints',
	action: 'Find drop off points',
	description: 'Where the customer can hand in the parcel, the nearest first',
};

const [customerAddress] = parcelProperties;

export const description: INodeProperties[] = [
	referenceProperty,
	{ ...customerAddress, description: 'Near what they are looked for. Fields left out are those of the case.' },
	textProperty('Carrier', 'carrier', {
		placeholder: 'e.g. DHL',
		description: 'Only points of this carrier. Empty: of any.',
	}),
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 100 },
		default: 50,
		description: 'Max number of results to return',
	},
];

export const asTool = 'free';

export const output = z.object({ points: z.array(DropOffPoint) });

/** Where the customer can hand in the parcel. Changes nothing; the carrier service gets the address. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const { name, service, api } = await carrierOf(context);
	if (!service.dropOffPoints)
		throw new EffectError(`Through ${name} this node finds no drop-off points`, {
			category: 'configuration',
			advice: 'Choose Sendcloud or ShipStation as Carrier Service, or link to the carrier’s own page.',
		});
	const state = await context.findCase();
	const known = state?.customer?.address ?? state?.order?.customer?.address;
	const near = addressOf(
		merged({ name: 'Customer', street1: '', ...known }, context.param<IDataObject>('from', {})),
		'from',
		"The customer's address",
		'Find the order first, so that the case knows the customer, or fill in Customer Address.',
	);
	const carrier = String(context.param<unknown>('carrier', '') ?? '').trim();
	const limit = Math.min(100, Math.max(1, Math.trunc(context.param<number>('limit', 50)) || 50));
	return { points: await service.dropOffPoints(api, { near, carrier, limit }) };
}
