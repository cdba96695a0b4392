import type { LineRule } from './rule';

/** Without the order nothing can be checked: a person decides. */
export const orderKnown: LineRule = ({ case: { order } }) =>
	order ? [] : [{ code: 'order_unknown', effect: 'review', message: 'The order of this return was not found.' }];
