import { portalWords } from '../../../nodes/ReturnPages/portal/languages';
import { languages, written, type Language } from '../../../nodes/shared/model';

/** Every text of a language, by its name. */
function textsOf(words: object, path = ''): Array<[string, string]> {
	return Object.entries(words).flatMap(([name, value]: [string, unknown]) =>
		typeof value === 'string' ? [[`${path}${name}`, value] as [string, string]] : textsOf(value as object, `${name}.`),
	);
}
const english = textsOf(portalWords.en);
const valuesIn = (text: string) => [...text.matchAll(/\{(\w+)/g)].map(([, name]) => name).sort();

/** Directive 2011/83/EU Art. 11a(1) and (3), as each language has it. */
const byLaw: Record<Language, [string, string]> = {
	en: ['Withdraw from contract here', 'Confirm withdrawal'],
	de: ['Vertrag widerrufen', 'Widerruf bestätigen'],
	fr: ['Renoncer au contrat ici', 'Confirmer la rétractation'],
	es: ['Desistir del contrato aquí', 'Confirmar desistimiento'],
	it: ['Recedere dal contratto qui', 'Conferma recesso'],
	nl: ['Hier de overeenkomst herroepen', 'Herroeping bevestigen'],
};

it.each(languages)(
	'%s says all that English says, with the same values, and the labels of the law to the letter',
	(one) => {
		const { withdraw } = portalWords[one];
		expect([withdraw.function, withdraw.confirm]).toEqual(byLaw[one]);
		const texts = textsOf(portalWords[one]);
		expect(texts.map(([name]) => name)).toEqual(english.map(([name]) => name));
		for (const [index, [name, text]] of texts.entries()) {
			expect([name, valuesIn(text)]).toEqual([name, valuesIn(english[index][1])]);
			expect([name, text.includes("'"), text.trim() === text, text !== '']).toEqual([name, false, true, true]);
			expect(written(text, one, { email: 'a@example.com', order: '#1', count: 2, day: '24' })).not.toContain('{');
			if (one !== 'en' && text.length > 30) expect([name, text]).not.toEqual([name, english[index][1]]);
		}
	},
);
