const { Module } = require('node:module');
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');

/*
 * Loads TypeScript with `require`, for the processes of the simulation: as tsx does, but without naming every function anew each time
 * it is made, which tsx adds to all code and which costs as much as some of what is simulated.
 */
Module._extensions['.ts'] = (module, filename) => {
	const { code } = transformSync(readFileSync(filename, 'utf8'), {
		filename,
		jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2023' },
		module: { type: 'commonjs' },
		sourceMaps: 'inline',
		swcrc: false,
	});
	module._compile(code, filename);
};
