import { readTemplates } from '../../workflows/template';
import type { Running } from './server';
import { serveTemplateLibrary } from './templateLibrary';

/* What n8n's editor asks of a library of templates (docs/facts/n8n.md#templates-come-from-a-host-that-is-named). */

let library: Running;
beforeAll(async () => void (library = await serveTemplateLibrary()));
afterAll(async () => await library.stop());

interface Shown {
	id: number;
	name: string;
	description: string;
	image: Array<{ id: number; url: string }>;
	workflow: { nodes: Array<{ name: string }> };
}

async function ask<T>(path: string, headers: Record<string, string> = {}): Promise<T> {
	const answer = await fetch(`${library.url}${path}`, { headers });
	expect([path, answer.status]).toEqual([path, 200]);
	return (await answer.json()) as T;
}

const templates = readTemplates([]);

it('has each template once, over its pages', async () => {
	const names: string[] = [];
	const ids = new Set<number>();
	for (let page = 1; ; page++) {
		const { totalWorkflows, workflows } = await ask<{ totalWorkflows: number; workflows: Shown[] }>(
			`/templates/search?page=${page}&limit=20&category=&search=`,
		);
		expect(totalWorkflows).toBe(templates.length);
		if (!workflows.length) break;
		names.push(...workflows.map(({ name }) => name.slice(3)));
		for (const { id } of workflows) ids.add(id);
	}
	expect(names.sort()).toEqual(templates.map(({ name }) => name).sort());
	expect(ids.size).toBe(templates.length);
});

it('finds by the words of a page and by a category', async () => {
	const found = async (query: string) =>
		(await ask<{ workflows: Shown[] }>(`/templates/search?page=1&limit=20&${query}`)).workflows.map(({ name }) => name);
	expect(await found('search=chargebacks&category=')).toContain('43 Disputes');
	expect(await found('search=nothing-like-that&category=')).toEqual([]);
	const finance = await found('search=&category=Finance');
	expect(finance).toContain('42 Settle payouts');
	expect(finance.every((name) => name.startsWith('4'))).toBe(true);
});

it('shows a template with its page, whose pictures are there and whose words lead nowhere else', async () => {
	const { workflows } = await ask<{ workflows: Shown[] }>('/templates/search?page=1&limit=100&category=&search=');
	for (const { id, name } of workflows) {
		const { workflow } = await ask<{ workflow: Shown }>(`/templates/workflows/${id}`);
		expect(workflow.description).toContain('**Who it is for.**');
		expect([name, workflow.description.match(/\]\((?!https?:|fileId:)/g)]).toEqual([name, null]);
		const pictures = [...workflow.description.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, picture]) => picture);
		expect(pictures.length).toBeGreaterThan(0);
		expect(workflow.image.map(({ id: picture }) => `fileId:${picture}`)).toEqual(pictures);
		for (const { url } of workflow.image)
			expect([url, (await fetch(url)).headers.get('content-type')]).toEqual([url, 'image/png']);
	}
});

it('gives the workflow as it is in its file', async () => {
	const { workflows } = await ask<{ workflows: Shown[] }>('/templates/search?page=1&limit=100&category=&search=settle');
	const { id } = workflows.find(({ name }) => name === '04 Settle and book')!;
	const { workflow } = await ask<{ workflow: object }>(`/workflows/templates/${id}`);
	const { name, nodes, connections, settings } = readTemplates(['04'])[0];
	expect(workflow).toEqual({ name, nodes, connections, settings, pinData: {} });
});

it('answers a browser of n8n with its origin, and says what it does not have', async () => {
	const origin = 'http://127.0.0.1:5678';
	const asked = await fetch(`${library.url}/templates/collections/1`, {
		method: 'OPTIONS',
		headers: { origin, 'access-control-request-headers': 'n8n-version' },
	});
	const said = ['origin', 'credentials', 'headers'].map((name) => asked.headers.get(`access-control-allow-${name}`));
	expect([asked.status, ...said]).toEqual([204, origin, 'true', 'n8n-version']);
	const { collection } = await ask<{ collection: { workflows: Shown[] } }>('/templates/collections/1', { origin });
	expect(collection.workflows.map(({ name }) => name.slice(0, 2))).toEqual(
		readTemplates(['return']).map(({ key }) => key!.slice(0, 2)),
	);
	expect((await fetch(`${library.url}/templates/workflows/99999`)).status).toBe(404);
	expect((await fetch(`${library.url}/pictures/..%2f..%2fpackage.json`)).status).toBe(404);
});
