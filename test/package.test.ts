import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type {
	ICredentialType,
	INodeProperties,
	INodePropertyOptions,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { asShown, jsonSchemaOf, operationFiles, type JsonSchema } from '../gulp/outputSchema';
import { CaseState } from '../nodes/shared/case';
import { eventData, PolicySettings, Settings } from '../nodes/shared/model';
import { schemaOf } from './support/docsExamples';
import { fieldsOf } from './support/fieldsOf';

const root = join(__dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
	scripts: Record<string, string>;
	dependencies: Record<string, string>;
	devDependencies: Record<string, string>;
	n8n: { nodes: string[]; credentials: string[] };
};
const blob = 'https://github.com/n8n-nodes-returns/n8n-nodes-returns/blob/main/';

/** dist/nodes/X/X.node.js -> nodes/X/X.node.ts */
const sourceOf = (compiled: string) => compiled.replace(/^dist\//, '').replace(/\.js$/, '.ts');
/** The one class that a source file exports, as n8n takes it: by the file's name. */
function instanceOf<T>(source: string): T {
	const exported = require(join(root, source)) as Record<string, new () => T>; // eslint-disable-line @typescript-eslint/no-require-imports -- named by package.json
	return new exported[basename(source).split('.')[0]]();
}
function filesUnder(folder: string, ending: string): string[] {
	return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith(ending))
		.map((file) => join(folder, file))
		.sort();
}

interface Named {
	name: string;
	value: string;
}
interface NodeOperation {
	resource: Named;
	operation: Named;
}

/** Resource and operation of everything a node can do, read from what the editor shows. */
function operationsOf({ properties }: INodeTypeDescription): NodeOperation[] {
	const choices = (property: INodeProperties | undefined) =>
		((property?.options ?? []) as INodePropertyOptions[]).map(({ name, value }) => ({ name, value: String(value) }));
	const resources = choices(properties.find(({ name }) => name === 'resource'));
	return resources.flatMap((resource) =>
		properties
			.filter(
				({ name, displayOptions }) => name === 'operation' && displayOptions?.show?.resource?.includes(resource.value),
			)
			.flatMap((property) => choices(property).map((operation) => ({ resource, operation }))),
	);
}

const nodes = manifest.n8n.nodes
	.map(sourceOf)
	.filter((source) => existsSync(join(root, source)))
	.map((source) => ({ source, folder: dirname(source), description: instanceOf<INodeType>(source).description }));
const isTrigger = ({ group }: INodeTypeDescription) => group.includes('trigger');
const actions = nodes.filter(({ description }) => !isTrigger(description));
const everyOperation = actions.flatMap(({ folder, source, description }) =>
	operationsOf(description).map((one) => ({ ...one, folder, source })),
);
const cases = <T>(list: T[], nameOf: (one: T) => string) => list.map((one) => [nameOf(one), one] as [string, T]);

function codexOf(source: string) {
	return JSON.parse(read(source.replace(/\.ts$/, '.json'))) as {
		node: string;
		resources: Record<'primaryDocumentation' | 'credentialDocumentation', Array<{ url: string }> | undefined>;
	};
}
/** A documentation address of this repository, as a path in it. */
function localPath(url: string): string {
	expect(url.startsWith(blob)).toBe(true);
	return url.slice(blob.length);
}
const headings = (markdown: string) =>
	markdown
		.split('\n')
		.filter((line) => /^#{1,6} /.test(line))
		.map((line) => line.replace(/^#+ /, ''));
/** GitHub's anchor of a heading. */
const slug = (heading: string) =>
	heading
		.trim()
		.toLowerCase()
		.replace(/[^\p{L}\p{N} _-]/gu, '')
		.replace(/ /g, '-');
function expectTarget(path: string): void {
	const [file, anchor] = path.split('#');
	expect([path, existsSync(join(root, file))]).toEqual([path, true]);
	if (anchor) expect(headings(read(file)).map(slug)).toContain(anchor);
}

describe('package.json', () => {
	it('names every node and credential there is, and only those', () => {
		expect(manifest.n8n.nodes.map(sourceOf).sort()).toEqual(filesUnder('nodes', '.node.ts'));
		expect(manifest.n8n.credentials.map(sourceOf).sort()).toEqual(filesUnder('credentials', '.credentials.ts'));
	});
	it.each(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }))(
		'%s: docs/decisions.md says why it is here',
		(name) => {
			expect(read('docs/decisions.md')).toContain(`\`${name}\``);
		},
	);
	it.each(Object.entries(manifest.dependencies))('%s %s: what users get is what was tested', (_name, version) => {
		expect(version).toMatch(/^\d+\.\d+\.\d+$/);
	});
	it('has every script that the documents name, and the README names every script', () => {
		const said = [
			'README.md',
			'CONTRIBUTING.md',
			'SECURITY.md',
			...filesUnder('docs', '.md'),
			'workflows/README.md',
		].flatMap((file) => [...read(file).matchAll(/npm run ([\w:]+)/g)].map(([, script]) => script));
		expect(said.filter((script) => !(script in manifest.scripts))).toEqual([]);
		for (const script of Object.keys(manifest.scripts).filter((name) => name !== 'prepublishOnly'))
			expect(read('README.md')).toContain(script === 'test' ? '`npm test`' : `\`npm run ${script}\``);
	});
});

describe.each(cases(nodes, ({ description }) => description.displayName))(
	'%s',
	(_name, { source, folder, description }) => {
		it('costs n8n no expression for each call of its webhook (docs/facts/n8n.md#a-nodes-version-decides-how-a-webhook-is-read)', () => {
			const newest = description.defaultVersion ?? Math.max(...[description.version].flat());
			expect(!description.webhooks?.length || newest >= 2).toBe(true);
		});
		it('has a light and a dark icon', () => {
			const { light, dark } = description.icon as { light: string; dark: string };
			expect(light).not.toBe(dark);
			for (const file of [light, dark])
				expect([file, existsSync(join(root, folder, file.replace(/^file:/, '')))]).toEqual([file, true]);
		});
		it('has a codex file that leads to its page', () => {
			const { node, resources } = codexOf(source);
			expect(node).toBe(`n8n-nodes-returns.${description.name}`);
			expect(resources.primaryDocumentation).toHaveLength(1);
			for (const { url } of [...resources.primaryDocumentation!, ...(resources.credentialDocumentation ?? [])])
				expectTarget(localPath(url));
		});
		it("can be an AI agent's tool exactly when it is no trigger", () => {
			expect(description.usableAsTool).toBe(isTrigger(description) ? undefined : true);
		});
		it('calls each credential slot by its service', () => {
			const slots = description.credentials ?? [];
			const named = slots.map(({ name, displayName }) => [name, displayName]);
			const names: Record<string, string> = {
				returnCaseApi: 'Return Case',
				returnsShopifyApi: 'Shopify',
				returnsStripeApi: 'Stripe',
				returnsPayPalApi: 'PayPal',
				returnsAfterShipApi: 'AfterShip',
				returnsEasyPostApi: 'EasyPost',
				returnsKarrioApi: 'Karrio',
				returnsSendcloudApi: 'Sendcloud',
				returnsShippoApi: 'Shippo',
				returnsShipStationApi: 'ShipStation',
				odooApiKeyApi: 'Odoo',
				odooApi: 'Odoo',
				returnsSignedWebhookApi: 'Signed Webhook',
			};
			expect(named).toEqual(slots.map(({ name }) => [name, names[name]]));
		});
		it('stands in the README', () => {
			expect(read('README.md')).toContain(description.displayName);
		});
	},
);

it("every operation is in its node's table, and every node offers what its table has", () => {
	const named = (list: Array<[folder: string, resource: string, operation: string]>) =>
		list.map((one) => one.join(' ')).sort();
	const files = named(operationFiles().map(({ node, resource, operation }) => [node, resource, operation]));
	const tables = actions.flatMap(({ folder }) => {
		const table = join(root, folder, 'operations.ts');
		if (!existsSync(table)) return []; // A node of one or two operations names them itself.
		const { operations } = require(table) as { operations: Record<string, object> }; // eslint-disable-line @typescript-eslint/no-require-imports -- whatever nodes there are
		return Object.entries(operations).flatMap(([resource, ofResource]) =>
			Object.keys(ofResource).map((operation): [string, string, string] => [basename(folder), resource, operation]),
		);
	});
	expect(
		named(everyOperation.map(({ folder, resource, operation }) => [basename(folder), resource.value, operation.value])),
	).toEqual(files);
	const having = new Set(tables.map(([folder]) => folder));
	expect(having.size).toBeGreaterThan(4);
	expect(named(tables)).toEqual(files.filter((one) => having.has(one.split(' ')[0])));
});

it.each(cases(actions, ({ description }) => description.displayName))(
	'%s offers operations',
	(_name, { description }) => {
		expect(operationsOf(description).length).toBeGreaterThan(0);
	},
);

describe.each(
	cases(
		everyOperation,
		({ source, resource, operation }) => `${basename(source, '.node.ts')}: ${resource.name}: ${operation.name}`,
	),
)('%s', (_name, { source, folder, resource, operation }) => {
	it('has an output schema that the editor understands', () => {
		const schema = schemaOf({ node: basename(folder), resource: resource.value, operation: operation.value });
		expect(schema.type).toBe('object');
		expect(Object.keys(schema.properties!).length).toBeGreaterThan(0);
		expect(unclear(schema)).toEqual([]);
	});
	it("has a section in its node's page", () => {
		const [{ url }] = codexOf(source).resources.primaryDocumentation!;
		const named = (name: string) => new RegExp(`\\b${name}\\b`, 'i');
		const twice =
			everyOperation.filter((one) => one.source === source && one.operation.name === operation.name).length > 1;
		const fitting = headings(read(localPath(url))).filter(
			(heading) => named(operation.name).test(heading) && (!twice || named(resource.name).test(heading)),
		);
		expect([`${resource.name}: ${operation.name}`, fitting.length > 0]).toEqual([
			`${resource.name}: ${operation.name}`,
			true,
		]);
	});
});

describe.each(cases(filesUnder('credentials', '.credentials.ts'), (source) => basename(source, '.credentials.ts')))(
	'%s',
	(_name, source) => {
		const type = instanceOf<ICredentialType>(source);
		it('leads to its section', () => expectTarget(localPath(type.documentationUrl!)));
		// n8n evaluates one in an isolate for each request.
		it('signs without an expression', () => expect(['function', 'undefined']).toContain(typeof type.authenticate));
		it('has a light and a dark icon', () => {
			for (const file of Object.values(type.icon as { light: string; dark: string }))
				expect([file, existsSync(join(root, dirname(source), file.replace(/^file:/, '')))]).toEqual([file, true]);
		});
	},
);

/** Fields that n8n's editor could not show: it knows types, properties and items, and no anyOf. */
function unclear({ type, properties = {}, items }: JsonSchema, path = ''): string[] {
	return [
		...(type ? [] : [path]),
		...Object.entries(properties).flatMap(([name, one]) => unclear(one, `${path}.${name}`)),
		...(items ? unclear(items, `${path}[]`) : []),
	];
}

it('a case is complete in every output that has one', () => {
	const whole = jsonSchemaOf(CaseState);
	const outputs = operationFiles().map((file) => ({ file, case: schemaOf(file).properties!.case }));
	const having = outputs.filter((one) => one.case);
	expect(having.length).toBeGreaterThan(10);
	for (const one of having) expect(one).toEqual({ ...one, case: whole });
});

it('the files of the schemas have names and types, the first of several, as deep as the editor shows them', () => {
	const schema: JsonSchema = {
		type: 'object',
		required: ['a'],
		properties: {
			a: { type: ['string', 'null'] },
			b: {
				type: 'array',
				items: { type: 'object', properties: { c: { type: 'object', properties: { d: { type: 'integer' } } } } },
			},
		},
	};
	expect(asShown(schema, 2)).toEqual({
		type: 'object',
		properties: {
			a: { type: 'string' },
			b: { type: 'array', items: { type: 'object', properties: { c: { type: 'object' } } } },
		},
	});
	// What the packer remembers is 32 KB: the case, and the little that stands between two of them.
	expect(JSON.stringify(asShown(jsonSchemaOf(CaseState), 4)).length).toBeLessThan(28_000);
	const shown = asShown(jsonSchemaOf(CaseState)).properties!;
	expect(shown.refunds.items!.properties!.refund.properties).toBeDefined();
	expect(Object.keys(shown)).toEqual(Object.keys(CaseState.shape));
});

describe('docs/settings.md', () => {
	it('walks the whole schema', () => {
		expect(fieldsOf(Settings)).toEqual(
			expect.arrayContaining([
				'brand',
				'returnAddress.postalCode',
				'parcel.weight',
				'odoo.destinations.vendor',
				...Object.keys(PolicySettings.shape).map((key) => `policy.${key}`),
			]),
		);
	});
	it.each(fieldsOf(Settings))('names %s', (field) => {
		expect(read('docs/settings.md')).toContain(`| \`${field}\` |`);
	});
});

describe('docs/events.md', () => {
	it.each(Object.entries(eventData))('tells what %s carries', (type, schema) => {
		const row = read('docs/events.md')
			.split('\n')
			.find((line) => line.startsWith(`| \`${type}\` |`));
		expect(row).toBeDefined();
		for (const field of Object.keys(schema.shape)) expect(row).toContain(`\`${field}\``);
	});
	it('names every field of what events carry', () => {
		const page = read('docs/events.md');
		const words = [
			...new Set(
				Object.values(eventData)
					.flatMap((schema) => fieldsOf(schema))
					// The policy is in docs/settings.md.
					.map((path) => path.replace(/(^|\.)rules\..*/, '$1rules'))
					.flatMap((path) => path.split('.')),
			),
		];
		expect(words.filter((word) => !new RegExp(`\\b${word}\\b`).test(page))).toEqual([]);
	});
});

it('docs/decisions.md explains every rule that is off', () => {
	const off = [...read('eslint.config.mjs').matchAll(/'([^']+)': 'off'/g)].map(([, rule]) => rule);
	expect(off.length).toBeGreaterThan(0);
	for (const rule of off) expect(read('docs/decisions.md')).toContain(`\`${rule}\``);
});

it("the templates' own page names every template", () => {
	const templates = readdirSync(join(root, 'workflows')).filter((file) => /^\d\d-.*\.json$/.test(file));
	expect(templates.length).toBeGreaterThan(0);
	for (const file of templates) expect(read('workflows/README.md')).toContain(basename(file, '.json'));
});

const pagesOfTheRepository = [
	'README.md',
	'CONTRIBUTING.md',
	'SECURITY.md',
	'CHANGELOG.md',
	'workflows/README.md',
	...filesUnder('docs', '.md'),
];
describe.each(pagesOfTheRepository)('%s', (page) => {
	const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)]
		.map(([, target]) => target)
		.filter((target) => !/^[a-z]+:/.test(target));
	it('has no link to nowhere', () => {
		for (const target of links)
			expectTarget(target.startsWith('#') ? `${page}${target}` : relative(root, join(root, dirname(page), target)));
	});
	it('names no file that is not there', () => {
		const named = [...read(page).matchAll(/`((?:nodes|test|credentials|workflows|gulp|docs|\.ci)\/[^`\s<>*…{}:,]+)`/g)];
		// What is built or downloaded, and what a page tells to write.
		const absent = named.map(([, file]) => file.split('#')[0]).filter((file) => !existsSync(join(root, file)));
		expect(absent.filter((file) => !/\bNN-name\.(json|md)$/.test(file))).toEqual([]);
	});
	it('names no script that is not there', () => {
		const named = [...read(page).matchAll(/\bnpm run ([\w:-]+)/g)].map(([, script]) => script);
		expect(named.filter((script) => !(script in manifest.scripts))).toEqual([]);
	});
	it('names no operation that is not there', () => {
		// What docs/add tells to add is not there; test/add does it.
		const text = page.startsWith('docs/add/') ? '' : read(page);
		expect(operationsNamedIn(text).filter(([node, name]) => !namesAtNode(node).includes(name))).toEqual([]);
	});
});

const displayNames = nodes.map(({ description }) => description.displayName);

/** Operations in a text, as in "*Return Case: Open*": the node, and what stands behind it, in small letters without hyphens. */
function operationsNamedIn(text: string): Array<[node: string, name: string]> {
	const named = new RegExp(`\\*(${displayNames.join('|')}): ([A-Z][^*\n]*)\\*`, 'g');
	return [...text.matchAll(named)].map(([, node, name]) => [node, inSmallLetters(name)]);
}

/** What may stand behind a node's name: a resource, or an operation with or without its resource, or what the panel of nodes shows. */
function namesAtNode(node: string): string[] {
	const { description } = nodes.find((one) => one.description.displayName === node)!;
	const actions = description.properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ options }) => (options as INodePropertyOptions[]).map(({ action }) => action ?? ''));
	const operations = operationsOf(description).flatMap(({ resource: { name: resource }, operation: { name } }) => [
		resource,
		name,
		`${resource}: ${name}`,
		`${name} (${resource})`,
	]);
	return [...operations, ...actions].map(inSmallLetters);
}

const inSmallLetters = (name: string) => name.toLowerCase().replace(/-/g, '');

it('an operation that is not there would be found in a page', () => {
	const [[node, name], ...rest] = operationsNamedIn('Run *Return Case: Fly Away*, or something else.');
	expect([node, name, rest]).toEqual(['Return Case', 'fly away', []]);
	expect(namesAtNode(node)).toEqual(expect.arrayContaining(['open', 'case: open']));
	expect(namesAtNode(node)).not.toContain(name);
});

describe('docs/facts', () => {
	const sources = ['nodes', 'credentials', 'workflows', 'test'].flatMap((folder) => filesUnder(folder, '.ts'));
	const pages = filesUnder('docs/facts', '.md');
	const named = sources.flatMap((file) =>
		[...read(file).matchAll(/docs\/facts\/[^\s;:,)]*[^\s;:,.)]/g)].map(([target]) => [file, target] as const),
	);

	it('is named by comments, each page by one at least', () => {
		const targets = named.map(([, target]) => target.split('#')[0]);
		expect(pages.filter((page) => !targets.includes(page))).toEqual([]);
	});
	it.each(named)('%s names a fact that is there: %s', (_file, target) => {
		expect(target).toContain('#');
		expectTarget(target);
	});
	it('no comment names facts that are kept elsewhere', () => {
		const elsewhere = /\bfacts\b,? ?(\d|on |\(|:)|\(facts\b(?! such as)|(?<!docs\/)\bfacts\/\w+\.md/;
		const comments = (text: string) => text.match(/\/\*\*?[\s\S]*?\*\/|(?<!:)\/\/.*/g) ?? [];
		expect(sources.filter((file) => comments(read(file)).some((comment) => elsewhere.test(comment)))).toEqual([]);
	});
	it.each(pages)('%s names files that are there', (page) => {
		const files = [...read(page).matchAll(/`((?:nodes|test|credentials)\/[^`\s]+)`/g)].map(([, file]) => file);
		expect(files.length).toBeGreaterThan(0);
		expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
	});
});
