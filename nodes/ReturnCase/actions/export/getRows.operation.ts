import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { limitProperty, type OperationContext } from '../../../shared/operation';
import { readTable } from '../../export/readTable';
import { exportKeys, exportTables } from '../../export/tables';
import { exportOf, exportProperties } from './properties';

export const option = {
	name: 'Get Rows',
	value: 'getRows',
	action: 'Get rows of export',
	description: 'Read what has changed since the last export, for a data warehouse',
};

export const description: INodeProperties[] = [
	...exportProperties,
	{ ...limitProperty, default: 10_000, description: 'Most cases or events to read at once; the next run goes on' },
	{
		displayName: 'Output',
		name: 'format',
		type: 'options',
		options: [
			{ name: 'JSON Lines File', value: 'jsonl', description: 'One item with a file, a row on each line' },
			{ name: 'Rows', value: 'rows', description: 'The rows as a list in one item, for SQL nodes' },
		],
		default: 'jsonl',
		description: 'How the rows come out',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Cursor',
				name: 'cursor',
				type: 'string',
				default: '',
				description: 'Where to go on, instead of where Keep Cursor said',
			},
			{
				displayName: 'Event Data',
				name: 'eventData',
				type: 'boolean',
				default: false,
				description: 'Whether events have their data, which holds names and addresses of customers',
			},
			{
				displayName: 'Leave Out Younger Than (Seconds)',
				name: 'youngSeconds',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 30,
				description: 'What was written in this time is left for the next run, since others may still be writing',
			},
		],
	},
];

/** A look; it ends no step. */
export const endsStep = false;

export const asTool = 'free';

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const output = z.object({
	export: z.object({
		table: z.enum(exportTables),
		/** Columns that name a row: what comes again takes its place. */
		key: z.array(z.string()),
		count: z.number().int(),
		/** For Keep Cursor, once the rows are stored. */
		cursor: z.string(),
		/** There is more to read now. */
		more: z.boolean(),
		fileName: z.string(),
		rows: z.array(z.record(z.string(), cell)).optional(),
	}),
});

/** Rows of a table that have changed since the cursor. Nothing is remembered before Keep Cursor says so, so a run that fails gives them again. */
export async function execute(context: OperationContext): Promise<INodeExecutionData> {
	const store = context.requireStore();
	const { table, look } = exportOf(context);
	const given = String(context.option<unknown>('cursor', '') ?? '').trim();
	const { rows, cursor, more } = await readTable(store, table, {
		cursor: given || ((await store.looks.cursor(look)) ?? ''),
		limit: context.param<number>('limit'),
		youngMs: context.option('youngSeconds', 30) * 1000,
		withData: context.option('eventData', false),
	});
	// So that names sort as the files were written, numbers too.
	const place = cursor.replace(/[^0-9A-Za-z-]/g, '').padStart(12, '0');
	const fileName = `returns-${table}-${place}.jsonl`;
	const told = { table, key: exportKeys[table], count: rows.length, cursor, more, fileName };
	if (context.param<string>('format', 'jsonl') === 'rows')
		return { json: { export: { ...told, rows } as unknown as IDataObject } };
	const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
	return {
		json: { export: told as unknown as IDataObject },
		binary: {
			data: await context.node.helpers.prepareBinaryData(Buffer.from(text), fileName, 'application/x-ndjson'),
		},
	};
}
