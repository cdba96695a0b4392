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
import { paidByHand } from '../../../shared/operation/byHand/paidByHand';
import { Refund, format } from '../../../shared/model';

export const option = {
	name: 'Settle by Hand',
	value: 'settleByHand',
	action: 'Settle refund by hand',
	description: 'Record that a person has paid a refund; moves no money',
};

export const description: INodeProperties[] = [
	referenceProperty,
	refundProperty('Which refund of the return this is about. Empty: the only one that is due.'),
	{
		displayName: 'How',
		name: 'how',
		type: 'options',
		options: [
			{ name: 'Bank Transfer', value: 'bank_transfer' },
			{ name: 'Cash', value: 'cash' },
			{ name: 'Marketplace', value: 'marketplace', description: 'The marketplace that sold the goods has paid' },
			{ name: 'Other', value: 'other' },
			{
				name: 'Payment Provider',
				value: 'payment_provider',
				description: "In the provider's own pages: PayPal, Klarna …",
			},
			{ name: 'Voucher', value: 'voucher' },
		],
		default: 'bank_transfer',
		description: 'How the customer was paid',
	},
	{
		displayName: 'Proof',
		name: 'proof',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. transfer 2026-11-21/7',
		description: 'Number of the transfer, receipt or transaction, for the books. No card or account numbers.',
	},
	{ displayName: 'Paid At', name: 'paidAt', type: 'dateTime', default: '', description: 'Empty: now' },
	moneyOptions,
];

export const asTool = 'limited';

export const output = recordedOutput.extend({ refund: Refund, message: z.string() });

/** Records that a person has paid a refund; the case goes on as if a provider had. The money itself is not moved here. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const state = await context.requireCase();
	const { refund, events } = await paidByHand(
		state,
		{
			intent: context.param<string>('intent', '') ?? '',
			how: context.param<string>('how'),
			proof: context.param<string>('proof', ''),
			paidAt: String(context.param<unknown>('paidAt', '') ?? '').trim(),
		},
		async () => await context.requireStore().cases.timeline(state.reference),
	);
	assertWithinLimit(context, 'case_store', `Refund ${refund.intent}`, refund.amount);
	const recorded = await context.recordEvents(events);
	const again = context.recorded.length > 0 && context.recorded.every(({ duplicate }) => duplicate);
	return {
		...recorded,
		refund: refund as unknown as IDataObject,
		message: `Refund ${refund.intent} of ${format(refund.amount)} ${context.dryRun ? 'would be recorded' : again ? 'was recorded before' : 'is recorded'} as paid: ${refund.id.slice(refund.intent.length + 1)}.`,
	};
}
