import type { CaseState } from '../../shared/case/caseState';
import { orderLineOf } from '../../shared/case/soldLine';
import type { Inspection } from '../../shared/model';
import { destinationWords } from '../acts/inspect';
import { words } from '../html/view';
import type { Report } from './report';

/**
 * What ESPR (Regulation (EU) 2024/1781) Art. 24 has large firms tell each year of unsold goods: pieces and weight, by what becomes of them and why.
 * One row for each place, reason and customs heading. Pure.
 */
export function unsoldGoods(states: CaseState[]): Report {
	const rows = new Map<string, { head: string[]; pieces: number; grams: number; unweighed: number }>();
	for (const state of states)
		for (const { lines } of state.inspections)
			for (const line of lines) {
				const { destination, reason, cn = '', quantity } = line;
				if (destination === 'customer') continue;
				const head = [destinationWords[destination], reason ? words(reason) : 'not said', cn || 'not known'];
				const key = head.join('\n');
				const known = rows.get(key) ?? { head, pieces: 0, grams: 0, unweighed: 0 };
				const weight = weightOf(state, line);
				known.pieces += quantity;
				if (weight === undefined) known.unweighed += quantity;
				else known.grams += weight;
				rows.set(key, known);
			}
	const sorted = [...rows.values()].sort(
		(one, other) => other.pieces - one.pieces || one.head.join().localeCompare(other.head.join()),
	);
	return {
		name: 'unsold-goods',
		title: 'Unsold goods (ESPR)',
		about:
			'For the yearly sheet of Regulation (EU) 2024/1781 Art. 24: inspected pieces and their weight by what becomes of them, why, and customs heading (Combined Nomenclature). Goods that go back to the customer are left out. Weight is what the inspection says, else what the order says of an article.',
		head: ['What becomes of it', 'Reason', 'Customs heading', 'Pieces', 'Weight in kg', 'Pieces without a weight'],
		rows: sorted.map(({ head, pieces, grams, unweighed }) => [...head, pieces, Math.round(grams) / 1000, unweighed]),
		chart: sorted.map(({ head, pieces }): [string, number] => [`${head[0]}: ${head[1]}`, pieces]),
	};
}

/** Grams of all pieces of an inspected line; undefined: nobody knows. */
function weightOf(
	{ lines, order }: CaseState,
	{ weight, line, sku, quantity }: Inspection['lines'][number],
): number | undefined {
	if (weight !== undefined) return weight;
	const returned = lines.find((one) => (line ? one.id === line : one.sku === sku));
	const one = order && returned && orderLineOf(returned, order)?.weight;
	return one === undefined ? undefined : one * quantity;
}
