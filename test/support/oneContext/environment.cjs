const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const vm = require('node:vm');
const { TestEnvironment } = require('jest-environment-node');

/*
 * Jest gives each test file a V8 context of its own, and so loads every package anew for every file: two thirds of the
 * time of a file that runs an operation in n8n's engine. Here all files of a worker share Node's own context, and with
 * runtime.cjs the packages; the project's own sources are still loaded anew for each file, and what a file changes in
 * process.env ends with it.
 */
const ownContext = {};
const { compileFunction } = vm;

// Jest asks for a context to compile in; Node's own is the one that has none.
vm.compileFunction = (code, parameters, options) =>
	compileFunction(code, parameters, {
		...options,
		parsingContext: options?.parsingContext === ownContext ? undefined : options?.parsingContext,
	});

// n8n-core writes its configuration into the user folder: never into the developer's own.
if (!process.env.N8N_USER_FOLDER) {
	const folder = mkdtempSync(join(tmpdir(), 'returns-test-'));
	process.env.N8N_USER_FOLDER = folder;
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}

module.exports = class OneContext extends TestEnvironment {
	constructor(config, context) {
		super(config, context);
		this.env = { ...process.env };
		this.global = globalThis;
		// Both were made for the context that is not used.
		this.fakeTimersModern = new this.fakeTimersModern.constructor({ config: config.projectConfig, global: globalThis });
		this.moduleMocker = new this.moduleMocker.constructor(globalThis);
	}

	getVmContext() {
		return ownContext;
	}

	async teardown() {
		await super.teardown();
		for (const name of Object.keys(process.env)) if (!(name in this.env)) delete process.env[name];
		Object.assign(process.env, this.env);
	}
};
