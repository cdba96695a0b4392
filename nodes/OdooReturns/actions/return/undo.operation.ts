import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import {
	effectOptions,
	jsonParam,
	performed,
	referenceProperty,
	type OperationContext,
} from '../../../shared/operation';
import { undoKey, type Unwanted } from '../../goods/undo';
import { Undone, undoingEffect, undoingEvents, type Undoing } from '../../goods/undoReceipt';
import { connect } from '../../transport/connect';
import { nameLine } from '../inputs';

export const option = {
	name: 'Undo',
	value: 'undo',
	action: 'Undo return',
	description: 'Send received goods back to the customer in the books',
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Lines',
		name: 'lines',
		type: 'json',
		default: '',
		placeholder: '[{ "sku": "TEE-BLUE-M", "quantity": 1 }]',
		description: 'What goes back to the customer, by SKU. Leave blank for everything that was received.',
	},
	{
		displayName: 'Undo ID',
		name: 'undoId',
		type: 'string',
		default: '1',
		description: 'Names this undo: the same one is made once. A second undo of the same return needs another ID.',
	},
	effectOptions,
];

const Lines = z
	.array(
		z.object({
			line: z.string().optional(),
			sku: z.string().default(''),
			quantity: z.number().int().positive(),
			serials: z.array(z.string()).default([]),
		}),
	)
	.min(1);

export const asTool = 'whenAllowed';

export const output = performed('undo', Undone);

/** Takes a receipt back, once. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const reference = context.requireReference();
	const key = undoKey(reference, String(context.param<unknown>('undoId', '1') || '1'));
	const unwanted = await unwantedLines(context);
	const odoo = await connect(context);
	const undoing: Undoing = { odoo, reference, key, unwanted };
	return await context.perform('undo', undoingEffect(undoing), (undone) => undoingEvents(undoing, undone));
}

async function unwantedLines(context: OperationContext): Promise<Unwanted[] | undefined> {
	const given = jsonParam(
		context,
		'lines',
		Lines,
		'Give a list such as [{"sku": "TEE-BLUE-M", "quantity": 1}], or leave it blank to send everything back that was received.',
	);
	const found = given && (await context.findCase());
	return given?.map(({ line, sku, quantity, serials }) => ({
		...nameLine(found, { line, sku: sku || undefined }),
		quantity,
		serials,
	}));
}
