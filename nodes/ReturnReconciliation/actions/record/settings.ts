import { z } from 'zod';
import { invalidInput } from '../../../shared/model/effectError';
import { goodsPlaces, jsonGiven, parsedInput, processorNames } from '../../../shared/model';
import { Acceptance, Drift, roles, type History, type Rules, type Source } from '../../judge';
import { maxSources } from './parameters';
import { formats, type Format, type Place } from '../../mapping';

const GivenSources = z.object({
	source: z
		.array(
			z.object({
				name: z.string().trim().min(1, 'is blank'),
				role: z.enum(roles),
				format: z.enum(formats),
				expects: z.enum(['every', 'processors', 'optional']).default('every'),
				processors: z.array(z.enum(processorNames)).default(['stripe']),
				places: z.string().default(''),
				which: z.enum(['every', 'returns']).default('every'),
				companies: z.string().default(''),
				journals: z.string().default(''),
				tags: z.string().default(''),
				references: z.string().default(''),
			}),
		)
		.min(2, 'needs two sources or more')
		.max(maxSources, `takes ${maxSources} sources at most`),
});

export type FormattedSource = Source & { format: Format; places: ReadonlyMap<string, Place> };

/** Reads the Sources parameter. Throws EffectError naming the field. */
export function readSources(value: unknown): FormattedSource[] {
	const advice = 'Give two to ten sources, each with a name of its own.';
	const { source } = parsedInput(GivenSources, value, 'sources', advice);
	const twice = source.find(({ name }, index) => source.findIndex((one) => one.name === name) !== index);
	if (twice)
		throw invalidInput(`Two sources are called "${twice.name}"`, 'Give each source a name of its own.', 'sources');
	return source.map(({ which, companies, journals, tags, references, ...one }) => ({
		...one,
		processors: new Set(one.processors),
		places: readPlaces(one.places),
		...(which === 'returns' && {
			only: {
				companies: new Set(namesIn(companies)),
				journals: new Set(namesIn(journals)),
				tags: new Set(namesIn(tags)),
				references: namesIn(references),
			},
		}),
	}));
}

/** Names with commas between. */
function namesIn(given: string): string[] {
	return given
		.split(',')
		.map((name) => name.trim())
		.filter(Boolean);
}

/** Reads which place each location is, a line each: `WH/Quarantine = quarantine`. */
function readPlaces(given: string): ReadonlyMap<string, Place> {
	const lines = given
		.split('\n')
		.map((line) => line.trim())
		.filter(Boolean);
	return new Map(
		lines.map((line) => {
			const [, location, name] = /^(.+?)\s*=\s*(\w+)$/.exec(line) ?? [];
			const place = goodsPlaces.find((one) => one === name);
			if (place) return [location, place];
			throw invalidInput(
				`Places: "${line}" is not a location and what it is`,
				`Write such as WH/Quarantine = quarantine; places are ${goodsPlaces.join(', ')}.`,
				'sources.places',
			);
		}),
	);
}

const hour = 3_600_000;

const GivenRules = z.object({
	tolerance: z.number().int().nonnegative(),
	cutOffHours: z.number().nonnegative(),
	lateDays: z.number().positive(),
	options: z.object({
		now: z.unknown(),
		from: z.unknown(),
		proposeHours: z.number().nonnegative().default(48),
		payoutDays: z.number().nonnegative().default(7),
		goodsDays: z.number().nonnegative().default(30),
		refundDays: z.number().nonnegative().default(14),
		labelDays: z.number().nonnegative().default(30),
	}),
});

/** Reads the other parameters; `clock` is used when Judge as Of is blank. Throws EffectError naming the field. */
export function readRules(value: unknown, clock: Date): Rules {
	const advice = 'Give a number that is not negative; Tolerance without a fraction, Late After more than 0.';
	const { tolerance, cutOffHours, lateDays, options } = parsedInput(GivenRules, value, '', advice);
	const from = readTime(options.from, 'options.from');
	return {
		tolerance,
		cutOffMs: cutOffHours * hour,
		lateMs: lateDays * 24 * hour,
		payoutMs: options.payoutDays * 24 * hour,
		goodsMs: options.goodsDays * 24 * hour,
		refundMs: options.refundDays * 24 * hour,
		labelMs: options.labelDays * 24 * hour,
		proposeMs: options.proposeHours * hour,
		now: readTime(options.now, 'options.now') ?? clock.getTime(),
		...(from !== undefined && { from }),
	};
}

const GivenHistory = z.object({ before: z.array(Drift), accepted: z.array(Acceptance) });

/** Reads what the last run gave out and what was accepted, each a list or its JSON text. Throws EffectError naming the field. */
export function readHistory(options: { before?: unknown; accepted?: unknown }): History {
	const given = { before: listOf(options.before, 'before'), accepted: listOf(options.accepted, 'accepted') };
	const advice = 'Give the items of Unmatched and Closed as they came out, and of accepted drifts their id and amount.';
	return parsedInput(GivenHistory, given, 'options', advice);
}

/** A node that found nothing may give out one empty item. */
function listOf(value: unknown, name: string): unknown {
	const field = `options.${name}`;
	const list = jsonGiven(value || [], () =>
		invalidInput(`${field} is no JSON`, 'Give a list of items, such as [].', field),
	);
	return Array.isArray(list) ? list.filter((one) => !one || typeof one !== 'object' || Object.keys(one).length) : list;
}

function readTime(value: unknown, field: string): number | undefined {
	const text = value === undefined || value === null ? '' : String(value).trim();
	if (!text) return undefined;
	const time = Date.parse(text);
	if (Number.isFinite(time)) return time;
	throw invalidInput(`${field}: "${text}" is not a time`, 'Write a time such as 2026-11-21T02:00:00Z.', field);
}
