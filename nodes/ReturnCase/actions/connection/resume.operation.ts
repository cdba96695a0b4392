import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { dryOutcome, realOption, type OperationContext } from '../../../shared/operation';
import { z } from 'zod';
import { accountProperty, connectionProperty, keyOf } from './accountProperty';

export const option = { name: 'Resume', value: 'resume', action: 'Resume connection', description: 'End a pause' };

export const description: INodeProperties[] = [connectionProperty, accountProperty, realOption];

export const asTool = 'whenAllowed';

export const output = z.object({
	connection: z.string(),
	key: z.string(),
	paused: z.boolean().optional(),
	wasPaused: z.boolean().optional(),
	outcome: dryOutcome,
});

export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const connection = context.param<string>('connection');
	const key = await keyOf(store, connection, context.param<string>('account', ''));
	if (context.dryRun) return { connection, key, outcome: 'dry_run' };
	return { connection, key, paused: false, wasPaused: await store.connections.resume(key, { actor: context.actor }) };
}
