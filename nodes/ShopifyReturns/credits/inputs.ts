import type { INodeProperties } from 'n8n-workflow';
import { invalidInput, type OperationContext } from '../../shared/effect';
import { textOf } from '../inputs/list';
import { amountOf } from '../inputs/money';
import { orderIdOf, orderIdProperty } from '../inputs/order';
import { gidOf } from '../mapping/gid';
import { readOrder } from '../returns/readOrder';
import type { ShopifyClient } from '../transport/client';
import type { CreditOrder } from './giveOnce';

export const creditProperties: INodeProperties[] = [
	orderIdProperty,
	{ displayName: 'Amount', name: 'amount', type: 'string', required: true, default: '', placeholder: 'e.g. 25.00', description: 'Decimal amount to give' },
	{ displayName: 'Currency', name: 'currency', type: 'string', required: true, default: "={{ $json.order?.currency ?? $json.case?.order?.currency ?? '' }}", placeholder: 'e.g. EUR', description: 'Three-letter code' },
	{
		displayName: 'Customer ID',
		name: 'customerId',
		type: 'string',
		default: '',
		placeholder: 'e.g. gid://shopify/Customer/123',
		description: 'Who gets it. Empty: the customer of the order.',
	},
	{
		displayName: 'Credit Reference',
		name: 'creditReference',
		type: 'string',
		default: '',
		placeholder: 'e.g. RMA-7K2M9QX4TB/C1',
		description: 'Names this credit once and for all: the same reference is given only once. Empty: made of the case reference, which allows one for each return.',
	},
];

/** What to give, and at which order it is noted. `suffix` tells kinds of credit of one case apart. Throws EffectError naming the field. */
export async function creditOrderOf(context: OperationContext, suffix: string): Promise<CreditOrder> {
	const reference = textOf(context, 'creditReference') || (context.reference ? `${context.reference}/${suffix}` : '');
	if (!reference) throw invalidInput('The credit has no reference', 'Give Credit Reference, e.g. RMA-1001/C1: the same reference is given only once.', 'creditReference');
	if (reference.length > 100 || /[[\]]/.test(reference)) throw invalidInput('The credit reference is longer than 100 characters or has brackets', 'Give a short one, e.g. RMA-1001/C1.', 'creditReference');
	return { orderId: await orderIdOf(context), reference, amount: amountOf(textOf(context, 'amount'), textOf(context, 'currency'), 'amount') };
}

/** Who gets it: given, else the order's customer; undefined when the order has none. */
export async function customerOf(context: OperationContext, client: ShopifyClient, orderId: string): Promise<string | undefined> {
	const given = textOf(context, 'customerId');
	if (given) {
		const id = gidOf('Customer', given);
		if (!id) throw invalidInput(`"${given}" is no customer of Shopify`, 'Give the ID, e.g. gid://shopify/Customer/123, or leave it empty.', 'customerId');
		return id;
	}
	return gidOf('Customer', (await readOrder(client, orderId)).customer?.id);
}
