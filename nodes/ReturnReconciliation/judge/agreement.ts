import type { FinancialRecord } from '../../shared/model';
import type { Group } from '../match';
import type { Source } from './source';

/**
 * Tells at a glance the refunds that plainly agree, as nearly all do: paid, one record in each source, one amount, nobody
 * missing. Whatever is less plain is judged (a property test holds this to the judge).
 */
export function agreement(sources: Source[]): (group: Group) => boolean {
	const always = bits(sources, ({ expects }) => expects === 'every');
	const byProcessor = new Map<FinancialRecord['processor'], number>();
	for (const processor of new Set(sources.flatMap((source) => [...source.processors]))) {
		byProcessor.set(
			processor,
			bits(sources, ({ expects, processors }) => expects === 'processors' && processors.has(processor)),
		);
	}
	return ({ entries, reference }) => {
		if (reference === undefined) return false;
		const { amount } = entries[0].record;
		let mask = 0;
		let processor: FinancialRecord['processor'];
		for (const { source, record } of entries) {
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
		}
		const needed = processor && byProcessor.get(processor);
		return needed !== undefined && ((always | needed) & ~mask) === 0;
	};
}

function bits(sources: Source[], test: (source: Source) => boolean): number {
	return sources.reduce((mask, source, index) => (test(source) ? mask | (1 << index) : mask), 0);
}
