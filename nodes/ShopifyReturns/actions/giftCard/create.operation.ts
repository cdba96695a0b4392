import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { paidOrAsked, moneyOptions, referenceProperty, type OperationContext } from '../../../shared/operation';
import { GiftCard, giftCardGiver } from '../../money/giftCard';
import { z } from 'zod';
import { invalidInput } from '../../../shared/model';
import { giveCredit } from '../../money/giveCredit';

import { creditProperties, creditToGive, customerOf } from '../../money/creditInput';
import { textOf } from '../../transport/list';
import { shopifyOf } from '../../transport/fromNode';

export const option = {
	name: 'Create',
	value: 'create',
	action: 'Create gift card',
	description: 'Give a gift card; a repeat finds the one that was made',
};

export const description: INodeProperties[] = [
	referenceProperty,
	...creditProperties,
	{
		displayName: 'Expires On',
		name: 'expiresOn',
		type: 'string',
		default: '',
		placeholder: 'e.g. 2029-12-31',
		description: 'A day. Empty: as the shop is set up.',
	},
	{
		displayName: 'Assign to Customer',
		name: 'assign',
		type: 'boolean',
		default: true,
		description: 'Whether the card belongs to the customer of the order; needs the access scope write_customers',
	},
	moneyOptions,
];

export const asTool = 'limited';

export const output = paidOrAsked('giftCard', GiftCard.extend({ code: z.string() }));

/** Makes a gift card, once for each reference. Its whole code is in the output of the run that made it, and nowhere else. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const order = await creditToGive(context, { suffix: 'G1', key: 'giftCard', name: 'Gift card' });
	if ('done' in order) return order.done;
	const expiresOn = textOf(context, 'expiresOn');
	if (expiresOn && !/^\d{4}-\d{2}-\d{2}$/.test(expiresOn))
		throw invalidInput(`"${expiresOn}" is no day`, 'Give one such as 2029-12-31.', 'expiresOn');
	const client = await shopifyOf(context);
	const customer = context.param<boolean>('assign', true)
		? await customerOf(context, client, order.orderId)
		: undefined;
	// The code is money: it goes to the flow, never into the case store.
	let code = '';
	const giver = giftCardGiver(
		client,
		{ ...order, ...(customer && { customer }), ...(expiresOn && { expiresOn }) },
		(made) => {
			code = made;
		},
	);
	const output = await giveCredit(context, client, order, giver, {
		key: 'giftCard',
		preview: { reference: order.reference, amount: order.amount },
	});
	return code ? { ...output, giftCard: { ...(output.giftCard as IDataObject), code } } : output;
}
