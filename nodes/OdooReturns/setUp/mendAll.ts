import { EffectError } from '../../shared/model';
import type { Made } from './piece';
import type { SetUp } from './readSetUp';

/** Makes what is missing: one piece that Odoo refuses keeps no other from being made. */
export async function mendAll({
	pieces,
}: SetUp): Promise<{ done: string[]; failures: Array<{ name: string; error: EffectError }> }> {
	const made: Made = Object.fromEntries(pieces.map(({ key, id }) => [key, id]));
	const done: string[] = [];
	const failures: Array<{ name: string; error: EffectError }> = [];
	for (const { key, name, mend } of pieces) {
		if (!mend) continue;
		try {
			made[key] = await mend(made);
			done.push(key);
		} catch (error) {
			// Another piece may still be made, unless Odoo itself is out of reach.
			if (!(error instanceof EffectError) || ['retryable', 'unknown_outcome'].includes(error.category)) throw error;
			failures.push({ name, error });
		}
	}
	return { done, failures };
}

/** What an operator is told when pieces were refused. */
export function notMade(failures: Array<{ name: string; error: EffectError }>, done: string[]): EffectError {
	const [{ error }] = failures;
	return new EffectError(
		`Odoo did not let this user make: ${failures.map(({ name }) => name).join('; ')}. ${error.message}`,
		{
			category: 'configuration',
			connection: 'odoo',
			code: error.details.code,
			advice: `Run this once with the credential of an administrator (Inventory / Administrator, and Administration / Settings for the server actions). ${done.length ? `Made already: ${done.join(', ')}; it is not made again.` : 'Nothing was made.'}`,
		},
		{ cause: error },
	);
}
