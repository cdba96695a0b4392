import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput } from '../../../shared/model';
import { realOption, type OperationContext } from '../../../shared/operation';
import { changeProducts, reportOf, resultsCsv, RowResult } from '../../catalogue/changeProducts';
import { rowsOfSheet } from '../../catalogue/sheet';
import { connect } from '../../transport/connect';

export const option = {
	name: 'Take In Sheet',
	value: 'takeInSheet',
	action: 'Take in sheet of products',
	description: 'Give products the category and weight of a CSV file, many at once, with a result for each',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Input Binary Field',
		name: 'binaryProperty',
		type: 'string',
		default: 'data',
		required: true,
		description: 'Name of the binary field with the CSV file',
	},
	{
		displayName: 'Preview',
		name: 'preview',
		type: 'boolean',
		default: true,
		description: 'Whether to only say what would change. Switch it off to change it.',
	},
	realOption,
];

export const endsStep = false as const;

export const asTool = 'never';

const mostListed = 1_000;

export const output = z.object({
	sheet: z.object({
		rows: z.number().int(),
		/** Written, or in a preview: would be. */
		changed: z.number().int(),
		/** As the sheet says before. */
		same: z.number().int(),
		refused: z.number().int(),
		/** How many, and the first rows that would change or were not taken, in words. */
		report: z.string(),
		/** The first thousand; all of them are in the file `results`. */
		results: z.array(RowResult),
		outcome: z.enum(['done', 'preview', 'dry_run']),
	}),
});

/** Changes products in Odoo by a sheet, only where it says something else. In a preview and in a test run nothing is written. */
export async function execute(context: OperationContext): Promise<INodeExecutionData> {
	const { node, itemIndex, dryRun } = context;
	const name = context.param<string>('binaryProperty', 'data');
	if (!node.getInputData()[itemIndex].binary?.[name])
		throw invalidInput(
			`The item has no file "${name}"`,
			'Name the binary field that the form, the mail or the file node before gives.',
			'binaryProperty',
		);
	const rows = rowsOfSheet((await node.helpers.getBinaryDataBuffer(itemIndex, name)).toString('utf8'));
	const isPreview = context.param<boolean>('preview', true);
	const results = await changeProducts(await connect(context), rows, isPreview || dryRun);
	const count = (...outcomes: string[]) => results.filter(({ outcome }) => outcomes.includes(outcome)).length;
	return {
		json: {
			sheet: {
				rows: results.length,
				changed: count('changed', 'to_change'),
				same: count('same'),
				refused: count('refused'),
				report: reportOf(results),
				results: results.slice(0, mostListed),
				outcome: isPreview ? 'preview' : dryRun ? 'dry_run' : 'done',
			},
		} as unknown as IDataObject,
		binary: {
			results: await node.helpers.prepareBinaryData(Buffer.from(resultsCsv(results)), 'results.csv', 'text/csv'),
		},
	};
}
