import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import {
	mostListed,
	realOption,
	resultsFile,
	sheetProperty,
	sheetText,
	type OperationContext,
} from '../../../shared/operation';
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
	sheetProperty,
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
	const { dryRun } = context;
	const rows = rowsOfSheet(await sheetText(context));
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
		binary: await resultsFile(context, resultsCsv(results)),
	};
}
