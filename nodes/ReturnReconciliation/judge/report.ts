import { z } from 'zod';
import { format, owners } from '../../shared/model';
import type { Drift } from './drift';

const count = z.number().int();

export const Summary = z.object({
	asOf: z.string(),
	from: z.string().optional(),
	/** Records read, by input. */
	records: z.record(z.string(), count),
	matched: count,
	/** Too young to be judged. */
	pending: count,
	/** Older than what is judged. */
	left: count,
	drifts: count,
	byClass: z.record(z.string(), count),
	byOwner: z.record(z.enum(owners), count),
	/** Minor units of all drifts, by currency. */
	amounts: z.record(z.string(), z.number().int()),
	warnings: z.array(z.string()),
	/** All of it as text, for an e-mail. */
	report: z.string(),
});
export type Summary = z.infer<typeof Summary>;

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
