import { format, type Owner } from '../../shared/model';
import type { Drift } from './drift';

export interface Summary {
	asOf: string;
	from?: string;
	/** Records read, by input. */
	records: Record<string, number>;
	matched: number;
	/** Too young to be judged. */
	pending: number;
	/** Older than what is judged. */
	left: number;
	drifts: number;
	byClass: Record<string, number>;
	byOwner: Partial<Record<Owner, number>>;
	/** Minor units of all drifts, by currency. */
	amounts: Record<string, number>;
	warnings: string[];
	/** All of it as text, for an e-mail. */
	report: string;
}

const shownDrifts = 200;

/** The summary as people read it, drifts by owner, the largest amounts first. */
export function reportOf(summary: Omit<Summary, 'report'>, drifts: Drift[]): string {
	const { records, matched, pending, warnings } = summary;
	const lines = [
		`Records: ${Object.entries(records)
			.map(([name, count]) => `${name} ${count}`)
			.join(', ')}`,
		`${matched} refunds agree, ${pending} are too young to judge, ${drifts.length} drifts`,
		...warnings.map((warning) => `Attention: ${warning}`),
	];
	const sorted = [...drifts].sort((a, b) => a.owner.localeCompare(b.owner) || b.amount.amount - a.amount.amount);
	let owner = '';
	for (const drift of sorted.slice(0, shownDrifts)) {
		if (drift.owner !== owner) lines.push('', `For ${(owner = drift.owner)}:`);
		lines.push(
			`- ${drift.class}, ${format(drift.amount)}${drift.reference ? `, ${drift.intent ?? drift.reference}` : ''}: ${drift.message} ${drift.advice}`,
		);
	}
	if (sorted.length > shownDrifts) lines.push('', `… and ${sorted.length - shownDrifts} more`);
	return lines.join('\n');
}
