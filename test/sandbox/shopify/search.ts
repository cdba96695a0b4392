/**
 * Shopify's search words, as far as the nodes use them: field:'value', field:>=value, AND, OR, NOT, parentheses. Fuzzy like the real
 * one: text matches by its beginning and without regard to case or to a leading #, so whoever asks must compare again.
 */
export function matches(query: string, valueOf: (field: string) => string | string[] | undefined): boolean {
	if (query !== lastRead.query) lastRead = { query, words: wordsOf(query) };
	const { words } = lastRead;
	let at = 0;
	const any = (): boolean => {
		let found = every();
		while (words[at]?.token === 'OR') {
			at++;
			found = every() || found;
		}
		return found;
	};
	const every = (): boolean => {
		let found = one();
		while (at < words.length && words[at]?.token !== 'OR' && words[at]?.token !== ')') {
			if (words[at]?.token === 'AND') at++;
			found = one() && found;
		}
		return found;
	};
	const one = (): boolean => {
		const { token, field, operator, wanted }: Word = words[at++] ?? { token: '', wanted: '' };
		if (token === 'NOT') return !one();
		if (token === '(') {
			const found = any();
			at++;
			return found;
		}
		if (!field) return true;
		const have = valueOf(field);
		if (have === undefined) return true; // the real search ignores what it does not know
		return [have].flat().some((value) => compare(value, operator, wanted));
	};
	return words.length ? any() : true;
}

interface Word {
	token: string;
	field?: string;
	operator?: string;
	wanted: string;
}

/** One query is asked of every order of a shop. */
let lastRead: { query: string; words: Word[] } = { query: '', words: [] };

function wordsOf(query: string): Word[] {
	const tokens =
		query.match(/\(|\)|\bAND\b|\bOR\b|\bNOT\b|[a-z_]+:(?:>=|<=|>|<)?(?:'(?:\\.|[^'\\])*'|[^\s()]+)|[^\s()]+/g) ?? [];
	return tokens.map((token) => {
		const [, field, operator, quoted = ''] = /^([a-z_]+):(>=|<=|>|<)?(.*)$/s.exec(token) ?? [];
		const wanted = quoted.startsWith("'") ? quoted.slice(1, -1).replace(/\\(.)/g, '$1') : quoted;
		return { token, field, operator, wanted };
	});
}

function compare(value: string, operator: string | undefined, wanted: string): boolean {
	if (!operator) return plain(value).startsWith(plain(wanted));
	const [a, b] = [value, wanted].map((text) => (Number.isNaN(Date.parse(text)) ? text : new Date(text).toISOString()));
	return operator === '>=' ? a >= b : operator === '<=' ? a <= b : operator === '>' ? a > b : a < b;
}

const plain = (text: string) => text.toLowerCase().replace(/^#/, '');
