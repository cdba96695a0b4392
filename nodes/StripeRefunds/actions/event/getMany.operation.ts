import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { EventItem, eventTypes, StripeEvent, toEventItem } from '../../records/event';
import { invalidInput } from '../../../shared/model';
import { listProperties, type OperationContext } from '../../../shared/operation';
import { filtersOf, listed, rangeOf, secondsOf, simplifyProperty } from '../../records/listing';

const keptDays = 30;

export const option = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many events',
	description: 'List what happened in the last 30 days, to replay what was missed',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Events',
		name: 'types',
		type: 'multiOptions',
		options: eventTypes,
		default: ['refund.created', 'refund.updated', 'refund.failed'],
		description: 'Which events to list. None: all that Stripe has.',
	},
	...listProperties,
	simplifyProperty,
	filtersOf([
		{
			displayName: 'Created After',
			name: 'createdAfter',
			type: 'dateTime',
			default: '',
			description: 'Start of an outage, for a replay. Stripe keeps events for 30 days.',
		},
		{
			displayName: 'Created Before',
			name: 'createdBefore',
			type: 'dateTime',
			default: '',
			description: 'Only what happened before this time',
		},
		{
			displayName: 'Only Undelivered',
			name: 'undelivered',
			type: 'boolean',
			default: true,
			description: 'Whether to list only events that some webhook endpoint has not taken yet',
		},
	]),
];

export const asTool = 'free';

export const output = EventItem;

/**
 * Stripe's events of the last 30 days, to replay what was missed: of those that were read, the oldest first. What an event says of
 * its object may be outdated; Refund: Get reads it as it is now, and tells the case.
 */
export async function execute(context: OperationContext): Promise<IDataObject[]> {
	const types = context.param<string[]>('types', []);
	if (types.length > 20)
		throw invalidInput(
			`${types.length} kinds of events are more than the 20 that Stripe takes`,
			'Choose fewer, or none for all.',
			'types',
		);
	const filters = context.param<IDataObject>('filters', {});
	if (filters.createdAfter) assertKept(secondsOf(filters.createdAfter, context.node.getTimezone(), 'createdAfter'));
	const items = await listed(context, {
		path: '/v1/events',
		qs: {
			...Object.fromEntries(types.map((type, index) => [`types[${index}]`, type])),
			...rangeOf(context, filters),
			...(filters.undelivered && { delivery_success: false }),
		},
		schema: StripeEvent,
		key: 'stripeEvent',
		itemOf: (one) => toEventItem(one) as unknown as IDataObject,
	});
	return items.reverse();
}

/** An hour is left for clocks that differ. Throws EffectError when events of that time are gone. */
function assertKept(seconds: number): void {
	if (seconds * 1000 > Date.now() - (keptDays * 24 + 1) * 3_600_000) return;
	throw invalidInput(
		`Stripe keeps events for ${keptDays} days`,
		'Give a later time, and read what is older with Refund: Get Many.',
		'createdAfter',
	);
}
