import { format, money } from '../../shared/model';
import { valueOf } from '../value';
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
					if (own && own !== currency)
						return [
							{
								code: 'value_limit_currency',
								effect: 'review',
								message: `The order is in ${currency}, and the value above which a person decides is set in ${own}.`,
							},
						];
					const value = valueOf(asked, allowed);
					if (value <= reviewAbove) return [];
					const [is, limit] = [format(money(value, currency)), format(money(reviewAbove, currency))];
					return [
						{
							code: 'value_above_limit',
							effect: 'review',
							message: `The goods are worth ${is}; above ${limit} a person decides.`,
							compared: { what: 'value of the goods', is, limit },
						},
					];
				},
};
