import { DateTime } from 'luxon';
import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput, jsonGiven, parsedInput } from '../../../shared/model';
import { MonthFigures } from '../../../shared/model/monthFigures';
import type { Estimate } from '../../month/proposal';
import { sourcesProperty } from '../record/parameters';
import { readSources, type FormattedSource } from '../record/settings';

const monthSources = [
	{ name: 'Cases', role: 'cases', format: 'case', expects: 'every' },
	{ name: 'Open Cases', role: 'cases', format: 'case', expects: 'every' },
	{ name: 'Stripe', role: 'payment', format: 'stripeRefund', expects: 'processors', processors: ['stripe'] },
];

const percent = (name: string, displayName: string, value: number | '', description: string): INodeProperties => ({
	displayName,
	name,
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 100, numberPrecision: 2 },
	default: value,
	description,
});

export const monthProperties: INodeProperties[] = [
	{
		...sourcesProperty,
		default: { source: monthSources },
		description:
			'What is compared with the books: one input of this node for each source, in this order, two to ten. Cases, and refunds at those who paid them.',
	},
	{
		displayName: 'Figures of the Books',
		name: 'figures',
		type: 'json',
		default: "={{ $('Read the Books').first().json.figures }}",
		required: true,
		description: 'As Odoo Returns: Get Figures (Month) gives them out',
	},
	{
		displayName: 'Time Zone',
		name: 'timeZone',
		type: 'string',
		default: "={{ $json.settings?.timeZone ?? 'UTC' }}",
		required: true,
		placeholder: 'e.g. Europe/Berlin',
		description: 'Whose midnight begins and ends the month',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			percent(
				'costRate',
				'Cost of Goods (Percent)',
				50,
				'Of the price without tax. Left out: as in the last twelve months.',
			),
			percent('costToRecover', 'Cost to Recover (Percent)', 0, 'What it costs to get goods back, of what they cost'),
			percent(
				'returnRate',
				'Return Rate (Percent)',
				10,
				'Of sales that come back. Left out: as in the last twelve months.',
			),
			percent(
				'recoverable',
				'Worth When Back (Percent)',
				100,
				'What returned goods are worth, of what they cost: the rest is scrapped or sold for less',
			),
		],
	},
];

const Options = z.object({
	costRate: z.number().min(0).max(100).optional(),
	returnRate: z.number().min(0).max(100).optional(),
	recoverable: z.number().min(0).max(100).default(100),
	costToRecover: z.number().min(0).max(100).default(0),
});

export interface MonthSettings {
	sources: FormattedSource[];
	figures: MonthFigures;
	estimate: Estimate;
	/** First and last moment of the month, in ms. */
	from: number;
	to: number;
}

/** Reads the parameters. Throws EffectError naming the field. */
export function monthSettings(param: (name: string, fallback: unknown) => unknown): MonthSettings {
	const figures = figuresOf(param('figures', ''));
	const zone = String(param('timeZone', 'UTC'));
	const [from, to] = [DateTime.fromISO(figures.from, { zone }), DateTime.fromISO(figures.to, { zone }).endOf('day')];
	if (!from.isValid) throw invalidInput(`"${zone}" is no time zone`, 'Give a name such as Europe/Berlin.', 'timeZone');
	return {
		sources: readSources(param('sources', {})),
		figures,
		estimate: parsedInput(Options, param('options', {}), 'options', 'Give percents of 0 to 100.'),
		from: from.toMillis(),
		to: to.toMillis(),
	};
}

function figuresOf(given: unknown): MonthFigures {
	const advice = 'Give what Odoo Returns: Get Figures (Month) has given out, under figures.';
	const read = jsonGiven(given, () => invalidInput('Figures of the Books is no JSON', advice, 'figures'));
	return parsedInput(MonthFigures, read, 'figures', advice);
}
