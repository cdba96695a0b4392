import { format } from '../../shared/model';
import type { CaseRule } from './rule';

/** Whether customs duties go back depends on the country and the carrier: a person decides, for no refund of goods contains them. */
export const dutiesPaid: CaseRule = {
	id: 'duties',
	compile:
		() =>
		({ order }) =>
			order?.duties?.amount
				? [
						{
							code: 'duties_paid',
							effect: 'review',
							message: `Duties or other fees of ${format(order.duties)} were paid with order ${order.number}. The refund does not contain them; pay them back by hand if they are owed.`,
						},
					]
				: [],
};
