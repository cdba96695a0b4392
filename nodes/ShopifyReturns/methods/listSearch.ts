import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { toNodeError } from '../../shared/operation';
import { locations } from '../graphql';
import { shopifyOfNode } from '../transport/fromNode';

/** The shop's active locations whose name contains what was typed, a hundred at a time. */
export async function searchLocations(
	this: ILoadOptionsFunctions,
	filter?: string,
	after?: string,
): Promise<INodeListSearchResult> {
	try {
		const { nodes, pageInfo } = (
			await (await shopifyOfNode(this)).send(locations, { query: null, after: after ?? null })
		).locations;
		const wanted = (filter ?? '').trim().toLowerCase();
		return {
			results: nodes
				.filter(({ isActive, name }) => isActive && name.toLowerCase().includes(wanted))
				.map(({ id, name }) => ({ name, value: id })),
			...(pageInfo.hasNextPage && pageInfo.endCursor && { paginationToken: pageInfo.endCursor }),
		};
	} catch (error) {
		throw toNodeError(this.getNode(), error, 0);
	}
}
