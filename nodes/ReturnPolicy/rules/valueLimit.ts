import { format, money } from '../../shared/model';
import { valueIn, valueOf } from '../value';
import type { CaseFinding, CaseRule } from './rule';

/** Above a value of the approved goods, tax included, a person decides. */
export const valueLimit: CaseRule = {
	id: 'value_limit',
	compile: ({ reviewAbove, currency: own }) =>
		reviewAbove === undefined
			? undefined
			: (asked, allowed): CaseFinding[] => {
					const { order, currencies } = asked;
					if (!order || currencies.length > 1) return [];
					const { currency } = order;
					const value = valueOf(asked, allowed);
					const compared = valueIn(own ?? currency, value, order);
					if (!compared)
						return [
							{
								code: 'value_limit_currency',
								effect: 'review',
								message: `The order is in ${currency}, and the value above which a person decides is set in ${own}.`,
							},
						];
					if (compared.amount <= reviewAbove) return [];
					const [is, limit] = [format(compared), format(money(reviewAbove, compared.currency))];
					const paid = compared.currency === currency ? '' : ` (${format(money(value, currency))})`;
					return [
						{
							code: 'value_above_limit',
							effect: 'review',
							message: `The goods are worth ${is}${paid}; above ${limit} a person decides.`,
							compared: { what: 'value of the goods', is, limit },
						},
					];
				},
};
