import type { z } from 'zod';
import { invalidInput, jsonGiven, parsedInput } from '../model';
import type { OperationContext } from './operationContext';

/** A parameter that holds JSON: an expression gives a value, a typed text is parsed. Throws EffectError when the text is no JSON. */
export function anyJsonParam(context: OperationContext, name: string): unknown {
	return jsonGiven(context.param<unknown>(name), () =>
		invalidInput(`"${name}" is not valid JSON`, 'Use an expression that gives an object, or correct the text.', name),
	);
}

/**
 * The same as its schema has it; undefined when it is blank. A text that begins like no list and no object is a value itself. Throws
 * EffectError naming the place and what is wrong there.
 */
export function jsonParam<T extends z.ZodTypeAny>(
	context: OperationContext,
	name: string,
	schema: T,
	advice: string,
): z.output<T> | undefined {
	const given = context.param<unknown>(name, undefined);
	if (given === undefined || given === null || given === '') return undefined;
	const isPlain = typeof given === 'string' && !/^\s*[[{]/.test(given);
	const value = isPlain ? given : jsonGiven(given, () => invalidInput(`${name} is not valid JSON`, advice, name));
	return parsedInput(schema, value, name, advice, name);
}
