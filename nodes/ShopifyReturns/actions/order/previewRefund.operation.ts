import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { RefundPreview, calculated, calculateInput, suggested } from '../../orders/preview';
import { z } from 'zod';
import { EffectError } from '../../../shared/model';
import { referenceProperty, type OperationContext } from '../../../shared/operation';
import { returnCalculate } from '../../graphql';
import { shippingFeeProperties } from '../../returns/fees';
import { shippingFeeOf } from '../../money/moneyInput';
import { textOf } from '../../transport/list';
import { orderIdOf, orderIdProperty } from '../../orders/orderInput';
import { wantedLinesOf, wantedLinesProperty } from '../../returns/wantedLines';
import { gidOf } from '../../graphql/gid';
import { spreadLines } from '../../orders/spreadLines';
import { readReturnable } from '../../orders/returnable';
import { returnIdProperty } from '../../returns/parameters';
import { readOrder } from '../../orders/readOrder';
import { readReturn } from '../../returns/readReturn';
import { outcomeOf } from '../../returns/shopWorth';
import type { ShopifyClient } from '../../transport/client';
import { shopifyOf } from '../../transport/fromNode';

export const option = {
	name: 'Preview Refund',
	value: 'previewRefund',
	action: 'Preview refund of order',
	description: 'Ask Shopify what a return would give back',
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Preview',
		name: 'about',
		type: 'options',
		options: [
			{
				name: 'A Return That Exists',
				value: 'return',
				description: 'What Shopify would pay back for all that is in the return and not paid back yet',
			},
			{ name: 'Before a Return Is Made', value: 'order', description: 'What these lines would give back' },
		],
		default: 'order',
	},
	{ ...orderIdProperty, displayOptions: { show: { about: ['order'] } } },
	{ ...wantedLinesProperty, displayOptions: { show: { about: ['order'] } } },
	...shippingFeeProperties.map((property) => ({ ...property, displayOptions: { show: { about: ['order'] } } })),
	{ ...returnIdProperty, displayOptions: { show: { about: ['return'] } } },
	{
		displayName: 'Pay Back To',
		name: 'allocation',
		type: 'options',
		options: [
			{ name: 'Original Payments', value: 'ORIGINAL_PAYMENT_METHODS' },
			{ name: 'Store Credit', value: 'STORE_CREDIT' },
		],
		default: 'ORIGINAL_PAYMENT_METHODS',
		displayOptions: { show: { about: ['return'] } },
	},
];

export const asTool = 'free';

export const output = z.object({ preview: RefundPreview });

/** What a return would give back, as Shopify reckons it. Reads only. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const client = await shopifyOf(context);
	const preview =
		context.param<string>('about', 'order') === 'return'
			? await ofReturn(context, client)
			: await ofOrder(context, client);
	return { preview: preview as unknown as IDataObject };
}

async function ofOrder(context: OperationContext, client: ShopifyClient): Promise<RefundPreview> {
	const orderId = await orderIdOf(context);
	const fee = shippingFeeOf(context);
	const lines = spreadLines(await wantedLinesOf(context), await readReturnable(client, orderId));
	const order = await readOrder(client, orderId);
	const { returnCalculate: node } = await client.send(returnCalculate, { input: calculateInput(orderId, lines, fee) });
	if (!node)
		throw new EffectError('Shopify could not reckon this return', {
			category: 'rejected',
			connection: 'shopify',
			advice: 'Look at Order: Get Returnable Items: only delivered pieces that are in no return can come back.',
		});
	return calculated(node, order.presentmentCurrencyCode, order.taxesIncluded);
}

async function ofReturn(context: OperationContext, client: ShopifyClient): Promise<RefundPreview> {
	const id = gidOf('Return', textOf(context, 'returnId') || (await context.findCase())?.ids['shopify.return']);
	if (!id)
		throw new EffectError('No return is named', {
			category: 'invalid_input',
			connection: 'shopify',
			field: 'returnId',
			advice: 'Give Return ID, or choose Preview: Before a Return Is Made.',
		});
	const node = await readReturn(client, id);
	const { taxesIncluded } = await readOrder(client, node.order.id);
	const outcome = await outcomeOf(client, node, context.param<string>('allocation', 'ORIGINAL_PAYMENT_METHODS'));
	if (!outcome)
		throw new EffectError(`Shopify has no suggestion for return ${node.name}`, {
			category: 'rejected',
			connection: 'shopify',
			advice: 'Only an open return with pieces that were not paid back has one.',
		});
	return suggested(outcome, taxesIncluded);
}
