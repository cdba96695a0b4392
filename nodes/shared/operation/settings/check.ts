import type { ZodIssue } from 'zod';
import { areMailAddresses, isMailAddress, Settings, wrongWords } from '../../model';
import type { Problem } from './change';
import { fields } from './fields';
import { titleOf } from './sections';
import { valueAt, type Json } from '../../model/jsonValues';

/** Everything that is wrong with settings, each in the words of the editor; none: they can be saved. */
export function problemsOf(settings: Json): Problem[] {
	const parsed = Settings.safeParse(settings);
	const byModel = parsed.success ? [] : parsed.error.issues.flatMap(problemOf);
	const known = new Set(byModel.map(({ field }) => field));
	const byMeaning = fields.flatMap(({ path, kind }): Problem[] => {
		const value = valueAt(settings, path);
		const what = typeof value === 'string' && !known.has(titleOf(path)) ? wrongText(kind, value) : undefined;
		return what ? [{ field: titleOf(path), what }] : [];
	});
	const ownWords = parsed.success ? Object.entries(parsed.data.messages?.words ?? {}) : [];
	const byWords = ownWords.flatMap(([key, text]): Problem[] => {
		const what = wrongWords(text);
		return what ? [{ field: titleOf(`messages.words.${key}`), what }] : [];
	});
	return [...byModel, ...byMeaning, ...byWords];
}

/** What is wrong with a text of a kind, and what to write instead. */
function wrongText(kind: string, text: string): string | undefined {
	switch (kind) {
		case 'zone':
			return isZone(text)
				? undefined
				: `"${text}" is no time zone; choose one such as ${zoneLike(text) ?? 'Europe/Berlin'}`;
		case 'mail':
			return isMailAddress(text) ? undefined : `"${text}" is no e-mail address; write one such as returns@example.com`;
		case 'mails':
			return areMailAddresses(text)
				? undefined
				: `"${text}" is no e-mail address; write one such as team@example.com, several with commas between`;
		case 'country':
			return /^[A-Z]{2}$/.test(text) ? undefined : `"${text}" is no two-letter code of a country; write e.g. DE`;
		case 'currency':
			return Intl.supportedValuesOf('currency').includes(text)
				? undefined
				: `"${text}" is no currency; write its code, e.g. EUR`;
		default:
			return undefined;
	}
}

function isZone(text: string): boolean {
	if (!/^[A-Za-z]/.test(text)) return false; // an offset such as +01:00 knows no summer time
	try {
		new Intl.DateTimeFormat('en', { timeZone: text });
		return true;
	} catch {
		return false;
	}
}

/** A zone whose place has this name: "Berlin" means Europe/Berlin. */
function zoneLike(text: string): string | undefined {
	const place = text.trim().toLowerCase().replace(/\s+/g, '_').split('/').at(-1);
	return Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase().split('/').at(-1) === place);
}

function problemOf(issue: ZodIssue): Problem[] {
	const path = issue.path.join('.');
	const one = (what: string): Problem[] => [{ field: titleOf(path), what }];
	switch (issue.code) {
		case 'unrecognized_keys':
			return issue.keys.map((key) => ({
				field: path ? `${path}.${key}` : key,
				what: 'there is no such setting; docs/settings.md names them all',
			}));
		case 'invalid_type':
			if (issue.received === 'undefined') return one('it is missing');
			return one(
				issue.expected === 'integer'
					? 'it must be a whole number'
					: `it must be a ${issue.expected}, not a ${issue.received}`,
			);
		case 'too_small':
			return one(
				issue.type === 'string'
					? 'it is too short'
					: `it must be ${issue.inclusive ? 'at least' : 'more than'} ${String(issue.minimum)}`,
			);
		case 'too_big':
			return one(issue.type === 'string' ? 'it is too long' : `it must be at most ${String(issue.maximum)}`);
		case 'invalid_enum_value':
			return one(`it must be one of: ${issue.options.join(', ')}`);
		default:
			return one(`it cannot be used (${issue.message})`);
	}
}
