import { createHash } from 'node:crypto';
import { parseNewEvent, type CaseException, type EventType, type NewEvent, type Owner } from '../model';

/** Fields that say when something was sent or asked, not what: a sender who repeats itself may say another time. */
const times = ['time', 'requestedAt', 'createdAt'];
const mostNamed = 5;

/**
 * The fields in which an event's data differs from what was stored under its id, e.g. `receipt.lines.0.quantity`; none when both say the
 * same. The order of keys and the time of sending do not matter. What was stored is read as events are read today, with today's defaults.
 */
export function differences(stored: string, event: NewEvent): string[] {
	const before = JSON.parse(stored) as Record<string, unknown>;
	return [...differing(asRead(event, before), JSON.parse(JSON.stringify(event.data)), '')].slice(0, mostNamed);
}

function asRead(event: NewEvent, data: Record<string, unknown>): unknown {
	try {
		return JSON.parse(JSON.stringify(parseNewEvent({ ...event, data }).data));
	} catch {
		return data; // an older version of the package took what this one would not
	}
}

function* differing(a: unknown, b: unknown, path: string): Generator<string> {
	if (isObject(a) && isObject(b) && Array.isArray(a) === Array.isArray(b)) {
		for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
			if (!times.includes(key)) yield* differing(a[key], b[key], path ? `${path}.${key}` : key);
		}
	} else if (a !== b) yield path;
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}

/** What a person is told when a sender has used an id again for something else. No values: they may be personal. */
export function reusedId(
	{ source, id, type }: Pick<NewEvent, 'source' | 'id' | 'type'>,
	stored: { time?: string },
	fields: string[],
): CaseException {
	return {
		code: 'id_reused',
		owner: ownerOf(type),
		message: `${source} sent ${type} "${id}" again, with another ${fields.join(', ')} than ${stored.time ? `at ${stored.time}` : 'before'}. What came now is not counted. Ask the sender which is right; if both happened, record the second one with an ID of its own, then resolve this exception.`,
	};
}

function ownerOf(type: EventType): Owner {
	if (/^(return\.(received|inspected)|receipt|stock|shop_goods|shop_stock)/.test(type)) return 'warehouse';
	return /^(refund|credit_note|payment|store_credit)/.test(type) ? 'finance' : 'service';
}

/** Names a content, whatever the order of its keys and the time of sending: the same conflict is told once, however often it is sent. */
export function contentHash(data: unknown): string {
	return createHash('sha256')
		.update(JSON.stringify(inOrder(data)))
		.digest('hex')
		.slice(0, 16);
}

function inOrder(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(inOrder);
	if (!isObject(value)) return value;
	return Object.entries(value)
		.filter(([key]) => !times.includes(key))
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([key, one]) => [key, inOrder(one)]);
}
