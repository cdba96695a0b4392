import { z } from 'zod';

const currencyCode = /^[A-Z]{3}$/;

/**
 * An amount of money: integer minor units and an ISO 4217 currency. 12.50 EUR is `{ amount: 1250, currency: 'EUR' }`,
 * 500 JPY is `{ amount: 500, currency: 'JPY' }`, 1.250 KWD is `{ amount: 1250, currency: 'KWD' }`. Never a float.
 */
export const Money = z.object({
	amount: z.number().int().safe(),
	currency: z.string().regex(currencyCode, 'must be a three-letter ISO 4217 code such as EUR'),
});
export type Money = z.infer<typeof Money>;

/** What Money takes; said a second time, since zod takes seconds for some hundred thousand amounts (a property test compares them). */
export function isAmount(amount: unknown, currency: unknown): boolean {
	return Number.isSafeInteger(amount) && typeof currency === 'string' && currencyCode.test(currency);
}

/** ISO 4217 currencies whose minor unit is not 1/100 (ISO 4217 list one). */
const exponents: Record<string, number> = {
	BIF: 0,
	CLP: 0,
	DJF: 0,
	GNF: 0,
	ISK: 0,
	JPY: 0,
	KMF: 0,
	KRW: 0,
	PYG: 0,
	RWF: 0,
	UGX: 0,
	UYI: 0,
	VND: 0,
	VUV: 0,
	XAF: 0,
	XOF: 0,
	XPF: 0,
	BHD: 3,
	IQD: 3,
	JOD: 3,
	KWD: 3,
	LYD: 3,
	OMR: 3,
	TND: 3,
	CLF: 4,
	UYW: 4,
};

/** Number of decimals of a currency's minor unit: 2 unless ISO 4217 says otherwise. */
export function exponentOf(currency: string): number {
	return exponents[currency] ?? 2;
}

/** Whether two amounts are the same, in one currency. */
export function sameMoney(a: Money, b: Money): boolean {
	return a.amount === b.amount && a.currency === b.currency;
}

/** An amount in minor units. Throws RangeError when it is no whole number, too large to be exact, or the currency is no ISO code. */
export function money(amount: number, currency: string): Money {
	if (isAmount(amount, currency)) return { amount, currency };
	throw new RangeError(`${amount} ${currency} is not an amount in whole minor units of an ISO 4217 currency`);
}

/** Reads a decimal string ("12.50", "-3") into minor units. Throws when it is no number or has more decimals than the currency. */
export function fromDecimal(text: string, currency: string): Money {
	const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text.trim());
	if (!match) throw new RangeError(`"${text}" is not an amount such as 12.50`);
	const exponent = exponentOf(currency);
	const [, sign, whole, decimals = ''] = match;
	if (decimals.replace(/0+$/, '').length > exponent)
		throw new RangeError(`${text} has more decimals than ${currency} has (${exponent})`);
	const amount = Number(whole + decimals.slice(0, exponent).padEnd(exponent, '0'));
	return money(sign && amount ? -amount : amount, currency);
}

/**
 * Adds up decimal strings as an API sends them, and rounds what they come to as the currency is, half away from zero: some send taxes with
 * more decimals than can be paid (1.6492 USD, 4400.5 ISK). Throws when one is no number.
 */
export function fromDecimals(texts: string[], currency: string): Money {
	const [only] = fromDecimalsTogether([texts], currency);
	return only;
}

/**
 * Adds up each list as fromDecimals does, and rounds them together, so that they come to what all of them do: lines whose taxes have fractions of
 * a cent add up to their order. The units that are left over go to the largest remainders, earlier lists first. Throws when one is no number.
 */
export function fromDecimalsTogether(lists: string[][], currency: string): Money[] {
	const parts = lists.map((texts) =>
		texts.map((text) => {
			const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text.trim());
			if (!match) throw new RangeError(`"${text}" is not an amount such as 12.50`);
			return { sign: match[1], whole: match[2], decimals: match[3] ?? '' };
		}),
	);
	const exponent = exponentOf(currency);
	const scale = Math.max(exponent, ...parts.flat().map(({ decimals }) => decimals.length));
	const exact = parts.map((texts) =>
		texts.reduce((sum, { sign, whole, decimals }) => sum + BigInt(`${sign}${whole}${decimals.padEnd(scale, '0')}`), 0n),
	);
	const unit = 10n ** BigInt(scale - exponent);
	const floored = exact.map((amount) => (amount < 0n ? (amount - unit + 1n) / unit : amount / unit));
	const remainders = exact.map((amount, index) => ({ index, remainder: amount - floored[index] * unit }));
	const total = exact.reduce((sum, amount) => sum + amount, 0n);
	const absolute = total < 0n ? -total : total;
	const rounded = ((2n * absolute + unit) / (2n * unit)) * (total < 0n ? -1n : 1n);
	const over = Number(rounded - floored.reduce((sum, amount) => sum + amount, 0n));
	remainders.sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1));
	for (const { index } of remainders.slice(0, over)) floored[index] += 1n;
	return floored.map((amount) => money(Number(amount), currency));
}

