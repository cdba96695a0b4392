import { format, money, type PastReturn, type RuleBook } from '../../shared/model';
import { fitsAny } from './book/choose';
import { inTime, returnsWithin } from './book/past';
import { valueOf } from '../value';
import type { Allowed, Asked, CaseFinding, CaseRule } from './rule';

type Limit = NonNullable<RuleBook['limits']>[number];

/** How much one customer may bring back in a time, this return included. Where the history was not looked at, a person decides. */
export const customerLimits: CaseRule = {
	id: 'customer_limit',
	compile: ({ book }, calendar) =>
		book?.limits?.map((limit) => {
			const fits = fitsAny(limit);
			return (asked: Asked, allowed: Allowed): CaseFinding[] => {
				if (asked.isAllowed || !fits(asked, (line) => !!allowed.get(line))) return [];
				const history = asked.facts.history;
				if (!history)
					return [
						{
							code: 'history_unknown',
							effect: 'review',
							row: limit.name,
							message: `The rule "${limit.name}" counts the customer's other returns, and this node was not given them.`,
						},
					];
				const counted = returnsWithin(history, limit.period, asked, calendar);
				return finding(limit, asked, allowed, counted, book.currency);
			};
		}),
};

function finding(
	{ name, measure, most, period, effect }: Limit,
	asked: Asked,
	allowed: Allowed,
	counted: PastReturn[],
	currency: string | undefined,
): CaseFinding[] {
	const ofOrder = asked.order?.currency;
	if (measure === 'value') {
		const other = [ofOrder, ...counted.map(({ value }) => value?.currency)].find((one) => one && one !== currency);
		if (other)
			return [
				{
					code: 'rule_currency',
					effect: 'review',
					row: name,
					message: `The rule "${name}" is written in ${currency}, and the customer's returns are in ${other} too.`,
				},
			];
	}
	const pieces = [...allowed.values()].reduce((sum, one) => sum + one, 0);
	const total = {
		returns: () => counted.length + 1,
		pieces: () => counted.reduce((sum, one) => sum + one.pieces, pieces),
		value: () => counted.reduce((sum, one) => sum + (one.value?.amount ?? 0), valueOf(asked, allowed)),
	}[measure]();
	if (total <= most) return [];
	const shown = (number: number) =>
		measure === 'value' && currency ? format(money(number, currency)) : `${number} ${measure}`;
	return [
		{
			code: 'customer_limit',
			effect,
			row: name,
			message: `With this return the customer has brought back ${shown(total)} ${inTime[period]}; the rule "${name}" allows ${shown(most)}.`,
			compared: { what: `${measure} ${inTime[period]}`, is: shown(total), limit: shown(most) },
		},
	];
}
