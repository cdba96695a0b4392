import type { CaseState } from '../../shared/case/caseState';
import type { CaseStore } from '../../shared/store/store';
import type { BrandFacts, NewEvent } from '../../shared/model';
import type { OrderRefundsNode } from '../graphql';
import { readBrandFacts } from '../orders/brandFacts';
import { readRefunds } from '../orders/readOrder';
import { changesInShop } from '../returns/changedInShop';
import { readReturn, readStatus } from '../returns/readReturn';
import type { ShopifyClient } from '../transport/client';
import { within } from './enrich';

/** What Shopify is asked while a message is taken in, since bodies are old or say only a part; undefined: it cannot be asked now. */
export interface AskShop {
	refundsOf(orderId: string): Promise<Pick<OrderRefundsNode, 'name' | 'refunds'> | undefined>;
	/** What the return is there that its case does not know. */
	changesOf(returnId: string, store: CaseStore, found: CaseState): Promise<NewEvent[] | undefined>;
	/** As Shopify's ReturnStatus has it: OPEN, CLOSED ... */
	statusOf(returnId: string): Promise<string | undefined>;
	brandFactsOf(orderId: string): Promise<BrandFacts | undefined>;
}

/** Asks with time to spare. Throws what the shop's answer is, if it is an error. */
export function askShop(client: ShopifyClient): AskShop {
	return {
		refundsOf: async (orderId) => await readRefunds(client, orderId),
		changesOf: async (returnId, store, found) =>
			await changesInShop(store, client, await readReturn(client, returnId), found),
		statusOf: async (returnId) => (await readStatus(client, returnId)).status,
		brandFactsOf: async (orderId) => await readBrandFacts(client, orderId),
	};
}

/** Asks while Shopify waits for our own answer. No answer in `ms` milliseconds, or an error, which `failed` hears of: the message waits for a later look. */
export function askQuickly(
	client: () => Promise<ShopifyClient>,
	ms: number,
	failed: (error: unknown) => void,
): AskShop {
	const ask = async <T>(work: (shop: AskShop) => Promise<T>): Promise<T | undefined> =>
		await within(
			ms,
			client().then(async (one) => await work(askShop(one))),
		).catch((error: unknown) => void failed(error));
	return {
		refundsOf: async (orderId) => await ask(async (shop) => await shop.refundsOf(orderId)),
		changesOf: async (...asked) => await ask(async (shop) => await shop.changesOf(...asked)),
		statusOf: async (returnId) => await ask(async (shop) => await shop.statusOf(returnId)),
		brandFactsOf: async (orderId) => await ask(async (shop) => await shop.brandFactsOf(orderId)),
	};
}
