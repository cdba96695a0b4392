import { fromDecimals, type Money } from '../../shared/model';
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
	const other = bags.find(({ presentmentMoney }) => presentmentMoney.currencyCode !== currency);
	if (other) throw new RangeError(`Cannot combine ${currency} with ${other.presentmentMoney.currencyCode}`);
	return fromDecimals(
		bags.map(({ presentmentMoney: { amount } }) => amount),
		currency,
	);
}
