import fc from 'fast-check';
import { bestFirst, fits, rulesOf } from '../../nodes/CarrierLabels/choice/carrierRules';
import { packGoods, type GoodsLine } from '../../nodes/CarrierLabels/choice/packGoods';

const row = { carrierService: 'sendcloud', rate: 'cheapest' };
const eur = (amount: number) => ({ amount, currency: 'EUR' });

describe('carrier rules', () => {
	it('are read as they were written', () => {
		expect(
			rulesOf([
				{
					...row,
					rate: 'service',
					service: ' dpd:return ',
					countries: 'de, AT;ch',
					highestPrice: '12.50 EUR',
					mostDays: 3,
					weightFrom: 500,
					weightTo: 0,
					valueFrom: 'EUR 100',
					valueTo: '500.00 eur',
				},
				{ carrierService: 'easypost', rate: 'fastest', countries: 'EU' },
			]),
		).toEqual([
			{
				carrierService: 'sendcloud',
				choice: { by: 'service', service: 'dpd:return' },
				limits: { cost: eur(1_250), days: 3 },
				countries: ['DE', 'AT', 'CH'],
				weight: { from: 500 },
				value: { from: eur(10_000), to: eur(50_000) },
			},
			{
				carrierService: 'easypost',
				choice: { by: 'fastest' },
				limits: {},
				countries: expect.arrayContaining(['DE', 'FR', 'IE']),
				weight: {},
				value: {},
			},
		]);
	});

	it.each<[unknown, string]>([
		[undefined, 'There is no carrier rule'],
		[[], 'There is no carrier rule'],
		[[row, { ...row, countries: 'Germany' }], 'Rule 2: "GERMANY" is no country'],
		[[{ ...row, rate: 'service' }], 'Rule 1: no service is named'],
		[[{ ...row, highestPrice: '12.50' }], 'Rule 1: Highest Price "12.50" is no amount'],
		[[{ ...row, valueTo: 'much' }], 'Rule 1: Value To "much" is no amount'],
		[[{ ...row, carrierService: 'owl' }], 'Rule 1: carrierService Invalid enum value'],
		[[{ ...row, weightTo: -1 }], 'Rule 1: weightTo'],
	])('%j: %s', (rows, message) => {
		expect(() => rulesOf(rows)).toThrow(message);
	});

	const parcel = { country: 'DE', weight: 2_000, value: eur(12_000) };
	it.each<[object, boolean]>([
		[{}, true],
		[{ countries: 'DE, AT' }, true],
		[{ countries: 'EU' }, true],
		[{ countries: 'US' }, false],
		[{ weightFrom: 2_000, weightTo: 2_000 }, true],
		[{ weightTo: 1_999 }, false],
		[{ weightFrom: 2_001 }, false],
		[{ valueFrom: '120.00 EUR', valueTo: '120.00 EUR' }, true],
		[{ valueFrom: '120.01 EUR' }, false],
		[{ valueTo: '119.99 EUR' }, false],
		[{ valueTo: '500.00 USD' }, false],
	])('with %j a parcel of 2 kg and 120 EUR from Germany: %s', (more, expected) => {
		expect(fits(rulesOf([{ ...row, ...more }])[0], parcel)).toBe(expected);
	});

	it('a value that nobody knows is within no bounds', () => {
		const unknown = { ...parcel, value: undefined };
		expect(fits(rulesOf([{ ...row, valueTo: '500.00 EUR' }])[0], unknown)).toBe(false);
		expect(fits(rulesOf([row])[0], unknown)).toBe(true);
	});

	it('the best is first, those without an offer last, and other currencies behind those that can be compared', () => {
		const offer = (cost: { amount: number; currency: string } | undefined, days?: number) => ({
			offer: { id: 'o', carrier: 'c', service: 's', ...(cost && { cost }), ...(days && { days }) },
		});
		const none = {};
		const [dear, cheap, foreign, unpriced] = [
			offer(eur(900), 1),
			offer(eur(500), 5),
			offer({ amount: 1, currency: 'USD' }, 3),
			offer(undefined, 2),
		];
		const all = [none, dear, foreign, cheap, unpriced];
		expect(bestFirst(all, 'cheapest')).toEqual([cheap, dear, unpriced, foreign, none]);
		expect(bestFirst(all, 'fastest')).toEqual([dear, unpriced, foreign, cheap, none]);
	});
});

describe('packed goods', () => {
	const tees = { line: 'tees', quantity: 3, weight: 200 };
	const boots = { line: 'boots', quantity: 1, weight: 1_500 };

	it('lie in one parcel that weighs what they weigh', () => {
		expect(packGoods([tees, boots], { parcels: 1 })).toEqual([{ goods: [tees, boots], weight: 2_100 }]);
	});

	it('are spread by weight over as many parcels as are asked for', () => {
		expect(packGoods([tees, boots], { parcels: 2 })).toEqual([
			{ goods: [boots], weight: 1_500 },
			{ goods: [tees], weight: 600 },
		]);
	});

	it('fill as few parcels as can bear them; what is too heavy for any has its own', () => {
		expect(packGoods([tees, boots], { heaviest: 450 })).toEqual([
			{ goods: [boots], weight: 1_500 },
			{ goods: [{ ...tees, quantity: 2 }], weight: 400 },
			{ goods: [{ ...tees, quantity: 1 }], weight: 200 },
		]);
	});

	it('of unknown weight are not parted by weight, and have none', () => {
		expect(packGoods([{ line: 'a', quantity: 2 }, boots], { heaviest: 100 })).toEqual([
			{ goods: [{ line: 'a', quantity: 2 }, boots] },
		]);
		expect(packGoods([], { heaviest: 100 })).toEqual([{ goods: [] }]);
		expect(packGoods([], { parcels: 2 })).toEqual([{ goods: [] }, { goods: [] }]);
	});

	const goods = fc
		.uniqueArray(
			fc.record({
				line: fc.string({ minLength: 1 }),
				quantity: fc.integer({ min: 1, max: 6 }),
				weight: fc.integer({ min: 1, max: 3_000 }),
			}),
			{
				selector: ({ line }) => line,
				maxLength: 5,
			},
		)
		.chain((lines) =>
			fc
				.boolean()
				.map((isWeighed): GoodsLine[] =>
					isWeighed ? lines : lines.map(({ weight, ...one }) => (weight % 2 ? one : { ...one, weight })),
				),
		);
	const packing = fc.oneof(
		fc.record({ parcels: fc.integer({ min: 1, max: 8 }) }),
		fc.record({ heaviest: fc.integer({ min: 1, max: 5_000 }) }),
	);
	it('are all there, each piece once, in the same parcels each time, and no parcel with several pieces is too heavy', () => {
		fc.assert(
			fc.property(goods, packing, (lines, into) => {
				const parcels = packGoods(lines, into);
				for (const { line, quantity } of lines) {
					const packed = parcels.flatMap((one) => one.goods.filter((other) => other.line === line));
					expect(packed.reduce((total, one) => total + one.quantity, 0)).toBe(quantity);
				}
				expect(packGoods(structuredClone(lines), into)).toEqual(parcels);
				if ('parcels' in into) expect(parcels).toHaveLength(into.parcels);
				else
					for (const { goods: packed, weight } of parcels)
						if (packed.reduce((total, one) => total + one.quantity, 0) > 1)
							expect(weight ?? 0).toBeLessThanOrEqual(into.heaviest);
			}),
		);
	});
});
