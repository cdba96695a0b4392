import { conditions } from '../../model';
import { covers, coversList } from './covers';
import { labelOf, type PolicyFinding } from './finding';
import type { AnyRule, RuleBook } from '../../model';
import { lower, plain } from '../texts';

/** Rules that change nothing, whatever return is judged: another of the same kind says as much for everything that they fit. */
export function findShadows(book: RuleBook): PolicyFinding[] {
	const fees = (isPerReturn: boolean) => book.fees?.filter(({ kind }) => (kind === 'per_return') === isPerReturn);
	return [
		...firsts('windows', book.windows),
		...firsts('warranties', book.warranties),
		...firsts('fees', fees(true)),
		...firsts('fees', fees(false)),
		...firsts('resolutions', book.resolutions),
		...firsts('labels', book.labels),
		...firsts('routes', book.routes),
		...firsts('borders', book.borders),
		...firsts('sorting', book.sorting, sortsAsMuch),
		...idle('exclusions', book.exclusions, isAsStrict),
		...idle('serials', book.serials, isAsStrict),
		...idle('expectations', book.expectations, asksAsMuch),
		...idle('limits', book.limits, limitsAsMuch),
		...idle('blocked', book.blocked, (one, other) => isAsStrict(one, other) && listsAsMany(one, other)),
		...idle('gates', book.gates, gatesAsMuch),
	];
}

/** Of these the first that fits counts. */
function firsts<R extends AnyRule>(
	kind: string,
	rows: R[] = [],
	fitsAsMuch: (wider: R, narrower: R) => boolean = () => true,
): PolicyFinding[] {
	return rows.flatMap((row, at) => {
		const before = rows.slice(0, at).find((one) => covers(one, row) && fitsAsMuch(one, row));
		return before
			? [
					{
						code: 'shadowed' as const,
						kind: labelOf(kind),
						rule: row.name,
						message: `"${row.name}" never counts: "${before.name}" stands before it and fits everything that it fits.`,
						advice: `Move "${row.name}" above "${before.name}", narrow "${before.name}", or take one of them out.`,
					},
				]
			: [];
	});
}

/** Of these each that fits counts: one is idle beside another that says at least as much. Of two that say the same the later is. */
function idle<R extends AnyRule>(
	kind: string,
	rows: R[] = [],
	saysAsMuch: (one: R, other: R) => boolean,
): PolicyFinding[] {
	const isWithin = (row: R, other: R) => covers(other, row) && saysAsMuch(other, row);
	return rows.flatMap((row, at) => {
		const other = rows.find((one, index) => index !== at && isWithin(row, one) && (index < at || !isWithin(one, row)));
		return other
			? [
					{
						code: 'shadowed' as const,
						kind: labelOf(kind),
						rule: row.name,
						message: `"${row.name}" changes nothing: "${other.name}" fits everything that it fits, and asks for as much or more.`,
						advice: `Take "${row.name}" out, or narrow "${other.name}".`,
					},
				]
			: [];
	});
}

type Of<K extends keyof RuleBook> = NonNullable<RuleBook[K]> extends Array<infer R> ? R : never;

function isAsStrict(one: { effect: string }, other: { effect: string }): boolean {
	return one.effect === 'decline' || other.effect === 'review';
}

function asksAsMuch(one: Of<'expectations'>, other: Of<'expectations'>): boolean {
	const rank = ({ condition }: Of<'expectations'>) => (condition ? conditions.indexOf(condition) : conditions.length);
	return isAsStrict(one, other) && rank(one) <= rank(other) && (!!one.photo || !other.photo);
}

function limitsAsMuch(one: Of<'limits'>, other: Of<'limits'>): boolean {
	return (
		isAsStrict(one, other) && one.measure === other.measure && one.period === other.period && one.most <= other.most
	);
}

function gatesAsMuch(one: Of<'gates'>, other: Of<'gates'>): boolean {
	const from = (gate: Of<'gates'>) => [gate.above ?? -1, gate.score ?? 0];
	const [[above, score], [otherAbove, otherScore]] = [from(one), from(other)];
	return above <= otherAbove && score <= otherScore && one.people >= other.people;
}

function sortsAsMuch(wider: Of<'sorting'>, narrower: Of<'sorting'>): boolean {
	const most = Infinity;
	return (
		coversList(wider.conditions?.map(lower), narrower.conditions?.map(lower)) &&
		coversList(wider.answers?.map(lower), narrower.answers?.map(lower)) &&
		(wider.olderThan === undefined || (narrower.olderThan ?? -1) >= wider.olderThan) &&
		(wider.youngerThan ?? most) >= (narrower.youngerThan ?? most) &&
		(wider.worthFrom === undefined || (narrower.worthFrom ?? -1) >= wider.worthFrom) &&
		(wider.worthBelow ?? most) >= (narrower.worthBelow ?? most)
	);
}

function listsAsMany(one: Of<'blocked'>, other: Of<'blocked'>): boolean {
	const listed = one.values.map(plain);
	return one.by === other.by && other.values.every((value) => listed.includes(plain(value)));
}
