import type { IDataObject, INodeProperties } from 'n8n-workflow';
import {
	recordedOutput,
	assertWithinLimit,
	legToRefund,
	moneyOptions,
	refundedElsewhere,
	referenceProperty,
	type OperationContext,
	refundProperty,
} from '../../../shared/operation';
import { Refund, EffectError, invalidInput, format, type EventData, type NewEvent } from '../../../shared/model';
import { z } from 'zod';
import { settledBy } from '../../../shared/case/refundLeg';
import type { RefundLeg } from '../../../shared/case/caseState';
import { payByHand } from '../../byHand/requestToFinance';

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
	// Held because somebody has refunded meanwhile: then finance may say that this was it.
	const leg = legToRefund(state, context.param<string>('intent', '') ?? '', { evenHeld: true });
	if (leg.state === 'held' && !leg.elsewhere)
		throw new EffectError(`Refund ${leg.intent.id} is held`, {
			category: 'rejected',
			advice: 'Release it first (Return Case: Release Refund); then it becomes due.',
		});
	const refund = refundOf(context, leg);
	await assertOpen(context, leg, refund);
	assertWithinLimit(context, 'case_store', `Refund ${leg.intent.id}`, leg.intent.amount);
	const open = state.exceptions.filter(
		(one) =>
			!one.resolved &&
			one.intent === leg.intent.id &&
			[payByHand, refundedElsewhere, 'refund_failed'].includes(one.code),
	);
	const events: NewEvent[] = [
		{ id: `${refund.id}/paid`, source: 'by hand', type: 'refund.succeeded', data: { refund } },
		...open.map(({ code }): NewEvent => ({
			id: `${refund.id}/${code}`,
			source: 'by hand',
			type: 'exception.resolved',
			data: { code, intent: leg.intent.id, note: `Paid by hand: ${refund.id}` },
		})),
	];
	const recorded = await context.recordEvents(events);
	const again = context.recorded.length > 0 && context.recorded.every(({ duplicate }) => duplicate);
	return {
		...recorded,
		refund: refund as unknown as IDataObject,
		message: `Refund ${leg.intent.id} of ${format(leg.intent.amount)} ${context.dryRun ? 'would be recorded' : again ? 'was recorded before' : 'is recorded'} as paid: ${refund.id.slice(leg.intent.id.length + 1)}.`,
	};
}

/** The refund as its payer tells it. Its id names intent and proof, so that one transfer may pay several refunds. */
function refundOf(context: OperationContext, { intent: { id, amount } }: RefundLeg): Refund {
	const proof = context.param<string>('proof', '').trim();
	if (!proof)
		throw invalidInput(
			'There is no proof of the payment',
			'Give the number of the transfer, receipt or transaction in Proof.',
			'proof',
		);
	if (proof.length > 80) throw invalidInput('The proof is longer than 80 characters', 'Give only its number.', 'proof');
	const paidAt = String(context.param<unknown>('paidAt', '') ?? '').trim();
	const time = paidAt ? new Date(paidAt) : undefined;
	if (time && !Number.isFinite(time.getTime()))
		throw invalidInput(`"${paidAt}" is no time`, 'Give one such as 2026-11-21T10:00:00Z, or leave it empty.', 'paidAt');
	return {
		id: `${id} ${proof}`,
		intent: id,
		amount,
		status: 'succeeded',
		providerStatus: context.param<string>('how'),
		...(time && { createdAt: time.toISOString() }),
		providerIds: {},
	};
}

async function assertOpen(context: OperationContext, leg: RefundLeg, refund: Refund): Promise<void> {
	const before = settledBy(leg);
	const refuse = (message: string, advice: string) =>
		new EffectError(message, { category: 'rejected', field: 'intent', advice });
	if (before && before !== refund.id)
		throw refuse(
			`Refund ${leg.intent.id} is settled already, by ${before}${await toldBy(context, before)}`,
			'When the customer was paid twice, take one of the payments back.',
		);
	if (leg.state === 'pending')
		throw refuse(
			`Refund ${leg.intent.id} is on its way at ${leg.intent.payment.processor}`,
			'Wait until it has ended; it can be settled by hand when it has failed.',
		);
}

/** Who told of a refund, when it was a person. */
async function toldBy(context: OperationContext, refund: string): Promise<string> {
	const timeline = await context.requireStore().cases.timeline(context.requireReference());
	const actor = timeline.find(
		({ type, data }) => type === 'refund.succeeded' && (data as EventData<'refund.succeeded'>).refund.id === refund,
	)?.actor;
	return actor && !actor.startsWith('n8n: ') ? `, told by ${actor}` : '';
}
