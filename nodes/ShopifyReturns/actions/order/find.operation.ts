import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { orderOutput } from '../../orders/orderOutput';
import { z } from 'zod';
import { EffectError } from '../../../shared/model';
import {
	orderNotFound,
	orGoOn,
	referenceProperty,
	whenMissingProperty,
	type OperationContext,
} from '../../../shared/operation';
import { textOf } from '../../transport/list';
import { findOrder } from '../../orders/findOrder';
import { tellOrder } from '../../returns/tellOrder';
import { shopifyOf } from '../../transport/fromNode';

export const option = {
	name: 'Find',
	value: 'find',
	action: 'Find order',
	description: 'Find an order by number and e-mail, compared exactly',
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Order Number',
		name: 'number',
		type: 'string',
		default: "={{ $json.orderNumber ?? $json.case?.orderNumber ?? '' }}",
		placeholder: 'e.g. #1001',
		description: 'As the customer has it, with or without #. Empty: taken from the case.',
	},
	{
		displayName: 'Email',
		name: 'email',
		type: 'string',
		placeholder: 'e.g. name@email.com',
		default: '',
		description:
			'The e-mail address the order was placed with. When it is given, both must fit exactly: give it whenever a customer typed the number.',
	},
	whenMissingProperty,
];

export const asTool = 'free';

export const output = orderOutput.partial().extend({ orderMissing: z.string().optional() });

/** Finds an order by number and e-mail, compared exactly: Shopify's own search is fuzzy. The case learns the order. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	return await orGoOn(context, async () => await find(context));
}

async function find(context: OperationContext): Promise<IDataObject> {
	const number = textOf(context, 'number') || ((await context.findCase())?.orderNumber ?? '');
	if (!number)
		throw new EffectError('No order number is given', {
			category: 'invalid_input',
			field: 'number',
			code: orderNotFound,
			advice: 'Give Order Number, e.g. {{ $json.orderNumber }}.',
		});
	const client = await shopifyOf(context);
	const { id } = await findOrder(client, { number, email: textOf(context, 'email') });
	return await tellOrder(context, client, id);
}
