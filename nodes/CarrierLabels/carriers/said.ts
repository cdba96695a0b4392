import { cutText } from '../../shared/model';

/** What an error answer says. */
interface Said {
	/** e.g. `SHIPMENT.POSTAGE.EXISTS`. */
	code?: string;
	/** Each once. */
	sentences: string[];
	/** The first field that is named. */
	field?: string;
}

/**
 * What an error answer says, in whatever shape: sentences, lists, objects by field, one in the other. Carrier services write the same
 * thing in several of them, for it is often what a carrier has said. A page of HTML says nothing.
 */
export function saidIn(body: unknown): Said {
	const isPage = typeof body === 'string' && /^\s*</.test(body);
	const parts = isPage ? [] : partsOf(body);
	const sentences = [...new Set(parts.flatMap(({ text }) => (text ? [text] : [])))];
	const code = parts.find((part) => part.code)?.code;
	const field = parts.find((part) => part.field)?.field;
	// A code is better than nothing.
	return {
		sentences: sentences.length || !code ? sentences : [code],
		...(code && { code }),
		...(field && { field }),
	};
}

interface Part {
	text?: string;
	code?: string;
	field?: string;
}

/** Names of what holds sentences. Any other name is that of a field. */
const words = [
	'error',
	'errors',
	'message',
	'messages',
	'detail',
	'msg',
	'details',
	'title',
	'text',
	'fields',
	'base',
	'__all__',
	'non_field_errors',
];
/** Names of what is no sentence, but for a list: that is of a field of this name. */
const notSaid =
	/^(suggestion|status|success|type|level|source|id|\w+_(id|type|source|name|code)|carrier|help|docs?|\w*url|links?|meta)$/;

function partsOf(given: unknown, field?: string): Part[] {
	if (typeof given === 'string' || typeof given === 'number') {
		const text = String(given).trim();
		return text ? [{ text, ...(field && { field }) }] : [];
	}
	if (Array.isArray(given)) return given.flatMap((one) => partsOf(one, field));
	if (typeof given !== 'object' || given === null) return [];
	const one = given as Record<string, unknown>;
	const own = [
		one.field,
		one.field_name,
		(one.source as { pointer?: unknown } | null | undefined)?.pointer,
		Array.isArray(one.loc) ? one.loc.join('.') : undefined,
		field,
	].find((name): name is string => typeof name === 'string' && !!name);
	const code = [one.code, one.error_code].find((word): word is string => typeof word === 'string' && !!word);
	// A title stands for what it is the title of.
	const told = Object.entries(one).filter(([name]) => words.includes(name) && !(name === 'title' && one.detail));
	const named = Object.entries(one).filter(
		([name, value]) =>
			!words.includes(name) && !['field', 'code'].includes(name) && (Array.isArray(value) || !notSaid.test(name)),
	);
	const parts = [
		...told.flatMap(([, value]) => partsOf(value, own)),
		// Beside a sentence the rest is about it.
		...(told.length ? [] : named.flatMap(([name, value]) => byField(name, partsOf(value, name)))),
	];
	return [...(code ? [{ code }] : []), ...parts];
}

const byField = (name: string, parts: Part[]) =>
	parts.map(({ text, ...part }) => ({ ...part, ...(text && { text: `${name}: ${text}` }) }));

/** What somebody said, such as a carrier, as one sentence for people; none when nothing was said. */
export function toldBy(who: string | null | undefined, given: unknown): string[] {
	const said = saidIn(given).sentences.join(' ');
	return said ? [cutText(`${who ? `${who}: ` : ''}${said}`, 300)] : [];
}
