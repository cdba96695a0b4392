import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { invalidInput } from '../../../shared/model';
import { type OperationContext, jsonParam } from '../../../shared/operation';
import { newCursor, odooTime, parseCursor, type Cursor } from '../../changes/cursor';
import { kinds } from '../../changes/kinds';
import { countChanges, Changed, type ChangesQuery } from '../../changes/readChanges';
import { connect } from '../../transport/connect';
import type { Domain } from '../../transport/wire';
import { z } from 'zod';
import { itemsOf, fileOf } from '../../changes/giveOut';

/** Above this n8n's list of items gets slow, and a file is given instead. */
const mostItems = 100_000;

const pageSize = 5_000;

export const option = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get changes',
	description: 'Follow what was changed in Odoo, however much, and miss nothing',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Documents',
		name: 'kind',
		type: 'options',
		noDataExpression: true,
		options: Object.entries(kinds).map(([value, { name }]) => ({ name, value })),
		default: 'creditNote',
		description: 'What to follow',
	},
	{
		displayName: 'Cursor',
		name: 'cursor',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.cursor }}',
		description:
			'The "cursor" of the last item that the run before gave out. Keep it, e.g. in a data table, when everything was worked on. Blank begins anew.',
	},
	{
		displayName: 'Begin With',
		name: 'since',
		type: 'dateTime',
		default: '',
		description: 'Without a cursor: only documents that were changed since then. Blank: all.',
	},
	{
		displayName: 'Give Out As',
		name: 'output',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Automatically', value: 'auto', description: 'Items up to 100,000 documents, a file for more' },
			{ name: 'File', value: 'file', description: 'One file with a document per line (JSON Lines)' },
			{
				name: 'Items',
				value: 'items',
				description: 'One item per document, 100,000 at most; the cursor goes on behind them',
			},
		],
		default: 'auto',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Conditions',
				name: 'conditions',
				type: 'json',
				default: '[["state", "=", "posted"]]',
				description: 'Further conditions, as Odoo writes them (a domain)',
			},
			{
				displayName: 'Further Fields',
				name: 'fields',
				type: 'string',
				default: '',
				placeholder: 'e.g. x_channel,team_id',
				description: 'Technical names, separated by commas; only fields that Odoo stores',
			},
			{
				displayName: 'Limit',
				name: 'limit',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 50,
				description: 'Max number of results to return',
			},
			{
				displayName: 'Overlap Minutes',
				name: 'overlap',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 10,
				description:
					'How far each run looks back before the last one. A change shows only when its transaction has ended, so this must be longer than the longest one in your Odoo.',
			},
		],
	},
];

const Conditions = z.array(z.union([z.string(), z.tuple([z.string(), z.string(), z.unknown()])]));

export const asTool = 'free';

/** An item for each document, the last one with the cursor; or one item with the file. */
export const output = z.object({
	change: Changed.optional(),
	changes: z.number().int().optional(),
	cursor: z.string().optional(),
	more: z.boolean().optional(),
});

/** Documents that were changed since the cursor. Every change is given out at least once, most of them once. Reads only. */
export async function execute(context: OperationContext): Promise<IDataObject[] | INodeExecutionData> {
	const name = context.param<string>('kind');
	const kind = kinds[name];
	const form = context.param<'auto' | 'items' | 'file'>('output', 'auto');
	const query: ChangesQuery = {
		kind,
		fields: fieldsOf(context, kind.fields),
		domain: conditionsOf(context),
		overlapMinutes: numberOf(context, 'overlap', 10),
		pageSize,
	};
	const cursor = cursorOf(context, name);
	const odoo = await connect(context);
	const asFile = form === 'file' || (form === 'auto' && (await countChanges(odoo, query, cursor)) > mostItems);
	const limit = Math.min(numberOf(context, 'limit', Infinity), asFile ? Infinity : mostItems);
	return asFile ? await fileOf(context, odoo, query, cursor, limit) : await itemsOf(odoo, query, cursor, limit);
}

function cursorOf(context: OperationContext, kind: string): Cursor {
	const text = String(context.param<unknown>('cursor', '') ?? '').trim();
	if (text) return parseCursor(text, kind);
	const since = String(context.param<unknown>('since', '') ?? '');
	if (!since) return newCursor(kind);
	const at = new Date(since);
	if (Number.isNaN(at.getTime()))
		throw invalidInput(`"${since}" is no time`, 'Choose a time, or leave Begin With blank.', 'since');
	return newCursor(kind, odooTime(at));
}

function fieldsOf(context: OperationContext, usual: string[]): string[] {
	const further = String(context.option<unknown>('fields', ''))
		.split(',')
		.map((one) => one.trim())
		.filter(Boolean);
	return [...new Set([...usual, ...further])].filter((field) => field !== 'id' && field !== 'write_date');
}

function conditionsOf(context: OperationContext): Domain {
	const given = context.option<unknown>('conditions', undefined);
	if (given === undefined || given === '') return [];
	return jsonParam(
		context,
		'options.conditions',
		Conditions,
		'Conditions look like [["state", "=", "posted"]].',
	) as Domain;
}

function numberOf(context: OperationContext, option: string, fallback: number): number {
	const value = Number(context.option<unknown>(option, fallback));
	if (value >= 1) return value;
	throw invalidInput(`options.${option} is ${value}`, 'Set a number of at least 1.', `options.${option}`);
}
