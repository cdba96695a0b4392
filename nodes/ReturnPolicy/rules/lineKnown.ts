import { nameOf, orderLineOf } from '../links';
import type { LineRule } from './rule';

/** A line that the order does not have, or that fits several of its lines, is looked at by a person. */
export const lineKnown: LineRule = ({ case: { lines, order } }) =>
	order
		? lines
				.filter((line) => !orderLineOf(line, order))
				.map((line) => ({
					code: 'line_unknown',
					effect: 'review' as const,
					line: line.id,
					message: `${nameOf(line)} was not found in order ${order.number}.`,
				}))
		: [];
