import type { INodeProperties } from 'n8n-workflow';
import { invalidInput } from '../../shared/model';
import type { OperationContext } from '../../shared/operation';
import { gidOf } from '../graphql/gid';
import { textOf } from '../transport/list';

/** Which order of Shopify an operation is about. */
export const orderIdProperty: INodeProperties = {
	displayName: 'Order ID',
	name: 'orderId',
	type: 'string',
	default: "={{ $json.order?.providerIds?.['shopify.order'] ?? $json.shopifyOrder?.id ?? '' }}",
	placeholder: 'e.g. gid://shopify/Order/5196695273621',
	description: 'The order in Shopify: its GraphQL ID, or the number at its end. Empty: taken from the case.',
};

/** The order's gid, from the parameter or from the case. Throws EffectError when neither names one. */
export async function orderIdOf(context: OperationContext): Promise<string> {
	const given = textOf(context, 'orderId');
	if (given) {
		const id = gidOf('Order', given);
		if (!id)
			throw invalidInput(
				`"${given}" is no order of Shopify`,
				'Give its ID, e.g. gid://shopify/Order/5196695273621, or leave Order ID empty to take it from the case. Order: Find finds it by its number.',
				'orderId',
			);
		return id;
	}
	if (!context.store)
		throw invalidInput(
			'No order is named',
			'Give Order ID, or choose a Return Case credential so that the case names it.',
			'orderId',
		);
	const { ids, orders, reference } = await context.requireCase();
	const id = gidOf('Order', ids['shopify.order'] ?? orders.shopify?.providerIds['shopify.order']);
	if (!id)
		throw invalidInput(
			`Return ${reference} knows no order of Shopify`,
			'Run Order: Find or Return: Get of this node first, or give Order ID.',
			'orderId',
		);
	return id;
}
