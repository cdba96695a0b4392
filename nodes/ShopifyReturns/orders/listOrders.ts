import { invalidInput } from '../../shared/model';
import { orderList, type OrderRow } from '../graphql';
import type { ShopifyClient } from '../transport/client';

/** Which orders are listed. Times are ISO 8601. */
export interface OrderFilter {
	/** Changed since then. */
	since: string;
	/** Placed before then. */
	before?: string;
}

/** Shopify's search for orders that changed since a time. Throws EffectError for what is no time. */
export function changedSince({ since, before }: OrderFilter): string {
	const time = (text: string, field: string) => {
		const at = new Date(text);
		if (Number.isFinite(at.getTime())) return at.toISOString();
		throw invalidInput(`"${text}" is no time`, 'Give one such as 2026-11-21T00:00:00Z.', field);
	};
	return [
		`updated_at:>='${time(since, 'since')}'`,
		...(before ? [`created_at:<='${time(before, 'before')}'`] : []),
	].join(' AND ');
}

/** Orders that changed since a time, the longest ago first, up to `limit`; canceled ones and those of test payments are left out. */
export async function listOrders(client: ShopifyClient, filter: OrderFilter, limit: number): Promise<OrderRow[]> {
	const rows: OrderRow[] = [];
	const query = changedSince(filter);
	for (let after: string | null | undefined; ;) {
		const { nodes, pageInfo } = (await client.send(orderList, { query, after: after ?? null })).orders;
		rows.push(...nodes.filter(({ cancelledAt, test }) => !cancelledAt && !test));
		if (rows.length >= limit || !pageInfo.hasNextPage) return rows.slice(0, limit);
		after = pageInfo.endCursor;
	}
}
