const replacement = '\ufffd';
/** NUL, and halves of surrogate pairs that stand alone. */
const unstorable = new RegExp('[\\0\\p{Surrogate}]', 'u');

/**
 * A text as every database keeps it. NUL, which PostgreSQL refuses, and halves of characters, which no database can write, become
 * the replacement character; so a text reads back as what was hashed.
 */
export function storableText(text: string): string {
	return unstorable.test(text) ? text.replace(new RegExp(unstorable, 'gu'), replacement) : text;
}

/** The same for every text in a value of plain JSON, its keys included. */
export function storable<T>(value: T): T {
	// Most values need nothing: JSON writes both kinds as escapes.
	const text = JSON.stringify(value) as string | undefined;
	return text && /\\u(0000|d[89a-f])/i.test(text) ? (cleaned(value) as T) : value;
}

function cleaned(value: unknown): unknown {
	if (typeof value === 'string') return storableText(value);
	if (Array.isArray(value)) return value.map(cleaned);
	if (Object.prototype.toString.call(value) !== '[object Object]') return value;
	return Object.fromEntries(Object.entries(value as object).map(([key, one]) => [storableText(key), cleaned(one)]));
}

/** Cut to so many characters, never in the middle of one. */
export function cutText(text: string, most: number): string {
	return text.length > most ? storableText(text.slice(0, most)).replace(/\ufffd$/, '') : text;
}
