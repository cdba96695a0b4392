import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { EffectError, invalidInput } from '../../../shared/model';
import { dryOutcome, realOption, type OperationContext } from '../../../shared/operation';
import { sourceProperty, wantedSource } from './source';

export const option = {
	name: 'Dismiss',
	value: 'dismiss',
	action: 'Dismiss unreadable message',
	description: 'Say that a message needs nothing any more: it is not listed again',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Message ID',
		name: 'messageId',
		type: 'string',
		default: '',
		required: true,
		description: 'As Get Many Unreadable gives it',
	},
	sourceProperty,
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Finance had paid it by hand before the marketplace told it',
		description: 'Why nothing is to be done; kept with your name',
	},
	realOption,
];

export const asTool = 'whenAllowed';

export const output = z.object({ dismissed: z.number().int(), outcome: dryOutcome });

/** Ends one unreadable message that a person has dealt with, with the reason. Its body is deleted in time, as those that were read. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const id = String(context.param<unknown>('messageId') ?? '').trim();
	const reason = String(context.param<unknown>('reason') ?? '').trim();
	if (!id) throw invalidInput('It is not said which message to dismiss', 'Fill in Message ID.', 'messageId');
	if (!reason) throw invalidInput('It is not said why the message is dismissed', 'Fill in Reason.', 'reason');
	const sources = await store.inbox.unreadable(id, wantedSource(context));
	if (sources.length > 1)
		throw invalidInput(
			`Several senders have a message ${id}: ${sources.join(', ')}`,
			'Choose the Sender whose message is meant.',
			'source',
		);
	if (!sources.length)
		throw new EffectError(`There is no unreadable message ${id}`, {
			category: 'invalid_input',
			connection: 'case_store',
			field: 'messageId',
			advice: 'Get the IDs with Message: Get Many Unreadable. One that was read meanwhile needs nothing.',
		});
	if (context.dryRun) return { dismissed: 0, outcome: 'dry_run' };
	const dismissed = await store.inbox.dismiss(sources[0], id, { actor: context.actor, reason });
	return { dismissed: dismissed ? 1 : 0 };
}
