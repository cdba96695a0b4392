import { fromDecimal, sum, type Money } from '../../shared/model';
import type { MoneySet } from '../documents';

/** The presentment amount of a MoneyBag: a decimal string, never through a float. */
export function moneyOf({ presentmentMoney: { amount, currencyCode } }: MoneySet): Money {
	return fromDecimal(amount, currencyCode);
}

export function sumOf(bags: MoneySet[], currency: string): Money {
	return sum(bags.map(moneyOf), currency);
}
