import { z } from 'zod';
import type { ReturnLine } from '../../shared/model';
import type { Effect } from '../../shared/effect';
import { returnRemove } from '../graphql';
import { tailOf } from '../graphql/gid';
import type { ShopifyClient } from '../transport/client';
import { removeKind } from './changedInShop';
import { readReturn } from './readReturn';
import { Removal, removalsOf, type Remaining } from './removals';
import { caseLineFor } from './returnLines';

export const Removed = z.object({
	id: z.string(),
	name: z.string(),
	status: z.string(),
	totalQuantity: z.number().int(),
	/** What this run took out. */
	removed: z.array(Removal),
});
export type Removed = z.infer<typeof Removed>;

/** A return, and how many pieces of its lines shall remain. */
export interface Removing {
	client: ShopifyClient;
	id: string;
	wanted: Remaining[];
	/** The lines of its case; none without one. */
	known: Array<Pick<ReturnLine, 'id' | 'sku' | 'providerIds'>>;
}

/** Names what shall remain. */
export function removingName({ id, wanted }: Removing): string {
	const lines = wanted.map(({ line, remaining }) => `${line}=${remaining}`).sort();
	return `${id}/${lines.join(',')}`;
}

/** The return when it is as wanted already. */
export async function removedBefore(removing: Removing): Promise<Removed | undefined> {
	const { shown, removals } = await readRemovals(removing);
	return removals.length ? undefined : shown;
}

/** Takes pieces out of a return. */
export function removingEffect(key: string, removing: Removing): Effect<Removed> {
	const { client, id } = removing;
	return {
		key,
		kind: removeKind,
		lookUp: async () => await removedBefore(removing),
		act: async () => {
			const { shown, removals } = await readRemovals(removing);
			if (!removals.length) return shown;
			const { removeFromReturn } = await client.send(returnRemove, { id, lines: removals });
			return { ...removeFromReturn.return, removed: removals };
		},
		preview: async () => {
			const { shown, removals } = await readRemovals(removing);
			const taken = removals.reduce((total, { quantity }) => total + quantity, 0);
			return { ...shown, totalQuantity: shown.totalQuantity - taken, removed: removals };
		},
	};
}

/** What shall remain, by the lines of the case. */
export function remainingOfCase({ wanted, known }: Removing): Array<{ line: string; quantity: number }> {
	return wanted.flatMap(({ line, remaining: quantity }) => {
		const named = known.find(({ id: own, providerIds: { 'shopify.return_line': shops } }) =>
			[own, ...(shops ? [shops, tailOf(shops)] : [])].includes(line),
		);
		return named ? [{ line: named.id, quantity }] : [];
	});
}

/** The return as it is, and what must be taken out of it. */
async function readRemovals({ client, id, wanted, known }: Removing): Promise<{ shown: Removed; removals: Removal[] }> {
	const { name, status, totalQuantity, returnLineItems } = await readReturn(client, id);
	const removals = removalsOf(returnLineItems.nodes, wanted, (line) => caseLineFor(line, known)?.id);
	return { shown: { id, name, status, totalQuantity, removed: [] }, removals };
}
