import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { realOption, type OperationContext } from '../../../shared/effect';

export const connectionProperty: INodeProperties = {
	displayName: 'Connection',
	name: 'connection',
	type: 'options',
	options: [
		{ name: 'EasyPost', value: 'easypost' },
		{ name: 'Odoo', value: 'odoo' },
		{ name: 'Shopify', value: 'shopify' },
		{ name: 'Stripe', value: 'stripe' },
	],
	default: 'stripe',
};

export const description: INodeProperties[] = [
	connectionProperty,
	{ displayName: 'Reason', name: 'reason', type: 'string', default: '', required: true, placeholder: 'e.g. Odoo is being upgraded', description: 'Shown wherever a step waits for it' },
	realOption,
];

export async function execute(context: OperationContext): Promise<IDataObject> {
	const connection = context.param<string>('connection');
	if (context.dryRun) return { connection, outcome: 'dry_run' };
	await context.requireStore().pauseConnection(connection, context.param<string>('reason'));
	return { connection, paused: true };
}
