import fc from 'fast-check';
import {
	sameMoney,
	add,
	allocate,
	exponentOf,
	format,
	fromDecimal,
	fromDecimals,
	fromDecimalsTogether,
	fromNumber,
	fromProviderAmount,
	isAmount,
	money,
	Money,
	portion,
	smaller,
	subtract,
	sum,
	toDecimal,
	toProviderAmount,
} from '../../../nodes/shared/model';

/** Every active currency of ISO 4217, as the JavaScript engine lists them, and the decimals each has there. */
const currencies = Intl.supportedValuesOf('currency');
const amounts = fc.integer({ min: -9_999_999_999, max: 9_999_999_999 });
const anyCurrency = fc.constantFrom(...currencies);

it('an amount is what the schema takes, no more and no less', () => {
	const amount = fc.oneof(
		fc.maxSafeInteger(),
		fc.double(),
		fc.constantFrom(-0, 2 ** 53, -(2 ** 53), '1', null, undefined),
	);
	const currency = fc.oneof(
		anyCurrency,
		fc.stringMatching(/^[A-Za-z]{2,4}$/),
		fc.constantFrom('EUR\n', ' EUR', 'ÄUR', '', null, undefined, 978),
	);
	fc.assert(
		fc.property(amount, currency, (value, code) => {
			expect(isAmount(value, code)).toBe(Money.safeParse({ amount: value, currency: code }).success);
		}),
		{ numRuns: 2000 },
	);
});

describe('decimals', () => {
	it.each([
		['12.50', 'EUR', 1250],
		['-3', 'EUR', -300],
		['0.05', 'EUR', 5],
		['500', 'JPY', 500],
		['1.250', 'KWD', 1250],
		['1.5', 'KWD', 1500],
		['12.500', 'EUR', 1250],
		['500.00', 'JPY', 500],
		['7', 'ISK', 7],
		['7', 'UGX', 7],
		['7.20', 'MGA', 720],
		['7.20', 'HUF', 720],
		['0.0001', 'CLF', 1],
		[' 1 ', 'EUR', 100],
	])('%s %s is %d minor units', (text, currency, amount) => {
		expect(fromDecimal(text, currency)).toEqual({ amount, currency });
	});

	it.each([
		['', 'EUR'],
		['1,50', 'EUR'],
		['1e3', 'EUR'],
		['abc', 'EUR'],
		['--1', 'EUR'],
		['.5', 'EUR'],
		['1.001', 'EUR'],
		['1.5', 'JPY'],
		['1.2345', 'KWD'],
		['99999999999999999', 'EUR'],
		['1', 'eur'],
	])('refuses "%s" %s', (text, currency) => {
		expect(() => fromDecimal(text, currency)).toThrow(RangeError);
	});

	it('come back unchanged in every currency', () => {
		fc.assert(
			fc.property(amounts, anyCurrency, (amount, currency) => {
				const value = money(amount, currency);
				expect(fromDecimal(toDecimal(value), currency)).toEqual(value);
			}),
		);
	});

	it('have all the decimals of the currency', () => {
		expect(
			[
				money(1250, 'EUR'),
				money(5, 'EUR'),
				money(-5, 'EUR'),
				money(0, 'EUR'),
				money(500, 'JPY'),
				money(1250, 'KWD'),
			].map(toDecimal),
		).toEqual(['12.50', '0.05', '-0.05', '0.00', '500', '1.250']);
		expect(format(money(1250, 'EUR'))).toBe('12.50 EUR');
	});
});

describe('the exponents of ISO 4217', () => {
	it.each([
		['EUR', 2],
		['HUF', 2],
		['MGA', 2],
		['MRU', 2],
		['JPY', 0],
		['ISK', 0],
		['UGX', 0],
		['KRW', 0],
		['KWD', 3],
		['TND', 3],
		['CLF', 4],
	])('%s has %d', (currency, exponent) => {
		expect(exponentOf(currency)).toBe(exponent);
	});

	it("agree with the JavaScript engine's, but for currencies whose decimals it leaves out because nobody uses the coins", () => {
		const digits = (currency: string) =>
			new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;
		const customary = 'AFN ALL COP HUF IDR IQD IRR KPW LAK LBP MGA MMK PKR SLL SOS SYP YER'.split(' ');
		expect(
			currencies.filter((currency) => !customary.includes(currency) && digits(currency) !== exponentOf(currency)),
		).toEqual([]);
		expect(currencies.length).toBeGreaterThan(150);
	});
});

