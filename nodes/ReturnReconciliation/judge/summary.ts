import { z } from 'zod';
import { owners } from '../../shared/model';
import type { Drift } from './drift';
import type { Told } from './history';
import type { Rules, Source } from './source';

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
	/** Of no return. */
	outside: count,
	/** Drifts that are there and that nobody has accepted. */
	drifts: count,
	/** Of these, not known before. */
	newDrifts: count,
	/** Drifts that a person has accepted. */
	accepted: count,
	/** Drifts of the last run that are no longer there. */
	healed: count,
	byClass: z.record(z.string(), count),
	byOwner: z.record(z.enum(owners), count),
	/** Minor units of all drifts, by currency. */
	amounts: z.record(z.string(), z.number().int()),
	warnings: z.array(z.string()),
	/** All of it as text, for an e-mail. */
	report: z.string(),
});
export type Summary = z.infer<typeof Summary>;

/** All of a run in numbers. `read`: how many records each source gave that were compared. */
export function summaryOf(
	read: number[],
	sources: Source[],
	{ now, from }: Rules,
	counts: Pick<Summary, 'matched' | 'pending' | 'left' | 'outside'>,
	{ open: drifts, closed }: Told,
): Omit<Summary, 'report'> {
	const any = read.some((records) => records > 0);
	const count = (keyOf: (drift: Drift) => string) => {
		const result: Record<string, number> = {};
		for (const drift of drifts) result[keyOf(drift)] = (result[keyOf(drift)] ?? 0) + 1;
		return result;
	};
	return {
		asOf: new Date(now).toISOString(),
		...(from !== undefined && { from: new Date(from).toISOString() }),
		records: Object.fromEntries(sources.map(({ name }, index) => [name, read[index]])),
		...counts,
		drifts: drifts.length,
		newDrifts: drifts.filter(({ state }) => state === 'new').length,
		accepted: closed.filter(({ state }) => state === 'accepted').length,
		healed: closed.filter(({ state }) => state === 'healed').length,
		byClass: count((drift) => drift.class),
		byOwner: count((drift) => drift.owner),
		amounts: amountsOf(drifts),
		warnings: sources.flatMap(({ name, expects }, index) =>
			read[index] || !any || expects === 'optional'
				? []
				: [`${name} gave no records at all. When that cannot be, look at the nodes before this input.`],
		),
	};
}

/** Minor units of all drifts, by currency. */
function amountsOf(drifts: Drift[]): Record<string, number> {
	const amounts: Record<string, number> = {};
	for (const { amount } of drifts)
		if (amount) amounts[amount.currency] = (amounts[amount.currency] ?? 0) + amount.amount;
	return amounts;
}
