import type { INodeProperties } from 'n8n-workflow';

/** Which of n8n's own credentials for Odoo. */
export const authenticationProperty: INodeProperties = {
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'API Key', value: 'odooApiKeyApi', description: 'Odoo 19 and later' },
		{
			name: 'Username and Password',
			value: 'odooApi',
			description: 'Odoo 14 to 18 (beta), or 19 with a password',
		},
	],
	default: 'odooApiKeyApi',
};
