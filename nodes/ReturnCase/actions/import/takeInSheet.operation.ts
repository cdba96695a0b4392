import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import {
	dryOutcome,
	mostListed,
	realOption,
	resultsFile,
	sheetProperty,
	sheetText,
	type OperationContext,
} from '../../../shared/operation';
import { returnsOfSheet } from '../../bulk/sheet';
import { reportOf, resultsCsv, takeInSheet } from '../../bulk/takeInSheet';
import { ChannelAnswer } from '../../channel/answer';

export const option = {
	name: 'Take In Sheet',
	value: 'takeInSheet',
	action: 'Take in sheet of returns',
	description: 'Open cases for the rows of a CSV file, thousands at once, with a result for each',
};

export const description: INodeProperties[] = [
	sheetProperty,
	{
		displayName: 'Channel',
		name: 'channel',
		type: 'string',
		default: 'import',
		required: true,
		description:
			'Channel of returns whose row names none. Name it in the triggers of the lanes that these returns shall go through.',
	},
	{
		displayName: 'Other Channels',
		name: 'otherChannels',
		type: 'string',
		default: '',
		placeholder: 'e.g. marketplace, pos',
		description: 'Which other channels the column channel may name, with commas between',
	},
	realOption,
];

export const endsStep = false;

export const asTool = 'whenAllowed';

export const output = z.object({
	sheet: z.object({
		returns: z.number().int(),
		opened: z.number().int(),
		/** Taken in before. */
		duplicates: z.number().int(),
		/** Taken in before with other content, or not to be taken. */
		refused: z.number().int(),
		/** How many, and the first rows that were not taken, in words. */
		report: z.string(),
		/** The first thousand; all of them are in the file `results`. */
		results: z.array(
			ChannelAnswer.pick({ message: true, field: true, advice: true, reference: true }).extend({
				outcome: z.string(),
				rows: z.array(z.number().int()),
				id: z.string().optional(),
			}),
		),
		outcome: dryOutcome,
	}),
});

/** Opens a case for each return of a sheet, once. In a test run the sheet is read, and nothing is opened. */
export async function execute(context: OperationContext): Promise<INodeExecutionData> {
	const store = context.requireStore();
	const channel = context.param<string>('channel', 'import').trim();
	const text = await sheetText(context);
	const returns = returnsOfSheet(text, channel);
	if (context.dryRun)
		return {
			json: {
				sheet: {
					returns: returns.length,
					opened: 0,
					duplicates: 0,
					refused: 0,
					report: `${returns.length} returns would be taken in.`,
					results: [],
					outcome: 'dry_run',
				},
			},
		};
	const channels = [channel, ...context.param<string>('otherChannels', '').split(',')]
		.map((one) => one.trim())
		.filter(Boolean);
	const results = await takeInSheet(store, returns, { channels, payBack: [], actor: context.actor });
	const count = (...outcomes: string[]) => results.filter(({ outcome }) => outcomes.includes(outcome)).length;
	return {
		json: {
			sheet: {
				returns: results.length,
				opened: count('opened'),
				duplicates: count('duplicate'),
				refused: count('refused', 'conflicting'),
				report: reportOf(results),
				results: results.slice(0, mostListed),
			},
		} as unknown as IDataObject,
		binary: await resultsFile(context, resultsCsv(results)),
	};
}
