import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { changedOutput, changeReturn } from '../../returns/changeReturn';
import { effectOptions, referenceProperty, type OperationContext } from '../../../shared/operation';
import { invalidInput } from '../../../shared/model';
import { returnDecline } from '../../graphql';
import { declineOf } from '../../returns/decline';
import { decisionOf } from '../../returns/input';
import { decisionProperty, notifyCustomerProperty, returnIdProperty } from '../../returns/parameters';

export const option = {
	name: 'Decline',
	value: 'decline',
	action: 'Decline return',
	description: 'Decline a requested return, with the reason',
};

export const description: INodeProperties[] = [
	referenceProperty,
	returnIdProperty,
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'options',
		options: [
			{ name: 'Final Sale', value: 'FINAL_SALE' },
			{ name: 'From the Decision', value: 'decision', description: 'The reason that Return Policy gave' },
			{ name: 'Other', value: 'OTHER' },
			{ name: 'Return Period Ended', value: 'RETURN_PERIOD_ENDED' },
		],
		default: 'decision',
		description: 'Why the return is declined, as the customer sees it',
	},
	{
		displayName: 'Note to the Customer',
		name: 'note',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		description: 'At most 500 characters. Empty: those reasons of the decision that are meant for customers.',
	},
	decisionProperty,
	notifyCustomerProperty,
	effectOptions,
];

export const asTool = 'whenAllowed';

export const output = changedOutput;

/** Declines a requested return in Shopify, with the reason. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const decision = decisionOf(context) ?? (await context.findCase())?.decision;
	const note = context.param<string>('note', '').trim();
	if (note.length > 500)
		throw invalidInput(`The note has ${note.length} characters; Shopify takes 500`, 'Shorten it.', 'note');
	const { reason: declineReason, note: declineNote } = declineOf(
		context.param<string>('reason', 'decision'),
		note,
		decision,
	);
	const notifyCustomer = context.param<boolean>('notifyCustomer', false);
	return await changeReturn(context, {
		kind: 'shopify.return_decline',
		from: ['REQUESTED'],
		to: 'DECLINED',
		advice: 'Only a requested return can be declined. An open one is canceled in Shopify instead.',
		send: async (client, id) =>
			(
				await client.send(returnDecline, {
					input: { id, declineReason, ...(declineNote && { declineNote }), notifyCustomer },
				})
			).returnDeclineRequest.return,
		name: 'declined',
		event: {
			type: 'return.declined',
			data: {
				reason: declineReason.toLowerCase(),
				...(declineNote && { note: declineNote }),
				...(decision && { decision }),
			},
		},
	});
}
