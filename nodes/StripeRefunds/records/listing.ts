import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { invalidInput } from '../../shared/model';
import type { OperationContext } from '../../shared/operation';
import { answerOf, stripeOf } from '../transport/stripe';

/** An object as Stripe sent it. */
export const RawObject = z.object({ id: z.string() }).passthrough();

export const simplifyProperty: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

export const createdFilters: INodeProperties[] = [
	{
		displayName: 'Created After',
		name: 'createdAfter',
		type: 'dateTime',
		default: '',
		description: 'Only what was made at this time or later',
	},
	{
		displayName: 'Created Before',
		name: 'createdBefore',
		type: 'dateTime',
		default: '',
		description: 'Only what was made before this time',
	},
];

export const filtersOf = (options: INodeProperties[]): INodeProperties => ({
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	options,
});

/** How many results a list shall give. */
export function limitOf(context: OperationContext): number {
	if (context.param<boolean>('returnAll', false)) return Infinity;
	const limit = Number(context.param<unknown>('limit', 50));
	if (Number.isInteger(limit) && limit > 0) return limit;
	throw invalidInput(
		`${String(context.param('limit'))} is no number of results`,
		'Give a whole number of at least 1, or switch on Return All.',
		'limit',
	);
}

export interface Listing<S extends z.ZodTypeAny> {
	path: string;
	qs: IDataObject;
	schema: S;
	/** Name of the object in the output. */
	key: string;
	/** What is in Stripe's list and is none of these objects; of a limit they count. */
	isLeftOut?(one: z.output<S>): boolean;
	/** The output of one object, simplified. */
	itemOf(one: z.output<S>): IDataObject;
}

/** Reads a list: one new item for each object. Without Simplify the object is as Stripe sent it, beside the same other fields. */
export async function listed<S extends z.ZodTypeAny>(
	context: OperationContext,
	{ path, qs, schema, key, isLeftOut, itemOf }: Listing<S>,
): Promise<IDataObject[]> {
	const raw = await (await stripeOf(context)).list(path, RawObject, qs, limitOf(context));
	const simple = context.param<boolean>('simplify', true);
	return raw
		.map((one) => ({ one, read: answerOf(schema, one, 'rejected') }))
		.filter(({ read }) => !isLeftOut?.(read))
		.map(({ one, read }) => ({ ...itemOf(read), ...(!simple && { [key]: one as IDataObject }) }));
}

/** `{ 'created[gte]': … }` from a pair of filters; `field` is Stripe's name, `name` starts that of the filters. */
export function rangeOf(
	context: OperationContext,
	filters: IDataObject,
	field = 'created',
	name = 'created',
): IDataObject {
	const [after, before] = [`${name}After`, `${name}Before`].map((filter) =>
		filters[filter] ? secondsOf(filters[filter], context.node.getTimezone(), filter) : undefined,
	);
	return {
		...(after !== undefined && { [`${field}[gte]`]: after }),
		...(before !== undefined && { [`${field}[lt]`]: before }),
	};
}

/** A time as Stripe counts it: seconds since 1970. Without an offset it is meant in the workflow's time zone. */
export function secondsOf(value: unknown, zone: string, field: string): number {
	const time = value instanceof Date ? DateTime.fromJSDate(value) : DateTime.fromISO(String(value), { zone });
	if (time.isValid) return Math.floor(time.toSeconds());
	throw invalidInput(`"${String(value)}" is no time`, 'Give a time such as 2026-11-21T10:00:00Z.', field);
}
