import { z } from 'zod';
import { invalidInput, jsonOf, parsed } from '../../shared/model';
import type { OperationContext } from '../../shared/operation';

/** A parameter that holds a list, as JSON text or from an expression. Throws EffectError that names the field and shows an example. */
export function listOf<T extends z.ZodTypeAny>(
	context: OperationContext,
	name: string,
	title: string,
	entry: T,
	example: string,
): Array<z.output<T>> {
	const given = context.param<unknown>(name, []);
	return parsed(z.array(entry), typeof given === 'string' ? jsonOf(given || '[]') : (given ?? []), ({ at, message }) =>
		invalidInput(`${title} cannot be read: ${at || 'it'} ${message}`, `Give a list such as ${example}.`, name),
	);
}

/** A text parameter without blanks around it. */
export function textOf(context: OperationContext, name: string): string {
	return String(context.param<unknown>(name, '') ?? '').trim();
}
