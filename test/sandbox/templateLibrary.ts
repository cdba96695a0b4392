import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { INodeTypeDescription } from 'n8n-workflow';
import { families } from '../../gulp/templatePage';
import { readTemplates, type Template } from '../../workflows/template';
import { ownNodes } from '../support/ownNodes';
import { listen, type Running } from './server';

/*
 * The package's templates as n8n's own page Templates shows them: what n8n is pointed to by N8N_TEMPLATES_HOST, in the place of n8n's
 * public library. n8n's editor calls it from the browser, with credentials. Its paths are those of docs/facts/n8n.md#templates-come-from-a-host-that-is-named.
 */

const docs = join(__dirname, '../../docs');
const nodesFolder = join(__dirname, '../../nodes');
const since = '2026-11-21T00:00:00.000Z';
const user = { id: 1, name: 'n8n-nodes-returns', username: 'n8n-nodes-returns', verified: false, bio: null, links: [] };

/** What templates are for, by the first digit of their number. */
const categories = ['The return', 'People', 'Ways in', 'Parcels', 'Finance', 'Kinds of shops'].map((name, index) => ({
	id: index + 1,
	name,
}));
const RETURN = 1;

interface Listed {
	id: number;
	key: string;
	family: string;
	name: string;
	template: Template;
	category: (typeof categories)[number];
}

/** Templates with the numbers that the library gives them: that of the file, and a last digit of those that share it. */
function listed(): Listed[] {
	const templates = readTemplates([]);
	const numbers = new Map<string, number>();
	return [...families(templates)].flatMap(([family, members]) =>
		members.map((template) => {
			const key = template.key!;
			const number = key.slice(0, 2);
			const sharing = numbers.get(number) ?? 0;
			numbers.set(number, sharing + 1);
			return {
				id: Number(number) * 10 + sharing + 1,
				key,
				family,
				name: template.name,
				template,
				category: categories[Number(key[0])],
			};
		}),
	);
}

/**
 * Serves the library on loopback.
 * @param port a fixed one for people; default: a free one
 */
