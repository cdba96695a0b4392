import { fromDecimal, sum, type Money } from '../../shared/model';
import type { MoneySet, PlainMoney } from '.';

/** The presentment amount of a MoneyBag: a decimal string, never through a float. */
export function moneyOf({ presentmentMoney }: MoneySet): Money {
	return plainMoney(presentmentMoney);
}

export function plainMoney({ amount, currencyCode }: PlainMoney): Money {
	return fromDecimal(amount, currencyCode);
}

export function sumOf(bags: MoneySet[], currency: string): Money {
	return sum(bags.map(moneyOf), currency);
}
