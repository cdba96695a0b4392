/*
 * Loaded into n8n before n8n itself. n8n loads some nine thousand modules, and to find the file of each takes Node a fifth of a start. Here
 * what was found is kept in a file beside n8n's packages, which do not change, and is taken from there at the next start. Only modules of
 * n8n's packages that others of them require are kept; a file that cannot be read is made anew.
 */
const { Module } = require('node:module');
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const { dirname, join, sep } = require('node:path');
const { isMainThread } = require('node:worker_threads');

const folder = process.env.N8N_RETURNS_N8N;
const packages = join(folder, 'node_modules') + sep;
const file = join(folder, 'modules.json');
const find = Module._resolveFilename;
let hasGrown = false;

/** Files by the folder that asks, and by what it asks for. */
function read() {
	try {
		return new Map(
			Object.entries(JSON.parse(readFileSync(file, 'utf8'))).map(([from, of]) => [from, new Map(Object.entries(of))]),
		);
	} catch {
		return new Map();
	}
}

if (isMainThread) {
	const known = read();
	Module._resolveFilename = function (request, parent, isMain, options) {
		if (options || isMain || !parent?.filename?.startsWith(packages))
			return find.call(this, request, parent, isMain, options);
		const from = dirname(parent.filename);
		if (!known.has(from)) known.set(from, new Map());
		const kept = known.get(from).get(request);
		if (kept) return kept;
		const found = find.call(this, request, parent, isMain, options);
		if (!found.startsWith(packages)) return found;
		known.get(from).set(request, found);
		hasGrown = true;
		return found;
	};
	process.once('exit', () => {
		if (!hasGrown) return;
		// Whole under another name first: others may be reading it.
		const whole = `${file}.${process.pid}`;
		writeFileSync(
			whole,
			JSON.stringify(Object.fromEntries([...known].map(([from, of]) => [from, Object.fromEntries(of)]))),
		);
		renameSync(whole, file);
	});
}
