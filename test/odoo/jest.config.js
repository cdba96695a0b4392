/**
 * The Odoo contract suite on a real server: `npx jest -c test/odoo/jest.config.js`, with RETURNS_ODOO_URL, RETURNS_ODOO_DB and
 * RETURNS_ODOO_KEY in the environment (an Odoo 19 database with demo data, and a key of its administrator). RETURNS_ODOO_NODE_KEY: the key the node works with,
 * when that shall be a user with fewer rights. Not part of `npm test`.
 */
const base = require('../../jest.config.js');

if (!process.env.RETURNS_ODOO_URL) throw new Error('Set RETURNS_ODOO_URL, RETURNS_ODOO_DB and RETURNS_ODOO_KEY');

module.exports = {
	...base,
	rootDir: '../..',
	testMatch: ['<rootDir>/test/contract/odoo.test.ts', '<rootDir>/test/odoo/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/'],
	maxWorkers: 1,
	testTimeout: 120_000,
};
