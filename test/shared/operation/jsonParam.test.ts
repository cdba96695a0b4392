import { z } from 'zod';
import { anyJsonParam, jsonParam, type OperationContext } from '../../../nodes/shared/operation';

const List = z.array(z.object({ sku: z.string() }));
const given = (value: unknown) => ({ param: () => value }) as unknown as OperationContext;
const read = (value: unknown) => jsonParam(given(value), 'lines', List, 'Give a list.');

it('takes a value of an expression and its JSON text alike', () => {
	expect(read([{ sku: 'A' }])).toEqual([{ sku: 'A' }]);
	expect(read(' [{"sku":"A"}]')).toEqual([{ sku: 'A' }]);
	expect(anyJsonParam(given({ a: 1 }), 'data')).toEqual({ a: 1 });
	expect(anyJsonParam(given('{"a":1}'), 'data')).toEqual({ a: 1 });
});

it('is undefined when it is blank', () => {
	expect([read(''), read(null), read(undefined)]).toEqual([undefined, undefined, undefined]);
});

it('keeps a text that begins like no list and no object', () => {
	expect(jsonParam(given('12'), 'id', z.string(), 'Give an ID.')).toBe('12');
});

it('names the parameter, the place in it and the advice', () => {
	const wrong = (message: string, advice: string) =>
		expect.objectContaining({ message, category: 'invalid_input', details: expect.objectContaining({ advice }) });
	expect(() => read('[{')).toThrow(wrong('lines is not valid JSON', 'Give a list.'));
	expect(() => read([{ sku: 7 }])).toThrow(wrong('lines.0.sku: Expected string, received number', 'Give a list.'));
	expect(() => anyJsonParam(given(''), 'data')).toThrow(
		wrong('"data" is not valid JSON', 'Use an expression that gives an object, or correct the text.'),
	);
});
