import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import {
	effectOptions,
	factsOutput,
	outcome,
	referenceProperty,
	roundOf,
	type OperationContext,
} from '../../../shared/operation';
import { Canceled, cancelingEffect, cancelingEvents, cancelKind, isCalledOff } from '../../goods/cancelReturn';
import { connect } from '../../transport/connect';

export const option = {
	name: 'Cancel',
	value: 'cancel',
	action: 'Cancel return',
	description: 'Call off what has not come back yet',
};

export const description: INodeProperties[] = [referenceProperty, effectOptions];

export const asTool = 'whenAllowed';

export const output = factsOutput.extend({
	cancellation: Canceled.extend({ outcome: z.enum([...outcome.options, 'nothing_to_do']) }),
});

/** Calls off what has not come back yet. What was received stays received; a return that Odoo does not know needs nothing. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const reference = context.requireReference();
	const odoo = await connect(context);
	// Somebody may make the document again, or late: what is open then is canceled in a round of its own.
	const isThere = async () => await isCalledOff(odoo, reference);
	const { key, round } = await roundOf(context, cancelKind, reference, isThere);
	const done = await context.perform('cancellation', cancelingEffect(odoo, reference, key), (canceled) =>
		cancelingEvents(reference, round, canceled),
	);
	const cancellation = done.cancellation as IDataObject;
	return cancellation.message ? { ...done, cancellation: { ...cancellation, outcome: 'nothing_to_do' } } : done;
}
