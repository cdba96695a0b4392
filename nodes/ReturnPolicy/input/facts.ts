import type { INodeProperties } from 'n8n-workflow';
import { parsedInput, PolicyFacts, readJson } from '../../shared/model';

/** What rules may ask beside the case. */
export const factsProperty: INodeProperties = {
	displayName: 'Known of the Customer',
	name: 'facts',
	type: 'collection',
	placeholder: 'Add fact',
	default: {},
	description: 'What rules ask that is not in the case',
	options: [
		{
			displayName: 'History',
			name: 'history',
			type: 'json',
			default: '={{ $json.history }}',
			description:
				"The customer's other returns, a list: each with openedAt, pieces and value. Rules of the kind Customer Limit count them.",
		},
		{
			displayName: 'Member Tier',
			name: 'tier',
			type: 'string',
			default: '',
			placeholder: 'e.g. gold',
			description: 'As rules name it under Only Member Tiers',
		},
		{
			displayName: 'Score of Abuse',
			name: 'score',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 100 },
			default: 0,
			description:
				'From 0 to 100, as Abuse: Assess gives it under abuse.score. Rules of the kind Approval Gate may ask for it. What the law protects is not scored.',
		},
	],
};

/** Reads them. Throws EffectError that names the field. */
export function readFacts({ history, tier, score }: Record<string, unknown>): PolicyFacts {
	const facts = {
		history: readJson(history, 'facts.history'),
		tier: typeof tier === 'string' && tier.trim() ? tier.trim() : undefined,
		score: score === '' || score === null ? undefined : score,
	};
	const given = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
	return parsedInput(PolicyFacts, given, 'facts', 'Correct the value under Known of the Customer.');
}
