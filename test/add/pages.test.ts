import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withLists } from '../../gulp/packageLists';
import { compilerOf, copyHouse, removeHouse, root, type Compiler } from './house';
import { applyPage, readPage } from './page';

/* What docs/add tells to add in code is added in a copy of the sources, as the pages say it: they are the fixtures. */

const pageOf = (name: string) => readPage(join(root, 'docs', 'add', `${name}.md`));
const companies = { carrier: pageOf('carrier'), payment: pageOf('payment-provider') };
const ideas = {
	rule: pageOf('policy-rule'),
	operation: pageOf('operation'),
	event: pageOf('event'),
	language: pageOf('language'),
};
const pages = { ...companies, ...ideas };
const table = 'nodes/shared/model/providers.ts';
const titles = 'nodes/shared/policy/settingTitles.ts';
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
const { ReturnCaseTrigger } = require('./dist/nodes/ReturnCase/ReturnCaseTrigger.node.js');
const { sectionProperties } = require('./dist/nodes/shared/operation/settings/sections.js');
const { languageChoices } = require('./dist/nodes/ReturnMessages/properties.js');
const { wordsOf } = require('./dist/nodes/ReturnMessages/languages');
const { caseRules } = require('./dist/nodes/ReturnPolicy/rules');
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
	event: {
		starts: values(find(new ReturnCaseTrigger().description.properties, 'events')).includes('shipment.lost'),
		recorded: model.recordableTypes.includes('shipment.lost'),
	},
	languages: [languageChoices.at(-1).name, wordsOf.pl.reasons.window_over],
	rules: caseRules.map(({ id }) => id),
	setting: sectionProperties.find(({ name }) => name === 'policy').options.find(({ name }) => name === 'reviewAbovePieces').displayName,
	parameters: properties.find(({ displayOptions }) => displayOptions?.show?.operation?.includes('getStanding')).name,
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

const caseEvent = 'nodes/shared/model/caseEvent.ts';
const words = 'nodes/ReturnMessages/languages/index.ts';
const countries = 'nodes/ReturnMessages/compose/language.ts';
const examples = 'test/shared/model/eventExamples.ts';
const ownTests = Object.values(ideas).flatMap(({ added }) =>
	[...added.keys()].filter((file) => file.startsWith('test/')),
);

let home: string;
let compiler: Compiler;

beforeAll(() => {
	home = copyHouse();
	for (const page of Object.values(pages)) applyPage(home, page);
	compiler = compilerOf(home, [examples]);
}, 300_000);
afterAll(() => removeHouse(home));

it.each(Object.entries(companies))('%s: at most two places outside its own files', (_name, { added, touched }) => {
	expect([...touched.keys()]).not.toHaveLength(0);
	expect(touched.size).toBeLessThanOrEqual(2);
	for (const file of added.keys())
		expect(file).toMatch(/^(credentials\/|nodes\/CarrierLabels\/carriers\/acme\/|nodes\/AcmePayRefunds\/)/);
});

