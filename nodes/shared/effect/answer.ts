import type { z } from 'zod';
import { EffectError, parsed, type ErrorCategory } from '../model';

/** Whose answer it is: as people call it, and as its connection is called. */
export interface Answerer {
	provider: string;
	connection: string;
}

/**
 * A provider's answer as its schema has it. Throws EffectError of the category that says what a misshapen one means (after a write: that
 * its outcome is unknown).
 */
export function parsedAnswer<S extends z.ZodTypeAny>(
	schema: S,
	body: unknown,
	{ provider, connection }: Answerer,
	category: ErrorCategory,
): z.output<S> {
	return parsed(
		schema,
		body,
		({ at, message }) =>
			new EffectError(`${provider}'s answer has an unexpected shape (${at || 'answer'}: ${message})`, {
				category,
				connection,
				advice: 'Check the Base URL in the credential; update this package when it is right.',
			}),
	);
}
