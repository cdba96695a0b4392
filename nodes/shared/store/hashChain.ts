import { createHmac } from 'node:crypto';

export interface Chained {
	reference: string;
	position: number;
	source: string;
	source_id: string;
	type: string;
	time: string;
	actor: string | null;
	data: string;
}

/** The keyed hash that chains an event to the one before it: whoever changes an old event would have to know the key. */
export function chainHash(
	key: string,
	previous: string,
	{ reference, position, source, source_id, type, time, actor, data }: Chained,
): string {
	return createHmac('sha256', key)
		.update(JSON.stringify([previous, reference, position, source, source_id, type, time, actor, data]))
		.digest('hex');
}

/**
 * Of an event whose personal data was erased (erasure.ts): it keeps the hash of what it said, which the next event is chained to, and this one seals what it
 * says now, in its place.
 */
export function erasedHash(
	key: string,
	previous: string,
	{ hash, reference, position, source, source_id, type, time, actor, data }: Chained & { hash: string },
): string {
	return createHmac('sha256', key)
		.update(JSON.stringify(['erased', previous, hash, reference, position, source, source_id, type, time, actor, data]))
		.digest('hex');
}

/** Whether an event is chained to the one before it, and says what it said then or what was left of it. */
export function isChained(
	key: string,
	previous: string,
	event: Chained & { hash: string; erased: string | null },
): boolean {
	return event.erased === null
		? chainHash(key, previous, event) === event.hash
		: erasedHash(key, previous, event) === event.erased;
}
