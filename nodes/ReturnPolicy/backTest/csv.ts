import { csvText, format, toDecimal } from '../../shared/model';
import type { BackTestResult } from './backTest';

/** The returns that would be decided otherwise, a line each. */
export function csvOf({ changes }: BackTestResult): string {
	const head =
		'reference,month,reasons,before,after,people_before,people_after,money_before,money_after,currency,rules';
	const rows = changes.map(({ reference, month, reasons, before, after, rules }) => [
		reference,
		month,
		reasons.join('; '),
		before.outcome,
		after.outcome,
		before.people,
		after.people,
		before.money ? toDecimal(before.money) : '',
		after.money ? toDecimal(after.money) : '',
		before.money?.currency ?? after.money?.currency ?? '',
		rules.join('; '),
	]);
	return csvText([head.split(','), ...rows]);
}

/** Sums by currency, for people: "12.50 EUR, 3.00 USD". */
export function sumsOf(sums: Record<string, number>): string {
	return (
		Object.entries(sums)
			.map(([currency, amount]) => format({ amount, currency }))
			.join(', ') || '-'
	);
}
