import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { withLists } from '../../gulp/packageLists';
import { applyPage, readPage } from './page';

/* A carrier and a payment provider are added as docs/add says, in a copy of the sources: the pages are the fixtures. */

const root = join(__dirname, '..', '..');
const pages = {
	carrier: readPage(join(root, 'docs', 'add', 'carrier.md')),
	payment: readPage(join(root, 'docs', 'add', 'payment-provider.md')),
};
const table = 'nodes/shared/model/providers.ts';
const carriers = 'nodes/CarrierLabels/carriers/index.ts';
const provider = 'nodes/AcmePayRefunds/refund/provider.ts';

/** What is looked for in the lists, from the compiled code. */
const look = `
const model = require('./dist/nodes/shared/model');
const { CarrierLabels } = require('./dist/nodes/CarrierLabels/CarrierLabels.node.js');
const { LabelOutput } = require('./dist/nodes/CarrierLabels/carriers');
const { AcmePayRefunds } = require('./dist/nodes/AcmePayRefunds/AcmePayRefunds.node.js');
const { connectionProperty } = require('./dist/nodes/ReturnCase/actions/connection/accountProperty.js');
const { sourceProperty } = require('./dist/nodes/ReturnCase/actions/message/source.js');
const { sourcesProperty } = require('./dist/nodes/ReturnReconciliation/actions/record/parameters.js');
const { recordsOf } = require('./dist/nodes/ReturnReconciliation/mapping');
const { finishers } = require('./dist/nodes/shared/operation/step.js');
const labels = new CarrierLabels();
const { properties, credentials } = labels.description;
const values = ({ options }) => options.map(({ value }) => value);
const find = (list, name) => list.find((one) => one.name === name);
const record = {
	source: 'acmepay', kind: 'refund', id: 're_1', status: 'succeeded', processor: 'acmepay',
	amount: { amount: 100, currency: 'EUR' }, createdAt: '2026-01-01T00:00:00Z',
};
console.log(JSON.stringify({
	carrierServices: values(find(properties, 'carrierService')),
	slot: find(credentials, 'returnsAcmeApi'),
	credentialTests: Object.keys(labels.methods.credentialTest),
	labelIds: Object.keys(LabelOutput.shape.providerIds.shape),
	paused: values(connectionProperty),
	senders: values(sourceProperty),
	finishers,
	ownSources: ['acme', 'acmepay'].map(model.isOwnSource),
	paysItself: ['acme', 'acmepay'].map(model.paysItself),
	units: model.toProviderAmount('acmepay', { amount: 1250, currency: 'EUR' }),
	processors: values(find(find(sourcesProperty.options, 'source').values, 'processors')),
	reconciled: recordsOf({ record }, 'record', 'Acme Pay').map(({ processor }) => processor),
	refundParameters: new AcmePayRefunds().description.properties.map(({ name }) => name),
}));
`;

let home: string;
let compiler: Compiler;

