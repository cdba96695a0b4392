import { type IDataObject, type INodeProperties, sleep } from 'n8n-workflow';
import { ListedReturn, bulkReturnsQuery } from '../../graphql';
import { z } from 'zod';
import { nodeHttp } from '../../../shared/effect';
import { limitOfListProperty, returnAllProperty, type OperationContext } from '../../../shared/operation';
import { textOf } from '../../transport/list';
import {
	bulkAbove,
	listByPage,
	orderSearch,
	rowsOfBulk,
	type ReturnFilter,
	type ReturnRow,
} from '../../returns/listReturns';
import { bulkLines } from '../../transport/bulk';
import { shopifyOf } from '../../transport/fromNode';

export const option = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many returns',
	description: 'List returns by status and time',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Status',
		name: 'status',
		type: 'options',
		options: [
			{ name: 'Any', value: 'any', description: 'Needs Updated Since' },
			{ name: 'Canceled', value: 'canceled', description: 'Needs Updated Since' },
			{ name: 'Closed', value: 'closed' },
			{ name: 'Declined', value: 'declined', description: 'Needs Updated Since' },
			{ name: 'Open', value: 'open' },
			{ name: 'Requested', value: 'requested' },
			{ name: 'Requested or Open', value: 'active' },
		],
		default: 'active',
	},
	{
		displayName: 'Updated Since',
		name: 'since',
		type: 'dateTime',
		default: '',
		description: 'Only returns of orders that changed since then',
	},
	{ ...returnAllProperty, hint: 'More than 250 are got by a bulk operation of Shopify, which can take minutes' },
	{ ...limitOfListProperty, typeOptions: { minValue: 1, maxValue: 250 } },
];

export const endsStep = false as const;

export const asTool = 'free';

export const output = z.object({
	shopifyReturn: ListedReturn.extend({ closedAt: z.string().optional(), orderId: z.string(), orderNumber: z.string() }),
});

/** Lists returns, one item each. Shopify has no list of returns, so they are found through their orders. */
export async function execute(context: OperationContext): Promise<IDataObject[]> {
	const filter: ReturnFilter = {
		status: context.param<ReturnFilter['status']>('status', 'active'),
		...(textOf(context, 'since') && { since: textOf(context, 'since') }),
	};
	const client = await shopifyOf(context);
	const all = context.param<boolean>('returnAll', false);
	const { rows, more } = await listByPage(
		client,
		filter,
		all ? bulkAbove : Math.min(250, context.param<number>('limit', 50)),
	);
	if (!all || !more) return rows.map(itemOf);
	const download = nodeHttp(context.node, { connection: 'shopify' });
	return rowsOfBulk(await bulkLines(bulkReturnsQuery(orderSearch(filter)), { client, download, sleep }), filter).map(
		itemOf,
	);
}

function itemOf({ closedAt, ...row }: ReturnRow): IDataObject {
	return { shopifyReturn: { ...row, ...(closedAt && { closedAt }) } };
}
