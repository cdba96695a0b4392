import { createHash } from 'node:crypto';
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { eventTypes, type EventType } from '../../../shared/model';
import { effectOptions, referenceProperty, type OperationContext } from '../../../shared/effect';
import { readJson } from '../../readJson';

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Event',
		name: 'eventType',
		type: 'options',
		options: eventTypes.map((type) => ({ name: type, value: type })),
		default: 'return.received',
		description: 'What happened. Facts (received, inspected, shipment) are always stored; commands (approve, refund due) can be refused.',
	},
	{
		displayName: 'Data',
		name: 'data',
		type: 'json',
		default: '={{ $json.data }}',
		description: 'What the event carries, e.g. {"receipt": {"ID": "…", "lines": [{"sku": "…", "quantity": 1}]}}. Each event is described in docs/events.md.',
	},
	{
		displayName: 'Event ID',
		name: 'eventId',
		type: 'string',
		default: '',
		description: 'What the sender calls this event; the same ID is stored once. Blank: made from the data, so the same data is stored once per case.',
	},
	{ displayName: 'Who', name: 'actor', type: 'string', default: '', placeholder: 'e.g. {{ $json.reviewer }}', description: 'The person or system behind it, for the audit trail' },
	effectOptions,
];

export async function execute(context: OperationContext): Promise<IDataObject> {
	const type = context.param<EventType>('eventType');
	const data = (readJson(context, 'data') ?? {}) as Record<string, unknown>;
	const reference = context.requireReference();
	const id = context.param<string>('eventId') || createHash('sha256').update(JSON.stringify([reference, type, data])).digest('hex').slice(0, 32);
	const actor = context.param<string>('actor', '');
	return await context.recordEvents([{ id, source: 'flow', type, data, ...(actor && { actor }) }]);
}
