import { z } from 'zod';
import { invalidInput } from '../../shared/model';
import type { OperationContext } from '../../shared/operation';
import { parseJson } from '../returns/input';

/** A parameter that holds a list, as JSON text or from an expression. Throws EffectError that names the field and shows an example. */
export function listOf<T extends z.ZodTypeAny>(
	context: OperationContext,
	name: string,
	title: string,
	entry: T,
	example: string,
): Array<z.output<T>> {
	const given = context.param<unknown>(name, []);
	const parsed = z.array(entry).safeParse(typeof given === 'string' ? parseJson(given || '[]') : (given ?? []));
	if (parsed.success) return parsed.data as Array<z.output<T>>;
	const [{ path, message }] = parsed.error.issues;
	throw invalidInput(
		`${title} cannot be read: ${path.join('.') || 'it'} ${message}`,
		`Give a list such as ${example}.`,
		name,
	);
}

/** A text parameter without blanks around it. */
export function textOf(context: OperationContext, name: string): string {
	return String(context.param<unknown>(name, '') ?? '').trim();
}
