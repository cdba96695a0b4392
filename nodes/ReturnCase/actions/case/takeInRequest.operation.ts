import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { jsonOrText } from '../../../shared/model';
import { factsOutput, realOption, type OperationContext } from '../../../shared/operation';
import { ChannelAnswer } from '../../channel/answer';
import { takeInMessage } from '../../channel/takeInMessage';
import { rawBodyOf, rawBodyProperty, secretsOf } from '../../signed/inputs';
import { faultOfSignature } from '../../signed/signature';

export const option = {
	name: 'Take In Request',
	value: 'takeInRequest',
	action: 'Take in request of any channel',
	description:
		'Open a case for what a marketplace, another shop, a register or a call centre sent, and say what to answer',
};

const whenSigned = (...proofs: string[]) => ({ show: { proof: proofs } });

export const description: INodeProperties[] = [
	{
		displayName: 'Request',
		name: 'request',
		type: 'json',
		default: '={{ $json.body }}',
		description:
			'What the channel sent: {"ID", "channel", "orderNumber", "lines"}, or a refund that it has made; docs/guides/any-channel.md has every field. The default takes it from a Webhook node.',
	},
	{
		displayName: 'Channels',
		name: 'channels',
		type: 'string',
		default: 'marketplace',
		required: true,
		placeholder: 'e.g. marketplace, woocommerce, pos',
		description:
			'Which channels may send here, with commas between. Name the same ones in the triggers of their lanes.',
	},
	{
		displayName: 'Pay Back Themselves',
		name: 'payBack',
		type: 'string',
		default: 'marketplace',
		description:
			'Which of them pay customers back with their own money. Their refunds are recorded, never paid: leave these channels out of every trigger that pays.',
	},
	{
		displayName: 'Are Tickets',
		name: 'tickets',
		type: 'boolean',
		default: false,
		description:
			'Whether they are tickets of a helpdesk. One about goods that an open return of the order has is added to that return, and opens none; Return Desk: Compose Note tells the ticket how it stands.',
	},
	{
		displayName: 'Proof of Sender',
		name: 'proof',
		type: 'options',
		options: [
			{
				name: 'Signature Over Time and Body',
				value: 'signedWithTime',
				description: 'A message that somebody else repeats later is refused',
			},
			{
				name: 'Signature Over Body',
				value: 'signed',
				description: 'For senders that sign no time, such as WooCommerce',
			},
			{
				name: 'Checked Before',
				value: 'checked',
				description: 'By the header credential of the Webhook node, or because n8n has fetched it itself',
			},
		],
		default: 'signedWithTime',
		description: 'How the sender shows that the message is theirs',
	},
	{ ...rawBodyProperty, displayOptions: whenSigned('signedWithTime', 'signed') },
	{
		displayName: 'Signature',
		name: 'signature',
		type: 'string',
		default: '={{ $json.headers["x-signature"] }}',
		displayOptions: whenSigned('signedWithTime', 'signed'),
		description: 'What the sender has sent as signature: HMAC-SHA256 in hexadecimal digits, or in base 64',
	},
	{
		displayName: 'Signed At',
		name: 'signedAt',
		type: 'string',
		default: '={{ $json.headers["x-timestamp"] }}',
		displayOptions: whenSigned('signedWithTime'),
		description: 'When the sender has signed, in seconds since 1970. Up to five minutes ago is taken.',
	},
	realOption,
];

export const asTool = 'whenAllowed';

export const output = factsOutput.extend({
	answer: ChannelAnswer.extend({ outcome: z.enum([...ChannelAnswer.shape.outcome.options, 'dry_run']) }),
});

/** Takes in what a channel sent and says what to answer: one that is not its sender's, or cannot be read, is no failure of the flow. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const fault = await faultOfSender(context);
	if (fault) return { answer: { outcome: 'refused', ...fault } };
	if (context.dryRun) return { answer: { outcome: 'dry_run', status: 200, message: 'A test run records nothing' } };
	const given = context.param<unknown>('request');
	const { answer, case: found } = await takeInMessage(store, typeof given === 'string' ? jsonOrText(given) : given, {
		channels: listOf(context, 'channels'),
		payBack: listOf(context, 'payBack'),
		tickets: context.param<boolean>('tickets', false),
		actor: context.actor,
	});
	return {
		...(answer.reference && { reference: answer.reference }),
		...(found && { case: found as unknown as IDataObject }),
		answer: answer as unknown as IDataObject,
	};
}

/** Why the message is not its sender's; undefined when it is, or when that was checked before. */
async function faultOfSender(context: OperationContext) {
	const proof = context.param<string>('proof', 'signedWithTime');
	if (proof === 'checked') return undefined;
	return faultOfSignature(
		{
			raw: await rawBodyOf(context),
			signature: context.param<unknown>('signature', ''),
			...(proof !== 'signed' && { signedAt: { seconds: context.param<unknown>('signedAt', '') } }),
		},
		await secretsOf(context),
		Date.now(),
	);
}

function listOf(context: OperationContext, name: string): string[] {
	return context
		.param<string>(name, '')
		.split(',')
		.map((one) => one.trim())
		.filter(Boolean);
}