describe('numbers as an API sends them', () => {
	it.each([
		[12.5, 'EUR', 1250],
		[1.005, 'EUR', 101],
		[-1.005, 'EUR', -101],
		[0.1 + 0.2, 'EUR', 30],
		[1.115, 'EUR', 112],
		[-0.001, 'EUR', 0],
		[1e-7, 'EUR', 0],
		[499.5, 'JPY', 500],
		[1.2345, 'KWD', 1235],
		[0, 'EUR', 0],
		[90071992547409.9, 'EUR', 9007199254740990],
	])('%d %s is %d minor units', (value, currency, amount) => {
		expect(fromNumber(value, currency)).toEqual({ amount, currency });
	});

	it('come back unchanged from a decimal that a float can hold', () => {
		fc.assert(
			fc.property(amounts, anyCurrency, (amount, currency) => {
				expect(fromNumber(Number(toDecimal(money(amount, currency))), currency).amount).toBe(amount === 0 ? 0 : amount);
			}),
		);
	});

	it.each([NaN, Infinity, 1e21])('refuses %d', (value) => {
		expect(() => fromNumber(value, 'EUR')).toThrow(RangeError);
	});
});

describe('sums', () => {
	it('add and subtract one currency only', () => {
		expect(add(money(1, 'EUR'), money(2, 'EUR'))).toEqual(money(3, 'EUR'));
		expect(subtract(money(1, 'EUR'), money(2, 'EUR'))).toEqual(money(-1, 'EUR'));
		expect(smaller(money(1, 'EUR'), money(2, 'EUR'))).toEqual(money(1, 'EUR'));
		expect(sum([money(1, 'EUR'), money(2, 'EUR')], 'EUR')).toEqual(money(3, 'EUR'));
		expect(sum([], 'JPY')).toEqual(money(0, 'JPY'));
		for (const combine of [add, subtract, smaller])
			expect(() => combine(money(1, 'EUR'), money(1, 'USD'))).toThrow('Cannot combine EUR with USD');
	});

	it('refuses what is no amount, in words', () => {
		expect(() => money(1.5, 'EUR')).toThrow(
			new RangeError('1.5 EUR is not an amount in whole minor units of an ISO 4217 currency'),
		);
		expect(() => money(1, 'euro')).toThrow(RangeError);
		expect(() => add(money(Number.MAX_SAFE_INTEGER, 'EUR'), money(1, 'EUR'))).toThrow(RangeError);
		expect(Money.safeParse({ amount: 1.5, currency: 'EUR' }).success).toBe(false);
	});
});

describe('allocate', () => {
	const weights = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 12 });

	it('gives parts that add up to the total, each within one unit of its share', () => {
		fc.assert(
			fc.property(amounts, weights, (total, shares) => {
				const parts = allocate(total, shares);
				const whole = shares.reduce((a, b) => a + b, 0);
				expect(parts.reduce((a, b) => a + b, 0)).toBe(total === 0 ? 0 : total);
				parts.forEach((part, at) =>
					expect(Math.abs(part - total * (whole ? shares[at] / whole : 1 / shares.length))).toBeLessThan(1.01),
				);
			}),
		);
	});

	it('gives nothing to a part without weight, unless no part has any', () => {
		fc.assert(
			fc.property(amounts, weights, (total, shares) => {
				if (shares.every((share) => share === 0)) return;
				allocate(total, shares).forEach((part, at) => {
					if (!shares[at]) expect(part).toBe(0);
				});
			}),
		);
	});

	it.each([
		[100, [1, 1, 1], [34, 33, 33]],
		[-100, [1, 1, 1], [-34, -33, -33]],
		[10, [0, 0], [5, 5]],
		[1, [1, 2], [0, 1]],
		[0, [], []],
		[5, [3], [5]],
	])('%d over %j is %j', (total, shares, parts) => {
		expect(allocate(total, shares)).toEqual(parts);
	});

	it.each([
		[1, []],
		[1, [-1, 2]],
		[1, [0.5]],
		[1.5, [1]],
	])('refuses %d over %j', (total, shares) => {
		expect(() => allocate(total, shares)).toThrow(RangeError);
	});
});

