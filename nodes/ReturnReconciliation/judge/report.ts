import { format } from '../../shared/model';
import type { Drift } from './drift';
import type { Summary } from './summary';

const shownDrifts = 200;

/** The summary as people read it, drifts by owner, the largest amounts first. */
export function reportOf(summary: Omit<Summary, 'report'>, drifts: Drift[], closed: Drift[]): string {
	const { records, matched, pending, warnings, newDrifts, accepted, healed } = summary;
	const lines = [
		`Records: ${Object.entries(records)
			.map(([name, count]) => `${name} ${count}`)
			.join(', ')}`,
		`${matched} refunds agree, ${pending} are too young to judge, ${drifts.length} drifts${newDrifts < drifts.length ? `, ${newDrifts} of them new` : ''}`,
		...(accepted ? [`${accepted} accepted by a person`] : []),
		...warnings.map((warning) => `Attention: ${warning}`),
	];
	const sorted = [...drifts].sort(
		(a, b) => a.owner.localeCompare(b.owner) || (b.amount?.amount ?? 0) - (a.amount?.amount ?? 0),
	);
	let owner = '';
	for (const drift of sorted.slice(0, shownDrifts)) {
		if (drift.owner !== owner) lines.push('', `For ${(owner = drift.owner)}:`);
		lines.push(
			`- ${drift.class}, ${drift.amount ? format(drift.amount) : 'nobody says how much'}${drift.reference ? `, ${drift.intent ?? drift.reference}` : ''}: ${drift.message} ${drift.advice}${drift.unseen ? ' (Not judged this time.)' : ''}`,
		);
	}
	if (sorted.length > shownDrifts) lines.push('', `… and ${sorted.length - shownDrifts} more`);
	const gone = closed.filter(({ state }) => state === 'healed');
	if (gone.length) lines.push('', `Healed since the last run (${healed}):`);
	for (const drift of gone.slice(0, shownDrifts))
		lines.push(`- ${drift.class}${drift.reference ? `, ${drift.intent ?? drift.reference}` : ''}`);
	return lines.join('\n');
}
