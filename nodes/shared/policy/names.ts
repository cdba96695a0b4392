import { invalidInput } from '../model/effectError';
import { jsonOrText } from '../model';

/** Reads a list of names: with commas between, as a list, or as the JSON of one. Undefined when blank. Throws EffectError. */
export function readNames(given: unknown, field: string): string[] | undefined {
	const value = typeof given === 'string' ? jsonOrText(given.trim() || '""') : given;
	if (value === undefined || value === null || value === '') return undefined;
	const list = Array.isArray(value) ? (value as unknown[]) : String(given).split(',');
	const names = list.map((one) => (typeof one === 'string' ? one.trim() : one)).filter((one) => one !== '');
	if (names.some((one) => typeof one !== 'string'))
		throw invalidInput(
			`${field}: not every entry is a name`,
			'Write names with commas between, or give a list of texts.',
			field,
		);
	return names as string[];
}
