import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { isWholeOrder, notToBeSent } from '../../../shared/case/wholeOrder';
import { EffectError } from '../../../shared/model';
import { effectOptions, performedOrNot, referenceProperty, type OperationContext } from '../../../shared/operation';
import { Cancellation, cancelOrder, standingOf } from '../../sale/cancelOrder';
import { connect } from '../../transport/connect';
import { orderName, orderProperty } from '../inputs';

export const option = {
	name: 'Cancel',
	value: 'cancel',
	action: 'Cancel order',
	description: 'Cancel an order of which nothing was sent, with its open deliveries and drafts of invoices',
};

export const description: INodeProperties[] = [referenceProperty, orderProperty, effectOptions];

export const asTool = 'whenAllowed';

export const output = performedOrNot('odooCancellation', Cancellation);

/**
 * Cancels an order of which nothing was sent and all of which is withdrawn from. Posted invoices stay: the credit note follows the refund. An order of
 * which something was sent stays, and when a part of it is still to be sent the warehouse is asked.
 */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const state = await context.findCase();
	if (state && state.verdict !== 'approved')
		throw new EffectError(`The return is ${state.verdict.replace('_', ' ')}; its order is not canceled`, {
			category: 'rejected',
			connection: 'case_store',
			advice: 'Approve the return first.',
		});
	const whole = !state || isWholeOrder(state);
	const odoo = await connect(context);
	const name = await orderName(context);
	const look = async () => await standingOf(odoo, name, whole);
	const key = String(name.id ?? name.number);
	const done = await context.perform<Cancellation>(
		'odooCancellation',
		{
			key,
			kind: 'odoo.order_cancel',
			lookUp: look,
			act: async () => await cancelOrder(odoo, name, whole),
			preview: async () => (await look()) ?? { id: key, canceled: true },
		},
		({ id, name: of, canceled, unsent }) => [
			...(canceled
				? [
						{
							source: 'odoo',
							id: `${id}/canceled`,
							type: 'order.canceled' as const,
							data: { id, system: 'odoo', name: of },
						},
					]
				: []),
			...(unsent
				? [
						{
							source: 'odoo',
							id: `${id}/not to be sent`,
							type: 'exception.opened' as const,
							data: { exception: notToBeSent(of, 'Odoo') },
						},
					]
				: []),
		],
	);
	const canceled = done.odooCancellation as IDataObject;
	return canceled.message && canceled.outcome !== 'dry_run'
		? { ...done, odooCancellation: { ...canceled, outcome: 'nothing_to_do' } }
		: done;
}
