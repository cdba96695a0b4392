import { z } from 'zod';
import type { Policy } from '../../model';
import { policyHash } from '../policyHash';
import { europeanMarketsOf, findBelowLaw } from './belowLaw';
import { PolicyFinding } from './finding';
import { findUnreachable } from './reach';
import { findShadows } from './shadows';
import { findEmpty, findNamesakes, findUnknownNames } from './written';

/** What a check of a draft found. */
export const PolicyCheck = z.object({
	/** Names the policy by its content (policyHash.ts). */
	version: z.string(),
	/** Nothing was found. */
	clean: z.boolean(),
	/** How many rules can never do what they say, and how many are below the law. */
	faults: z.number().int(),
	belowLaw: z.number().int(),
	findings: z.array(PolicyFinding),
	/** What could not be looked at, in words for people. */
	notChecked: z.array(z.string()),
});
export type PolicyCheck = z.infer<typeof PolicyCheck>;

/**
 * Checks a draft: what of it can never count, and what is below the law. `categories`: those of the shop, when they are known. Pure.
 */
export function checkPolicy(policy: Policy, categories?: string[]): PolicyCheck {
	const { book = {} } = policy;
	const faults = [
		...findEmpty(book),
		...findNamesakes(book),
		...findUnknownNames(policy, categories),
		...findShadows(book),
		...findUnreachable(policy),
	];
	const belowLaw = findBelowLaw(policy);
	return {
		version: policyHash(policy),
		clean: !faults.length && !belowLaw.length,
		faults: faults.length,
		belowLaw: belowLaw.length,
		findings: [...faults, ...belowLaw],
		notChecked: [
			...(categories ? [] : ['Whether the shop has the categories: Categories of the Shop is blank.']),
			...(europeanMarketsOf(policy).length
				? []
				: [
						`Whether it is below the law of withdrawal: Sells To names ${policy.sellsTo!.join(', ')}, and that law holds in the European Economic Area.`,
					]),
		],
	};
}
