import { EffectError } from '../../shared/model';
import type { Further, Page } from '../graphql';
import type { ShopifyClient } from './client';

/**
 * A list to its end, whose first page came with its object. Throws EffectError when Shopify does not give the rest: half a list must
 * never be taken for the whole.
 */
export async function readOn<N>(
	client: ShopifyClient,
	document: Further<N>,
	id: string,
	first: Page<N>,
): Promise<{ nodes: N[]; pageInfo: { hasNextPage: false } }> {
	const nodes = [...first.nodes];
	for (let { pageInfo } = first; pageInfo?.hasNextPage;) {
		const after = pageInfo.endCursor;
		const page = after ? (await client.send(document, { id, after })).node?.list : undefined;
		if (!page || (page.pageInfo?.hasNextPage && page.pageInfo.endCursor === after))
			throw new EffectError(`Shopify gave only the first ${nodes.length} entries of a list (${document.name})`, {
				category: 'retryable',
				connection: 'shopify',
				advice: 'It is tried again later. Report it when it stays.',
			});
		nodes.push(...page.nodes);
		({ pageInfo } = page);
	}
	return { nodes, pageInfo: { hasNextPage: false } };
}
