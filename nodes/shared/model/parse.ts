import type { z } from 'zod';
import { invalidInput } from './effectError';

/** The first thing that is wrong with a value. */
export interface Fault {
	/** Where, as `lines.0.sku`; '' when it is the value itself. */
	at: string;
	path: Array<string | number>;
	/** What zod says of it. */
	message: string;
}

/** The first thing that a schema found wrong; the others mostly follow from it. */
export function firstFault({ issues: [{ path, message }] }: z.ZodError): Fault {
	return { at: path.join('.'), path, message };
}

/** A value as its schema has it. When it does not fit, throws what `errorOf` makes of the first thing that is wrong with it. */
export function parsed<S extends z.ZodTypeAny>(
	schema: S,
	value: unknown,
	errorOf: (fault: Fault) => Error,
): z.output<S> {
	const result = schema.safeParse(value);
	if (result.success) return result.data as z.output<S>;
	throw errorOf(firstFault(result.error));
}

/**
 * What an analyst gave, as its schema has it. Throws EffectError (`invalid_input`) that names the place below `root`, which may be '';
 * `field` is the parameter to point at, left out: that very place.
 */
export function parsedInput<S extends z.ZodTypeAny>(
	schema: S,
	value: unknown,
	root: string,
	advice: string,
	field?: string,
): z.output<S> {
	return parsed(schema, value, ({ path, message }) => {
		const place = (root ? [root, ...path] : path).join('.');
		return invalidInput(`${place}: ${message}`, advice, field ?? place);
	});
}

/** The value that a JSON text stands for; undefined when it is no JSON. */
export function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

/** A value given as such or as its JSON text. Throws what `errorOf` makes when the text is no JSON. */
export function jsonGiven(given: unknown, errorOf: () => Error): unknown {
	if (typeof given !== 'string') return given;
	const value = jsonOf(given);
	if (value === undefined) throw errorOf();
	return value;
}

/** The value of a JSON text; a text that is no JSON stays what it is. */
export function jsonOrText(text: string): unknown {
	const value = jsonOf(text);
	return value === undefined ? text : value;
}

/** An object given as such or as JSON text; undefined when blank. */
export function readJson(value: unknown, field: string): unknown {
	if (value === undefined || value === null) return undefined;
	if (typeof value === 'string' && !value.trim()) return undefined;
	return jsonGiven(value, () =>
		invalidInput(
			`${field} is not JSON`,
			'Use an expression such as {{ $json.case }}, or write an object between { and }.',
			field,
		),
	);
}
