/** "gid://shopify/Return/123" from an ID as people have it: the gid itself, or its number. Undefined when it is neither. */
export function gidOf(kind: string, id: unknown): string | undefined {
	const text = String(id ?? '').trim();
	if (/^\d+$/.test(text)) return `gid://shopify/${kind}/${text}`;
	return new RegExp(`^gid://shopify/${kind}/\\d+$`).test(text) ? text : undefined;
}

/** The number at the end of a gid, as text: it may be above 2^53. */
export function tailOf(gid: string): string {
	return gid.slice(gid.lastIndexOf('/') + 1);
}

/** Id of a return line inside a case. */
export function caseLineOf(returnLineGid: string): string {
	return `L${tailOf(returnLineGid)}`;
}
