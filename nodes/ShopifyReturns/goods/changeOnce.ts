import { z } from 'zod';
import type { IDataObject } from 'n8n-workflow';
import { EffectError } from '../../shared/model';
import { performed, type OperationContext } from '../../shared/operation';
import type { AdjustmentGroup } from '../graphql';

export const Changed = z.object({
	reference: z.string(),
	id: z.string(),
	changes: z.array(
		z.object({
			name: z.string(),
			delta: z.number().int(),
			inventoryItem: z.string(),
			location: z.string(),
		}),
	),
});
export type Changed = z.infer<typeof Changed>;

/** What each operation that changes stock gives. */
export const changeOutput = performed('inventory', Changed.partial({ id: true }));

/**
 * Shopify keeps idempotency keys for 24 hours from the first request (docs/facts/shopify.md#only-some-mutations-are-idempotent); an hour
 * is left for clocks and queues.
 */
const safeForMs = 23 * 3_600_000;

/**
 * Changes stock once for a reference. Shopify itself sees a repeat for 24 hours; what was changed cannot be looked up there, so
 * after that a change in doubt is left to a person, and with a case store one that is done is never sent again.
 */
export async function changeOnce(
	context: OperationContext,
	kind: string,
	{
		reference,
		planned,
		send,
	}: { reference: string; planned: Changed['changes']; send: () => Promise<AdjustmentGroup | null | undefined> },
): Promise<IDataObject> {
	return await context.perform<Changed>(
		'inventory',
		{
			key: reference,
			kind,
			lookUp: async ({ progress }) => {
				if (progress.sentAt && Date.now() - Date.parse(progress.sentAt) > safeForMs) {
					throw new EffectError(`Whether the change of stock ${reference} was made is not known`, {
						category: 'unknown_outcome',
						connection: 'shopify',
						code: 'too_old_to_repeat',
						advice:
							"Look at the item's inventory history in Shopify. When it was made, use Return Case: No Action; when not, make it under a new Change Reference.",
					});
				}
				return undefined;
			},
			act: async (memory) => {
				if (!memory.progress.sentAt) await memory.note({ sentAt: new Date().toISOString() });
				return view(reference, await send());
			},
			preview: async () => ({ reference, changes: planned }),
		},
		({ id, changes }) => [
			{
				source: 'shopify',
				id: `${kind}/${reference}`,
				type: 'shop_stock.changed',
				data: {
					id: id || reference,
					changes: changes.map(({ name, delta, inventoryItem, location }) => ({
						item: inventoryItem,
						location,
						quantity: name,
						delta,
					})),
				},
			},
		],
	);
}

function view(reference: string, group: AdjustmentGroup | null | undefined): Changed {
	return {
		reference,
		id: group?.id ?? '',
		changes: (group?.changes ?? []).map(({ name, delta, item, location }) => ({
			name,
			delta,
			inventoryItem: item?.id ?? '',
			location: location?.id ?? '',
		})),
	};
}
