import { format, money, type Decision, type Policy, type RuleBook } from '../../../shared/model';
import type { Allowed, Asked, CaseFinding } from '../rule';
import { valueIn, valueOf } from '../../value';
import { fitsAny } from './choose';

type Gate = NonNullable<RuleBook['gates']>[number];

/** The gates that a return must pass: every one whose conditions are all met. */
export type Gates = (asked: Asked, allowed: Allowed) => CaseFinding[];

/** Makes the gates ready. A value in another currency than the book's is for a person, whatever it is. */
export function gatesOf({ book }: Policy): Gates[] | undefined {
	return book?.gates?.map((gate) => {
		const fits = fitsAny(gate);
		return (asked, allowed) =>
			fits(asked, (line) => !!allowed.get(line)) ? judge(gate, book.currency, asked, allowed) : [];
	});
}

function judge(
	{ name, above, score, people }: Gate,
	own: string | undefined,
	asked: Asked,
	allowed: Allowed,
): CaseFinding[] {
	if (score !== undefined && (asked.facts.score ?? 0) < score) return [];
	const who = people === 1 ? 'a person' : 'two people';
	const review = (code: string, message: string, is: string, limit: string): CaseFinding[] => [
		{ code, effect: 'review', row: name, people, message, compared: { what: 'what must be approved', is, limit } },
	];
	if (above !== undefined) {
		const { order } = asked;
		const value = order && valueIn(own, valueOf(asked, allowed), order);
		if (order && !value)
			return review(
				'rule_currency',
				`The order is in ${order.currency}, and the rule "${name}" is written in ${own ?? 'no currency'}.`,
				order.currency,
				own ?? '',
			);
		if (!value || value.amount <= above) return [];
		const [is, limit] = [format(value), format(money(above, value.currency))];
		return review(
			'approval_needed',
			`The goods are worth ${is}; above ${limit} ${who} must approve (rule "${name}").`,
			is,
			limit,
		);
	}
	const [is, limit] = [`${asked.facts.score ?? 0}`, `${score ?? 0}`];
	return review(
		'approval_needed',
		!score
			? `By the rule "${name}" ${who} must approve.`
			: `The score of abuse is ${is}; from ${limit} on ${who} must approve (rule "${name}").`,
		is,
		limit,
	);
}

/** How many people must approve, and over what: undefined when no gate asks. */
export function approvalsOf(findings: CaseFinding[], asked: Asked, allowed: Allowed): Decision['approvals'] {
	const asking = findings.filter(({ people }) => people);
	if (!asking.length) return undefined;
	const { order, currencies } = asked;
	return {
		people: Math.max(...asking.map(({ people }) => people ?? 0)),
		rows: asking.map(({ row }) => row ?? ''),
		...(order && currencies.length === 1 && { value: money(valueOf(asked, allowed), order.currency) }),
	};
}
