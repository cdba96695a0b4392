/** A field of an item, or one after the other of several until one has a value: `={{ $json.a?.b ?? $json.c }}`. */
const path = /^\$json(\??\.[A-Za-z_]\w*)+$/;
const empty = /^(''|"")$/;
/** What n8n forbids, and what every object has. */
const never = new Set(['prototype', ...Object.getOwnPropertyNames(Object.prototype)]);

export type Looked = { known: true; value: unknown } | { known: false };
const unknown: Looked = { known: false };

/**
 * The value of a parameter's expression that only names fields of the item, as most defaults of this pack do. n8n would evaluate it in a V8
 * isolate, which costs more than the operation itself (docs/guides/n8n-settings.md); here it is looked up. Whatever is more than
 * that, or where n8n would have to decide, is left to n8n: `known` is false.
 * @param raw the parameter as the workflow keeps it
 * @param json the item's JSON
 */
export function lookUp(raw: unknown, json: unknown): Looked {
	const inner = typeof raw === 'string' && /^=\{\{([^{}]*)\}\}$/.exec(raw)?.[1];
	if (!inner) return unknown;
	const parts = inner.split('??').map((part) => part.trim());
	if (
		!parts.every(
			(part, index) =>
				(path.test(part) && !part.split(/\W+/).some((name) => never.has(name))) || (index > 0 && empty.test(part)),
		)
	)
		return unknown;
	let value: unknown;
	for (const part of parts) {
		const found = empty.test(part) ? { known: true as const, value: '' } : follow(part, json);
		if (!found.known) return unknown;
		value = found.value;
		if (value !== undefined && value !== null) break;
	}
	return { known: true, value };
}

function follow(part: string, json: unknown): Looked {
	let value = json;
	for (const [, mark, name] of part.matchAll(/(\??\.)(\w+)/g)) {
		if (value === undefined || value === null) {
			if (mark === '?.') return { known: true, value: undefined };
			return unknown; // an error in JavaScript: n8n says what becomes of it
		}
		// What a text or a number has besides its value is n8n's own: extensions, dates.
		if (typeof value !== 'object' || !isPlain(value)) return unknown;
		value = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
	}
	return { known: true, value };
}

function isPlain(value: object): boolean {
	const prototype = Object.getPrototypeOf(value) as unknown;
	return prototype === Object.prototype || prototype === null;
}
