import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { realOption, type OperationContext } from '../../../shared/operation';
import { accountProperty, connectionProperty, keyOf } from './accountProperty';

export const description: INodeProperties[] = [connectionProperty, accountProperty, realOption];

export const asTool = 'whenAllowed';

export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const connection = context.param<string>('connection');
	const key = await keyOf(store, connection, context.param<string>('account', ''));
	if (context.dryRun) return { connection, key, outcome: 'dry_run' };
	return { connection, key, paused: false, wasPaused: await store.resumeConnection(key, { actor: context.actor }) };
}
