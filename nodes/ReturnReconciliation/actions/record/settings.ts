import { z } from 'zod';
import { invalidInput } from '../../../shared/model/effectError';
import { parsedInput, processorNames } from '../../../shared/model';
import { roles, type Rules, type Source } from '../../judge';
import { formats, type Format } from '../../mapping';

const GivenSources = z.object({
	source: z
		.array(
			z.object({
				name: z.string().trim().min(1, 'is blank'),
				role: z.enum(roles),
				format: z.enum(formats),
				expects: z.enum(['every', 'processors', 'optional']).default('every'),
				processors: z.array(z.enum(processorNames)).default(['stripe']),
			}),
		)
		.min(2, 'needs two sources or more')
		.max(6, 'takes six sources at most'),
});

export type FormattedSource = Source & { format: Format };

/** Reads the Sources parameter. Throws EffectError naming the field. */
export function readSources(value: unknown): FormattedSource[] {
	const advice = 'Give two to six sources, each with a name of its own.';
	const { source } = parsedInput(GivenSources, value, 'sources', advice);
	const twice = source.find(({ name }, index) => source.findIndex((one) => one.name === name) !== index);
	if (twice)
		throw invalidInput(`Two sources are called "${twice.name}"`, 'Give each source a name of its own.', 'sources');
	return source.map((one) => ({ ...one, processors: new Set(one.processors) }));
}

const hour = 3_600_000;

const GivenRules = z.object({
	tolerance: z.number().int().nonnegative(),
	cutOffHours: z.number().nonnegative(),
	lateDays: z.number().positive(),
	options: z.object({ now: z.unknown(), from: z.unknown(), proposeHours: z.number().nonnegative().default(48) }),
});

/** Reads the other parameters; `clock` is used when Judge as Of is blank. Throws EffectError naming the field. */
export function readRules(value: unknown, clock: Date): Rules {
	const advice = 'Give a number that is not negative.';
	const { tolerance, cutOffHours, lateDays, options } = parsedInput(GivenRules, value, '', advice);
	const from = readTime(options.from, 'options.from');
	return {
		tolerance,
		cutOffMs: cutOffHours * hour,
		lateMs: lateDays * 24 * hour,
		proposeMs: options.proposeHours * hour,
		now: readTime(options.now, 'options.now') ?? clock.getTime(),
		...(from !== undefined && { from }),
	};
}

function readTime(value: unknown, field: string): number | undefined {
	const text = value === undefined || value === null ? '' : String(value).trim();
	if (!text) return undefined;
	const time = Date.parse(text);
	if (Number.isFinite(time)) return time;
	throw invalidInput(`${field}: "${text}" is not a time`, 'Write a time such as 2026-11-21T02:00:00Z.', field);
}
