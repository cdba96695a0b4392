import { format } from '../../shared/model';
import { choosing } from './book/choose';
import type { CaseFinding, CaseRule } from './rule';

/**
 * Whether customs duties go back depends on the country and the carrier: the book says so for each line that is taken back, else a person
 * decides, for no refund of goods contains them.
 */
export const dutiesPaid: CaseRule = {
	id: 'duties',
	compile: ({ book }) => {
		const borderOf = choosing(book?.borders);
		return (asked, allowed): CaseFinding[] => {
			const { order, lines } = asked;
			if (!order?.duties || order.duties.amount <= (order.dutiesPaidBack?.amount ?? 0)) return [];
			const isDecided = ({ duties }: { duties?: string } = {}) => duties === 'refunded' || duties === 'kept';
			const left = lines.filter(({ line }) => allowed.get(line.id));
			if (borderOf && left.every((one) => isDecided(borderOf(one, asked)))) return [];
			return [
				{
					code: 'duties_paid',
					effect: 'review',
					message: `Duties or other fees of ${format(order.duties)} were paid with order ${order.number}. The refund does not contain them; pay them back by hand if they are owed.`,
				},
			];
		};
	},
};
