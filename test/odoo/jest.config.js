const { readdirSync, readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { maxWorkers: _ofAll, ...base } = require('../../jest.config.js');

const common = { ...base, rootDir: resolve(__dirname, '../..'), testPathIgnorePatterns: ['/node_modules/'] };
const started = {
	...common,
	globalSetup: '<rootDir>/test/odoo/globalSetup.ts',
	globalTeardown: '<rootDir>/test/odoo/globalTeardown.ts',
};
const ownDatabases = ['/odoo/ownOdoo.test.ts', '/odoo/wholeReturn.test.ts', '/odoo/templates.test.ts'];
const named = Boolean(process.env.RETURNS_ODOO_URL);
/** Suites that make a database of their own on that server. */
const tables = readdirSync(__dirname)
	.filter(
		(name) =>
			name.endsWith('.test.ts') && /from '\.\/(workbench|server)'/.test(readFileSync(join(__dirname, name), 'utf8')),
	)
	.map((name) => `/odoo/${name}`);
if (named)
	console.warn(
		"An Odoo was named: the suites that make databases of their own and look into Odoo's tables (whole returns, the demo, repeats) are left out.",
	);

/**
 * The suites on a real Odoo 19: `npm run test:odoo`. The contract suite runs on the stand-in as well, and must end the same.
 * With RETURNS_ODOO_URL, RETURNS_ODOO_DB and RETURNS_ODOO_KEY (an administrator's) that Odoo is used and none is started;
 * RETURNS_ODOO_NODE_KEY: the key the node works with, when that shall be a user with fewer rights.
 */
module.exports = {
	testTimeout: 120_000,
	maxWorkers: 3,
	projects: [
		{
			...common,
			displayName: 'stand-in',
			testMatch: ['<rootDir>/test/contract/odoo.test.ts'],
			setupFiles: ['<rootDir>/test/odoo/standIn.setup.js'],
		},
		{
			...started,
			displayName: 'real Odoo',
			setupFiles: ['<rootDir>/test/odoo/batches.setup.js'],
			testMatch: ['<rootDir>/test/contract/odoo.test.ts', '<rootDir>/test/odoo/*.test.ts'],
			testPathIgnorePatterns: [
				'/node_modules/',
				...ownDatabases,
				...(named && !process.env.RETURNS_ODOO_MACHINES ? tables : []),
			],
		},
		{
			...common,
			displayName: 'stand-in, in batches',
			testMatch: ['<rootDir>/test/contract/odoo.test.ts'],
			setupFiles: ['<rootDir>/test/odoo/standIn.setup.js', '<rootDir>/test/odoo/batches.setup.js'],
		},
		// The same suite by the older protocol, which makes its calls one by one; a named Odoo has no user for it.
		...(named
			? []
			: [
					{
						...started,
						displayName: 'JSON-RPC',
						testMatch: ['<rootDir>/test/contract/odoo.test.ts'],
						setupFiles: ['<rootDir>/test/odoo/jsonRpc.setup.js'],
					},
				]),
		// Without what runs nodes inside Jest: here n8n is a process of its own.
		...(named
			? []
			: [
					{
						...started,
						displayName: 'own databases',
						testMatch: ownDatabases.map((file) => `<rootDir>/test${file}`),
						setupFilesAfterEnv: [],
						testEnvironment: 'node',
						runtime: undefined,
					},
				]),
	],
};
