/*
 * What the build of n8n-node does not do: check the workflow templates and copy them into the package, and write the output schemas.
 *
 *   gulp         name the nodes and credentials of the folders in package.json, check, copy to dist/workflows, and write
 *                dist/nodes/<Node>/__schema__
 *   gulp check   only check (npm run templates)
 *   gulp name    name the credentials of every node in the templates, then check (npm run templates -- name)
 */
const { mkdirSync, readFileSync, readdirSync, writeFileSync } = require('node:fs');
const { basename, dirname, join } = require('node:path');
const { dest, series, src } = require('gulp');

const folder = join(__dirname, 'workflows');
const templateFiles = () => readdirSync(folder).filter((file) => /^\d\d-.*\.json$/.test(file));
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** Descriptions of the pack's own nodes, read from the sources that package.json names. */
function ownDescriptions() {
	require('tsx/cjs');
	const { name, n8n } = readJson(join(__dirname, 'package.json'));
	return Object.fromEntries(
		n8n.nodes.map((compiled) => {
			const source = join(__dirname, compiled.replace(/^dist\//, '').replace(/\.js$/, '.ts'));
			const { description } = new (require(source)[basename(source, '.node.ts')])();
			return [`${name}.${description.name}`, description];
		}),
	);
}

/** Names every node and credential that the folders have in package.json, where n8n looks for them. */
async function list() {
	require('tsx/cjs');
	const { withLists } = require(join(__dirname, 'gulp', 'packageLists.ts'));
	const path = join(__dirname, 'package.json');
	const text = readFileSync(path, 'utf8');
	const listed = withLists(text, __dirname);
	if (listed !== text) writeFileSync(path, listed);
}

async function check() {
	const own = ownDescriptions();
	const { checkTemplate } = require(join(folder, 'check', 'checkTemplate.ts'));
	const foreign = readJson(join(folder, 'check', 'foreignNodes.json'));
	const problems = templateFiles().flatMap((file) =>
		checkTemplate(readJson(join(folder, file)), { own, foreign }).map((problem) => `${file}: ${problem}`),
	);
	if (problems.length) throw new Error(`The templates are not fit to ship:\n  ${problems.join('\n  ')}`);
	console.log(`${templateFiles().length} templates are fit to ship`);
}

async function name() {
	const own = ownDescriptions();
	const { nameCredentials } = require(join(folder, 'check', 'credentialNames.ts'));
	for (const file of templateFiles()) {
		const path = join(folder, file);
		writeFileSync(path, `${JSON.stringify(nameCredentials(readJson(path), own), null, '\t')}\n`);
	}
}

function copy() {
	return src(['workflows/*.json', 'workflows/README.md'], { base: '.', allowEmpty: false }).pipe(dest('dist'));
}

/** What each operation gives out, from the code, where n8n's editor looks for it. */
async function schemas() {
	require('tsx/cjs');
	const { jsonSchemaOf, operationFiles, outputOf } = require(join(__dirname, 'gulp', 'outputSchema.ts'));
	for (const file of operationFiles()) {
		// Where n8n looks for it.
		const path = join(__dirname, 'dist/nodes', file.node, '__schema__/v1.0.0', file.resource, `${file.operation}.json`);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, JSON.stringify(jsonSchemaOf(outputOf(file))));
	}
}

exports.check = check;
exports.name = series(name, check);
exports.default = series(list, check, copy, schemas);
