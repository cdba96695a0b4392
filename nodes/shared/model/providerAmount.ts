import { exponentOf, format, money, type Money } from './money';
import { processorNames, processors, type Counting, type CountingProcessor } from './providers';

/** The smallest amount of a currency that every provider can pay, in minor units: an amount is split into multiples of it where it is one. */
export function payableUnit(currency: string): number {
	return Math.max(...processorNames.map((name) => payableUnitOf(name, currency)));
}

/** Minor units of the smallest amount of a currency that a processor can pay: 10 of Stripe's thousandths. */
export function payableUnitOf(processor: string, currency: string): number {
	const counting = countingOf(processor);
	if (!counting) return 1;
	return exponentOf(currency) === 3 ? counting.stepOfThousandths : 10 ** Math.max(0, -shiftOf(counting, currency));
}

/** Why a processor cannot pay an amount, with the nearest ones that it can; undefined when it can. */
export function whyNotPayable(processor: string, { amount, currency }: Money): string | undefined {
	const unit = payableUnitOf(processor, currency);
	if (amount % unit === 0) return undefined;
	const below = Math.floor(amount / unit) * unit;
	const near = [below, below + unit].filter((one) => one !== 0).map((one) => format(money(one, currency)));
	const { name } = processors[processor as CountingProcessor];
	const rule =
		exponentOf(currency) === 3
			? `${name} takes ${currency} amounts whose last digit is 0`
			: `${name} has no fractions of ${currency}`;
	return `${rule}: ${near.join(' or ')}, not ${format(money(amount, currency))}`;
}

/** The integer that a processor's API wants. Throws RangeError when it cannot express the amount. */
export function toProviderAmount(processor: CountingProcessor, value: Money): number {
	const why = whyNotPayable(processor, value);
	const shift = shiftOf(processors[processor].counting, value.currency);
	const scaled = shift >= 0 ? value.amount * 10 ** shift : value.amount / 10 ** -shift;
	if (why || !Number.isSafeInteger(scaled)) throw new RangeError(why ?? `${format(value)} is too much to be exact`);
	return scaled;
}

function countingOf(processor: string): Counting | null {
	return Object.hasOwn(processors, processor) ? processors[processor as keyof typeof processors].counting : null;
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
