import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import {
	effectOptions,
	factsOutput,
	outcome,
	referenceProperty,
	type OperationContext,
} from '../../../shared/operation';
import { PickupNow } from '../../carriers/pickup';
import { cancelEffect } from '../../labels/cancelPickup';
import { asksSeller } from '../../labels/labelsOf';
import { canceledEvent, openPickups, pickupById, type KnownPickup } from '../../labels/pickupsOf';
import { carrierOf } from '../../transport/carrierOf';
import { textProperty } from './request';

export const option = {
	name: 'Cancel Pickup',
	value: 'cancelPickup',
	action: 'Cancel pickup',
	description: 'Tell the carrier that nobody has to come, once',
};

export const description: INodeProperties[] = [
	referenceProperty,
	textProperty('Pickup ID', 'pickupId', {
		placeholder: 'e.g. pickup_4d1c…',
		description:
			'ID of one pickup at the carrier service. Empty: every one that the case knows of and that was not canceled.',
	}),
	effectOptions,
];

export const asTool = 'whenAllowed';

export const output = factsOutput.extend({
	cancellation: z.object({
		pickups: z.array(PickupNow.partial()),
		outcome: z.enum([...outcome.options, 'nothing_to_do']),
	}),
});

/** Calls pickups off, each once. One that the carrier keeps, or whose time has passed, is an outcome and no error; no pickup is nothing to do. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const meant = await pickupsToCancel(context);
	if (!meant.length) return { cancellation: { pickups: [], outcome: 'nothing_to_do' } };
	const pickups: IDataObject[] = [];
	const outcomes: IDataObject['outcome'][] = [];
	let done: IDataObject = {};
	for (const [index, known] of meant.entries()) {
		const chosen = await carrierOf(context, known.source);
		done = await context.perform(
			'cancellation',
			cancelEffect(chosen, known),
			(now) => [canceledEvent(known.source, now)].flatMap((event) => event ?? []),
			{ endsStep: index === meant.length - 1 },
		);
		const { outcome: how, ...pickup } = done.cancellation as IDataObject;
		outcomes.push(how);
		pickups.push(pickup);
	}
	const outcome = outcomes.find((one) => one !== 'already_done') ?? 'already_done';
	return { ...done, cancellation: { pickups, outcome } };
}

async function pickupsToCancel(context: OperationContext): Promise<KnownPickup[]> {
	const own = asksSeller(context) ? undefined : (await carrierOf(context)).id;
	const named = String(context.param<unknown>('pickupId', '') ?? '').trim();
	if (!named) return await openPickups(context, own);
	return [own ? { id: named, source: own, note: '' } : await pickupById(context, named)];
}
