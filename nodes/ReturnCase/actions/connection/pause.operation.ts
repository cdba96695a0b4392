import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { dryOutcome, realOption, type OperationContext } from '../../../shared/operation';
import { z } from 'zod';
import { accountProperty, connectionProperty, keyOf } from './accountProperty';

export const option = {
	name: 'Pause',
	value: 'pause',
	action: 'Pause connection',
	description: 'Let all steps of a provider wait until it is resumed',
};

export const description: INodeProperties[] = [
	connectionProperty,
	accountProperty,
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Odoo is being upgraded',
		description: 'Shown wherever a step waits for it',
	},
	realOption,
];

export const asTool = 'whenAllowed';

export const output = z.object({
	connection: z.string(),
	key: z.string(),
	paused: z.boolean().optional(),
	outcome: dryOutcome,
});

export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const connection = context.param<string>('connection');
	const key = await keyOf(store, connection, context.param<string>('account', ''));
	if (context.dryRun) return { connection, key, outcome: 'dry_run' };
	await store.connections.pause(key, context.param<string>('reason'), { actor: context.actor });
	return { connection, key, paused: true };
}
