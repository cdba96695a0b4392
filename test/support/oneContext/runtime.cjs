const { createRequire } = require('node:module');
const { default: Runtime } = require('jest-runtime');

const isPackage = (name) => /^(@?[a-z0-9])/i.test(name) && !/^node:/.test(name);

/** Loads packages by Node itself, once for all test files of a worker; what a test mocks is still mocked for it. */
module.exports = class SharedPackages extends Runtime {
	requireModule(from, name, options, isRequireActual) {
		if (name && !options?.isInternalModule && isPackage(name) && from.startsWith(this._config.rootDir))
			return createRequire(from)(name);
		return super.requireModule(from, name, options, isRequireActual);
	}
};
