import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { Decision, EffectError, mayAct, Order, rightsOf, seesBrand, withoutSlash } from '../../../shared/model';
import { jsonParam, type OperationContext } from '../../../shared/operation';
import { foundOrder, keepFound } from '../../customer/foundOrder';

export const option = {
	name: 'Keep Order',
	value: 'keepOrder',
	action: 'Keep an order for the page of a customer',
	description:
		'Show an order that no return is known of on the page Customer of the desk, line by line; changes nothing else',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Order',
		name: 'order',
		type: 'json',
		default: '={{ $json.order }}',
		description: 'The order as Shopify Returns or Odoo Returns has found it',
	},
	{
		displayName: 'Decision',
		name: 'decision',
		type: 'json',
		default: '={{ $json.decision }}',
		description:
			'What Return Policy: Evaluate says of the whole order. Blank: all that were not returned before may come back.',
	},
	{
		displayName: 'Brand',
		name: 'brand',
		type: 'string',
		default: 'default',
		description: 'The brand of which the order is: who does not see it is not shown the order',
	},
	{
		displayName: 'Person',
		name: 'person',
		type: 'string',
		default: '={{ $json.user.email }}',
		description: 'E-mail of the person who has asked, signed in to n8n; they need the role service',
	},
	{
		displayName: 'Desk Path',
		name: 'path',
		type: 'string',
		default: 'returns/desk',
		description: 'Path of the Return Desk Trigger',
	},
];

export const endsStep = false;

export const asTool = 'never';

export const output = z.object({ link: z.string() });

/** Leads to the page that shows the order. Throws EffectError without an order, and for a person who may not see it. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const brand = context.param<string>('brand', 'default').trim() || 'default';
	const person = context.param<string>('person', '').trim();
	const rights = person ? rightsOf(person, await store.settings.get('default')) : undefined;
	if (!rights || !mayAct(rights, 'service') || !seesBrand(rights, brand))
		throw new EffectError(`${person || 'Nobody'} may not look up orders of the brand ${brand}`, {
			category: 'rejected',
			connection: 'case_store',
			advice: 'Ask whoever keeps the settings to give the person the role service for it, under Staff.',
		});
	const order = jsonParam(context, 'order', Order, 'Give the order as Order: Find has it.');
	if (!order)
		throw new EffectError('No order has this number and this e-mail address', {
			category: 'invalid_input',
			connection: 'case_store',
			field: 'order',
			advice: 'Look at both again: they must be those of one order.',
		});
	const advice = 'Give what Return Policy: Evaluate says, or leave it blank.';
	const decision = jsonParam(context, 'decision', Decision, advice);
	const found = await keepFound(store, foundOrder(order, decision, brand));
	const path = context.param<string>('path', 'returns/desk').replace(/^\/+/, '');
	const query = new URLSearchParams({ page: 'customer', q: order.number, found });
	return { link: `${withoutSlash(context.node.getInstanceBaseUrl())}/webhook/${path}?${query.toString()}` };
}
