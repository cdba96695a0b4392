import fc from 'fast-check';
import { z } from 'zod';
import { Instant, lookOf, Order, PolicyFacts, ReturnLine } from '../../../nodes/shared/model';
import { orderOf } from '../../ReturnPolicy/cases';

/* A quick look says yes only where zod would give the same back. */

const schemas = {
	order: Order,
	line: ReturnLine,
	facts: PolicyFacts,
	sizes: z.object({ few: z.array(z.string().min(1).max(3)).min(1).max(2), part: z.number().min(0).max(1) }),
};
type Name = keyof typeof schemas;
const samples: Record<Name, unknown> = {
	order: orderOf({
		customer: {
			email: 'a@example.com',
			address: { name: 'A', street1: 'S', city: 'C', postalCode: '1', country: 'DE' },
		},
		refundsOfOthers: [{ id: 'r1', amount: { amount: 1, currency: 'EUR' } }],
	}),
	line: ReturnLine.parse({ id: 'l1', quantity: 2, exchangeFor: { sku: 'TEE' }, serials: ['S1'] }),
	facts: PolicyFacts.parse({ tier: 'gold', history: [{ openedAt: '2026-11-01T00:00:00.000Z', pieces: 1 }] }),
	sizes: { few: ['a', 'bcd'], part: 0.5 },
};

/** Every place in a value. */
function placesOf(value: unknown, path: string[] = []): string[][] {
	const inner =
		typeof value === 'object' && value !== null
			? Object.entries(value).flatMap(([key, one]) => placesOf(one, [...path, key]))
			: [];
	return [path, ...inner];
}

function putAt(value: unknown, [key, ...rest]: string[], junk: unknown): unknown {
	if (key === undefined) return junk;
	const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string, unknown>;
	copy[key] = putAt(copy[key], rest, junk);
	return copy;
}

const junk = fc.oneof(
	fc.constantFrom(
		undefined,
		null,
		NaN,
		Infinity,
		-1,
		0,
		1.5,
		2 ** 53,
		'',
		'EUR',
		'eur',
		'DE',
		[],
		{},
		[''],
		{ a: 1 },
		true,
	),
	fc.constantFrom(
		'2026-02-30T10:00:00.000Z',
		'2026-11-17T10:00:00.000Z',
		'2026-11-17T10:00:00Z',
		'2026-11-17T10:00:00+01:00',
	),
	fc.string(),
	fc.integer(),
);

it.each(Object.keys(schemas) as Name[])('what zod has parsed is taken as it is: %s', (name) => {
	expect(lookOf(schemas[name])(samples[name])).toBe(true);
	expect(lookOf(schemas[name])(JSON.parse(JSON.stringify(samples[name])))).toBe(true);
});

it('whatever stands in any place: what is taken zod takes, and gives back the same', () => {
	const seen = { taken: 0, left: 0 };
	fc.assert(
		fc.property(fc.constantFrom(...(Object.keys(schemas) as Name[])), fc.nat(), junk, (name, at, put) => {
			const places = placesOf(samples[name]);
			const value = putAt(samples[name], places[at % places.length], put);
			if (!lookOf(schemas[name])(value)) {
				seen.left++;
				return;
			}
			seen.taken++;
			const read = schemas[name].safeParse(value);
			expect(read.error).toBeUndefined();
			expect(value).toMatchObject(JSON.parse(JSON.stringify(read.data)) as object);
		}),
		{ numRuns: 5_000 },
	);
	expect(Math.min(seen.taken, seen.left)).toBeGreaterThan(300);
});

it('leaves to zod what it does not know, what is to be put right, and days that no month has', () => {
	for (const schema of [
		z.date(),
		z.object({ a: z.string() }).strict(),
		z.string().trim(),
		z.string().email(),
		z.union([z.string(), z.number()]),
	])
		expect(lookOf(schema)({ a: 'a' })).toBe(false);
	expect(lookOf(z.string().trim())('a')).toBe(false);
	expect(lookOf(z.string().default('a'))(undefined)).toBe(false);
	for (const [text, taken] of [
		['2026-02-28T10:00:00.000Z', true],
		['2026-02-30T10:00:00.000Z', false],
		['2026-11-17T10:00:00Z', false],
		['2026-11-17T25:00:00.000Z', false],
	] as const)
		expect(lookOf(Instant)(text)).toBe(taken);
});

it('never takes a key that zod leaves out: JavaScript calls a prototype so', () => {
	const ids = z.record(z.string());
	const odd = JSON.parse('{"__proto__":"x"}') as unknown;
	expect(Object.keys(ids.parse(odd))).toEqual([]);
	expect(lookOf(ids)(odd)).toBe(false);
});
