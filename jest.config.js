const { availableParallelism } = require('node:os');

/** Unit, in-process and contract tests. Suites on a real n8n have their own configuration in test/n8n. */
module.exports = {
	testMatch: ['<rootDir>/test/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/n8n/', '<rootDir>/test/odoo/', '<rootDir>/test/queue/'],
	modulePathIgnorePatterns: ['<rootDir>/dist/'],
	// These are published as ES modules only; Jest runs CommonJS.
	transformIgnorePatterns: ['/node_modules/(?!(kysely|intl-messageformat|@formatjs)/)'],
	transform: {
		'^.+\\.[jt]s$': [
			'@swc/jest',
			{ jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2023' }, module: { type: 'commonjs' } },
		],
	},
	// Jest's own default leaves one processor idle, and some suites mostly wait, for a pause between two tries or for another process.
	maxWorkers: Math.ceil(availableParallelism() * 1.5),
	// Files of one worker share the packages: most of the time went into loading n8n's engine for each.
	testEnvironment: '<rootDir>/test/support/oneContext/environment.cjs',
	runtime: '<rootDir>/test/support/oneContext/runtime.cjs',
	// For machines that are busy with something else.
	testTimeout: 60_000,
	setupFilesAfterEnv: ['<rootDir>/test/support/jest.setup.js'],
};