export async function serveTemplateLibrary(port = 0): Promise<Running> {
	const all = listed();
	const running: Running = await listen(async (request, response) => {
		const { pathname, searchParams } = new URL(request.url ?? '/', 'http://library');
		response.setHeader('access-control-allow-origin', request.headers.origin ?? '*');
		response.setHeader('access-control-allow-credentials', 'true');
		response.setHeader('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '*');
		response.setHeader('vary', 'origin');
		if (request.method === 'OPTIONS') return void response.writeHead(204).end();
		const picture = /^\/pictures\/([\w-]+\.png)$/.exec(pathname);
		if (picture) {
			const file = readFileSync(join(docs, 'images', picture[1]));
			return void response.writeHead(200, { 'content-type': 'image/png' }).end(file);
		}
		const answer = answerTo(all, pathname, searchParams, running.url);
		response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
		response.end(JSON.stringify(answer ?? { message: `There is no ${pathname}` }));
	}, port);
	return running;
}

function answerTo(all: Listed[], path: string, query: URLSearchParams, url: string): object | undefined {
	if (path === '/health') return { status: 'OK' };
	if (path === '/templates/categories') return { categories };
	if (path === '/templates/search') return found(all, query, url);
	if (path === '/templates/collections') return { collections: [collection(all, url)] };
	if (path === `/templates/collections/${RETURN}`) return { collection: collection(all, url) };
	const [, kind, id] = /^\/(templates\/workflows|workflows\/templates)\/(\d+)$/.exec(path) ?? [];
	const one = all.find((template) => template.id === Number(id));
	if (!one) return undefined;
	return kind === 'templates/workflows'
		? { workflow: shown(one, url) }
		: { id: one.id, name: one.name, workflow: workflowOf(one) };
}

/** A page of what a person looks for, by words and by categories (by name or by id, as versions of n8n ask). */
function found(all: Listed[], query: URLSearchParams, url: string): object {
	const words = (query.get('search') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
	const wanted = (query.get('category') ?? '').split(',').filter(Boolean);
	const fits = all.filter(
		({ key, name, family, category }) =>
			words.every((word) => `${key} ${name} ${pageOf(family)}`.toLowerCase().includes(word)) &&
			(!wanted.length || wanted.includes(category.name) || wanted.includes(String(category.id))),
	);
	const limit = Number(query.get('limit') ?? 20);
	const page = Math.max(1, Number(query.get('page') ?? 1));
	return {
		totalWorkflows: fits.length,
		workflows: fits.slice((page - 1) * limit, page * limit).map((one) => shown(one, url)),
		filters: [
			{
				field_name: 'categories',
				counts: categories.map(({ name }) => ({
					value: name,
					highlighted: name,
					count: all.filter(({ category }) => category.name === name).length,
				})),
			},
		],
	};
}

/** What belongs together on the way from the request to the refund. */
function collection(all: Listed[], url: string): object {
	const keys = readTemplates(['return']).map(({ key }) => key!);
	const members = all.filter(({ key }) => keys.includes(key));
	return {
		id: RETURN,
		rank: 1,
		name: 'The whole way of a return',
		description:
			'From the request in Shopify to the refund, its credit note and the goods in stock. Bring all of them.',
		totalViews: 0,
		createdAt: since,
		image: [],
		categories: [categories[0]],
		nodes: nodesOf(members.map(({ template }) => template)),
		workflows: members.map((one) => shown(one, url)),
	};
}

function shown(one: Listed, url: string): object {
	const { id, family, name, template, category } = one;
	return {
		id,
		name: `${one.key.slice(0, 2)} ${name}`,
		totalViews: 0,
		recentViews: 0,
		price: null,
		purchaseUrl: null,
		createdAt: since,
		user,
		...described(pageOf(family), url),
		categories: [category],
		nodes: nodesOf([template]),
		workflowInfo: { nodeCount: template.nodes.length, nodeTypes: {} },
		workflow: workflowOf(one),
	};
}

function workflowOf({ template: { name, nodes, connections, settings } }: Listed): object {
	return { name, nodes, connections, settings, pinData: {} };
}

function pageOf(family: string): string {
	return readFileSync(join(docs, 'templates', `${family}.md`), 'utf8');
}

/** A page as n8n shows it, away from the other documents: links to files as plain words, and pictures, which n8n takes by number only. */
function described(page: string, url: string): { description: string; image: Array<{ id: number; url: string }> } {
	const image: Array<{ id: number; url: string }> = [];
	const description = page
		.replace(/^# .*\n/, '')
		.replace(/<!--.*?-->/g, '')
		.replace(/!\[([^\]]*)\]\(\.\.\/images\/([\w-]+\.png)\)/g, (_all, words: string, file: string) => {
			image.push({ id: image.length + 1, url: `${url}/pictures/${file}` });
			return `![${words}](fileId:${image.length})`;
		})
		.replace(/(?<!!)\[([^\]]*)\]\((?!https?:)[^)]*\)/g, '$1')
		.trim();
	return { description, image };
}

/** The package's nodes in the templates, with their pictures. */
function nodesOf(templates: Template[]): object[] {
	const types = new Set(templates.flatMap(({ nodes }) => nodes.map(({ type }) => type.replace(/Tool$/, ''))));
	return [...types].filter((type) => ownNodes[type]).map((type, index) => nodeOf(index + 1, type, ownNodes[type]));
}

function nodeOf(
	id: number,
	type: string,
	{ displayName, group, defaults, icon, version }: INodeTypeDescription,
): object {
	const file = (icon as { light: string }).light.slice('file:'.length);
	return {
		id,
		name: type,
		displayName,
		icon: `file:${file}`,
		iconData: { type: 'file', fileBuffer: pictures.get(file) },
		group: JSON.stringify(group),
		defaults,
		categories: [],
		typeVersion: Array.isArray(version) ? version.at(-1) : version,
	};
}

/** The nodes' pictures by their file's name, each as an address that holds it. */
const pictures = new Map(
	readdirSync(nodesFolder, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.svg'))
		.map((file) => [
			basename(file),
			`data:image/svg+xml;base64,${readFileSync(join(nodesFolder, file)).toString('base64')}`,
		]),
);
