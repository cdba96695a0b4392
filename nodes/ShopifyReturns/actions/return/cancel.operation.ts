import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { changedOutput, changeReturn } from '../../returns/changeReturn';
import { EffectError } from '../../../shared/model';
import { effectOptions, referenceProperty, type OperationContext } from '../../../shared/operation';
import { returnCancel } from '../../graphql';
import { returnIdProperty } from '../../returns/parameters';

export const option = {
	name: 'Cancel',
	value: 'cancel',
	action: 'Cancel return',
	description: 'Cancel a return of which nothing was processed yet',
};

export const description: INodeProperties[] = [
	referenceProperty,
	returnIdProperty,
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		default: '',
		description: 'Kept in the case, for staff. Shopify does not see it.',
	},
	effectOptions,
];

export const asTool = 'whenAllowed';

export const output = changedOutput;

/** A case that has ended stays as it ended: only Shopify hears of it, and what is over there in whatever way is left so. */
const ended = ['canceled', 'declined', 'expired'];

/** Cancels a return in Shopify, before anything of it was processed or paid back. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	// The case would refuse it after Shopify has done it: asked before.
	const known = await context.findCase();
	const paid = known?.refunds.find((leg) => leg.state !== 'held' && leg.state !== 'dropped');
	if (paid)
		throw new EffectError(`Refund ${paid.intent.id} of this return is ${paid.state}; it cannot be canceled any more`, {
			category: 'rejected',
			connection: 'shopify',
			code: 'INVALID_STATE',
			advice: 'Close the return when nothing more is to come.',
		});
	const reason = context.param<string>('reason', '').trim();
	return await changeReturn(context, {
		kind: 'shopify.return_cancel',
		from: ['REQUESTED', 'OPEN'],
		to: 'CANCELED',
		...(known && ended.includes(known.verdict) && { silent: true, also: ['DECLINED', 'CLOSED'] }),
		advice: 'Only a return of which nothing was processed or paid back can be canceled. Close it instead.',
		send: async (client, id) => (await client.send(returnCancel, { id })).returnCancel.return,
		name: 'canceled',
		event: { type: 'return.canceled', data: { ...(reason && { reason }) } },
	});
}
