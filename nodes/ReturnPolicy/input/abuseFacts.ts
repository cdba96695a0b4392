import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { parsedInput, PolicyFacts, readJson } from '../../shared/model';

const grams = z.number().int().nonnegative();

/** What is known of a customer and a parcel besides the case. What is left out is not known, and counts for nothing. */
export const AbuseFacts = z.object({
	/** The customer's other returns. */
	history: PolicyFacts.shape.history,
	/** Pieces that the customer has bought in all. */
	boughtPieces: z.number().int().nonnegative().optional(),
	/** Grams of the parcel that came, and what it should weigh. */
	measuredWeight: grams.optional(),
	expectedWeight: grams.optional(),
	/** Other customers whose returns were held, and what this one shares with them. */
	linked: z
		.array(z.object({ by: z.string().trim().min(1), reference: z.string().trim().min(1) }))
		.max(500)
		.optional(),
});
export type AbuseFacts = z.infer<typeof AbuseFacts>;

const number = (displayName: string, name: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 0,
	description,
});

/** What signs of abuse are looked for in, beside the case. */
export const abuseFactsProperty: INodeProperties = {
	displayName: 'Known of the Customer',
	name: 'facts',
	type: 'collection',
	placeholder: 'Add fact',
	default: {},
	description: 'What signs of abuse are looked for in. What is left out is not known, and counts for nothing.',
	options: [
		{
			displayName: 'History',
			name: 'history',
			type: 'json',
			default: '={{ $json.history }}',
			description:
				"The customer's other returns, a list: each with reference, openedAt, pieces, value, reasons, and withdrawal. One without reasons does not count.",
		},
		{
			displayName: 'Linked Returns',
			name: 'linked',
			type: 'json',
			default: '={{ $json.linked }}',
			description:
				'Returns of others that were held and share something with this customer, a list: each with reference, and by (address, payment, phone)',
		},
		number('Pieces Bought', 'boughtPieces', 'How many pieces the customer has bought in the time that the sign counts'),
		number('Weight Expected (Grams)', 'expectedWeight', 'What the goods of the parcel weigh'),
		number('Weight Measured (Grams)', 'measuredWeight', 'What the parcel weighs, as the carrier or the warehouse says'),
	],
};

/** Reads them. Throws EffectError that names the field. */
export function readAbuseFacts({ history, linked, ...numbers }: Record<string, unknown>): AbuseFacts {
	const facts = { ...numbers, history: readJson(history, 'facts.history'), linked: readJson(linked, 'facts.linked') };
	const given = Object.fromEntries(
		Object.entries(facts).filter(([, value]) => value !== undefined && value !== null && value !== ''),
	);
	return parsedInput(AbuseFacts, given, 'facts', 'Correct the value under Known of the Customer.');
}
