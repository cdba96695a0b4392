import { format, toDecimal } from '../../shared/model';
import type { BackTestResult } from './backTest';

/** The returns that would be decided otherwise, a line each. A text that a spreadsheet would take for a formula is kept a text. */
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
	return [head, ...rows.map((row) => row.map(fieldOf).join(','))].join('\r\n') + '\r\n';
}

function fieldOf(value: string | number): string {
	const text =
		typeof value === 'string' && /^[=+\-@\t]/.test(value) && !/^-?[\d.]+$/.test(value) ? `'${value}` : `${value}`;
	return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/** Sums by currency, for people: "12.50 EUR, 3.00 USD". */
export function sumsOf(sums: Record<string, number>): string {
	return (
		Object.entries(sums)
			.map(([currency, amount]) => format({ amount, currency }))
			.join(', ') || '-'
	);
}
