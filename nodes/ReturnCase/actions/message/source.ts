import type { INodeProperties } from 'n8n-workflow';
import type { OperationContext } from '../../../shared/operation';

export const sourceProperty: INodeProperties = {
	displayName: 'Sender',
	name: 'source',
	type: 'options',
	options: [
		{ name: 'All', value: '' },
		{ name: 'Odoo', value: 'odoo' },
		{ name: 'Shopify', value: 'shopify' },
		{ name: 'Stripe', value: 'stripe' },
		{ name: 'Warehouse', value: 'warehouse' },
	],
	default: '',
	description: 'Whose messages',
};

/** The sender that is asked for; undefined for all. */
export function wantedSource(context: OperationContext): string | undefined {
	return context.param<string>('source', '') || undefined;
}
