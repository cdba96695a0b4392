import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import {
	recordedOutput,
	assertWithinLimit,
	moneyOptions,
	referenceProperty,
	type OperationContext,
	refundProperty,
} from '../../../shared/operation';
import { decideRefund, type RefundDecision } from '../../../shared/operation/byHand/decideRefund';
import { Money } from '../../../shared/model';

export const option = {
	name: 'Decide Refund',
	value: 'decideRefund',
	action: 'Decide on held refund',
	description: 'Say what becomes of a refund that is held until a person has decided',
};

export const description: INodeProperties[] = [
	referenceProperty,
	refundProperty('Which refund of the return this is about. Empty: the only one that is due.'),
	{
		displayName: 'Decision',
		name: 'decision',
		type: 'options',
		options: [
			{ name: 'Do Not Pay', value: 'drop', description: 'Nothing more is owed for it' },
			{
				name: 'Pay Another Amount',
				value: 'other',
				description: 'Less than it was: what is still owed. Also without a deduction of the inspection.',
			},
			{ name: 'Pay It All the Same', value: 'pay', description: 'What somebody else refunded was for something else' },
		],
		default: 'drop',
		description:
			'What becomes of a refund that is held because somebody has refunded the order meanwhile, inspection takes something off, its payment is or was disputed, or the shop says that the return is worth another amount',
	},
	{
		displayName: 'Amount',
		name: 'amount',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 12.50',
		displayOptions: { show: { decision: ['other'] } },
		description: 'In the currency of the refund',
	},
	moneyOptions,
];

export const asTool = 'limited';

export const output = recordedOutput.extend({
	decided: z.object({ refund: z.string(), decision: z.string(), amount: Money.optional() }),
	message: z.string(),
});

/** Finance's answer about a refund that is held: it is paid as it was, with another amount under a new id, or not at all. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const state = await context.requireCase();
	const decision = context.param<RefundDecision>('decision', 'drop');
	const { events, refund, amount, message } = decideRefund(state, {
		intent: context.param<string>('intent', '') ?? '',
		decision,
		typed: decision === 'other' ? String(context.param<unknown>('amount', '') ?? '') : '',
	});
	if (amount) assertWithinLimit(context, 'case_store', `Refund ${refund}`, amount);
	return {
		...(await context.recordEvents(events)),
		decided: { refund, decision, ...(amount && { amount: amount as unknown as IDataObject }) },
		message,
	};
}
