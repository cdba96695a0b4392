import { format } from '../../shared/model';
import type { CaseFinding, CaseRule } from './rule';

/** What was paid besides what an order came to is owed whether or not goods come back, and no refund of goods contains it: a person pays it back. */
export const overpaid: CaseRule = {
	id: 'overpaid',
	compile:
		() =>
		({ order }): CaseFinding[] =>
			order?.overpaid?.amount
				? [
						{
							code: 'overpaid',
							effect: 'review',
							message: `${format(order.overpaid)} more were paid for order ${order.number} than it came to. The refund does not contain them; pay them back by hand if they are owed.`,
						},
					]
				: [],
};
