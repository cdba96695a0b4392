import { z } from 'zod';
import { firstFault, jsonOf, jsonOrText, parsed, parsedInput } from '../../../nodes/shared/model';

const List = z.object({ lines: z.array(z.object({ sku: z.string(), pieces: z.coerce.number().default(1) })) });

/** What a call throws. */
function thrown(work: () => unknown): unknown {
	try {
		work();
	} catch (error) {
		return error;
	}
	throw new Error('nothing was thrown');
}

it('a value that fits comes out as its schema has it', () => {
	const never = () => new Error('never');
	expect(parsed(List, { lines: [{ sku: 'A', more: 1 }] }, never)).toEqual({ lines: [{ sku: 'A', pieces: 1 }] });
	expect(parsedInput(List, { lines: [] }, 'goods', 'Do this.')).toEqual({ lines: [] });
});

it('a value that does not fit throws what the caller makes of the first fault', () => {
	class Own extends Error {}
	const wrong = { lines: [{ sku: 'A' }, { sku: 7 }, {}] };
	const error = thrown(() =>
		parsed(List, wrong, ({ at, path, message }) => new Own(`${at}|${path.length}|${message}`)),
	);
	expect(error).toBeInstanceOf(Own);
	expect((error as Error).message).toBe('lines.1.sku|3|Expected string, received number');
	expect(thrown(() => parsed(List, 'x', ({ at }) => new Own(at || 'it')))).toMatchObject({ message: 'it' });
	expect(firstFault(List.safeParse({}).error!)).toEqual({ at: 'lines', path: ['lines'], message: 'Required' });
});

it('what an analyst gave is named by its place, with the advice', () => {
	expect(thrown(() => parsedInput(List, { lines: [{}] }, 'goods', 'Do this.'))).toMatchObject({
		message: 'goods.lines.0.sku: Required',
		category: 'invalid_input',
		details: { field: 'goods.lines.0.sku', advice: 'Do this.' },
	});
	expect(thrown(() => parsedInput(List, {}, '', 'Do this.', 'table'))).toMatchObject({
		message: 'lines: Required',
		details: { field: 'table' },
	});
});

it('JSON text becomes its value; another text is told apart, or kept', () => {
	expect([jsonOf('{"a":1}'), jsonOf('null'), jsonOf(''), jsonOf('<html>')]).toEqual([
		{ a: 1 },
		null,
		undefined,
		undefined,
	]);
	expect([jsonOrText('[1]'), jsonOrText('null'), jsonOrText('<html>')]).toEqual([[1], null, '<html>']);
});
