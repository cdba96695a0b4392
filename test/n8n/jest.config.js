const { setupFilesAfterEnv: _inProcessOnly, ...common } = require('../../jest.config.js');

/** The suites that start a real n8n. Run them with `npm run test:n8n`, which installs it. */
module.exports = {
	...common,
	rootDir: '../..',
	testMatch: ['<rootDir>/test/n8n/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/'],
	testTimeout: 180_000,
	// Each n8n takes half a gigabyte, waits for its own clock most of the time, and else takes all the processor it can get.
	maxWorkers: 2,
};
