import { exponentOf, money, type Money } from './money';
import type { Payment } from './order';

/** How a processor's API counts money. */
interface Counting {
	/** As people call it. */
	name: string;
	/** Decimals of currencies that are not those of ISO's minor unit. */
	decimals: Record<string, number>;
	/** The smallest step of currencies with three decimals, in their minor unit. */
	stepOfThousandths: number;
}

/** Processors whose API takes integers. ISK and UGX go to Stripe with two decimals although they have none (docs/facts/stripe.md#some-amounts-are-not-in-the-smallest-unit). */
const countings = {
	stripe: { name: 'Stripe', decimals: { ISK: 2, UGX: 2, MGA: 0 }, stepOfThousandths: 10 },
} satisfies Partial<Record<Payment['processor'], Counting>>;
export type CountingProcessor = keyof typeof countings;

/** The smallest amount of a currency that every provider can pay, in minor units: an amount is split into multiples of it where it is one. */
export function payableUnit(currency: string): number {
	const units = Object.values<Counting>(countings).map((counting) =>
		exponentOf(currency) === 3 ? counting.stepOfThousandths : 10 ** Math.max(0, -shiftOf(counting, currency)),
	);
	return Math.max(...units);
}

/** The integer that a processor's API wants. Throws RangeError when it cannot express the amount. */
export function toProviderAmount(processor: CountingProcessor, { amount, currency }: Money): number {
	const counting: Counting = countings[processor];
	const shift = shiftOf(counting, currency);
	if (exponentOf(currency) === 3 && amount % counting.stepOfThousandths !== 0)
		throw new RangeError(`${counting.name} takes ${currency} amounts whose last digit is 0`);
	const scaled = shift >= 0 ? amount * 10 ** shift : amount / 10 ** -shift;
	if (!Number.isSafeInteger(scaled)) throw new RangeError(`${counting.name} has no fractions of ${currency}`);
	return scaled;
}

/** Reads an integer of a processor's API. Throws RangeError when it is not a whole number of the currency's minor unit. */
export function fromProviderAmount(processor: CountingProcessor, amount: number, currency: string): Money {
	const code = currency.toUpperCase();
	const shift = -shiftOf(countings[processor], code);
	const scaled = shift >= 0 ? amount * 10 ** shift : amount / 10 ** -shift;
	if (!Number.isSafeInteger(scaled)) throw new RangeError(`${amount} is not a whole amount of ${code}`);
	return money(scaled, code);
}

/** How many decimals more than ISO a processor gives a currency. */
function shiftOf({ decimals }: Counting, currency: string): number {
	return (decimals[currency] ?? exponentOf(currency)) - exponentOf(currency);
}
