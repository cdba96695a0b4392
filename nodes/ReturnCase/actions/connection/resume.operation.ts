import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { realOption, type OperationContext } from '../../../shared/effect';
import { connectionProperty } from './pause.operation';

export const description: INodeProperties[] = [connectionProperty, realOption];

export async function execute(context: OperationContext): Promise<IDataObject> {
	const connection = context.param<string>('connection');
	if (context.dryRun) return { connection, outcome: 'dry_run' };
	return { connection, paused: false, wasPaused: await context.requireStore().resumeConnection(connection) };
}
