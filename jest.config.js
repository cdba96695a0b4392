/** Unit, in-process and contract tests. Suites on a real n8n have their own configuration in test/n8n. */
module.exports = {
	testEnvironment: 'node',
	testMatch: ['<rootDir>/test/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/n8n/', '<rootDir>/test/odoo/', '<rootDir>/test/queue/'],
	modulePathIgnorePatterns: ['<rootDir>/dist/'],
	// kysely is published as ES modules only; Jest runs CommonJS.
	transformIgnorePatterns: ['/node_modules/(?!kysely/)'],
	transform: {
		'^.+\\.[jt]s$': [
			'@swc/jest',
			{ jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2023' }, module: { type: 'commonjs' } },
		],
	},
	// Most of the time goes into loading n8n for each suite; Jest's own default leaves one processor idle.
	maxWorkers: '100%',
	// For machines that are busy with something else.
	testTimeout: 60_000,
	setupFilesAfterEnv: ['<rootDir>/test/support/jest.setup.js'],
};
