import { addTo, type When, type AnyRule } from '../../../shared/model';
import type { Asked, AskedLine, Finding, LineCheck } from '../rule';
import { fitting, type Fits } from './when';
import { countriesOf, lower } from '../../../shared/policy/texts';

/** The first rule of a kind that counts for a line. */
export type Choose<R> = (one: AskedLine, asked: Asked) => R | undefined;

/** A rule made ready, with its place in the book. */
interface Ready<R> {
	row: R;
	at: number;
	fits: Fits;
}

/** Makes the rules of one kind ready to choose from. Undefined without rules. */
export function choosing<R extends AnyRule>(rows: R[] | undefined): Choose<R> | undefined {
	if (!rows?.length) return undefined;
	const { rest, sku, category, reason, tier, country } = indexOf(
		rows.map((row, at) => ({ row, at, fits: fitting(row) })),
	);
	return (one, asked) => {
		let first = firstOf(sku.get(one.sku), one, asked);
		if (category.size) for (const name of one.categories) first = firstOf(category.get(name), one, asked, first);
		first = firstOf(reason.get(one.reason), one, asked, first);
		first = firstOf(tier.get(asked.tier), one, asked, first);
		if (asked.country) first = firstOf(country.get(asked.country), one, asked, first);
		first = firstOf(rest, one, asked, first);
		return first?.row;
	};
}

/** The first of a list that counts, or the one that was found before, when that stands before it in the book. */
function firstOf<R>(
	list: Array<Ready<R>> | undefined,
	one: AskedLine,
	asked: Asked,
	found?: Ready<R>,
): Ready<R> | undefined {
	if (!list) return found;
	for (const next of list) {
		if (found && found.at < next.at) return found;
		if (next.fits(one, asked)) return next;
	}
	return found;
}

type Index<R> = Map<string, Array<Ready<R>>>;

/** Rules by one of their conditions each, in the order of the book, so that of many only those are asked that can count. */
function indexOf<R extends When>(ready: Array<Ready<R>>) {
	const by = {
		sku: new Map() as Index<R>,
		category: new Map() as Index<R>,
		reason: new Map() as Index<R>,
		tier: new Map() as Index<R>,
		country: new Map() as Index<R>,
		rest: [] as Array<Ready<R>>,
	};
	const add = (index: Index<R>, names: Iterable<string>, one: Ready<R>) => {
		for (const name of new Set(names)) addTo(index, name, one);
	};
	for (const one of ready) {
		const { skus, categories, reasons, tiers, countries } = one.row;
		if (skus?.every((sku) => !sku.endsWith('*'))) add(by.sku, skus.map(lower), one);
		else if (categories) add(by.category, categories.map(lower), one);
		else if (reasons) add(by.reason, reasons.map(lower), one);
		else if (tiers) add(by.tier, tiers.map(lower), one);
		else if (countries) add(by.country, countriesOf(countries), one);
		else by.rest.push(one);
	}
	return by;
}

/** A check for each rule of a kind: of lines that it counts for. */
export function checksOf<R extends AnyRule>(
	rows: R[] | undefined,
	check: (row: R) => (one: AskedLine, asked: Asked) => Omit<Finding, 'row'> | undefined,
): LineCheck[] | undefined {
	return rows?.map((row) => {
		const [fits, judge] = [fitting(row), check(row)];
		return (one, asked) => {
			if (!fits(one, asked)) return undefined;
			const finding = judge(one, asked) as Finding | undefined;
			return finding && { ...finding, row: row.name };
		};
	});
}

/** Whether a rule about the case counts: for one line at least that is still taken back. */
export function fitsAny(row: AnyRule): (asked: Asked, isLeft: (line: string) => boolean) => boolean {
	const fits = fitting(row);
	return (asked, isLeft) => asked.lines.some((one) => isLeft(one.line.id) && fits(one, asked));
}
