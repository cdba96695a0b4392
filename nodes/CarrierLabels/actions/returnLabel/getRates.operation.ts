import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { referenceProperty, type OperationContext } from '../../../shared/operation';
import { Offer } from '../../carriers';
import { carrierOf } from '../../transport/carrierOf';
import { parcelProperties, requestOf } from './request';

export const option = {
	name: 'Get Rates',
	value: 'getRates',
	action: 'Get rates of return label',
	description: 'Ask what carriers would take the parcel for; nothing is bought',
};

export const description: INodeProperties[] = [referenceProperty, ...parcelProperties];

export const asTool = 'free';

export const output = z.object({
	rates: z.object({
		carrierService: z.string(),
		/** The cheapest first. */
		offers: z.array(Offer),
		/** What carriers said besides, each a sentence for people. */
		messages: z.array(z.string()),
	}),
});

/** What the carriers would take the parcel for. Costs nothing, also in a test run; the carrier service gets the addresses. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const { id, service, api } = await carrierOf(context);
	const { offers, messages } = await service.quote(api, await requestOf(context));
	const cheapestFirst = [...offers].sort((a, b) => (a.cost?.amount ?? Infinity) - (b.cost?.amount ?? Infinity) || 0);
	return { rates: { carrierService: id, offers: cheapestFirst, messages } };
}
