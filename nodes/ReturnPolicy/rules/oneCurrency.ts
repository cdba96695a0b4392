import type { CaseRule } from './rule';

/** An order whose amounts are in several currencies is looked at by a person. */
export const oneCurrency: CaseRule = {
	id: 'one_currency',
	compile:
		() =>
		({ order, currencies }) =>
			currencies.length > 1
				? [
						{
							code: 'currencies_mixed',
							effect: 'review',
							message: `Order ${order?.number} has amounts in ${currencies.join(' and ')}.`,
						},
					]
				: [],
};
