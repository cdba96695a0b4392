import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { paidOrAsked, moneyOptions, referenceProperty, type OperationContext } from '../../../shared/operation';
import { StoreCredit, storeCreditGiver } from '../../money/storeCredit';
import { invalidInput } from '../../../shared/model';

import { giveCredit } from '../../money/giveCredit';
import { creditProperties, creditToGive, customerOf } from '../../money/creditInput';
import { textOf } from '../../transport/list';
import { notifyCustomerProperty } from '../../returns/parameters';
import { shopifyOf } from '../../transport/fromNode';

export const option = {
	name: 'Issue',
	value: 'issue',
	action: 'Issue store credit',
	description: 'Give a customer store credit; a repeat finds the credit that was given',
};

export const description: INodeProperties[] = [
	referenceProperty,
	...creditProperties,
	{ displayName: 'Expires At', name: 'expiresAt', type: 'dateTime', default: '', description: 'Empty: never' },
	notifyCustomerProperty,
	moneyOptions,
];

export const asTool = 'limited';

export const output = paidOrAsked('storeCredit', StoreCredit);

/** Gives a customer store credit, once for each reference: it is noted at the order before, and looked up when there is doubt. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const order = await creditToGive(context, { suffix: 'C1', key: 'storeCredit', name: 'Store credit' });
	if ('done' in order) return order.done;
	const client = await shopifyOf(context);
	const customer = await customerOf(context, client, order.orderId);
	if (!customer)
		throw invalidInput(
			'The order has no customer',
			'Give Customer ID, or use Gift Card: Create, which needs none.',
			'customerId',
		);
	const expires = textOf(context, 'expiresAt');
	const time = expires ? new Date(expires) : undefined;
	if (time && !Number.isFinite(time.getTime()))
		throw invalidInput(`"${expires}" is no time`, 'Give one such as 2027-11-21T00:00:00Z.', 'expiresAt');
	const isTaken = async (id: string) => {
		const owner = await context.store?.cases.findByReference('shopify.store_credit', id);
		return !!owner && owner.reference !== context.reference;
	};
	const giver = storeCreditGiver(client, {
		...order,
		customer,
		...(time && { expiresAt: time.toISOString() }),
		notify: context.param<boolean>('notifyCustomer', false),
		isTaken,
	});
	return await giveCredit(context, client, order, giver, {
		key: 'storeCredit',
		preview: { reference: order.reference, amount: order.amount, customer },
	});
}
