import fc from 'fast-check';
import { Expression, type IDataObject } from 'n8n-workflow';
import { lookUp } from '../../../nodes/shared/operation/plainExpression';

const n8nSays = (raw: string, json: IDataObject): unknown =>
	Expression.resolveWithoutWorkflow(raw.slice(1), { $json: json });

describe('an expression that only names fields of the item', () => {
	const item = {
		reference: 'RMA-1',
		event: { data: { intent: { id: 'RMA-1/R1' }, none: null, off: false, zero: 0, blank: '' } },
		list: [1, 2],
	};

	it.each([
		['={{ $json.reference }}', 'RMA-1'],
		['={{$json.event.data.intent}}', { id: 'RMA-1/R1' }],
		['={{ $json.event?.data?.intent ?? $json.other }}', { id: 'RMA-1/R1' }],
		["={{ $json.other ?? $json.event.data.none ?? '' }}", ''],
		['={{ $json.other?.deep?.deeper }}', undefined],
		['={{ $json.event.data.off ?? $json.reference }}', false],
		['={{ $json.event.data.zero }}', 0],
	])('is looked up: %s', (raw, value) => {
		expect(lookUp(raw, item)).toEqual({ known: true, value });
		expect(n8nSays(raw, item)).toEqual(value);
	});

	it.each([
		'RMA-1',
		'',
		'={{ $json.reference }} and more',
		'={{ $json.reference.trim() }}',
		'={{ $json["reference"] }}',
		'={{ $json.list[0] }}',
		'={{ $json.list.length }}',
		'={{ $json.reference.length }}',
		'={{ $json.other.deep }}',
		'={{ $json.constructor }}',
		'={{ $json.__proto__ }}',
		'={{ $json.toString }}',
		'={{ $json.a?.valueOf }}',
		'={{ $json }}',
		"={{ $('Node').item.json.a }}",
		'={{ $json.a || $json.b }}',
		"={{ '' ?? $json.a }}",
		'={{ $json.a ?? 1 }}',
		'={{ { a: $json.a } }}',
		7,
		undefined,
		{ a: '={{ $json.a }}' },
	])('is left to n8n when it is more than that: %p', (raw) => {
		expect(lookUp(raw, item)).toEqual({ known: false });
	});

	it('gives what n8n gives, or leaves it to n8n', () => {
		const names = fc.constantFrom('a', 'b', 'c', 'length');
		const path = fc
			.tuple(names, fc.array(fc.tuple(fc.constantFrom('.', '?.'), names), { maxLength: 3 }))
			.map(([first, rest]) => `$json.${first}${rest.map(([mark, name]) => mark + name).join('')}`);
		const { json } = fc.letrec((tie) => ({
			json: fc.dictionary(
				names,
				fc.oneof(
					{ maxDepth: 3 },
					fc.constantFrom(null, 0, 1, '', 'text', true, false),
					tie('json'),
					fc.array(tie('json'), { maxLength: 2 }),
				),
				{ maxKeys: 4 },
			),
		}));
		let looked = 0;
		fc.assert(
			fc.property(fc.array(path, { minLength: 1, maxLength: 3 }), json, (paths, item) => {
				const raw = `={{ ${paths.join(' ?? ')} }}`;
				const found = lookUp(raw, item);
				if (!found.known) return;
				looked++;
				expect(found.value ?? undefined).toEqual(n8nSays(raw, item as IDataObject) ?? undefined);
			}),
			{ numRuns: 2_000 },
		);
		expect(looked).toBeGreaterThan(500);
	});
});
