import type { RuleBook } from '../../shared/model';
import type { CaseFinding, CaseRule, LineRule } from './rule';

/** A book with rules for categories needs to know the category of each line: else they would not count, and nobody would know. */
export const categoryKnown: LineRule = {
	id: 'category_known',
	compile: ({ book }) =>
		book && uses(book, 'categories')
			? ({ sold, categories, name }) =>
					sold && !categories.length
						? {
								code: 'category_unknown',
								effect: 'review',
								message: `${name}: its category is not known, and the policy has rules for categories.`,
							}
						: undefined
			: undefined,
};

/** The same for rules by country. */
export const countryKnown: CaseRule = {
	id: 'country_known',
	compile: ({ book }) =>
		book && uses(book, 'countries')
			? ({ country }): CaseFinding[] =>
					country
						? []
						: [
								{
									code: 'country_unknown',
									effect: 'review',
									message: "The customer's country is not known, and the policy has rules for countries.",
								},
							]
			: undefined,
};

function uses(book: RuleBook, condition: 'categories' | 'countries'): boolean {
	return Object.values(book).some(
		(rows) =>
			Array.isArray(rows) && rows.some((row) => condition in row && (row as Record<string, unknown>)[condition]),
	);
}
