import { z } from 'zod';
import { parsedInput, stockPlaces, readJson } from '../../shared/model';
import { invalidInput } from '../../shared/model/effectError';

/** Goods that were looked at, and of which nobody has said yet where they go. */
export const InspectedGoods = z.object({
	id: z.coerce.string().min(1).optional(),
	lines: z
		.array(
			z.object({
				line: z.string().optional(),
				sku: z.string().optional(),
				quantity: z.number().int().positive(),
				serials: z.array(z.string()).optional(),
				condition: z.string().default('unknown'),
				/** Of questions of the inspection: { "battery": "swollen" }. */
				answers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
				note: z.string().optional(),
				evidence: z.string().optional(),
				/** Grams of all the pieces. */
				weight: z.number().nonnegative().optional(),
				/** What customs call the product: digits of the Combined Nomenclature. */
				cn: z.string().optional(),
				/** A person has said where it goes: then no rule does. */
				destination: z.enum(stockPlaces).optional(),
			}),
		)
		.min(1),
});
export type InspectedGoods = z.infer<typeof InspectedGoods>;

/** Reads the Inspection parameter: an object, or its JSON text. Throws EffectError that names the field. */
export function readInspected(value: unknown): InspectedGoods {
	const given = readJson(value, 'inspection');
	if (given === undefined)
		throw invalidInput(
			'This item carries no inspection',
			'Set Inspection, e.g. {"lines": [{"sku": "TEE-BLUE-M", "quantity": 1, "condition": "as new"}]}.',
			'inspection',
		);
	return parsedInput(InspectedGoods, given, 'inspection', 'Give each line a line or SKU, and how many pieces.');
}
