import type { FinancialRecord } from '../../shared/model';
import type { Group } from '../match';
import { keepers, movers, type Rules, type Source } from './source';

/**
 * Tells at a glance the refunds that plainly agree, as nearly all do: paid, one record in each source, one amount, nobody
 * missing. Whatever is less plain is judged (a property test holds this to the judge).
 */
export function agreement(sources: Source[], { now, payoutMs }: Rules): (group: Group) => boolean {
	const always = bits(sources, ({ role, expects }) => role !== 'payout' && !keepers.has(role) && expects === 'every');
	const byProcessor = new Map<FinancialRecord['processor'], number>();
	/** Payouts that must have it when it is no longer new. */
	const settling = new Map<FinancialRecord['processor'], number>();
	const pays = bits(sources, ({ role }) => movers.has(role));
	for (const processor of new Set(sources.flatMap((source) => [...source.processors]))) {
		byProcessor.set(
			processor,
			bits(
				sources,
				({ role, expects, processors }) => role !== 'payout' && expects === 'processors' && processors.has(processor),
			),
		);
		settling.set(
			processor,
			bits(
				sources,
				({ role, expects, processors }) =>
					role === 'payout' && (expects === 'every' || (expects === 'processors' && processors.has(processor))),
			),
		);
	}
	return ({ entries, reference }) => {
		if (reference === undefined) return false;
		const { amount } = entries[0].record;
		let [mask, paidAt] = [0, 0];
		let processor: FinancialRecord['processor'];
		for (const { source, record, time } of entries) {
			const bit = 1 << source;
			if (
				mask & bit ||
				record.status !== 'succeeded' ||
				record.amount.amount !== amount.amount ||
				record.amount.currency !== amount.currency
			)
				return false;
			if (record.processor) {
				if (processor && processor !== record.processor) return false;
				processor = record.processor;
			}
			mask |= bit;
			if (pays & bit && record.processor && time > paidAt) paidAt = time;
		}
		const needed = processor && byProcessor.get(processor);
		const isSettled = paidAt > 0 && now - paidAt > payoutMs;
		if (isSettled && ((settling.get(processor) ?? 0) & ~mask) !== 0) return false;
		return needed !== undefined && ((always | needed) & ~mask) === 0;
	};
}

function bits(sources: Source[], test: (source: Source) => boolean): number {
	return sources.reduce((mask, source, index) => (test(source) ? mask | (1 << index) : mask), 0);
}
