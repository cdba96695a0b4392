/** What comes before and after a node's name in n8n's expressions and code. */
const BEFORE = String.raw`\$\(\s*|\$node\[\s*|\$items\(\s*`;
const REFERENCE = new RegExp(
	String.raw`(${BEFORE})(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|` + '`([^`\\\\]*)`)',
	'g',
);

/**
 * Follows nodes that got another name: every `$('Old')`, `$node["Old"]` and `$items("Old")` in a value becomes the new one, all at once.
 * @param names new name by old name; names that are not in it stay
 */
export function renameReferences<T>(value: T, names: ReadonlyMap<string, string>): T {
	if (typeof value === 'string') return renameInText(value, names) as T;
	if (Array.isArray(value)) return value.map((one: unknown) => renameReferences(one, names)) as T;
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, one]) => [key, renameReferences(one as unknown, names)]),
	) as T;
}

/** Names of the nodes that a value's expressions read. */
export function referencesIn(value: unknown): string[] {
	const found: string[] = [];
	renameReferences(value, { get: (name: string) => void found.push(name) } as unknown as ReadonlyMap<string, string>);
	return [...new Set(found)];
}

function renameInText(text: string, names: ReadonlyMap<string, string>): string {
	if (!text.includes('$')) return text;
	return text.replace(REFERENCE, (all: string, before: string, double?: string, single?: string, backtick?: string) => {
		const [quote, quoted] =
			double !== undefined ? ['"', double] : single !== undefined ? ["'", single] : ['`', backtick!];
		const name = names.get(quoted.replace(/\\(.)/g, '$1'));
		return name === undefined
			? all
			: `${before}${quote}${name.replace(/[\\"'`]/g, (one) => (one === quote || one === '\\' ? `\\${one}` : one))}${quote}`;
	});
}
