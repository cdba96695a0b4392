const { Module } = require('node:module');
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');

/*
 * Loads TypeScript with `require`, where time counts: for the benches, and for the processes of the simulation. As tsx does, but without
 * naming every function anew each time it is made: tsx adds that to all code, the build does not, and it takes longer than much of what is
 * measured.
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

// Endings are tried in their order here: beside a `StripeRefunds.node.ts` lies a `StripeRefunds.node.json`.
for (const ending of ['.json', '.node']) {
	const load = Module._extensions[ending];
	delete Module._extensions[ending];
	Module._extensions[ending] = load;
}
