import type { GoodsRecord } from '../../shared/model';

/** An object of a provider's API, not yet looked at. */
export type Raw = Record<string, unknown>;

/** Where goods can be. */
export type Place = NonNullable<GoodsRecord['to']>;

/** The object under one of the keys, else the item itself: nodes of this pack give it out under a key, an HTTP answer is bare. */
export function unwrapped(item: Raw, ...keys: string[]): Raw {
	for (const key of keys) {
		const inner = item[key];
		if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) return inner as Raw;
	}
	return item;
}

/** A text that says something. */
export function text(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

/** An id given as such or as the whole object. */
export function idOf(value: unknown): string | undefined {
	return text(value) ?? text((value as Raw | null | undefined)?.id);
}

/** The entries that have a value. */
export function known(ids: Record<string, string | undefined>): Record<string, string> {
	const result: Record<string, string> = {};
	for (const key in ids) if (ids[key]) result[key] = ids[key];
	return result;
}

/** Odoo's own form, on a day that every month has: it needs no calendar, which takes long for a hundred thousand records. */
const plainOdoo = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8]) (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;

/** A time of an API (ISO text, or Odoo's UTC without a zone) as an instant; undefined when there is none. */
export function instant(value: unknown): string | undefined {
	const given = text(value);
	if (!given) return undefined;
	if (plainOdoo.test(given)) return `${given.slice(0, 10)}T${given.slice(11)}.000Z`;
	// Without a zone it is not this computer's own.
	const zoneless = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?$/.test(given);
	const time = new Date(zoneless ? `${given.replace(' ', 'T')}${given.length > 10 ? 'Z' : 'T00:00:00Z'}` : given);
	return Number.isFinite(time.getTime()) ? time.toISOString() : undefined;
}

/** The reference of a return in a text that people or other programs may have written around it. */
export function referenceIn(value: unknown): string | undefined {
	const given = text(value)?.trim();
	if (!given) return undefined;
	return /\bRMA-[0-9A-Z]{1,20}\b/.exec(given)?.[0] ?? (/\s/.test(given) ? undefined : given);
}

/** The objects of a list, or of a connection of a GraphQL API: its nodes, or those of its edges. */
export function listOf(value: unknown): Raw[] {
	const { nodes, edges } = (value ?? {}) as { nodes?: unknown; edges?: unknown };
	const list: unknown = Array.isArray(value)
		? value
		: (nodes ?? (Array.isArray(edges) ? edges.map((edge) => (edge as Raw | null)?.node) : undefined));
	return Array.isArray(list) ? list.filter((one): one is Raw => typeof one === 'object' && one !== null) : [];
}
