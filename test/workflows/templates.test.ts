import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkTemplate } from '../../workflows/check/checkTemplate';
import type { Template } from '../../workflows/check/template';
import { nameCredentials } from '../../workflows/check/credentialNames';
import foreign from '../../workflows/check/foreignNodes.json';
import { finishers } from '../../nodes/shared/operation/step';
import { ownNodes as own } from '../support/ownNodes';

const root = join(__dirname, '../..');
const read = (file: string) => JSON.parse(readFileSync(join(root, 'workflows', file), 'utf8')) as Template;
const files = readdirSync(join(root, 'workflows')).filter((file) => /^\d\d-.*\.json$/.test(file));
const isTrigger = ({ type }: Template['nodes'][number]) =>
	own[type]?.group.includes('trigger') || /Trigger$|\.webhook$/.test(type);
const isNote = ({ type }: Template['nodes'][number]) => type.endsWith('.stickyNote');

describe.each(files)('%s', (file) => {
	const template = read(file);
	const { nodes, connections } = template;
	const working = nodes.filter((node) => !isNote(node));

	it('is fit to ship', () => {
		expect(checkTemplate(template, { own, foreign })).toEqual([]);
	});
	it('leads from a trigger to every node', () => {
		const reached = new Set(working.filter(isTrigger).map(({ name }) => name));
		for (const name of reached)
			for (const { node } of (connections[name]?.main ?? []).flatMap((output) => output ?? [])) reached.add(node);
		// A tool belongs to the node that offers it.
		for (const [tool, { ai_tool: offered = [] }] of Object.entries(connections))
			if (offered.flatMap((output) => output ?? []).some(({ node }) => reached.has(node))) reached.add(tool);
		expect(working.map(({ name }) => name).filter((name) => !reached.has(name))).toEqual([]);
	});
	it('has one yellow note that tells how it works and how to set it up, and every node on a coloured one', () => {
		const notes = nodes.filter(isNote).map(({ position: [x, y], parameters }) => ({
			x,
			y,
			...(parameters as { content: string; width: number; height: number; color?: number }),
		}));
		const [overview, ...more] = notes.filter(({ color }) => color === undefined);
		expect(more).toEqual([]);
		expect(overview.content).toMatch(/### How it works[^]*### Setup/);
		const lanes = notes.filter(({ color }) => color !== undefined);
		// What is set up once stands beside the lanes, at the overview.
		const astray = working.filter(
			({ position: [x, y] }) =>
				x >= 0 &&
				!lanes.some(
					(lane) => x >= lane.x && y >= lane.y && x + 96 <= lane.x + lane.width && y + 96 <= lane.y + lane.height,
				),
		);
		expect(astray.map(({ name }) => name)).toEqual([]);
	});
	it('ends no step that ends with its flow before all of the flow has run', () => {
		const after = (name: string) =>
			(connections[name]?.main ?? []).flatMap((output) => output ?? []).map(({ node }) => node);
		const reachable = (name: string, seen = new Set<string>()): Set<string> => {
			for (const next of after(name)) if (!seen.has(next)) reachable(next, seen.add(next));
			return seen;
		};
		const canEnd = ({ type, parameters }: (typeof nodes)[number]) =>
			finishers.some((own) => type === `n8n-nodes-returns.${own}`) &&
			parameters.resource !== 'once' &&
			parameters.operation !== 'describe' &&
			(parameters.options as { finishStep?: string } | undefined)?.finishStep !== 'no';
		for (const { name, parameters } of nodes.filter((node) => node.parameters.doneWhen === 'flowEnds')) {
			expect(parameters.stepName).toBeTruthy();
			const lane = [...reachable(name)];
			const ends = nodes.filter((node) => lane.includes(node.name) && canEnd(node));
			const early = ends.filter(({ name: end }) => {
				const behind = reachable(end);
				if (ends.some((other) => behind.has(other.name))) return false;
				return lane.some((other) => other !== end && (behind.has(other) || !reachable(other).has(end)));
			});
			expect(early.map((node) => node.name)).toEqual([]);
		}
	});
	it('names only nodes that it has in its expressions', () => {
		const named = [...JSON.stringify(nodes).matchAll(/\$\('([^']+)'\)/g)].map(([, name]) => name);
		expect(named.filter((name) => !nodes.some((node) => node.name === name))).toEqual([]);
	});
	it('fits a laptop: about 16 nodes and 4 triggers', () => {
		expect(working.length).toBeLessThanOrEqual(19);
		expect(working.filter(isTrigger).length).toBeLessThanOrEqual(4);
	});
	it('has ids of its own', () => {
		expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
	});
});

describe('the check of templates', () => {
	const credentials = { returnCaseApi: { id: null, name: 'Return Case' } };
	const split = (include?: string): Template => ({
		name: 't',
		settings: { saveDataSuccessExecution: 'none' },
		connections: { Split: { main: [[{ node: 'Case', type: 'main', index: 0 }]] } },
		nodes: [
			{
				id: '1',
				name: 'Split',
				type: 'n8n-nodes-base.splitOut',
				typeVersion: 1,
				position: [0, 0],
				parameters: { fieldToSplitOut: 'a', ...(include && { include }) },
			},
			{
				id: '2',
				name: 'Case',
				type: 'n8n-nodes-returns.returnCase',
				typeVersion: 1,
				position: [0, 0],
				parameters: { resource: 'case', operation: 'get' },
				credentials,
			},
		],
	});
	it('lets no node of the pack come after one that drops the item, unless that one is told to keep the rest', () => {
		expect(checkTemplate(split(), { own, foreign })).toEqual([expect.stringContaining('replaces the item')]);
		expect(checkTemplate(split('allOtherFields'), { own, foreign })).toEqual([]);
	});
	it.each([
		['opens a case', { resource: 'case', operation: 'open' }],
		['publishes a policy', { resource: 'policy', operation: 'publish' }],
		[
			'is told the reference',
			{ resource: 'case', operation: 'get', reference: "={{ $('Start').first().json.reference }}" },
		],
	])('lets a node come after it that %s', (_how, parameters) => {
		const template = split();
		template.nodes[1] = { ...template.nodes[1], parameters };
		expect(checkTemplate(template, { own, foreign })).toEqual([]);
	});
	describe('of e-mails', () => {
		const base = { typeVersion: 1, position: [0, 0] as [number, number] };
		const mail = {
			...base,
			id: '1',
			name: 'Mail',
			type: 'n8n-nodes-base.emailSend',
			typeVersion: 2.1,
			parameters: {},
			credentials: { smtp: { id: null, name: 'Mail server' } },
		};
		const behind = (leftValue: string, type = 'n8n-nodes-base.filter', more: object[] = []): Template => ({
			name: 't',
			settings: { saveDataSuccessExecution: 'none' },
			connections: { Check: { main: [[{ node: 'Mail', type: 'main', index: 0 }]] } },
			nodes: [
				mail,
				{
					...base,
					id: '2',
					name: 'Check',
					type,
					typeVersion: 2.3,
					parameters: { conditions: { conditions: [{ leftValue, operator: { operation: 'true' } }, ...more] } },
				},
			],
		});
		const real = "={{ $execution.mode === 'production' && !$json.testRun }}";
		it('lets one be sent behind a filter that holds back test runs', () => {
			expect(checkTemplate(behind(real), { own, foreign })).toEqual([]);
		});
		it.each([
			['nothing is before it', { ...behind(real), connections: {} }],
			['the filter asks for something else', behind('={{ $json.case.customer.email }}')],
			[
				'the filter asks for more, of which one may do',
				behind(real, 'n8n-nodes-base.filter', [{ leftValue: '={{ true }}', operator: { operation: 'true' } }]),
			],
			['an If leads to it either way', behind(real, 'n8n-nodes-base.if')],
			[
				'another way goes past the filter',
				{
					...behind(real),
					connections: { ...behind(real).connections, Start: { main: [[{ node: 'Mail', type: 'main', index: 0 }]] } },
					nodes: [
						...behind(real).nodes,
						{ ...base, id: '3', name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
					],
				},
			],
		])('refuses one that a test run would send: %s', (_how, template) => {
			expect(checkTemplate(template, { own, foreign })).toEqual([
				expect.stringContaining('"Mail": a test run would send it'),
			]);
		});
		it('lets a message be written before it, and no node of the pack come after that', () => {
			const written = (next: Template['nodes'][number]): Template => ({
				name: 't',
				settings: { saveDataSuccessExecution: 'none' },
				connections: {
					Write: { main: [[{ node: 'Check', type: 'main', index: 0 }]] },
					Check: { main: [[{ node: next.name, type: 'main', index: 0 }]] },
				},
				nodes: [
					{ ...base, id: '3', name: 'Write', type: 'n8n-nodes-base.set', typeVersion: 3.5, parameters: {} },
					behind(real).nodes[1],
					next,
				],
			});
			expect(checkTemplate(written(mail), { own, foreign })).toEqual([]);
			expect(
				checkTemplate(
					written({
						...base,
						id: '1',
						name: 'Case',
						type: 'n8n-nodes-returns.returnCase',
						parameters: { resource: 'case', operation: 'get' },
						credentials,
					}),
					{ own, foreign },
				),
			).toEqual([expect.stringContaining('replaces the item')]);
		});
	});
	it('lets no schedule skip what it missed while n8n was down', () => {
		const schedule = (more: object) => ({
			...split('allOtherFields'),
			connections: {},
			nodes: [
				{
					id: '1',
					name: 'Nightly',
					type: 'n8n-nodes-base.scheduleTrigger',
					typeVersion: 1.4,
					position: [0, 0] as [number, number],
					parameters: { rule: {}, ...more },
				},
			],
		});
		expect(checkTemplate(schedule({}), { own, foreign })).toEqual([expect.stringContaining('misfirePolicy')]);
		expect(checkTemplate(schedule({ misfirePolicy: 'coalesce' }), { own, foreign })).toEqual([]);
	});
	it.each([
		['a long one', `={{ ${'a'.repeat(161)} }}`, 1],
		['a long one in the middle of a text', `=Dear {{ $json.name }}, {{ ${'a'.repeat(161)} }}.`, 1],
		['several short ones', `={{ ${'a'.repeat(150)} }} {{ ${'b'.repeat(150)} }}`, 0],
		['one that is long only by being disarmed', `={{ ${'a'.repeat(159)}.replaceAll('<', '&lt;') }}`, 0],
	])('wants expressions that can be read: %s', (_what, value, problems) => {
		const template = split('allOtherFields');
		template.nodes[1].parameters = { ...template.nodes[1].parameters, reference: value };
		const found = checkTemplate(template, { own, foreign });
		expect(found).toHaveLength(problems);
		for (const problem of found) expect(problem).toContain('too long to be read');
	});
	it('wants HTML of a form page disarmed, in fields too', () => {
		const page = (html: string) => ({
			...split('allOtherFields'),
			connections: {},
			nodes: [
				{
					id: '1',
					name: 'Page',
					type: 'n8n-nodes-base.form',
					typeVersion: 2.5,
					position: [0, 0] as [number, number],
					parameters: { operation: 'page', formFields: { values: [{ fieldType: 'html', html }] } },
				},
			],
		});
		expect(checkTemplate(page("{{ $('Describe').first().json.described.html }}"), { own, foreign })).toEqual([]);
		expect(checkTemplate(page('{{ $json.note }}'), { own, foreign })).toEqual([expect.stringContaining('as HTML')]);
	});
	it('lets a comparison read what any node gives out', () => {
		const template = split();
		template.nodes[1] = {
			...template.nodes[1],
			type: 'n8n-nodes-returns.returnReconciliation',
			parameters: { resource: 'record', operation: 'reconcile' },
			credentials: undefined,
		};
		expect(checkTemplate(template, { own, foreign })).toEqual([]);
	});
	it.each([
		['names none', undefined],
		['calls it otherwise', { returnCaseApi: { id: null, name: 'My store' } }],
		['holds an account of ours', { returnCaseApi: { id: '7', name: 'Return Case' } }],
		['names one more', { ...credentials, smtp: { id: null, name: 'Mail server' } }],
	])('wants every node to name its credentials, and refuses one that %s', (_how, wrong) => {
		const template = split('allOtherFields');
		template.nodes[1] = { ...template.nodes[1], credentials: wrong };
		expect(checkTemplate(template, { own, foreign })).toEqual([
			expect.stringContaining('names its credentials wrongly'),
		]);
		expect(checkTemplate(nameCredentials(template, own), { own, foreign })).toEqual([]);
	});
	it('refuses one that keeps the data of what went well', () => {
		expect(checkTemplate({ ...split('allOtherFields'), settings: {} }, { own, foreign })).toEqual([
			expect.stringContaining('saveDataSuccessExecution'),
		]);
	});
	it('wants the case store on every node of a template that works on cases, and on none of one that does not', () => {
		const refund = {
			id: '3',
			name: 'Pay',
			type: 'n8n-nodes-returns.stripeRefunds',
			typeVersion: 1,
			position: [0, 0] as [number, number],
			parameters: {},
		};
		const withCases = split('allOtherFields');
		withCases.nodes.push(refund);
		const without = { ...withCases, nodes: [refund], connections: {} };
		const namesOf = (template: Template) => Object.keys(nameCredentials(template, own).nodes.at(-1)!.credentials ?? {});
		expect([namesOf(withCases), namesOf(without)]).toEqual([
			['returnsStripeApi', 'returnCaseApi'],
			['returnsStripeApi'],
		]);
	});
});
