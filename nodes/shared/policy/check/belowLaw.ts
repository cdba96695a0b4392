import { europeanEconomicArea, type Policy, type RuleBook, type When } from '../../model';
import { clauses, type Clause } from '../clauses';
import { labelOf, type PolicyFinding } from './finding';
import { countriesOf } from '../texts';

/** Days of the period of withdrawal, and of one of which buyers are not told (Art. 9 and 10). */
const period = 14;
const yearMore = 365;

/**
 * What the law does not let a policy do when a customer of the European Economic Area withdraws from the contract; nothing when the shop sells to no
 * country of it. Decisions and refunds go by the law of the customer's country all the same (law/); but a customer who reads the policy is told less
 * than their right, and staff act by what they read.
 */
export function findBelowLaw(policy: Policy): PolicyFinding[] {
	const markets = europeanMarketsOf(policy);
	return markets.length ? [...ofSettings(policy), ...ofBook(policy.book ?? {}, markets)] : [];
}

/** The countries of the European Economic Area that a policy is for: all of them, unless it says where the shop sells. */
export function europeanMarketsOf({ sellsTo }: Pick<Policy, 'sellsTo'>): string[] {
	const markets = sellsTo && countriesOf(sellsTo);
	return markets ? europeanEconomicArea.filter((country) => markets.has(country)) : europeanEconomicArea;
}

function ofSettings(policy: Policy): PolicyFinding[] {
	const found: PolicyFinding[] = [];
	const say = (isBelow: boolean, field: string, clause: Clause, what: string, advice: string) => {
		if (isBelow) found.push(below('Settings', field, clause, what, `${advice} ${notSoldThere}`));
	};
	const days = daysOfLaw(policy.book);
	const { windowDays, returnFee, restockingFeeBasisPoints, refundShipping, refundTiming, unrefundable } = policy;
	say(
		windowDays < days,
		'windowDays',
		windowClause(policy.book),
		`The return window is ${windowDays} days.`,
		`Give ${days} days or more.`,
	);
	say(returnFee > 0, 'returnFee', 'Art. 13(1)', 'A return costs a fee.', 'Take no fee.');
	say(
		restockingFeeBasisPoints > 0,
		'restockingFeeBasisPoints',
		'Art. 13(1)',
		'Restocking costs a fee.',
		'Take no fee.',
	);
	say(!refundShipping, 'refundShipping', 'Art. 13(1)', 'Shipping is not refunded.', 'Switch Refund Shipping on.');
	say(
		refundTiming === 'after_inspection',
		'refundTiming',
		'Art. 13(3)',
		'The refund waits for the inspection.',
		'Refund at receipt or at approval.',
	);
	say(
		unrefundable === 'store_credit',
		'unrefundable',
		'Art. 13(1)',
		'Money without a way back becomes store credit.',
		'Let a person pay it.',
	);
	return found;
}

function ofBook(book: RuleBook, markets: string[]): PolicyFinding[] {
	const days = daysOfLaw(book);
	const told = !!book.law?.returnCostsTold;
	const here = <R extends When>(rows: R[] | undefined) => (rows ?? []).filter((row) => reaches(row, markets));
	const declining = <R extends When & { effect: string }>(rows: R[] | undefined) =>
		here(rows).filter(({ effect }) => effect === 'decline');
	const say = (kind: string, name: string, clause: Clause, what: string, advice: string) =>
		below(labelOf(kind), name, clause, `"${name}": ${what}`, advice);
	return [
		...here(book.windows)
			.filter((row) => row.days < days)
			.map(({ name, days: own }) =>
				say('windows', name, windowClause(book), `its window is ${own} days.`, longer(days)),
			),
		...declining(book.exclusions).map(({ name }) =>
			say('exclusions', name, 'Art. 16', 'it declines goods without a person.', askInstead),
		),
		...declining(book.expectations).map(({ name }) =>
			say('expectations', name, 'Art. 14(2)', 'it declines goods for their condition or a missing photo.', askInstead),
		),
		...declining(book.serials).map(({ name }) =>
			say('serials', name, 'Art. 9', 'it declines goods without a person.', askInstead),
		),
		...declining(book.limits).map(({ name }) =>
			say('limits', name, 'Art. 9', 'it declines what is above the limit.', askInstead),
		),
		...(book.blocked ?? [])
			.filter(({ effect }) => effect === 'decline')
			.map(({ name }) => say('blocked', name, 'Art. 9', 'it declines the returns of customers.', askInstead)),
		...here(book.fees)
			.filter(({ kind, amount = 0, basisPoints = 0 }) => (kind === 'percent' ? basisPoints : amount) > 0)
			.map(({ name }) => say('fees', name, 'Art. 13(1)', 'a return costs a fee.', withoutFee)),
		...here(book.labels)
			.filter(({ payer }) => payer === 'customer' && !told)
			.map(({ name }) =>
				say(
					'labels',
					name,
					'Art. 14(1)',
					'the customer pays the way back.',
					'Tell buyers so before they buy and switch Buyers Are Told of the Costs of Return on, or let the shop pay.',
				),
			),
		...here(book.routes)
			.filter(({ to, keptBasisPoints = 10_000 }) => to === 'keep' && keptBasisPoints < 10_000)
			.map(({ name }) =>
				say('routes', name, 'Art. 13(1)', 'the customer keeps goods and gets a part of their price.', fullPrice),
			),
		...here(book.borders)
			.filter(({ taxes }) => taxes === 'kept')
			.map(({ name }) => say('borders', name, 'Art. 13(1)', 'it does not pay the tax back.', fullPrice)),
		...here(book.resolutions)
			.filter(({ offered }) => !offered.includes('money'))
			.map(({ name }) => say('resolutions', name, 'Art. 13(1)', 'it does not offer money.', 'Offer money too.')),
	];
}

const notSoldThere = 'Or say under Sells To where you sell, when that is nowhere in the European Economic Area.';
const outside = 'or narrow the rule to countries outside the European Economic Area';
const askInstead = `Let it ask a person, ${outside}.`;
const withoutFee = `Take no fee, ${outside}.`;
const fullPrice = `Pay back all that was paid, ${outside}.`;
const longer = (days: number) => `Give ${days} days or more, ${outside}.`;

function reaches({ countries }: When, markets: string[]): boolean {
	return !countries || [...countriesOf(countries)].some((one) => markets.includes(one));
}

function daysOfLaw(book: RuleBook | undefined): number {
	return book?.law?.uninformed ? period + yearMore : period;
}

function windowClause(book: RuleBook | undefined): Clause {
	return book?.law?.uninformed ? 'Art. 10' : 'Art. 9';
}

function below(kind: string, rule: string, clause: Clause, what: string, advice: string): PolicyFinding {
	return {
		code: 'below_law',
		kind,
		rule,
		clause,
		message: `${what} ${clause}: ${clauses[clause]} A withdrawal by law is judged without it.`,
		advice,
	};
}