beforeAll(() => {
	home = mkdtempSync(join(tmpdir(), 'returns-add-'));
	for (const part of ['nodes', 'credentials', 'package.json', 'tsconfig.json'])
		cpSync(join(root, part), join(home, part), { recursive: true });
	symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'));
	for (const page of Object.values(pages)) applyPage(home, page);
	compiler = compilerOf(home);
}, 300_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

it.each(Object.entries(pages))('%s: at most two places outside its own files', (_name, { added, touched }) => {
	expect([...touched.keys()]).not.toHaveLength(0);
	expect(touched.size).toBeLessThanOrEqual(2);
	for (const file of added.keys())
		expect(file).toMatch(/^(credentials\/|nodes\/CarrierLabels\/carriers\/acme\/|nodes\/AcmePayRefunds\/)/);
});

it('both compile and stand in every list', () => {
	expect(compiler.problems()).toEqual([]);
	compiler.emit();
	const found = JSON.parse(execFileSync(process.execPath, ['-e', look], { cwd: home, encoding: 'utf8' }));
	expect(found).toMatchObject({
		carrierServices: ['acme', 'easypost'],
		slot: { displayName: 'Acme Parcels', displayOptions: { show: { carrierService: ['acme'] } }, testedBy: 'acmeTest' },
		credentialTests: ['acmeTest', 'easypostTest'],
		labelIds: ['acme.parcel', 'easypost.shipment', 'easypost.tracker'],
		paused: ['acme', 'acmepay', 'easypost', 'odoo', 'shopify', 'stripe'],
		senders: expect.arrayContaining(['acmepay']),
		finishers: expect.arrayContaining(['carrierLabels', 'acmePayRefunds']),
		ownSources: [true, true],
		paysItself: [false, true],
		units: 1250,
		processors: expect.arrayContaining(['acmepay']),
		reconciled: ['acmepay'],
		refundParameters: expect.arrayContaining(['intent']),
	});
	expect(found.senders).not.toContain('acme');
}, 300_000);

it.each([
	['the row of the carrier', table, carriers, 'acme'],
	['the list of carriers', carriers, carriers, 'acme'],
	['the rows of the payment provider', table, provider, 'acmepay'],
])(
	'the compiler names it when %s is forgotten',
	(_what, forgotten, names, name) => {
		const before = readFileSync(join(root, forgotten), 'utf8');
		const problems = compiler.problems({ [forgotten]: before }, names);
		expect(problems).toEqual(expect.arrayContaining([expect.stringMatching(new RegExp(`^${names}: .*'?${name}\\b`))]));
	},
	300_000,
);

it('the build names new nodes and credentials in package.json, behind those that are there', () => {
	const text = readFileSync(join(home, 'package.json'), 'utf8');
	const [old, now] = [text, withLists(text, home)].map((one) => (JSON.parse(one) as Manifest).n8n);
	expect(now.nodes).toEqual([...old.nodes, 'dist/nodes/AcmePayRefunds/AcmePayRefunds.node.js']);
	expect(now.credentials).toEqual([
		...old.credentials,
		'dist/credentials/ReturnsAcmeApi.credentials.js',
		'dist/credentials/ReturnsAcmePayApi.credentials.js',
	]);
	const kept = readFileSync(join(root, 'package.json'), 'utf8');
	expect(withLists(kept, root)).toBe(kept);
});

interface Manifest {
	n8n: { nodes: string[]; credentials: string[] };
}
interface Compiler {
	/** What the compiler says of all files, or of one; `instead`: files that have another text. Each with its file's path. */
	problems(instead?: Record<string, string>, only?: string): string[];
	emit(): void;
}

/** TypeScript's compiler for the sources under a folder, under the project's own options. */
function compilerOf(folder: string): Compiler {
	const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), ts.sys.readFile);
	const { options } = ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, folder);
	Object.assign(options, { declaration: false, sourceMap: false });
	const sources = ['nodes', 'credentials'].flatMap((part) =>
		readdirSync(join(folder, part), { recursive: true, encoding: 'utf8' })
			.filter((file) => file.endsWith('.ts'))
			.map((file) => join(folder, part, file)),
	);
	const base = ts.createProgram(sources, options);
	const programOf = (instead: Record<string, string>) => {
		const host = ts.createCompilerHost(options);
		const { getSourceFile } = host;
		host.getSourceFile = (file, ...rest) => {
			const text = instead[relative(folder, file)];
			if (text !== undefined) return ts.createSourceFile(file, text, ...(rest.slice(0, 1) as [ts.ScriptTarget]));
			return base.getSourceFile(file) ?? getSourceFile(file, ...rest);
		};
		return ts.createProgram(sources, options, host);
	};
	return {
		problems(instead, only) {
			const program = instead ? programOf(instead) : base;
			const file = only === undefined ? undefined : program.getSourceFile(join(folder, only));
			return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
				({ file: at, messageText }) =>
					`${at ? relative(folder, at.fileName) : ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
			);
		},
		emit: () => void base.emit(),
	};
}
