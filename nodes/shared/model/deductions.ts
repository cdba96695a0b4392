import { fromDecimal } from './money';
import { stockPlaces } from './statuses';

/*
 * What a brand keeps of the money of inspected pieces, as settings have it: { "scrap": "all", "quarantine worn": "30 %", "refurbish": "10.00" }.
 * A destination alone counts for all conditions that are not named.
 */
export const deductionFor = new RegExp(`^(${stockPlaces.join('|')})( +\\S.*)?$`);
export const deductionOf = /^(none|all|\d+(\.\d+)?|\d+(\.\d+)? ?%)$/;

export type Deductions = Record<string, string>;

/** Condition as people mean it, however they write it. */
const plain = (condition: string) => condition.normalize('NFKC').trim().toLowerCase().replace(/\s+/g, ' ');

/** Under what a rule stands in the settings; a blank condition means all. */
export function deductionKey(destination: string, condition = ''): string {
	return [destination, plain(condition)].filter(Boolean).join(' ');
}

/** The rule for a piece; undefined when there is none. */
export function deductionRule(rules: Deductions, destination: string, condition: string): string | undefined {
	const named = Object.keys(rules).find((key) => plain(key) === deductionKey(destination, condition));
	const rule = rules[named ?? destination];
	return rule === 'none' ? undefined : rule;
}

/** What a rule takes of a piece; amounts in minor units of `currency`. Undefined when it is no amount of that currency. */
export function ruleOf(
	rule: string,
	currency: string,
): { all: true } | { basisPoints: number } | { amount: number } | undefined {
	if (rule === 'all') return { all: true };
	if (rule.endsWith('%')) return { basisPoints: Math.min(10_000, Math.round(Number(rule.slice(0, -1)) * 100)) };
	try {
		return { amount: fromDecimal(rule, currency).amount };
	} catch {
		return undefined;
	}
}
