const address = /^[^\s@<>,;:"]+@[^\s@<>,;:"]+\.[^\s@<>,;:".]{2,}$/;

/** Whether a text is one e-mail address and nothing else: no name, no second one, no line break. */
export function isBareMailAddress(text: string): boolean {
	return address.test(text);
}

/** An address, or one with a name before it: Shop <returns@example.com>. */
export function isMailAddress(text: string): boolean {
	const trimmed = text.trim();
	return (
		!/[\p{Cc}\u2028\u2029]/u.test(trimmed) && isBareMailAddress(/^[^<>]*<([^<>]+)>$/.exec(trimmed)?.[1] ?? trimmed)
	);
}

/** One or several, with commas between. */
export function areMailAddresses(text: string): boolean {
	return text.split(',').every(isMailAddress);
}
