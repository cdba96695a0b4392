import { exponentOf, money, type Money } from './money';
import { processorNames, processors, type Counting, type CountingProcessor } from './providers';

/** The smallest amount of a currency that every provider can pay, in minor units: an amount is split into multiples of it where it is one. */
export function payableUnit(currency: string): number {
	const units = processorNames.map((name) => {
		const counting: Counting | null = processors[name].counting;
		if (!counting) return 1;
		return exponentOf(currency) === 3 ? counting.stepOfThousandths : 10 ** Math.max(0, -shiftOf(counting, currency));
	});
	return Math.max(...units);
}

/** The integer that a processor's API wants. Throws RangeError when it cannot express the amount. */
export function toProviderAmount(processor: CountingProcessor, { amount, currency }: Money): number {
	const { name, counting }: { name: string; counting: Counting } = processors[processor];
	const shift = shiftOf(counting, currency);
	if (exponentOf(currency) === 3 && amount % counting.stepOfThousandths !== 0)
		throw new RangeError(`${name} takes ${currency} amounts whose last digit is 0`);
	const scaled = shift >= 0 ? amount * 10 ** shift : amount / 10 ** -shift;
	if (!Number.isSafeInteger(scaled)) throw new RangeError(`${name} has no fractions of ${currency}`);
	return scaled;
}

/** Reads an integer of a processor's API. Throws RangeError when it is not a whole number of the currency's minor unit. */
export function fromProviderAmount(processor: CountingProcessor, amount: number, currency: string): Money {
	const code = currency.toUpperCase();
	const shift = -shiftOf(processors[processor].counting, code);
	const scaled = shift >= 0 ? amount * 10 ** shift : amount / 10 ** -shift;
	if (!Number.isSafeInteger(scaled)) throw new RangeError(`${amount} is not a whole amount of ${code}`);
	return money(scaled, code);
}

/**
 * The same of an amount that may have a part of a unit (currencies without decimals that once had some, exchange rates of banks): only the
 * whole units, since nobody can pay less than one.
 */
export function wholeFromProvider(processor: CountingProcessor, amount: number, currency: string): Money {
	const part = 10 ** Math.max(0, shiftOf(processors[processor].counting, currency.toUpperCase()));
	return fromProviderAmount(processor, amount - (amount % part), currency);
}

/** How many decimals more than ISO a processor gives a currency. */
function shiftOf({ decimals }: Counting, currency: string): number {
	return (decimals[currency] ?? exponentOf(currency)) - exponentOf(currency);
}
