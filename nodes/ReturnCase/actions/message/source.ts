import type { INodeProperties } from 'n8n-workflow';
import { choicesOf, connections } from '../../../shared/model';
import type { OperationContext } from '../../../shared/operation';

export const sourceProperty: INodeProperties = {
	displayName: 'Sender',
	name: 'source',
	type: 'options',
	options: [
		{ name: 'All', value: '' },
		...choicesOf(connections).filter(({ value }) => connections[value].sendsMessages),
		{ name: 'Channel', value: 'channel' },
		{ name: 'Warehouse', value: 'warehouse' },
		{ name: 'Withdrawal', value: 'withdrawal' },
	],
	default: '',
	description: 'Whose messages',
};

/** The sender that is asked for; undefined for all. */
export function wantedSource(context: OperationContext): string | undefined {
	return context.param<string>('source', '') || undefined;
}
