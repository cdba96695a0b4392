import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput } from '../../../shared/model';
import { listProperties, type OperationContext } from '../../../shared/operation';
import { Picking } from '../../records/answers';
import { receivingOf } from '../../records/configuration';
import { connect } from '../../transport/connect';
import type { Domain } from '../../transport/wire';

export const option = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many returns',
	description: 'List return transfers',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Status',
		name: 'status',
		type: 'options',
		options: [
			{ name: 'Any', value: 'any' },
			{ name: 'Canceled', value: 'canceled' },
			{ name: 'Open', value: 'open', description: 'Goods are still expected' },
			{ name: 'Received', value: 'received' },
		],
		default: 'open',
	},
	{
		displayName: 'Received Since',
		name: 'since',
		type: 'dateTime',
		default: '',
		description: 'Only returns that were received since then',
		displayOptions: { show: { status: ['received', 'any'] } },
	},
	...listProperties,
];

export const endsStep = false as const;

const pageSize = 2000;
const states: Record<string, Domain> = {
	any: [],
	canceled: [['state', '=', 'cancel']],
	received: [['state', '=', 'done']],
	open: [['state', 'not in', ['done', 'cancel']]],
};

export const asTool = 'free';

export const output = z.object({
	odooReturn: z.object({
		id: z.string(),
		name: z.string(),
		state: z.string(),
		reference: z.string(),
		backorderOf: z.string().optional(),
		receivedAt: z.string().optional(),
	}),
});

/** Lists return transfers, newest first, one item each; a backorder is one of its own. */
export async function execute(context: OperationContext): Promise<IDataObject[]> {
	const odoo = await connect(context);
	const { operationType } = await receivingOf(odoo, (await context.settings()).odoo);
	const status = context.param<string>('status', 'open');
	const domain: Domain = [['picking_type_id', '=', operationType], ...states[status], ...sinceOf(context, status)];
	const limit = context.param<boolean>('returnAll', false) ? Infinity : context.param<number>('limit', 50);
	const found: Picking[] = [];
	for (let page = pageSize; page === pageSize && found.length < limit;) {
		const size = Math.min(pageSize, limit - found.length);
		const older: Domain = found.length ? [['id', '<', found.at(-1)!.id]] : [];
		const rows = await odoo.search('stock.picking', Picking, [...domain, ...older], { order: 'id desc', limit: size });
		found.push(...rows);
		page = rows.length;
	}
	return found.map(({ id, name, state, origin, backorder_id, date_done }) => ({
		odooReturn: {
			id: String(id),
			name,
			state,
			reference: origin ?? '',
			...(backorder_id && { backorderOf: String(backorder_id) }),
			...(state === 'done' && { receivedAt: date_done }),
		},
	}));
}

/** Odoo takes times as UTC, without letters (docs/facts/odoo.md#times-are-utc-without-letters). */
function sinceOf(context: OperationContext, status: string): Domain {
	const given =
		status === 'received' || status === 'any' ? String(context.param<unknown>('since', '') ?? '').trim() : '';
	if (!given) return [];
	const time = new Date(given);
	if (Number.isNaN(time.getTime()))
		throw invalidInput(`"${given}" is no time`, 'Choose a date, or give one such as 2026-11-21T10:00:00Z.', 'since');
	return [['date_done', '>=', time.toISOString().slice(0, 19).replace('T', ' ')]];
}
