import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { changedOutput, changeReturn } from '../../returns/changeReturn';
import { effectOptions, referenceProperty, type OperationContext } from '../../../shared/operation';
import { whyTooFew } from '../../../shared/case/approvals';
import { Refused } from '../../../shared/case/commands';
import { invalidInput, refundWays, type EventData, type RefundWay } from '../../../shared/model';
import { returnApprove } from '../../graphql';
import { decisionOf } from '../../returns/input';
import { decisionProperty, notifyCustomerProperty, returnIdProperty } from '../../returns/parameters';

export const option = {
	name: 'Approve',
	value: 'approve',
	action: 'Approve return',
	description: 'Approve a requested return',
};

export const description: INodeProperties[] = [
	referenceProperty,
	returnIdProperty,
	decisionProperty,
	{
		displayName: 'Pay Back As',
		name: 'refundTo',
		type: 'options',
		options: [
			{ name: 'As the Customer Asked', value: '', description: 'Without a wish: the way they paid' },
			{ name: 'Original Payment', value: 'original' },
			{ name: 'Store Credit', value: 'store_credit' },
		],
		default: '',
		description: 'How the customer gets what is owed. Kept in the case; Return Policy: Calculate goes by it.',
	},
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

export const asTool = 'whenAllowed';

export const output = changedOutput;

/** Approves a requested return in Shopify; the return opens, and the case learns what was approved. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const decision = decisionOf(context);
	if (decision?.outcome === 'decline')
		throw invalidInput(
			'The decision is to decline this return',
			'Branch on {{ $json.decision.outcome }} before this node, or empty Decision when a person approves all the same.',
			'decision',
		);
	const refundTo = refundWayOf(context.param<string>('refundTo', ''));
	const note = context.param<string>('note', '').trim();
	const notifyCustomer = context.param<boolean>('notifyCustomer', false);
	const data = {
		...(decision && { decision, lines: decision.lines }),
		...(refundTo && { refundTo }),
		...(note && { note }),
	};
	await assertEnoughApprove(context, data);
	return await changeReturn(context, {
		kind: 'shopify.return_approve',
		from: ['REQUESTED'],
		to: 'OPEN',
		also: ['CLOSED'],
		advice:
			'Only a requested return can be approved. Look at it in Shopify; a declined or canceled one needs a new request.',
		send: async (client, id) =>
			(await client.send(returnApprove, { input: { id, notifyCustomer } })).returnApproveRequest.return,
		name: 'approved',
		event: {
			type: 'return.approved',
			data,
		},
	});
}

/** Where two people must approve, Shopify is not told before they have. */
async function assertEnoughApprove(context: OperationContext, data: EventData<'return.approved'>): Promise<void> {
	const state = await context.findCase();
	const why = state && whyTooFew(state, data);
	if (why) throw new Refused(state.reference, 'return.approved', why);
}

function refundWayOf(given: string): RefundWay | undefined {
	const way = refundWays.find((one) => one === given);
	if (given && !way)
		throw invalidInput(
			`"${given}" is no way to pay back`,
			`Give one of ${refundWays.join(', ')}, or leave it empty.`,
			'refundTo',
		);
	return way;
}
