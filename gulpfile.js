/*
 * What the build of n8n-node does not do: check the workflow templates and copy them into the package, and write the output schemas.
 *
 *   gulp         name the nodes and credentials of the folders in package.json, check, copy to dist/workflows, write
 *                dist/nodes/<Node>/__schema__ and the notices of what is brought along, and leave out what nobody reads
 *   gulp check   only check (npm run templates)
 *   gulp name    name the credentials of every node in the templates, then check (npm run templates -- name)
 */
const { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } = require('node:fs');
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
	const { asShown, jsonSchemaOf, operationFiles, outputOf } = require(join(__dirname, 'gulp', 'outputSchema.ts'));
	for (const file of operationFiles()) {
		// Where n8n looks for it.
		const path = join(__dirname, 'dist/nodes', file.node, '__schema__/v1.0.0', file.resource, `${file.operation}.json`);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, JSON.stringify(asShown(jsonSchemaOf(outputOf(file)))));
	}
}

/** Whose work is installed beside the package. */
async function notices() {
	copyFileSync(join(__dirname, 'docs', 'third-party-notices.md'), join(__dirname, 'dist', 'THIRD_PARTY_NOTICES.md'));
}

/** What is installed and read by nobody is left out: pictures of the documents, comments, long names of what only a function sees. */
async function lighten() {
	const folder = join(__dirname, 'dist');
	rmSync(join(folder, 'docs'), { recursive: true, force: true });
	const { minify } = require('@swc/core');
	// Functions and classes keep their names, as they stand in the stack of an error.
	const within = { toplevel: true, keep_classnames: true, keep_fnames: true };
	const compiled = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.js'));
	const shorter = async (path) => {
		const text = readFileSync(path, 'utf8');
		const { code } = await minify(text, { compress: within, mangle: within, format: { comments: false } });
		writeFileSync(path, code);
	};
	await Promise.all(compiled.map((file) => shorter(join(folder, file))));
}

exports.check = check;
exports.name = series(name, check);
exports.default = series(list, check, copy, schemas, notices, lighten);
