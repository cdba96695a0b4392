import { copyOf } from '../../../nodes/shared/model';

it.each([
	{ lines: [{ id: 'L1', quantities: { requested: 1 } }], note: null, closedAt: undefined, empty: [], none: {} },
	[[1], ['a', { b: [true, false] }]],
	JSON.parse('{"__proto__": {"admin": true}, "toString": ["x"]}'),
	'text',
	null,
])('a copy of plain data is the same and shares nothing with it: %j', (data) => {
	const copy: unknown = copyOf(data);
	expect(copy).toEqual(structuredClone(data));
	expect(JSON.stringify(copy)).toBe(JSON.stringify(data));
	expect(shared(copy, data)).toEqual([]);
});

/** Objects that are part of both. */
function shared(one: unknown, other: unknown): unknown[] {
	const parts = (value: unknown): unknown[] =>
		typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(parts)] : [];
	const known = new Set(parts(other));
	return parts(one).filter((part) => known.has(part));
}
