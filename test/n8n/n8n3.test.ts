import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INode, IWorkflowBase } from 'n8n-workflow';

/* What n8n says itself of its next major version, and of its settings, held against the templates and the documents. Starts no n8n. */

const modules = join(process.env.N8N_RETURNS_N8N!, 'node_modules');
const root = join(__dirname, '../..');
const breaking = join(modules, 'n8n/dist/modules/breaking-changes');
const loaded = (path: string) => require(path) as Record<string, unknown>; // eslint-disable-line @typescript-eslint/no-require-imports -- whatever n8n is installed

interface Report {
	isAffected: boolean;
	issues: Array<{ title: string }>;
}
interface Rule {
	id: string;
	detectWorkflow?: (workflow: IWorkflowBase, nodes: Map<string, INode[]>) => Promise<Report>;
}

/** The rules of n8n 3.0 that look at workflows. */
function rules(): Rule[] {
	loaded(join(modules, 'reflect-metadata'));
	const folder = join(breaking, 'rules/v3');
	return readdirSync(folder)
		.filter((file) => file.endsWith('.rule.js'))
		.flatMap((file) => Object.entries(loaded(join(folder, file))))
		.filter(([name]) => name.endsWith('Rule'))
		.map(([, rule]) => new (rule as new () => Rule)())
		.filter(({ detectWorkflow }) => detectWorkflow !== undefined);
}

async function issuesOf(workflow: IWorkflowBase): Promise<string[]> {
	const { groupNodesByType } = loaded(join(breaking, 'group-nodes-by-type.js')) as {
		groupNodesByType: (nodes: INode[]) => Map<string, INode[]>;
	};
	const found: string[] = [];
	for (const rule of rules()) {
		const { issues } = await rule.detectWorkflow!(workflow, groupNodesByType(workflow.nodes));
		found.push(...issues.map(({ title }) => `${rule.id}: ${title}`));
	}
	return found;
}

const templates = readdirSync(join(root, 'workflows')).filter((file) => /^\d\d-.*\.json$/.test(file));
const templateOf = (file: string) => JSON.parse(readFileSync(join(root, 'workflows', file), 'utf8')) as IWorkflowBase;

it.each(templates)('n8n 3.0 has nothing against %s', async (file) => {
	expect(await issuesOf(templateOf(file))).toEqual([]);
});

it('it would have something against a node that it removes', async () => {
	const template = templateOf('01-authorise.json');
	const [node] = template.nodes;
	const issues = await issuesOf({ ...template, nodes: [{ ...node, type: 'n8n-nodes-base.function' }] });
	expect(issues.length).toBeGreaterThan(0);
	expect(rules().length).toBeGreaterThan(20);
});

describe('variables of n8n', () => {
	const sources = ['@n8n/config/dist', 'n8n-core/dist', 'n8n/dist/modules', 'n8n/dist/config']
		.map((folder) => join(modules, folder))
		.flatMap((folder) =>
			readdirSync(folder, { recursive: true, encoding: 'utf8' })
				.filter((file) => file.endsWith('config.js') || file.startsWith('index'))
				.map((file) => readFileSync(join(folder, file), 'utf8')),
		)
		.join('\n');
	const pages = ['docs/guides/n8n-settings.md', 'docs/deploy/README.md'];
	const named = pages.flatMap((page) =>
		[...readFileSync(join(root, page), 'utf8').matchAll(/`((?:N8N|DB|QUEUE|EXECUTIONS|GENERIC)_[A-Z_0-9]+)`/g)].map(
			([, variable]) => variable,
		),
	);
	it.each([...new Set(named)])('%s is one that n8n reads', (variable) => {
		expect(sources.includes(`'${variable}'`)).toBe(true);
	});
	it('one that n8n does not read would be found', () => {
		expect(named.length).toBeGreaterThan(15);
		expect(sources.includes("'N8N_TYPO'")).toBe(false);
	});
});