it('all compile, and stand in every list', () => {
	expect(compiler.problems()).toEqual([]);
	compiler.emit();
	const found = JSON.parse(execFileSync(process.execPath, ['-e', look], { cwd: home, encoding: 'utf8' }));
	expect(found).toMatchObject({
		carrierServices: ['acme', 'easypost', 'karrio', 'sendcloud', 'shippo', 'shipstation'],
		slot: {
			displayName: 'Acme Parcels',
			displayOptions: { show: { carrierService: ['acme', 'byRules', 'seller', 'all'] } },
			testedBy: 'acmeTest',
		},
		credentialTests: ['acmeTest', 'easypostTest', 'karrioTest', 'sendcloudTest', 'shippoTest', 'shipstationTest'],
		event: { starts: true, recorded: true },
		languages: ['Polish', 'Termin zwrotu minął.'],
		rules: expect.arrayContaining(['pieces_limit']),
		setting: 'Review Above (Pieces)',
		parameters: 'reference',
		labelIds: [
			...['acme.parcel', 'easypost.shipment', 'easypost.tracker', 'karrio.shipment'],
			...['sendcloud.return', 'shippo.transaction', 'shipstation.label'],
		],
		paused: [
			...['acme', 'acmepay', 'aftership', 'easypost', 'karrio', 'odoo', 'paypal'],
			...['sendcloud', 'shippo', 'shipstation', 'shopify', 'stripe'],
		],
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
	['the setting of the rule', 'nodes/shared/model/settings.ts', 'nodes/ReturnPolicy/rules/manyPieces.ts', 'Property'],
	['the name of the setting', titles, titles, 'Property'],
	...['nodes/shared/case/transitions.ts', 'nodes/shared/model/senders.ts', examples].map((file) => [
		`what ${file} says of the event`,
		file,
		file,
		'Property',
	]),
	['the words of the language', words, words, 'Property'],
	['its countries', countries, countries, 'Property'],
	['the name of the language', 'nodes/shared/model/messages.ts', words, 'Object literal'],
	['the event itself', caseEvent, 'nodes/shared/case/transitions.ts', 'Object literal'],
	['the event itself', caseEvent, 'nodes/shared/case/parcelHandlers.ts', 'Object literal'],
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

/** Tests that the pages name, run in the copy: what fails, by file and name. */
function failing(files: string[]): string[] {
	const jest = join(root, 'node_modules/jest/bin/jest.js');
	const { stdout, stderr } = spawnSync(
		process.execPath,
		[jest, '-w', '1', '--json', '--silent', '--forceExit', '--', ...files],
		{ cwd: home, encoding: 'utf8', maxBuffer: 2 ** 28 },
	);
	if (!stdout.startsWith('{')) throw new Error(stderr);
	const { testResults } = JSON.parse(stdout) as {
		testResults: Array<{
			name: string;
			message: string;
			assertionResults: Array<{ fullName: string; status: string; failureMessages: string[] }>;
		}>;
	};
	expect(testResults).toHaveLength(files.length);
	return testResults.flatMap(({ name, message, assertionResults }) => {
		const file = name.slice(home.length + 1);
		if (!assertionResults.length) return [`${file}: ${message}`];
		return assertionResults
			.filter(({ status }) => status === 'failed')
			.map(({ fullName, failureMessages }) => `${file}: ${fullName}: ${failureMessages.join(' ').slice(0, 400)}`);
	});
}

describe('the tests that the pages name', () => {
	const lookers = [
		'test/ReturnPolicy/rules.test.ts',
		'test/ReturnCase/saveSettings.test.ts',
		'test/package.test.ts',
		'test/shared/case/transitions.test.ts',
	];
	beforeAll(() => {
		// Acme has no icons and no page of its own: that is what its pages say is still missing.
		for (const { added, touched } of Object.values(companies)) {
			for (const file of added.keys()) rmSync(join(home, file));
			for (const file of touched.keys()) copyFileSync(join(root, file), join(home, file));
		}
	});

	it('are content with what the pages say', () => {
		expect(failing([...ownTests, ...lookers, 'test/shared/model/events.test.ts'])).toEqual([]);
	}, 600_000);

	it('say so when a place is forgotten that the compiler cannot miss', () => {
		for (const { touched } of Object.values(ideas))
			for (const file of touched.keys())
				if (/^(docs|nodes\/Return|nodes\/CarrierLabels|nodes\/shared\/operation\/settings)/.test(file))
					copyFileSync(join(root, file), join(home, file));
		const found = failing([...ownTests, ...lookers]).join('\n');
		for (const [file, said] of [
			['test/ReturnPolicy/manyPieces', 'asks a person'], // the list of rules
			['test/ReturnPolicy/rules', 'names every reason'],
			['test/ReturnCase/saveSettings', 'a field for every setting'],
			['test/package', 'docs/settings.md names policy.reviewAbovePieces'],
			['test/CarrierLabels/getStanding', 'says how'],
			['test/package', 'is in its node'],
			['test/package', 'tells what shipment.lost carries'],
			['test/shared/case/transitions', 'shows when shipment.lost fits'],
			['test/shared/case/transitions', 'says who looks after parcel_lost'],
		])
			expect(found).toMatch(new RegExp(`^${file}.test.ts: .*${said}`, 'm'));
	}, 600_000);
});