/** Reads a number as an API sends it (Odoo: 12.5) into minor units, rounding half away from zero. */
export function fromNumber(value: number, currency: string): Money {
	const exponent = exponentOf(currency);
	// The shortest decimal that stands for the float is what was meant: 1.005 is 1.005, not 1.00499999999999989.
	const digits = String(Math.abs(value));
	const scaled = Number(`${digits.includes('e') ? Math.abs(value).toFixed(exponent + 2) : digits}e${exponent}`);
	const amount = Math.round(scaled);
	return money(value < 0 && amount ? -amount : amount, currency);
}

/** Decimal string with all the currency's decimals: 1250 EUR -> "12.50". */
export function toDecimal({ amount, currency }: Money): string {
	const exponent = exponentOf(currency);
	const digits = Math.abs(amount)
		.toString()
		.padStart(exponent + 1, '0');
	const text = exponent ? `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}` : digits;
	return amount < 0 ? `-${text}` : text;
}

/** "12.50 EUR", for people. */
export function format(value: Money): string {
	return `${toDecimal(value)} ${value.currency}`;
}

/** Sum of amounts of one currency; an empty list is zero of `currency`. Throws when currencies differ. */
export function sum(values: Money[], currency: string): Money {
	return values.reduce((total, value) => add(total, value), money(0, currency));
}

export function add(a: Money, b: Money): Money {
	assertSameCurrency(a, b);
	return money(a.amount + b.amount, a.currency);
}

export function subtract(a: Money, b: Money): Money {
	assertSameCurrency(a, b);
	return money(a.amount - b.amount, a.currency);
}

export function smaller(a: Money, b: Money): Money {
	assertSameCurrency(a, b);
	return a.amount <= b.amount ? a : b;
}

export function assertSameCurrency(a: Money, b: Money): void {
	if (a.currency !== b.currency) throw new RangeError(`Cannot combine ${a.currency} with ${b.currency}`);
}

/** total * part / whole in integers, rounded half up; 0 of 0. */
export function portion(total: number, part: number, whole: number): number {
	if (!whole) return 0;
	// Small amounts, which nearly all are, need no big integers: a remainder is exact, where a quotient may be rounded.
	const [numerator, denominator] = [2 * total * part + whole, 2 * whole];
	if (Number.isSafeInteger(numerator) && Number.isSafeInteger(2 * total * part))
		return (numerator - (numerator % denominator)) / denominator || 0;
	return Number((2n * BigInt(total) * BigInt(part) + BigInt(whole)) / (2n * BigInt(whole)));
}

/**
 * Splits `total` minor units in proportion to `weights` (each >= 0) so that the parts add up to it exactly: each part is
 * rounded down, and the units left over go to the largest remainders, earlier parts first. All-zero weights split evenly.
 */
export function allocate(total: number, weights: number[]): number[] {
	if (!weights.length) {
		if (total) throw new RangeError('Cannot split an amount over no parts');
		return [];
	}
	if (weights.some((weight) => weight < 0 || !Number.isSafeInteger(weight)))
		throw new RangeError('Weights must be integers of at least 0');
	const even = weights.every((weight) => weight === 0);
	const shares = weights.map((weight) => BigInt(even ? 1 : weight));
	const whole = shares.reduce((a, b) => a + b, 0n);
	const absolute = BigInt(Math.abs(total));
	const parts = shares.map((share) => (absolute * share) / whole);
	const remainders = shares.map((share, index) => ({ index, remainder: (absolute * share) % whole }));
	let left = Number(absolute - parts.reduce((a, b) => a + b, 0n));
	remainders.sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1));
	for (const { index } of remainders) {
		if (left-- <= 0) break;
		parts[index] += 1n;
	}
	return parts.map((part) => (total < 0 && part ? -Number(part) : Number(part)));
}
