import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { scopeOf } from '../../nodes/shared/trigger';
import { takesCase } from '../../nodes/shared/store/channels';
import { checkTemplate } from '../../workflows/check/checkTemplate';
import foreign from '../../workflows/check/foreignNodes.json';
import { ownNodes as own } from '../support/ownNodes';
import type { Template } from '../../workflows/check/template';
import { readPage } from './page';

/* A channel is added as docs/add says, beside the templates of the package; what a language has to say in them is named there too. */

const root = join(__dirname, '..', '..');
type Nodes = Template['nodes'];
const templates = new Map(
	readdirSync(join(root, 'workflows'))
		.filter((file) => /^\d\d-.*\.json$/.test(file))
		.map((file) => [
			basename(file, '.json'),
			JSON.parse(readFileSync(join(root, 'workflows', file), 'utf8')) as Template,
		]),
);
const page = (name: string) => join(root, 'docs', 'add', `${name}.md`);
/** Cells of a page's table, without marks. */
const rowsOf = (name: string) =>
	readFileSync(page(name), 'utf8')
		.split('\n')
		.filter((line) => line.startsWith('| '))
		.map((line) =>
			line
				.slice(2, -2)
				.split(' | ')
				.map((cell) => cell.replace(/[`*]/g, '')),
		);

/** Triggers of a template that start on events of cases. */
const lanesOf = (template: string, nodes: Nodes) =>
	nodes
		.filter(({ type }) => type === 'n8n-nodes-returns.returnCaseTrigger')
		.map(({ parameters }) => ({
			template,
			step: String(parameters.stepName),
			events: parameters.events as string[],
			scope: scopeOf((name) => parameters[name]),
		}));
const lanes = [...templates].flatMap(([name, { nodes }]) => lanesOf(name, nodes));
const lanesFor = (channel: string, all = lanes) =>
	all.filter(({ scope }) => takesCase(scope, { channel, brand: 'default' }));
/** Channels of the cases that a workflow opens. */
const openedBy = (nodes: Nodes) => [
	...nodes.flatMap(({ parameters: { request } }) =>
		[...String(request ?? '').matchAll(/\bchannel: '(\w+)'/g)].map(([, channel]) => channel),
	),
	...nodes.flatMap(({ parameters: { operation, channels } }) =>
		operation === 'takeInRequest' ? String(channels).split(', ') : [],
	),
	...nodes.flatMap(({ parameters: { operation, channel = '' } }) =>
		operation === 'composeFields'
			? String(channel).startsWith('=')
				? [...String(channel).matchAll(/'(\w+)'/g)].map(([, one]) => one)
				: [String(channel)].filter(Boolean)
			: [],
	),
	...(nodes.some(({ type }) => type === 'n8n-nodes-returns.shopifyReturnsTrigger') ? ['shopify'] : []),
];

describe('a channel', () => {
	const [file, text] = [...readPage(page('channel')).added][0];
	const partner = JSON.parse(text) as Template;
	const all = [...lanes, ...lanesOf(basename(file, '.json'), partner.nodes)];
	const channels = [...templates.values(), partner].flatMap(({ nodes }) => openedBy(nodes));

	it('is a template that may be shipped, of a number that is free', () => {
		expect(checkTemplate(partner, { own, foreign })).toEqual([]);
		expect([...templates.keys()]).not.toContain(basename(file, '.json'));
	});
	it('is told by some workflow', () => {
		expect(channels).toEqual(
			expect.arrayContaining(['shopify', 'exchange', 'store', 'service', 'register', 'marketplace', 'partner']),
		);
	});
	it.each([...new Set(channels)])(
		'%s: is decided in one lane, and its goods are expected in one of its own',
		(channel) => {
			const found = lanesFor(channel, all);
			expect(found.filter(({ events }) => events.includes('return.requested'))).toHaveLength(1);
			expect(
				found.filter(({ events, scope }) => events.includes('return.approved') && scope.channels.includes(channel)),
			).not.toHaveLength(0);
		},
	);
	it('has step names of its own', () => {
		const names = all.map(({ step }) => step);
		expect(new Set(names).size).toBe(names.length);
	});
	it('is taken by the lanes that its page names', () => {
		const failed = ['Failed refund']; // of 40, which every channel may do without
		const shared = lanesFor('partner')
			.filter(({ step }) => !failed.includes(step))
			.map(({ step, template }) => `${step}, ${template}`);
		const told = rowsOf('channel').filter(([, template]) => templates.has(template));
		expect(told.map(([step, template]) => `${step}, ${template}`).sort()).toEqual(shared.sort());
	});
});

describe('a language', () => {
	it('has every place with words for people in its table', () => {
		const isWritten = ({ type, parameters }: Nodes[number]) =>
			/\.form(Trigger)?$/.test(type) ||
			parameters.operation === 'composeFields' ||
			(type.endsWith('.set') && /"name":"subject"/.test(JSON.stringify(parameters)));
		const there = [...templates].flatMap(([key, { nodes }]) =>
			nodes.filter(isWritten).map(({ name }) => `${key}: ${name}`),
		);
		const named = rowsOf('language')
			.filter(([, key]) => templates.has(key))
			.flatMap(([, key, names]) => names.split(', ').map((name) => `${key}: ${name}`));
		expect(named.sort()).toEqual(there.sort());
	});
});
