import type { Json } from './carrier';
import type { Answer, Incoming } from './server';

/** How a carrier service's API of webhooks looks: its path, the name of an id, and what it answers. */
interface Shape {
	path: string;
	newId(): string | number;
	made(id: string | number, body: Json): { status: number; body: Json };
	/** What removing one answers; left out: 204. */
	removed?: Answer;
}

/** Webhooks that were registered: the body by the id. */
export type Hooks = Map<string, Json>;

/** Answers what is asked of webhooks: make, read, remove. Undefined for other paths. */
export function hookAnswer(
	request: Incoming,
	path: string,
	hooks: Hooks,
	{ path: at, newId, made, removed }: Shape,
): Answer | undefined {
	const { method } = request;
	if (method === 'POST' && path === at) {
		const id = newId();
		const body = request.json() as Json;
		hooks.set(String(id), body);
		return made(id, body);
	}
	const [, id] = new RegExp(`^${at.replace(/[/]$/, '')}/([\\w-]+)$`).exec(path) ?? [];
	if (!id) return undefined;
	const body = hooks.get(id);
	if (!body) return { status: 404, body: {} };
	if (method === 'DELETE') {
		hooks.delete(id);
		return removed ?? { status: 204, body: '' };
	}
	// Ids of some are numbers, short ones.
	return { ...made(/^\d{1,9}$/.test(id) ? Number(id) : id, body), status: 200 };
}
