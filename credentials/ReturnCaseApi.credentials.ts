import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

const postgres = { show: { storage: ['postgres'] } };

/** Where cases are kept. Tested by the Return Case node itself (no HTTP is spoken). */
export class ReturnCaseApi implements ICredentialType {
	name = 'returnCaseApi';

	displayName = 'Return Case API';

	icon: Icon = {
		light: 'file:../nodes/ReturnCase/returnCase.svg',
		dark: 'file:../nodes/ReturnCase/returnCase.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-returns/n8n-nodes-returns/blob/main/docs/credentials.md#return-case';

	properties: INodeProperties[] = [
		{
			displayName: 'Storage',
			name: 'storage',
			type: 'options',
			options: [
				{
					name: 'Embedded',
					value: 'embedded',
					description: 'A file in the n8n user folder; nothing to install. For one n8n process.',
				},
				{ name: 'PostgreSQL', value: 'postgres', description: 'For n8n in queue mode, and for more than one machine' },
			],
			default: 'embedded',
		},
		{
			displayName: 'File',
			name: 'file',
			type: 'string',
			default: '',
			placeholder: 'e.g. /home/node/.n8n/returns.sqlite',
			description: 'Leave blank for returns.sqlite in the n8n user folder',
			displayOptions: { show: { storage: ['embedded'] } },
		},
		{ displayName: 'Host', name: 'host', type: 'string', default: 'localhost', displayOptions: postgres },
		{ displayName: 'Port', name: 'port', type: 'number', default: 5432, displayOptions: postgres },
		{ displayName: 'Database', name: 'database', type: 'string', default: 'returns', displayOptions: postgres },
		{ displayName: 'User', name: 'user', type: 'string', default: 'returns', displayOptions: postgres },
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: postgres,
		},
		{ displayName: 'SSL', name: 'ssl', type: 'boolean', default: false, displayOptions: postgres },
		{
			displayName: 'Audit Key',
			name: 'auditKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'Any long random text. It seals the history of every case, so that a later change of it is seen. Never change it once cases exist.',
		},
	];
}
