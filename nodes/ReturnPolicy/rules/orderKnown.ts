import type { CaseRule } from './rule';

/** Without the order nothing can be checked: a person decides. */
export const orderKnown: CaseRule = {
	id: 'order_known',
	compile:
		() =>
		({ order }) =>
			order ? [] : [{ code: 'order_unknown', effect: 'review', message: 'The order of this return was not found.' }],
};
