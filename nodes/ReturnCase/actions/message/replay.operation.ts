import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { dryOutcome, realOption, type OperationContext } from '../../../shared/operation';
import { z } from 'zod';
import { EffectError, invalidInput } from '../../../shared/model';
import { takeInReplayedMessages } from '../../channel/takeInMessage';
import { takeInReplayed } from '../../warehouse/takeInReport';
import { takeInReplayedStatements } from '../../withdrawal/takeInStatement';
import { sourceProperty, wantedSource } from './source';

export const option = {
	name: 'Replay',
	value: 'replay',
	action: 'Replay unreadable messages',
	description: 'Let a trigger read unreadable messages again',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Replay',
		name: 'which',
		type: 'options',
		options: [
			{ name: 'All of a Sender', value: 'source' },
			{ name: 'One by ID', value: 'id' },
		],
		default: 'id',
		description:
			'Which unreadable messages to read again. Their trigger does it within a minute, if its workflow is published.',
	},
	{
		displayName: 'Message ID',
		name: 'messageId',
		type: 'string',
		default: '',
		displayOptions: { show: { which: ['id'] } },
		description: 'As Get Many Unreadable gives it',
	},
	sourceProperty,
	realOption,
];

export const asTool = 'whenAllowed';

export const output = z.object({ replayed: z.number().int(), outcome: dryOutcome });

/** Puts unreadable messages back; the trigger of their sender takes them in again as if they came now. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const id = context.param<string>('which') === 'id' ? context.param<string>('messageId', '').trim() : undefined;
	if (id === '')
		throw invalidInput(
			'It is not said which message to replay',
			'Fill in Message ID, or choose All of a Sender.',
			'messageId',
		);
	if (context.dryRun) return { replayed: 0, outcome: 'dry_run' };
	const replayed = await store.inbox.replay({ source: wantedSource(context), id }, { actor: context.actor });
	if (id !== undefined && !replayed) {
		throw new EffectError(`There is no unreadable message ${id}`, {
			category: 'invalid_input',
			connection: 'case_store',
			field: 'messageId',
			advice: 'Get the IDs with Message: Get Many Unreadable. One that was read meanwhile needs no replay.',
		});
	}
	// A warehouse, who sends statements of withdrawal, and other channels have no trigger of their own.
	await takeInReplayed(store);
	await takeInReplayedMessages(store, context.actor);
	await takeInReplayedStatements(store, context.actor, Date.now());
	return { replayed };
}
