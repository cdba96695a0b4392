import type { Decision } from '../shared/model';
import type { PolicyCase } from './input/policyCase';

/** What the book offers for a line, as the return was decided; undefined when it says nothing. */
export type Offer = NonNullable<Decision['offers']>[number];

/** The offer for a line of a return. */
export function offerOf({ decision }: Pick<PolicyCase, 'decision'>, line: string): Offer | undefined {
	return decision?.offers?.find((offer) => offer.line === line);
}
