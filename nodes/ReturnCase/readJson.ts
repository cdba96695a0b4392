import { invalidInput } from '../shared/model';
import type { OperationContext } from '../shared/operation';

/** A JSON parameter as a value: an expression gives an object, a typed text is parsed. Throws an EffectError naming the field. */
export function readJson(context: OperationContext, name: string): unknown {
	const raw = context.param<unknown>(name);
	if (typeof raw !== 'string') return raw;
	try {
		return JSON.parse(raw) as unknown;
	} catch {
		throw invalidInput(
			`"${name}" is not valid JSON`,
			'Use an expression that gives an object, or correct the text.',
			name,
		);
	}
}
