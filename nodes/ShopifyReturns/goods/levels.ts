import { z } from 'zod';
import { invalidInput } from '../../shared/model';
import { inventoryLevels, locations } from '../graphql';
import type { ShopifyClient } from '../transport/client';
import { skuQuery } from './stockInput';

/** What Shopify counts of an item at a location. */
export const Level = z.object({
	sku: z.string(),
	inventoryItem: z.string(),
	available: z.number().int(),
	onHand: z.number().int(),
});
export type Level = z.infer<typeof Level>;

/** The only active location of the shop. Throws EffectError when there are several. */
export async function onlyLocation(client: ShopifyClient): Promise<string> {
	const { nodes, pageInfo } = (await client.send(locations, { query: null, after: null })).locations;
	const active = nodes.filter(({ isActive }) => isActive);
	if (active.length === 1 && !pageInfo.hasNextPage) return active[0].id;
	throw invalidInput(
		`The shop has ${active.length} active locations, and none is chosen`,
		'Choose one in Location.',
		'location',
	);
}

/**
 * The stock of SKUs at a location, in their order. `untracked`: SKUs that Shopify does not know as exactly one item, does not track, or does not
 * stock there; nothing of them can be set.
 */
export async function readLevels(
	client: ShopifyClient,
	location: string,
	skus: string[],
): Promise<{ items: Level[]; untracked: string[] }> {
	const items: Level[] = [];
	const untracked: string[] = [];
	for (const sku of skus) {
		const found = await itemsOf(client, location, sku);
		if (found.length === 1 && found[0]) items.push(found[0]);
		else untracked.push(sku);
	}
	return { items, untracked };
}

/** The items of a SKU: Shopify's search is fuzzy, so it is compared again. Undefined: one whose stock is not counted there. */
async function itemsOf(client: ShopifyClient, location: string, sku: string): Promise<Array<Level | undefined>> {
	const query = skuQuery(sku);
	let page = (await client.send(inventoryLevels, { query, location, after: null })).inventoryItems;
	const nodes = [...page.nodes];
	while (page.pageInfo.hasNextPage) {
		page = (await client.send(inventoryLevels, { query, location, after: page.pageInfo.endCursor })).inventoryItems;
		nodes.push(...page.nodes);
	}
	return nodes
		.filter((node) => node.sku === sku)
		.map(({ id, tracked, inventoryLevel }) => {
			const count = (name: string) => inventoryLevel?.quantities.find((one) => one.name === name)?.quantity;
			const [available, onHand] = [count('available'), count('on_hand')];
			if (!tracked || available === undefined || onHand === undefined) return undefined;
			return { sku, inventoryItem: id, available, onHand };
		});
}
