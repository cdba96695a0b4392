import { createHash } from 'node:crypto';
import {
	recordedOutput,
	effectOptions,
	referenceProperty,
	type OperationContext,
	anyJsonParam,
} from '../../../shared/operation';
import {
	eventTypes,
	NewEvent,
	recordable,
	recordableTypes,
	sourceOf,
	type EventType,
	invalidInput,
} from '../../../shared/model';
import { z } from 'zod';
import type { IDataObject, INodeProperties } from 'n8n-workflow';

export const option = {
	name: 'Record Event',
	value: 'recordEvent',
	action: 'Record event',
	description: 'Record what happened to a case',
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Event',
		name: 'eventType',
		type: 'options',
		options: recordableTypes.map((type) => ({ name: type, value: type })),
		default: 'return.received',
		description:
			'What happened. Facts (received, inspected, shipment) are always stored; commands (approve, decline, cancel) can be refused. What moves money or books has an operation of its own.',
	},
	{
		displayName: 'Data',
		name: 'data',
		type: 'json',
		default: '={{ $json.data }}',
		description:
			'What the event carries, e.g. {"receipt": {"ID": "…", "lines": [{"sku": "…", "quantity": 1}]}}. Each event is described in docs/events.md.',
	},
	{
		displayName: 'Event ID',
		name: 'eventId',
		type: 'string',
		default: '',
		description:
			'What the sender calls this event; the same ID is stored once per case and type. Blank: made from the data, so the same data is stored once per case.',
	},
	{
		displayName: 'Sender',
		name: 'sender',
		type: 'string',
		default: '',
		placeholder: 'e.g. north',
		description:
			'Who told it, when several warehouses, carriers or shops use IDs of their own. Blank: there is only one.',
	},
	{
		displayName: 'Who',
		name: 'actor',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.reviewer }}',
		description: 'The person or system behind it, for the audit trail',
	},
	effectOptions,
];

export const asTool = 'whenAllowed';

export const output = recordedOutput.extend({
	recorded: z.object({
		outcome: z.enum(['recorded', 'duplicate', 'conflicting', 'dry_run']),
		source: z.string().optional(),
		id: z.string().optional(),
		type: z.enum(eventTypes).optional(),
		/** Why it was not stored, when its ID was used for another event. */
		message: z.string().optional(),
		/** In a test run: what would be stored. */
		events: z.array(NewEvent).optional(),
	}),
});

/** Records an event that somebody outside has told, under a source of theirs. Says whether it is new, a repeat, or contradicts what was told before. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const type = context.param<EventType>('eventType');
	const source = requireSource(type, String(context.param<unknown>('sender', '') ?? ''));
	const data = (anyJsonParam(context, 'data') ?? {}) as Record<string, unknown>;
	const reference = context.requireReference();
	const id =
		String(context.param<unknown>('eventId') ?? '') ||
		createHash('sha256')
			.update(JSON.stringify([reference, type, data]))
			.digest('hex')
			.slice(0, 32);
	const actor = context.param<string>('actor', '');
	const result = await context.recordEvents([{ id, source, type, data, ...(actor && { actor }) }]);
	const [one] = context.recorded;
	if (!one) return result;
	const outcome = one.conflict ? 'conflicting' : one.duplicate ? 'duplicate' : 'recorded';
	return { ...result, recorded: { outcome, source, id, type, ...(one.conflict && { message: one.conflict.message }) } };
}

/** The source of what a sender tells; throws EffectError for events that only their own operations record, and for names that are none. */
function requireSource(type: EventType, sender: string): string {
	const kind = recordable[type];
	if (!kind)
		throw invalidInput(
			`There is no event "${String(type)}"`,
			`Choose one of: ${recordableTypes.join(', ')}.`,
			'eventType',
		);
	if (typeof kind === 'object')
		throw invalidInput(
			`${type} is recorded by the operation that does it, not by Record Event`,
			kind.instead,
			'eventType',
		);
	const source = sourceOf(kind, sender);
	if (source) return source;
	throw invalidInput(
		`"${sender}" cannot be the sender of ${type}`,
		`Give a short name such as north; it is stored as ${kind}:north. Names of this package's own sources (case, stripe, shopify, odoo …) are taken.`,
		'sender',
	);
}
