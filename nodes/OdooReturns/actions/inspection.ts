import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput, destinations, Inspection, parsedInput } from '../../shared/model';
import { type OperationContext, jsonParam } from '../../shared/operation';

const words: Record<(typeof destinations)[number], string> = {
	restock: 'Restock',
	quarantine: 'Quarantine',
	refurbish: 'Refurbish',
	vendor: 'Vendor',
	donate: 'Donate',
	recycle: 'Recycle',
	scrap: 'Scrap',
	customer: 'Back to Customer',
};

/** What was looked at and where it goes: an inspection, or a table of lines by destinations. */
export const inspectionProperties: INodeProperties[] = [
	{
		displayName: 'Specify Goods',
		name: 'specify',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'From Inspection',
				value: 'inspection',
				description: 'An inspection that was recorded, or that comes with the item',
			},
			{ name: 'In a Table', value: 'table', description: 'How many pieces of each product go where' },
		],
		default: 'inspection',
	},
	{
		displayName: 'Inspection',
		name: 'inspection',
		type: 'json',
		default: '={{ $json.event?.data?.inspection }}',
		placeholder: 'e.g. {{ $json.inspection }}',
		description:
			'What was looked at and where each piece goes; a line names one destination, or how many pieces go to each. The default takes it from the event; blank takes the last inspection of the case.',
		displayOptions: { show: { specify: ['inspection'] } },
	},
	{
		displayName: 'Inspection ID',
		name: 'inspectionId',
		type: 'string',
		default: '1',
		description:
			'Names this inspection: goods of the same inspection are sorted once. A second inspection of a return needs another ID.',
		displayOptions: { show: { specify: ['table'] } },
	},
	{
		displayName: 'Goods',
		name: 'goods',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Line' },
		default: { lines: [{}] },
		placeholder: 'Add Line',
		displayOptions: { show: { specify: ['table'] } },
		options: [
			{
				displayName: 'Lines',
				name: 'lines',
				values: [
					{
						displayName: 'SKU',
						name: 'sku',
						type: 'string',
						default: '',
						placeholder: 'e.g. TEE-BLUE-M',
						description: 'Internal reference of the product in Odoo',
					},
					...destinations.map((destination): INodeProperties => ({
						displayName: words[destination],
						name: destination,
						type: 'number',
						typeOptions: { minValue: 0, numberPrecision: 0 },
						default: 0,
						description:
							destination === 'customer'
								? 'Pieces that are not taken back: they are delivered to the customer again'
								: `Pieces that go to ${destination}`,
					})),
				],
			},
		],
	},
];

const example =
	'An inspection looks like {"id": "I-1", "lines": [{"sku": "TEE-BLUE-M", "quantity": 1, "destination": "restock"}]}; a line may also be {"sku": "TEE-BLUE-M", "restock": 2, "scrap": 1}.';
const pieces = z.coerce.number().int().nonnegative();
const Spread = z
	.object({
		line: z.string().optional(),
		sku: z.string().optional(),
		condition: z.string().optional(),
		restock: pieces,
		quarantine: pieces,
		refurbish: pieces,
		vendor: pieces,
		donate: pieces,
		recycle: pieces,
		scrap: pieces,
		customer: pieces,
	})
	.partial()
	.strict();
const Given = z.object({
	id: z.coerce.string().min(1),
	lines: z.array(z.union([Inspection.shape.lines.element, Spread])).min(1),
});

/** The inspection that is meant: the table, the Inspection parameter, else the last one of the case. Throws EffectError when there is none. */
export async function inspectionOf(context: OperationContext): Promise<Inspection> {
	if (context.param<string>('specify', 'inspection') === 'table') {
		const goods = context.param<{ lines?: unknown }>('goods', {});
		return spread(check({ id: context.param<unknown>('inspectionId', '1'), lines: goods.lines ?? [] }));
	}
	const given = jsonParam(context, 'inspection', Given, example);
	if (given) return spread(given);
	const last = (await context.requireCase()).inspections.at(-1);
	if (!last)
		throw invalidInput(
			'Nothing was inspected for this return yet',
			'Record the inspection first (Return Case: Record Inspection), or set Inspection.',
			'inspection',
		);
	return last;
}

function check(table: unknown): z.output<typeof Given> {
	return parsedInput(Given, table, 'goods', 'Give each line a SKU and whole numbers of pieces.', 'goods');
}

/** Each destination of a line as a line of its own. */
function spread({ id, lines }: z.output<typeof Given>): Inspection {
	const each = lines.flatMap((one) => {
		if ('destination' in one) return [one as Inspection['lines'][number]];
		const { line, sku, condition = 'unknown' } = one as z.output<typeof Spread>;
		return destinations.flatMap((destination) => {
			const quantity = (one as z.output<typeof Spread>)[destination] ?? 0;
			return quantity ? [{ line, sku, quantity, condition, destination }] : [];
		});
	});
	if (!each.length) throw invalidInput('No piece goes anywhere', example, 'inspection');
	return { id, lines: each };
}
