import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput, stockPlaces } from '../../shared/model';
import { referenceProperty, type OperationContext } from '../../shared/operation';
import type { Fate, Inspected } from './dispositions';
import { returnIdProperty } from '../returns/parameters';
import { listOf } from '../transport/list';
import { locationProperty } from './location';

const lineWith = (fates: [Fate, ...Fate[]]) =>
	z.object({ line: z.string().min(1), quantity: z.number().int().positive(), destination: z.enum(fates) });
const Line = lineWith([...stockPlaces]);
const LineOrMissing = lineWith([...stockPlaces, 'missing']);

const fates: Fate[] = [...stockPlaces, 'missing'];

/** Every piece inspected so far, by line and destination: given in the node, else from the case. Throws EffectError when there is none, unless a case `mayHaveNone`. */
export async function inspectedOf(
	context: OperationContext,
	{ withMissing = false, mayHaveNone = false } = {},
): Promise<Inspected[]> {
	const given: Given = listOf(
		context,
		'lines',
		'Lines Without a Case',
		withMissing ? LineOrMissing : Line,
		'[{ "line": "L6200524949", "quantity": 1, "destination": "restock" }]',
	);
	const inspected: Inspected[] =
		given.length || !context.store
			? grouped(given)
			: (await context.requireCase()).lines.map((line): Inspected => ({
					id: line.id,
					sku: line.sku,
					providerIds: line.providerIds,
					counts: line.quantities.inspected,
				}));
	if (inspected.some(({ counts }) => fates.some((fate) => counts[fate]))) return inspected;
	if (mayHaveNone && context.store) return [];
	throw invalidInput(
		'No goods of this return were inspected yet',
		'Run this after return.inspected, or give the lines in the node.',
		'lines',
	);
}

type Given = Array<{ line: string; quantity: number; destination: Fate }>;

function grouped(lines: Given): Inspected[] {
	const byLine = new Map<string, Inspected>();
	for (const { line, quantity, destination } of lines) {
		const known = byLine.get(line) ?? { id: line, sku: '', providerIds: {}, counts: {} };
		known.counts[destination] = (known.counts[destination] ?? 0) + quantity;
		byLine.set(line, known);
	}
	return [...byLine.values()];
}

/** Names exactly these quantities: a later inspection is another operation, a repeat the same. */
export function signatureOf(inspected: Inspected[]): string {
	const lines = inspected.map(
		({ id, counts }) =>
			`${id}:${fates
				.filter((one) => counts[one])
				.map((one) => `${one}=${counts[one]}`)
				.join('+')}`,
	);
	return lines
		.filter((line) => !line.endsWith(':'))
		.sort()
		.join(',');
}

/** Parameters of an operation that tells Shopify what became of goods. `lines`: what its lines without a case are. */
export function inspectedProperties(lines: string): INodeProperties[] {
	return [
		referenceProperty,
		returnIdProperty,
		locationProperty({
			displayName: 'Restock At Location',
			name: 'location',
			description:
				"Where Shopify adds restocked goods. Empty: Shopify's stock is left alone, which is right when Odoo keeps the stock.",
		}),
		{
			displayName: 'Lines Without a Case',
			name: 'lines',
			type: 'json',
			default: '[]',
			placeholder: '[{ "line": "L6200524949", "quantity": 1, "destination": "restock" }]',
			description: lines,
		},
	];
}