describe("amounts in Stripe's API", () => {
	it.each([
		[1250, 'EUR', 1250],
		[500, 'JPY', 500],
		[1250, 'KWD', 1250],
		[7, 'ISK', 700],
		[7, 'UGX', 700],
		[500, 'MGA', 5],
		[720, 'HUF', 720],
		[-7, 'ISK', -700],
	])('%d minor units of %s are %d', (amount, currency, sent) => {
		expect(toProviderAmount('stripe', money(amount, currency))).toBe(sent);
		expect(fromProviderAmount('stripe', sent, currency.toLowerCase())).toEqual({ amount, currency });
	});

	it('come back unchanged in every currency that Stripe can express', () => {
		const step = (currency: string) => (exponentOf(currency) === 3 ? 10 : currency === 'MGA' ? 100 : 1);
		fc.assert(
			fc.property(fc.integer({ min: -9_999_999, max: 9_999_999 }), anyCurrency, (units, currency) => {
				const value = money(units * step(currency), currency);
				const sent = toProviderAmount('stripe', value);
				expect(Number.isSafeInteger(sent)).toBe(true);
				expect(fromProviderAmount('stripe', sent, currency.toLowerCase())).toEqual(value);
			}),
		);
	});

	it('refuses what Stripe cannot express', () => {
		expect(() => toProviderAmount('stripe', money(1251, 'KWD'))).toThrow('last digit is 0');
		expect(() => toProviderAmount('stripe', money(150, 'MGA'))).toThrow('no fractions of MGA');
		expect(() => fromProviderAmount('stripe', 705, 'isk')).toThrow('not a whole amount of ISK');
	});
});

it('amounts are the same in one currency only', () => {
	expect(sameMoney(money(100, 'EUR'), money(100, 'EUR'))).toBe(true);
	expect(sameMoney(money(100, 'EUR'), money(101, 'EUR'))).toBe(false);
	expect(sameMoney(money(100, 'EUR'), money(100, 'USD'))).toBe(false);
});

describe('decimals that cannot be paid', () => {
	it.each([
		[['1.6492'], 'USD', 165],
		[['4400.5'], 'ISK', 4401],
		[['0.824', '0.824'], 'USD', 165],
		[['1.005', '-0.01'], 'EUR', 100],
		[['-1.005'], 'EUR', -101],
		[['-0.001'], 'EUR', 0],
		[['1.2345'], 'KWD', 1235],
		[[], 'EUR', 0],
	])('%j %s are rounded once, as the currency is', (texts, currency, amount) => {
		expect(fromDecimals(texts, currency)).toEqual({ amount, currency });
	});
	it('of several lists come to what all of them do, none of them more than a unit off', () => {
		const decimal = fc
			.record({ minor: fc.integer({ min: -99_999, max: 99_999 }), scale: fc.integer({ min: 0, max: 5 }) })
			.map(
				({ minor, scale }) => `${minor < 0 ? '-' : ''}${toDecimal(money(Math.abs(minor), 'CLF'))}${'3'.repeat(scale)}`,
			);
		fc.assert(
			fc.property(
				fc.array(fc.array(decimal, { maxLength: 3 }), { maxLength: 6 }),
				fc.constantFrom('EUR', 'ISK', 'KWD'),
				(lists, currency) => {
					const together = fromDecimalsTogether(lists, currency).map(({ amount }) => amount);
					expect(together.reduce((all, one) => all + one, 0)).toBe(fromDecimals(lists.flat(), currency).amount);
					together.forEach((amount, index) =>
						expect(Math.abs(amount - fromDecimals(lists[index], currency).amount)).toBeLessThanOrEqual(1),
					);
				},
			),
		);
	});
	it('are not guessed', () => {
		for (const text of ['', '1,50', 'NaN', '1e3', '.5']) expect(() => fromDecimals([text], 'EUR')).toThrow(RangeError);
	});
});

it('shares an amount as whole numbers of any size do', () => {
	const exact = (total: number, part: number, whole: number) =>
		Number((2n * BigInt(total) * BigInt(part) + BigInt(whole)) / (2n * BigInt(whole)));
	const amounts = fc.oneof(fc.integer({ min: -1_000, max: 100_000 }), fc.maxSafeInteger());
	const counts = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }));
	fc.assert(
		fc.property(amounts, fc.nat({ max: 10_000 }), counts, (total, part, whole) => {
			expect(portion(total, part, whole)).toBe(exact(total, part, whole));
		}),
		{ numRuns: 5_000 },
	);
});
