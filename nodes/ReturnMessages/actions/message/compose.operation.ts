import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput, languages, messageNames, type Language, type MessageName } from '../../../shared/model';
import {
	firstTime,
	realOption,
	referenceProperty,
	type Branches,
	type OperationContext,
} from '../../../shared/operation';
import type { About } from '../../compose/about';
import { composeMessage, Message } from '../../compose/compose';
import { messageFor } from '../../compose/tells';
import { languageChoices, messageChoices, reviewPageProperty } from '../../properties';
import { readAbout } from '../../compose/readAbout';
import { isAcknowledged, isHeldBack, onceName } from '../../compose/sending';

export const option = {
	name: 'Compose',
	value: 'compose',
	action: 'Compose a message',
	description: 'Write subject, HTML and text of what a customer or staff is told, for any node that sends e-mails',
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Message',
		name: 'message',
		type: 'options',
		options: [
			{
				name: 'What the Event Tells',
				value: 'byEvent',
				description: 'Items that nobody is told of leave by Nothing to Send',
			},
			...messageChoices,
		],
		default: 'byEvent',
		description: 'What is written',
	},
	{
		displayName: 'Language',
		name: 'language',
		type: 'options',
		options: [
			{
				name: "The Reader's",
				value: 'readers',
				description: 'Of a customer the one they ordered in or that of their country, else that of the settings',
			},
			...languageChoices,
		],
		default: 'readers',
		description: 'In which language it is written',
	},
	reviewPageProperty,
	{
		displayName: 'Send Once',
		name: 'once',
		type: 'boolean',
		default: true,
		description:
			'Whether an event is told to each person once, however often its flow runs: a repeat leaves by Nothing to Send. Needs the Return Case credential.',
	},
	realOption,
];

/** What is written is sent by a node after this one: the step goes on. */
export const endsStep = false;

export const asTool = 'whenAllowed';

/** Why nothing is sent. */
const why = z.enum(['nobody_is_told', 'no_address', 'held_back', 'sent_before', 'shadow_mode']);

export const output = z.object({
	message: Message.partial().extend({ why: why.optional() }),
	/** In a test run, so that a later node can hold the message back. */
	testRun: z.boolean().optional(),
});

export const branches: Branches = {
	names: ['Send', 'Nothing to Send'],
	of: ({ message }) =>
		(message as { why?: unknown; to?: unknown } | undefined)?.to && !(message as { why?: unknown }).why ? 0 : 1,
};

/** Writes the message of one item. What a test run writes carries `testRun`; it is sent by nobody and counts as told to nobody. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const about = await readAbout(context);
	const name = nameOf(context, about);
	if (!name) return { message: { why: 'nobody_is_told' } };
	const language = context.param<string>('language', 'readers');
	const message = composeMessage(name, about, languages.find((one) => one === language) as Language | undefined);
	if (!message) return { message: { event: name, why: 'no_address' } };
	if (isHeldBack(name, about)) return { message: { ...message, why: 'held_back' } };
	const reason = await whyNot(context, about, message);
	return {
		message: { ...message, ...(reason && { why: reason }) },
		...(context.dryRun && { testRun: true }),
	};
}

function nameOf(context: OperationContext, about: About): MessageName | undefined {
	const chosen = context.param<string>('message', 'byEvent');
	const { event, stuck, news, state } = about;
	if (chosen === 'byEvent') return messageFor({ event, isStuckStep: !!stuck, isConnection: !!news }, state);
	const name = messageNames.find((one) => one === chosen);
	if (!name)
		throw invalidInput('There is no message of that name', `Choose one of: ${messageNames.join(', ')}.`, 'message');
	if (name !== 'connection' && name !== 'stuck' && !state)
		throw invalidInput(
			'This item has no return case, so there is nothing to write about',
			'Set Case Reference, e.g. {{ $json.reference }}, and choose a Return Case credential.',
			'reference',
		);
	return name;
}

/** Why a message that was written is not sent: it was before, or nothing is done outside. */
async function whyNot(context: OperationContext, about: About, message: Message) {
	if (context.dryRun) return undefined;
	const inShadow = await context.isShadowed();
	const counts = context.store && about.state && (inShadow || context.param<boolean>('once', true));
	const isFirst = !counts || (!isAcknowledged(about, message) && (await firstTime(context, onceName(about, message))));
	return inShadow ? 'shadow_mode' : isFirst ? undefined : 'sent_before';
}
