import { IntlMessageFormat } from 'intl-messageformat';
import { languages, messageValues } from '../../nodes/shared/model';
import { wordsOf } from '../../nodes/ReturnMessages/languages';

/** Every text of a language by its path. */
function textsOf(json: object, at = ''): Array<[string, string]> {
	return Object.entries(json).flatMap(([key, value]) =>
		typeof value === 'string' ? [[`${at}${key}`, value] as [string, string]] : textsOf(value as object, `${at}${key}.`),
	);
}

/** Names in braces, anywhere in a message. */
function placeholdersOf(text: string): string[] {
	const names = new Set<string>();
	const walk = (parts: Array<{ type: number; value?: unknown; options?: Record<string, { value: never[] }> }>) => {
		for (const { type, value, options } of parts) {
			if (type !== 0) names.add(String(value));
			for (const option of Object.values(options ?? {})) walk(option.value);
		}
	};
	walk(new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst() as never);
	return [...names].sort();
}

const english = new Map(textsOf(wordsOf.en));

describe.each(languages)('%s', (language) => {
	const texts = textsOf(wordsOf[language]);
	it('has the texts that English has, none blank, each with the same values', () => {
		expect(texts.map(([path]) => path)).toEqual([...english.keys()]);
		for (const [path, text] of texts) {
			expect([path, text.trim()]).not.toEqual([path, '']);
			expect([path, placeholdersOf(text)]).toEqual([path, placeholdersOf(english.get(path)!)]);
		}
	});
	it('has no straight apostrophe, behind which ICU takes a brace as it is', () => {
		expect(texts.filter(([, text]) => text.includes("'"))).toEqual([]);
	});
	it('names in its messages only what a brand may name too', () => {
		const named = textsOf(wordsOf[language].messages).flatMap(([, text]) => placeholdersOf(text));
		expect(named.filter((name) => !(messageValues as readonly string[]).includes(name))).toEqual([]);
	});
});
