import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { isWholeOrder, notToBeSent } from '../../../shared/case/wholeOrder';
import { EffectError } from '../../../shared/model';
import { effectOptions, performedOrNot, referenceProperty, type OperationContext } from '../../../shared/operation';
import { Cancellation, cancelOrder, readStanding, standingOf } from '../../orders/cancelOrder';
import { orderIdOf, orderIdProperty } from '../../orders/orderInput';
import { shopifyOf } from '../../transport/fromNode';

export const option = {
	name: 'Cancel',
	value: 'cancel',
	action: 'Cancel order',
	description: 'Cancel an order of which nothing was sent, without a refund by Shopify: the case pays it back',
};

export const description: INodeProperties[] = [referenceProperty, orderIdProperty, effectOptions];

export const asTool = 'whenAllowed';

export const output = performedOrNot('cancellation', Cancellation);

/**
 * Cancels an order of which nothing was sent and all of which is withdrawn from. Shopify refunds nothing. An order of which something was sent stays,
 * and when a part of it is still to be sent the warehouse is asked.
 */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const id = await orderIdOf(context);
	const state = await context.findCase();
	if (state && state.verdict !== 'approved')
		throw new EffectError(`The return is ${state.verdict.replace('_', ' ')}; its order is not canceled`, {
			category: 'rejected',
			connection: 'case_store',
			advice: 'Approve the return first.',
		});
	const whole = !state || isWholeOrder(state);
	const client = await shopifyOf(context);
	const look = async () => standingOf(await readStanding(client, id), whole);
	const done = await context.perform<Cancellation>(
		'cancellation',
		{
			key: id,
			kind: 'shopify.order_cancel',
			lookUp: look,
			act: async (memory) => await cancelOrder(client, id, { whole, note: context.reference ?? '', memory }),
			preview: async () => (await look()) ?? { id, canceled: true },
		},
		({ name, canceled, unsent }) => [
			...(canceled
				? [
						{
							source: 'shopify',
							id: `${id}/canceled`,
							type: 'order.canceled' as const,
							data: { id, system: 'shopify', name },
						},
					]
				: []),
			...(unsent
				? [
						{
							source: 'shopify',
							id: `${id}/not to be sent`,
							type: 'exception.opened' as const,
							data: { exception: notToBeSent(name, 'Shopify') },
						},
					]
				: []),
		],
	);
	const cancellation = done.cancellation as IDataObject;
	return cancellation.message && cancellation.outcome !== 'dry_run'
		? { ...done, cancellation: { ...cancellation, outcome: 'nothing_to_do' } }
		: done;
}
