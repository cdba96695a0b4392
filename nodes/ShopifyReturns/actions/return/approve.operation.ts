import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { effectOptions, invalidInput, referenceProperty, type OperationContext } from '../../../shared/effect';
import { returnApprove } from '../../documents';
import { changeReturn } from '../../returns/changeReturn';
import { decisionOf } from '../../returns/input';
import { decisionProperty, notifyCustomerProperty, returnIdProperty } from '../../returns/parameters';

export const description: INodeProperties[] = [
	referenceProperty,
	returnIdProperty,
	decisionProperty,
	{
		displayName: 'Note',
		name: 'note',
		type: 'string',
		default: '',
		description: 'Kept in the case, for staff. Shopify does not see it.',
	},
	notifyCustomerProperty,
	effectOptions,
];

/** Approves a requested return in Shopify; the return opens, and the case learns what was approved. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const decision = decisionOf(context);
	if (decision?.outcome === 'decline') throw invalidInput('The decision is to decline this return', 'Branch on {{ $json.decision.outcome }} before this node, or empty Decision when a person approves all the same.', 'decision');
	const note = context.param<string>('note', '').trim();
	const notifyCustomer = context.param<boolean>('notifyCustomer', false);
	return await changeReturn(context, {
		kind: 'shopify.return_approve',
		from: ['REQUESTED'],
		to: 'OPEN',
		also: ['CLOSED'],
		advice: 'Only a requested return can be approved. Look at it in Shopify; a declined or canceled one needs a new request.',
		send: async (client, id) => (await client.send(returnApprove, { input: { id, notifyCustomer } })).returnApproveRequest.return,
		name: 'approved',
		event: { type: 'return.approved', data: { ...(decision && { decision, lines: decision.lines }), ...(note && { note }) } },
	});
}
