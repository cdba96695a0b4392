const common = require('../n8n/jest.config.js');

/** The templates of a return on n8n in queue mode. Run it with `npm run test:queue`, which installs n8n. */
module.exports = { ...common, testMatch: ['<rootDir>/test/queue/**/*.test.ts'] };
