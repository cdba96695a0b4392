import type { INodeProperties } from 'n8n-workflow';
import { EffectError } from '../../shared/model';
import type { OperationContext } from '../../shared/operation';
import type { StripeCharge } from './payment';
import type { ConnectChoice, RefundOrder } from './refundOrder';

export const connectOptions: INodeProperties[] = [
	{
		displayName: 'Application Fee',
		name: 'applicationFee',
		type: 'options',
		options: [
			{ name: 'Give It Back', value: 'giveBack', description: 'In proportion, to the connected account' },
			{ name: 'Keep It', value: 'keep' },
		],
		default: 'giveBack',
		description: 'Stripe Connect: what becomes of the fee that you took from the connected account',
	},
	{
		displayName: 'Connected Account',
		name: 'connectedAccount',
		type: 'options',
		options: [
			{
				name: 'Pays Its Part Back',
				value: 'takeBack',
				description: 'The transfer to the connected account is reversed in proportion',
			},
			{ name: 'Keeps the Money', value: 'keeps', description: 'Your own balance bears the whole refund' },
		],
		default: 'takeBack',
		description: 'Stripe Connect: who bears the refund of a payment that was passed on to a connected account',
	},
];

/** What the node's options say. */
export function connectChoiceOf(context: OperationContext): ConnectChoice {
	const fee = context.option<string>('applicationFee', '');
	const account = context.option<string>('connectedAccount', '');
	return {
		...(account && { reverseTransfer: account === 'takeBack' }),
		...(fee && { refundApplicationFee: fee === 'giveBack' }),
	};
}

/**
 * Fields of a refund that say who bears it; none for a payment that stayed where it was taken. Throws EffectError (rejected) when the
 * payment was passed on and nobody has chosen: left out, Stripe takes the whole from the platform without a word.
 */
export function connectFields(
	{ intent, reverseTransfer, refundApplicationFee }: RefundOrder,
	charge: StripeCharge,
): Record<string, string> {
	const destination = charge.transfer_data?.destination ?? charge.transfer ?? charge.destination;
	const fee = charge.application_fee ?? charge.application_fee_amount;
	if (destination && reverseTransfer === undefined)
		throw unchosen(
			`Refund ${intent} is of a payment that was passed on to a connected account, and nobody has chosen who bears it`,
			'In this node add Options: Connected Account. Without it your own balance would bear the whole refund.',
			'connectedAccount',
		);
	if (destination && fee && refundApplicationFee === undefined)
		throw unchosen(
			`Refund ${intent} is of a payment from which an application fee was taken, and nobody has chosen what becomes of it`,
			'In this node add Options: Application Fee.',
			'applicationFee',
		);
	// Money that was passed on by a transfer of its own is not in the refund's reach.
	if (!destination && charge.transfer_group && reverseTransfer === undefined)
		throw unchosen(
			`Refund ${intent} is of a payment that belongs to a group of transfers (${charge.transfer_group}), and nobody has chosen who bears it`,
			'In this node add Options: Connected Account. A refund cannot reverse separate transfers: reverse them in Stripe, or let your own balance bear it (Keeps the Money).',
			'connectedAccount',
		);
	if (!destination && charge.transfer_group && reverseTransfer)
		throw unchosen(
			`Refund ${intent} cannot take back what separate transfers (${charge.transfer_group}) passed on`,
			'Reverse the transfer in Stripe, then choose Keeps the Money in Options: Connected Account and replay the step.',
			'connectedAccount',
		);
	return {
		...(destination && reverseTransfer && { reverse_transfer: 'true' }),
		...(fee && refundApplicationFee && { refund_application_fee: 'true' }),
	};
}

function unchosen(message: string, advice: string, field: string): EffectError {
	return new EffectError(message, {
		category: 'rejected',
		connection: 'stripe',
		code: 'connected_account_unchosen',
		field,
		advice,
	});
}
