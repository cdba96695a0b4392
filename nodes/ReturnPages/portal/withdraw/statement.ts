import { GivenStatement } from '../../../shared/case/declaration';
import { visibleText, type Language } from '../../../shared/model';
import type { Fields } from '../portal';

/** The longest that is taken of each field, in characters. */
export const longest = { name: 200, contract: 500, email: 320, goods: 4_000 };
export type StatementField = keyof typeof longest;
export type StatementFields = Record<StatementField, string>;

/** What somebody has written in the form, as it counts: without what nobody sees, in one line where it is one. */
export function fieldsOf(body: Fields): StatementFields {
	const line = (name: StatementField) =>
		visibleText((body[name] ?? '').replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ')).slice(0, longest[name]);
	const goods = (body.goods ?? '')
		.split(/[\r\n\u2028\u2029]+/)
		.map((one) => visibleText(one.replace(/[\s\p{Cc}]+/gu, ' ')))
		.filter(Boolean);
	return {
		name: line('name'),
		contract: line('contract'),
		email: line('email').replaceAll(' ', ''),
		goods: goods.join('\n').slice(0, longest.goods),
	};
}

/** What is missing: by law a statement has a name, what identifies the contract, and where the receipt goes (Art. 11a(2)). */
export function missingIn({ name, contract, email }: StatementFields): StatementField[] {
	return [
		...(name ? [] : (['name'] as const)),
		...(contract ? [] : (['contract'] as const)),
		...(/^[^@]+@[^@]+$/.test(email) ? [] : (['email'] as const)),
	];
}

/** The statement as the case store takes it. */
export function givenBy({ name, contract, email, goods }: StatementFields, language: Language): GivenStatement {
	return GivenStatement.parse({ name, contract, email, lines: linesOf(goods), channel: 'page', language });
}

/** `2 x T-shirt` is two of it; a line without a number is one. */
function linesOf(goods: string): Array<{ sku: string; title: string; quantity: number }> {
	return goods
		.split('\n')
		.filter(Boolean)
		.map((line) => {
			const [, number, title] = /^(\d{1,4})\s*[x×*]\s*(.+)$/i.exec(line) ?? [];
			const quantity = Number(number);
			return { sku: '', title: quantity ? title : line, quantity: quantity || 1 };
		});
}
