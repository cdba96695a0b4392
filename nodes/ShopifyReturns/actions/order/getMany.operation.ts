import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput } from '../../../shared/model';
import { listProperties, type OperationContext } from '../../../shared/operation';
import { listOrders } from '../../orders/listOrders';
import { shopifyOf } from '../../transport/fromNode';
import { textOf } from '../../transport/list';

export const option = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many orders',
	description: 'List orders that changed since a time',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Updated Since',
		name: 'since',
		type: 'dateTime',
		required: true,
		default: '',
		description:
			'Only orders that changed since then: placed, paid, sent or paid back. Canceled orders and those of test payments are left out.',
	},
	{
		displayName: 'Placed Before',
		name: 'before',
		type: 'dateTime',
		default: '',
		description: 'Only orders that were placed before then. Leave blank for all.',
	},
	...listProperties,
];

export const endsStep = false as const;

export const asTool = 'free';

export const output = z.object({
	shopifyOrder: z.object({ id: z.string(), name: z.string(), placedAt: z.string(), updatedAt: z.string() }),
});

/** Lists orders, one item each, those that changed the longest ago first. */
export async function execute(context: OperationContext): Promise<IDataObject[]> {
	const since = textOf(context, 'since');
	if (!since)
		throw invalidInput(
			'It is not said since when orders are wanted',
			'Set Updated Since, e.g. {{ $now.minus({ days: 3 }).toISO() }}.',
			'since',
		);
	const limit = context.param<boolean>('returnAll', false) ? Infinity : context.param<number>('limit', 50);
	const before = textOf(context, 'before');
	const rows = await listOrders(await shopifyOf(context), { since, ...(before && { before }) }, limit);
	return rows.map(({ id, name, createdAt, updatedAt }) => ({
		shopifyOrder: { id, name, placedAt: createdAt, updatedAt },
	}));
}
