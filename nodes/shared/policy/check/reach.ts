import type { Policy, RuleBook, AnyRule } from '../../model';
import { covers } from './covers';
import { labelOf, type PolicyFinding } from './finding';
import { countriesOf, plain } from '../texts';
import { rowsOf } from './written';

/** Kinds that look at what the rules about lines have left of a return. */
const later = ['limits', 'gates', 'fees', 'resolutions', 'labels', 'routes', 'borders'] as const;

/** Rules that no return gets as far as. */
export function findUnreachable(policy: Policy): PolicyFinding[] {
	const { book = {} } = policy;
	return [
		...behindExclusions(book),
		...behindAllowed(book),
		...behindWindow(policy, book),
		...behindScore(book),
		...outsideMarkets(policy, book),
	];
}

function behindExclusions(book: RuleBook): PolicyFinding[] {
	const declining = (book.exclusions ?? []).filter(({ effect }) => effect === 'decline');
	return later.flatMap((kind) =>
		((book[kind] ?? []) as AnyRule[]).flatMap((row) => {
			const before = declining.find((one) => covers(one, row));
			return before
				? [
						unreachable(
							kind,
							row.name,
							`"${row.name}" is reached by no return but withdrawals by law: "${before.name}" declines all that it fits.`,
							`Take "${row.name}" out, or let "${before.name}" ask a person instead of declining.`,
						),
					]
				: [];
		}),
	);
}

function behindAllowed({ blocked = [], allowed = [] }: RuleBook): PolicyFinding[] {
	return blocked.flatMap(({ name, by, values }) => {
		const free = new Set(allowed.filter((one) => one.by === by).flatMap((one) => one.values.map(plain)));
		return values.every((value) => free.has(plain(value)))
			? [
					unreachable(
						'blocked',
						name,
						`"${name}" holds nobody: all on it are on a list of customers that are never held.`,
						`Take "${name}" out, or its entries off the other list.`,
					),
				]
			: [];
	});
}

/** A warranty that ends before any return window does. A month has up to 31 days. */
function behindWindow({ windowDays }: Policy, { windows = [], warranties = [] }: RuleBook): PolicyFinding[] {
	const shortest = Math.min(windowDays, ...windows.map(({ days }) => days));
	return warranties
		.filter(({ months }) => months * 31 <= shortest)
		.map(({ name, months }) =>
			unreachable(
				'warranties',
				name,
				`"${name}" ends ${months} months after the arrival, and the shortest return window of the policy is open for ${shortest} days: a warranty counts only after it.`,
				`Give "${name}" more months, or take it out.`,
			),
		);
}

/** Gates from a score that all signs of abuse together do not come to. Without signs somebody else may give the score. */
function behindScore({ gates = [], signals = [] }: RuleBook): PolicyFinding[] {
	const most = signals.reduce((sum, { points }) => sum + points, 0);
	return gates.flatMap(({ name, score }) =>
		signals.length && score !== undefined && score > most
			? [
					unreachable(
						'gates',
						name,
						`"${name}" asks from a score of ${score} on, and all signs of abuse together come to ${most}.`,
						`Let "${name}" ask from a lower score, or give the signs more points.`,
					),
				]
			: [],
	);
}

/** Rules for countries that the shop does not sell to. */
function outsideMarkets({ sellsTo }: Policy, book: RuleBook): PolicyFinding[] {
	const markets = sellsTo && countriesOf(sellsTo);
	if (!markets) return [];
	return rowsOf(book)
		.filter(({ row: { countries } }) => countries && ![...countriesOf(countries)].some((one) => markets.has(one)))
		.map(({ kind, row: { name, countries } }) =>
			unreachable(
				kind,
				name,
				`"${name}" is for ${countries!.join(', ')}, and Sells To names ${sellsTo.join(', ')} only.`,
				`Add the country under Sells To, or take "${name}" out.`,
			),
		);
}

function unreachable(kind: string, rule: string, message: string, advice: string): PolicyFinding {
	return { code: 'unreachable', kind: labelOf(kind), rule, message, advice };
}
