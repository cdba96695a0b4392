import type { Policy, RuleBook, AnyRule } from '../../model';
import { categoriesOf } from '../categories';
import { labelOf, type PolicyFinding } from './finding';
import { lower } from '../texts';

/** Every rule of a book with its kind. */
export function rowsOf(book: RuleBook): Array<{ kind: string; row: AnyRule }> {
	return Object.entries(book).flatMap(([kind, rows]) =>
		Array.isArray(rows) ? (rows as AnyRule[]).map((row) => ({ kind, row })) : [],
	);
}

/** Rules that are written so that they can fit nothing, or ask nothing. */
export function findEmpty(book: RuleBook): PolicyFinding[] {
	const ranges = rowsOf(book).flatMap(({ kind, row: { name, orderedFrom, orderedTo } }) =>
		orderedFrom && orderedTo && orderedFrom > orderedTo
			? [
					finding(
						'empty_range',
						kind,
						name,
						`"${name}" fits no order: ${orderedFrom}, its first day, comes after ${orderedTo}, its last.`,
						'Correct Ordered From or Ordered To.',
					),
				]
			: [],
	);
	const spans = (book.sorting ?? []).flatMap(({ name, olderThan, youngerThan, worthFrom, worthBelow }) =>
		(olderThan !== undefined && youngerThan !== undefined && youngerThan <= olderThan + 1) ||
		(worthFrom !== undefined && worthBelow !== undefined && worthBelow <= worthFrom)
			? [
					finding(
						'empty_range',
						'sorting',
						name,
						`"${name}" fits no goods: they cannot be older and younger, or worth more and less, at once.`,
						'Correct its days or its amounts.',
					),
				]
			: [],
	);
	const openings = (book.windows ?? []).flatMap(({ name, until, orderedFrom }) =>
		until && orderedFrom && until < orderedFrom
			? [
					finding(
						'empty_range',
						'windows',
						name,
						`"${name}": Never Before is ${until}, before the first order that it fits (${orderedFrom}), so that it keeps nothing open.`,
						'Correct Never Before or Ordered From.',
					),
				]
			: [],
	);
	const idle = (book.expectations ?? []).flatMap(({ name, condition, photo }) =>
		condition || photo
			? []
			: [
					finding(
						'asks_nothing',
						'expectations',
						name,
						`"${name}" asks for no condition and no photo.`,
						'Choose the worst condition that is taken back, or switch Photo Needed on.',
					),
				],
	);
	return [...ranges, ...openings, ...spans, ...idle, ...emptySigns(book), ...withoutCurrency(book)];
}

/** Signs of abuse that give points for nothing, or whose score nobody asks for. */
function emptySigns({ signals = [], gates = [] }: RuleBook): PolicyFinding[] {
	const isHeld = gates.some(({ score }) => score);
	return signals.flatMap(({ name, signal, upTo = 0, full, counted }) => [
		...(full > upTo
			? []
			: [
					finding(
						'empty_range',
						'signals',
						name,
						`"${name}" gives no points up to ${upTo} and all from ${full} on.`,
						'Let In Full From be more than Nothing Up To.',
					),
				]),
		...(signal === 'reasons' && !counted
			? [
					finding(
						'asks_nothing',
						'signals',
						name,
						`"${name}" counts reasons, and does not say which.`,
						'Fill in Reasons Counted.',
					),
				]
			: []),
		...(isHeld
			? []
			: [
					finding(
						'asks_nothing',
						'signals',
						name,
						`"${name}" gives points to a score that holds nothing: no gate asks for a score.`,
						'Add an Approval Gate with From Score of Abuse.',
					),
				]),
	]);
}

function withoutCurrency(book: RuleBook): PolicyFinding[] {
	if (book.currency) return [];
	const priced = [
		...(book.gates ?? []).filter(({ above }) => above !== undefined).map((row) => ['gates', row.name]),
		...(book.sorting ?? [])
			.filter(({ worthFrom, worthBelow, cost }) => [worthFrom, worthBelow, cost].some((one) => one !== undefined))
			.map((row) => ['sorting', row.name]),
		...(book.signals ?? []).filter(({ signal }) => signal === 'returned_value').map((row) => ['signals', row.name]),
		...(book.limits ?? []).filter(({ measure }) => measure === 'value').map((row) => ['limits', row.name]),
	];
	return priced.map(([kind, name]) =>
		finding(
			'no_currency',
			kind,
			name,
			kind === 'sorting'
				? `"${name}" has amounts and the policy no currency, so that they are not compared with anything.`
				: kind === 'signals'
					? `"${name}" has amounts and the policy no currency, so that it is never told.`
					: `"${name}" has an amount and the policy no currency, so that every return that it fits goes to a person.`,
			'Fill in Currency of the Rules.',
		),
	);
}

/** Rules of one kind with the same name: a decision that names it does not say which. */
export function findNamesakes(book: RuleBook): PolicyFinding[] {
	const seen = new Set<string>();
	return rowsOf(book).flatMap(({ kind, row: { name } }) => {
		const key = `${kind} ${name}`;
		if (!seen.has(key)) {
			seen.add(key);
			return [];
		}
		return [
			finding(
				'name_twice',
				kind,
				name,
				`Two rules of this kind are called "${name}"; a decision that names one does not say which.`,
				'Give one of them another name.',
			),
		];
	});
}

/** Categories that the shop does not have, when its categories are known, and countries that nobody has. */
export function findUnknownNames({ book = {}, sellsTo = [] }: Policy, known: string[] | undefined): PolicyFinding[] {
	const names = known && new Set(known.flatMap((one) => categoriesOf(one)));
	const markets = unknownCountries(sellsTo).map((country): PolicyFinding => ({
		code: 'unknown_country',
		kind: 'Settings',
		rule: 'sellsTo',
		message: `Sells To names "${country}", which is no code of a country.`,
		advice: aCountry,
	}));
	const inRules = rowsOf(book).flatMap(({ kind, row: { name, categories = [], countries = [] } }) => [
		...categories
			.filter((category) => names && !names.has(lower(category)))
			.map((category) =>
				finding(
					'unknown_category',
					kind,
					name,
					`"${name}" is for the category "${category}", which the shop does not have.`,
					'Write the category as the shop does, e.g. Apparel > Shoes, or take it out.',
				),
			),
		...unknownCountries(countries).map((country) =>
			finding(
				'unknown_country',
				kind,
				name,
				`"${name}" is for the country "${country}", which is no code of a country.`,
				aCountry,
			),
		),
	]);
	return [...markets, ...inRules];
}

const aCountry = 'Write two letters such as DE, or EU for all its member states.';

function unknownCountries(countries: string[]): string[] {
	const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
	const isCountry = (code: string) => /^(EU|[A-Z]{2})$/.test(code) && (code === 'EU' || regions.of(code) !== undefined);
	return countries.filter((country) => !isCountry(country.toUpperCase()));
}

function finding(
	code: PolicyFinding['code'],
	kind: string,
	rule: string,
	message: string,
	advice: string,
): PolicyFinding {
	return { code, kind: labelOf(kind), rule, message, advice };
}
