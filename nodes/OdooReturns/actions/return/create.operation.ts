import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { isKept, isNothingExpected, nothingExpected } from '../../../shared/case/expected';
import { effectOptions, performedOrNot, referenceProperty, type OperationContext } from '../../../shared/operation';
import { z } from 'zod';
import { creatingEffect, creatingEvents, ReturnCreated, ReturnPreview, type Creating } from '../../goods/createReturn';
import { connect } from '../../transport/connect';
import { orderName, orderProperty, wantedLines } from '../inputs';

export const option = {
	name: 'Create',
	value: 'create',
	action: 'Create return',
	description: 'Make the transfer that the goods come back on',
};

export const description: INodeProperties[] = [
	referenceProperty,
	orderProperty,
	{
		displayName: 'Lines',
		name: 'lines',
		type: 'json',
		default: '',
		placeholder: '[{ "sku": "TEE-BLUE-M", "quantity": 1 }]',
		description: 'What shall come back, by SKU. Leave blank to take the approved pieces of the case.',
	},
	effectOptions,
];

export const asTool = 'whenAllowed';

/** `message` says why no document is needed. */
export const output = performedOrNot(
	'return',
	ReturnCreated.merge(ReturnPreview.partial()).extend({ state: z.string() }),
);

/** Creates the return document once, ready to receive; without goods that the customer keeps. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const reference = context.requireReference();
	const state = await context.findCase();
	if (state && isNothingExpected(state)) return { return: { outcome: 'nothing_to_do', message: nothingExpected } };
	const creating: Creating = {
		odoo: await connect(context),
		reference,
		settings: (await context.settings()).odoo,
		orderName: async () => await orderName(context),
		wanted: async () => (await wantedLines(context)).filter(({ line }) => !state || !isKept(state, line)),
	};
	return await context.perform('return', creatingEffect(creating), (made) =>
		creatingEvents(reference, made as ReturnCreated),
	);
}
