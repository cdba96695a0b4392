import { fromDecimals, fromDecimalsTogether, type Money } from '../../shared/model';
import type { MoneySet, PlainMoney } from '.';

/** The presentment amount of a MoneyBag: a decimal string, never through a float. Taxes can have more decimals than the currency: they are rounded. */
export function moneyOf({ presentmentMoney }: MoneySet): Money {
	return plainMoney(presentmentMoney);
}

export function plainMoney({ amount, currencyCode }: PlainMoney): Money {
	return fromDecimals([amount], currencyCode);
}

/** What amounts of `currency` come to: added up as they are, and then rounded. Throws when one is in another currency. */
export function sumOf(bags: MoneySet[], currency: string): Money {
	return fromDecimals(
		bags.map((bag) => decimalIn(bag, currency)),
		currency,
	);
}

/** Sums of several lists, each less what is `off` it, rounded so that they come to what all of them do. Throws when an amount is in another currency. */
export function sumsOf(lists: Array<{ bags: MoneySet[]; off?: MoneySet[] }>, currency: string): Money[] {
	return fromDecimalsTogether(
		lists.map(({ bags, off = [] }) => [
			...bags.map((bag) => decimalIn(bag, currency)),
			...off.map((bag) => negated(decimalIn(bag, currency))),
		]),
		currency,
	);
}

function decimalIn({ presentmentMoney: { amount, currencyCode } }: MoneySet, currency: string): string {
	if (currencyCode === currency) return amount;
	throw new RangeError(`Cannot combine ${currency} with ${currencyCode}`);
}

function negated(decimal: string): string {
	return decimal.startsWith('-') ? decimal.slice(1) : `-${decimal}`;
}
