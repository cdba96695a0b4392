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
