const { totalmem } = require('node:os');
const { setupFilesAfterEnv: _setup, ...common } = require('../../jest.config.js');

/** The suites that start a real n8n, without what runs nodes inside Jest. Run them with `npm run test:n8n`, which installs it. */
module.exports = {
	...common,
	rootDir: '../..',
	testMatch: ['<rootDir>/test/n8n/**/*.test.ts'],
	globalSetup: '<rootDir>/test/n8n/globalSetup.ts',
	globalTeardown: '<rootDir>/test/n8n/globalTeardown.ts',
	testPathIgnorePatterns: ['/node_modules/'],
	testTimeout: 180_000,
	// Each n8n waits for its own clock half of the time; with the suite's browser it takes up to two gigabytes.
	maxWorkers: Math.max(1, Math.min(4, Math.floor(totalmem() / 4e9))),
};
