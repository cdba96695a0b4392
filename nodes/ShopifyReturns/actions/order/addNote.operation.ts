import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { invalidInput } from '../../../shared/model';
import {
	effectOptions,
	noteIdProperty,
	performed,
	referenceProperty,
	type OperationContext,
} from '../../../shared/operation';
import { orderIdOf, orderIdProperty } from '../../orders/orderInput';
import { Noted, notingEffect } from '../../orders/orderNote';
import { shopifyOf } from '../../transport/fromNode';
import { textOf } from '../../transport/list';

export const option = {
	name: 'Add Note',
	value: 'addNote',
	action: 'Add note to order',
	description: 'Write a note for staff below those that are in a metafield of the order',
};

export const description: INodeProperties[] = [
	referenceProperty,
	orderIdProperty,
	{
		displayName: 'Text',
		name: 'text',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		required: true,
		description: 'What staff shall read. Customers do not see it.',
	},
	noteIdProperty,
	effectOptions,
];

export const asTool = 'whenAllowed';

export const output = performed('shopifyNote', Noted);

/** Adds a note for staff to an order, once. What others write there in that moment stays. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const reference = context.requireReference();
	const text = textOf(context, 'text');
	if (!text) throw invalidInput('There is nothing to write', 'Set Text.', 'text');
	const id = await orderIdOf(context);
	const client = await shopifyOf(context);
	const noteId = textOf(context, 'noteId') || text;
	return await context.perform('shopifyNote', notingEffect({ client, id, reference, noteId, text }), () => []);
}
