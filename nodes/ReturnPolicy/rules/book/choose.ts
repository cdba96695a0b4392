import type { When, AnyRule } from '../../../shared/model';
import type { Asked, AskedLine, Finding, LineCheck } from '../rule';
import { fitting } from './when';
import { countriesOf, lower } from '../../../shared/policy/texts';

/** The first rule of a kind that counts for a line. */
export type Choose<R> = (one: AskedLine, asked: Asked) => R | undefined;

/** Makes the rules of one kind ready to choose from. Undefined without rules. */
export function choosing<R extends AnyRule>(rows: R[] | undefined): Choose<R> | undefined {
	if (!rows?.length) return undefined;
	const ready = rows.map((row, at) => ({ row, at, fits: fitting(row) }));
	const find = indexOf(ready.map((one) => ({ ...one, when: one.row })));
	return (one, asked) => {
		let first: (typeof ready)[number] | undefined;
		find(one, asked, (at) => {
			if ((!first || at < first.at) && ready[at].fits(one, asked)) first = ready[at];
		});
		return first?.row;
	};
}

/** Looks rules up by one of their conditions each, so that a book of many asks only those that can count. */
function indexOf(
	ready: Array<{ when: When; at: number }>,
): (one: AskedLine, asked: Asked, look: (at: number) => void) => void {
	const by = { sku: new Map(), category: new Map(), reason: new Map(), tier: new Map(), country: new Map() } as Record<
		'sku' | 'category' | 'reason' | 'tier' | 'country',
		Map<string, number[]>
	>;
	const rest: number[] = [];
	for (const { when, at } of ready) {
		const [index, keys] = when.skus?.every((sku) => !sku.endsWith('*'))
			? [by.sku, when.skus.map(lower)]
			: when.categories
				? [by.category, when.categories.map(lower)]
				: when.reasons
					? [by.reason, when.reasons.map(lower)]
					: when.tiers
						? [by.tier, when.tiers.map(lower)]
						: when.countries
							? [by.country, [...countriesOf(when.countries)]]
							: [undefined, []];
		if (!index) rest.push(at);
		for (const key of new Set(keys)) index?.set(key, [...(index.get(key) ?? []), at]);
	}
	const each = (list: number[] | undefined, look: (at: number) => void) => {
		if (list) for (const at of list) look(at);
	};
	return (one, asked, look) => {
		if (by.sku.size) each(by.sku.get(one.sku), look);
		if (by.category.size) for (const category of one.categories) each(by.category.get(category), look);
		if (by.reason.size) each(by.reason.get(one.reason), look);
		if (by.tier.size) each(by.tier.get(asked.tier), look);
		if (by.country.size && asked.country) each(by.country.get(asked.country), look);
		each(rest, look);
	};
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
