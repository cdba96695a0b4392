import { format } from '../../shared/model';
import type { BackTestResult, Change, Group, Side } from './backTest';
import { sumsOf } from './csv';

const outcomes = ['approve', 'review', 'decline'] as const;
const colours: Record<(typeof outcomes)[number], string> = {
	approve: '#2a7f62',
	review: '#d9a404',
	decline: '#b23a48',
};
/** Returns that the report lists; the CSV has all. */
const mostListed = 500;

/** Months as pairs of bars, before and after, each in the parts approve, review and decline. A picture that stands alone. */
export function svgOf({ months }: BackTestResult): string {
	const [bar, gap, tall, left, top] = [22, 34, 180, 48, 24];
	const most = Math.max(1, ...months.map(({ returns }) => returns));
	const width = left + Math.max(1, months.length) * (2 * bar + gap) + 16;
	const bars = months.map((month, at) => {
		const x = left + at * (2 * bar + gap);
		const label = `<text x="${x + bar}" y="${top + tall + 16}" text-anchor="middle">${escaped(month.name)}</text>`;
		return (
			stack(month.before, `${month.name}, before`, x) + stack(month.after, `${month.name}, after`, x + bar + 2) + label
		);
	});
	function stack(side: Side, name: string, x: number): string {
		let y = top + tall;
		return outcomes
			.map((outcome) => {
				const height = Math.round((side[outcome] / most) * tall * 10) / 10;
				y -= height;
				return `<rect x="${x}" y="${y.toFixed(1)}" width="${bar}" height="${height}" fill="${colours[outcome]}"><title>${escaped(name)}: ${outcome} ${side[outcome]}</title></rect>`;
			})
			.join('');
	}
	const legend = outcomes.map(
		(outcome, at) =>
			`<rect x="${left + at * 90}" y="4" width="10" height="10" fill="${colours[outcome]}"/><text x="${left + at * 90 + 14}" y="13">${outcome}</text>`,
	);
	return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="Returns by month, before and after" width="${width}" height="${top + tall + 28}" viewBox="0 0 ${width} ${top + tall + 28}" font-family="sans-serif" font-size="11"><text x="${left - 6}" y="${top + 8}" text-anchor="end">${most}</text><text x="${left - 6}" y="${top + tall}" text-anchor="end">0</text>${legend.join('')}${bars.join('')}</svg>`;
}

/** The whole report as one page without scripts or addresses of others. */
export function htmlOf(result: BackTestResult): string {
	const { total, months, reasons, rules, changes, unread, unpriced } = result;
	const left = changes.length - mostListed;
	return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Back-test of a policy</title>
<style>body{font-family:sans-serif;margin:2rem;color:#222}table{border-collapse:collapse;margin:1rem 0}th,td{border:1px solid #ccc;padding:.3rem .6rem;text-align:left}td.n{text-align:right}</style></head>
<body><h1>Back-test of a policy</h1>
<p>Before: <code>${escaped(result.before)}</code>. After: <code>${escaped(result.after)}</code>. ${total.returns} returns, of which ${total.changed} would be decided otherwise.</p>
${svgOf(result)}
<h2>All returns</h2>${groupTable([total])}
<h2>By month</h2>${groupTable(months)}
<h2>By reason</h2>${groupTable(reasons)}
<h2>By rule</h2>${table(
		['Rule', 'Returns decided otherwise'],
		rules.map(({ rule, changed }) => [rule, changed]),
	)}
<h2>Returns that would be decided otherwise</h2>${table(
		['Return', 'Month', 'Reasons', 'Before', 'After', 'Rules'],
		changes
			.slice(0, mostListed)
			.map((one) => [
				one.reference,
				one.month,
				one.reasons.join(', '),
				inWords(one.before),
				inWords(one.after),
				one.rules.join(', '),
			]),
	)}
${left > 0 ? `<p>${left} more are in the CSV.</p>` : ''}
${unpriced ? `<p>Of ${unpriced} returns the money could not be told.</p>` : ''}
${
	unread.length
		? `<h2>Not judged</h2><ul>${unread
				.slice(0, mostListed)
				.map((one) => `<li>${escaped(one)}</li>`)
				.join('')}</ul>`
		: ''
}
</body></html>
`;
}

function inWords({ outcome, people, money }: Change['before']): string {
	return [outcome, people > 1 && `${people} people`, money && format(money)].filter(Boolean).join(', ');
}

function groupTable(groups: Group[]): string {
	const head = [
		'',
		'Returns',
		'Otherwise',
		'Approve',
		'Review',
		'Decline',
		'Approvals by people',
		'Money without a person',
		'Money for a person',
	];
	const arrow = (was: number | string, is: number | string) => (was === is ? `${was}` : `${was} → ${is}`);
	return table(
		head,
		groups.map(({ name, returns, changed, before, after }) => [
			name,
			returns,
			changed,
			...outcomes.map((outcome) => arrow(before[outcome], after[outcome])),
			arrow(before.people, after.people),
			arrow(sumsOf(before.approved), sumsOf(after.approved)),
			arrow(sumsOf(before.reviewed), sumsOf(after.reviewed)),
		]),
	);
}

function table(head: string[], rows: Array<Array<string | number>>): string {
	const cell = (value: string | number) =>
		typeof value === 'number' ? `<td class="n">${value}</td>` : `<td>${escaped(value)}</td>`;
	return `<table><thead><tr>${head.map((one) => `<th>${escaped(one)}</th>`).join('')}</tr></thead><tbody>${rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('')}</tbody></table>`;
}

function escaped(text: string): string {
	return text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
}
