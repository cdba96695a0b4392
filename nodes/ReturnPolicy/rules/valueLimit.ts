import { format, money } from '../../shared/model';
import { orderLineOf } from '../links';
import { worthOf } from '../worth';
import { currenciesOf } from './oneCurrency';
import type { CaseRule } from './rule';

/** Above a value of the approved goods, tax included, a person decides. */
export const valueLimit: CaseRule = ({ case: { lines, order }, policy }, allowed) => {
	if (!order || policy.reviewAbove === undefined || currenciesOf(order).length > 1) return [];
	const { currency } = order;
	if (policy.currency && policy.currency !== currency)
		return [
			{
				code: 'value_limit_currency',
				effect: 'review',
				message: `The order is in ${currency}, and the value above which a person decides is set in ${policy.currency}.`,
			},
		];
	const position = new Map(order.lines.map((one) => [one.id, one.returnedBefore ?? 0]));
	let value = 0;
	for (const line of lines) {
		const bought = orderLineOf(line, order);
		const quantity = allowed.get(line.id) ?? 0;
		if (!bought || !quantity) continue;
		const from = position.get(bought.id) ?? 0;
		const { net, tax } = worthOf(bought, order.taxesIncluded, from, quantity);
		position.set(bought.id, from + quantity);
		value += net + tax;
	}
	if (value <= policy.reviewAbove) return [];
	return [
		{
			code: 'value_above_limit',
			effect: 'review',
			message: `The goods are worth ${format(money(value, currency))}; above ${format(money(policy.reviewAbove, currency))} a person decides.`,
		},
	];
};
