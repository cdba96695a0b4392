import { nameOf, orderLineOf } from '../links';
import type { LineRule } from './rule';

/** Goods sold as final sale are not taken back. */
export const finalSale: LineRule = ({ case: { lines, order } }) =>
	order
		? lines
				.filter((line) => orderLineOf(line, order)?.finalSale)
				.map((line) => ({
					code: 'final_sale',
					effect: 'decline' as const,
					line: line.id,
					message: `${nameOf(line)} was sold as final sale.`,
				}))
		: [];
