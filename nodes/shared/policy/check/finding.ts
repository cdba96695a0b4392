import { z } from 'zod';
import { ruleSections } from '../ruleFields';

export const findingCodes = [
	'shadowed',
	'empty_range',
	'unreachable',
	'unknown_category',
	'unknown_country',
	'asks_nothing',
	'no_currency',
	'name_twice',
	'below_law',
] as const;

/** What is wrong with a rule of a draft: which rule, what, and what to do about it. */
export const PolicyFinding = z.object({
	code: z.enum(findingCodes),
	/** The kind of rule as the editor calls it, or `Settings`. */
	kind: z.string(),
	/** The rule by its name, or the field of the settings. */
	rule: z.string(),
	message: z.string(),
	advice: z.string(),
	/** Of the law that the rule is below. */
	clause: z.string().optional(),
});
export type PolicyFinding = z.infer<typeof PolicyFinding>;

/** A kind of rules as the editor calls it. */
export function labelOf(kind: string): string {
	return ruleSections.find(({ name }) => name === kind)?.label ?? kind;
}
