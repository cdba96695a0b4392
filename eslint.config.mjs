import { configWithoutCloudSupport } from '@n8n/node-cli/eslint';

// Why a rule is off: docs/decisions.md, "Lint".
export default [
	...configWithoutCloudSupport,
	{
		rules: {
			'@n8n/community-nodes/no-runtime-dependencies': 'off',
			'@n8n/community-nodes/no-credential-reuse': 'off',
			'@n8n/community-nodes/valid-credential-references': 'off',
		},
	},
	{
		// Every failure becomes a node error in one place: nodes/shared/operation/nodeError.ts.
		files: ['nodes/shared/**/*.ts', 'nodes/*/!(*.node).ts', 'nodes/*/*/**/*.ts', 'workflows/**/*.ts', 'test/**/*.ts'],
		rules: { '@n8n/community-nodes/require-node-api-error': 'off' },
	},
	{
		// Tested by their nodes, whose messages say what is wrong; the rule does not see that.
		files: ['credentials/*.credentials.ts'],
		rules: { '@n8n/community-nodes/credential-test-required': 'off' },
	},
	{
		// Folders of several nodes that share what they do: pages, and carriers.
		files: ['nodes/ReturnPages/*.node.ts', 'nodes/CarrierLabels/CarrierTrackingTrigger.node.ts'],
		rules: { 'n8n-nodes-base/node-dirname-against-convention': 'off' },
	},
	{
		files: ['credentials/ReturnCaseApi.credentials.ts'],
		rules: { '@n8n/community-nodes/credential-unnecessary-password': 'off' },
	},
	{
		files: ['test/**/*.ts', 'workflows/**/*.ts'],
		rules: { 'no-console': 'off' },
	},
	{
		// The suites start n8n, databases and browsers.
		files: ['test/**/*.ts'],
		rules: { '@n8n/community-nodes/no-dangerous-functions': 'off' },
	},
];
