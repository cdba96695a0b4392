import { z } from 'zod';
import { invalidInput } from '../../shared/model/effectError';
import type { ReturnLineNode } from '../graphql';
import { caseLineOf, tailOf } from '../graphql/gid';

/** How many pieces of a line shall remain in the return. */
export interface Remaining {
	line: string;
	remaining: number;
}

export const Removal = z.object({
	returnLineItemId: z.string(),
	quantity: z.number().int(),
});
export type Removal = z.infer<typeof Removal>;

/**
 * What must be taken out so that this much remains. It says how things shall be, so a repeat takes out nothing. A line that is not
 * there (any more) counts as empty. Throws EffectError when more shall remain than is there, or less than was processed already.
 */
export function removalsOf(
	nodes: ReturnLineNode[],
	wanted: Remaining[],
	lineIdOf: (node: ReturnLineNode) => string | undefined = () => undefined,
): Removal[] {
	return wanted.flatMap(({ line, remaining }) => {
		const node = nodes.find((one) => [one.id, tailOf(one.id), caseLineOf(one.id), lineIdOf(one)].includes(line));
		const have = node?.quantity ?? 0;
		if (remaining > have)
			throw invalidInput(
				`${remaining} x ${line} cannot remain in the return: it has ${have}`,
				'Items are only taken out here. Return: Create makes a return with more.',
				'lines',
			);
		if (!node || remaining === have) return [];
		if (remaining < node.processedQuantity)
			throw invalidInput(
				`${node.processedQuantity} x ${line} were processed already, so no less can remain`,
				'Raise "remaining", or leave the line out.',
				'lines',
			);
		return [{ returnLineItemId: node.id, quantity: have - remaining }];
	});
}
