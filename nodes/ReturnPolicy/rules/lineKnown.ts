import type { LineRule } from './rule';

/** A line that the order does not have, or that fits several of its lines, is looked at by a person. */
export const lineKnown: LineRule = {
	id: 'line_known',
	compile:
		() =>
		({ sold, name }, { order }) =>
			order && !sold
				? { code: 'line_unknown', effect: 'review', message: `${name} was not found in order ${order.number}.` }
				: undefined,
};
