import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { toNodeError } from '../../shared/operation';
import { connectNode } from '../transport/connect';
import { lists, type ListKind } from './lists';

const pageSize = 100;

type Search = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

/** A list method of the node: records that contain what was typed, a hundred at a time. The company is named when there are several. */
function searchOf(kind: ListKind): Search {
	const { model, schema, domain, label, order } = lists[kind];
	return async function (filter, paginationToken) {
		try {
			const offset = Number(paginationToken ?? 0);
			const odoo = await connectNode(this);
			const records = (await odoo.search(model, schema, domain((filter ?? '').trim()), {
				order,
				offset,
				limit: pageSize + 1,
			})) as Array<{ id: number; company_id: string }>;
			const shown = records.slice(0, pageSize);
			const companies = new Set(shown.flatMap(({ company_id }) => company_id || []));
			return {
				results: shown.map((record) => ({
					name: `${label(record)}${companies.size > 1 && record.company_id ? ` · ${record.company_id}` : ''}`,
					value: record.id,
				})),
				...(records.length > pageSize && { paginationToken: String(offset + pageSize) }),
			};
		} catch (error) {
			throw toNodeError(this.getNode(), error, 0);
		}
	};
}

/** The node's list methods, under the names that lists.ts gives them. */
export const listSearch: Record<string, Search> = Object.fromEntries(
	(Object.keys(lists) as ListKind[]).map((kind) => [lists[kind].method, searchOf(kind)]),
);
