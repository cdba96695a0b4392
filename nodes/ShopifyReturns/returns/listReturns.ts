import { z } from 'zod';
import { EffectError, invalidInput } from '../../shared/model/effectError';
import { ListedReturn, returnsList, returnsOfOrder } from '../graphql';
import type { ShopifyClient } from '../transport/client';

export interface ReturnFilter {
	/** `active`: requested or open. */
	status: 'active' | 'any' | 'requested' | 'open' | 'closed' | 'declined' | 'canceled';
	/** Only orders that changed since; ISO 8601. */
	since?: string;
}

export interface ReturnRow extends ListedReturn {
	orderId: string;
	orderNumber: string;
}

/** Above this many rows a bulk operation is cheaper than pages. */
export const bulkAbove = 250;

const orderStatuses: Partial<Record<ReturnFilter['status'], string[]>> = {
	active: ['return_requested', 'in_progress'],
	requested: ['return_requested'],
	open: ['in_progress', 'return_requested'],
	closed: ['returned', 'in_progress', 'return_requested', 'inspection_complete'],
};

/**
 * Shopify's search for the orders that may have such returns. An order has one return status, in which requested beats open beats
 * closed, and declined or canceled ones do not show at all (docs/facts/shopify.md#an-order-has-one-return-status): for those every
 * order that changed is looked at.
 * Throws EffectError when that would be every order of the shop.
 */
export function orderSearch({ status, since }: ReturnFilter): string {
	const time = since ? new Date(since) : undefined;
	if (time && !Number.isFinite(time.getTime()))
		throw invalidInput(`"${since}" is no time`, 'Give one such as 2026-11-21T00:00:00Z.', 'since');
	const statuses = orderStatuses[status];
	if (!statuses && !time)
		throw invalidInput(
			'These returns can only be found among orders that changed lately',
			'Give Updated Since, e.g. {{ $now.minus({ days: 30 }).toISO() }}.',
			'since',
		);
	const parts = [
		...(statuses ? [`(${statuses.map((one) => `return_status:${one}`).join(' OR ')})`] : []),
		...(time ? [`updated_at:>='${time.toISOString()}'`] : []),
	];
	return parts.join(' AND ');
}

export function fits({ status }: Pick<ReturnRow, 'status'>, filter: ReturnFilter): boolean {
	if (filter.status === 'any') return true;
	if (filter.status === 'active') return status === 'REQUESTED' || status === 'OPEN';
	return status === filter.status.toUpperCase();
}

/** Returns by page, newest changed orders first, until `limit`; `more` says that there are others. */
export async function listByPage(
	client: ShopifyClient,
	filter: ReturnFilter,
	limit: number,
): Promise<{ rows: ReturnRow[]; more: boolean }> {
	const rows: ReturnRow[] = [];
	const query = orderSearch(filter);
	for (let after: string | null | undefined; ;) {
		const { nodes, pageInfo } = (await client.send(returnsList, { query, after: after ?? null })).orders;
		for (const [index, order] of nodes.entries()) {
			let page = order.returns;
			for (;;) {
				const fitting = page.nodes
					.filter((one) => fits(one, filter))
					.map((one) => ({ ...one, orderId: order.id, orderNumber: order.name }));
				rows.push(...fitting);
				if (!page.pageInfo.hasNextPage || rows.length > limit) break;
				page = (await client.send(returnsOfOrder, { id: order.id, after: page.pageInfo.endCursor })).order?.returns ?? {
					nodes: [],
					pageInfo: { hasNextPage: false },
				};
			}
			if (rows.length > limit) return { rows: rows.slice(0, limit), more: true };
			if (rows.length === limit && (index < nodes.length - 1 || pageInfo.hasNextPage || page.pageInfo.hasNextPage))
				return { rows, more: true };
		}
		if (!pageInfo.hasNextPage) return { rows, more: false };
		after = pageInfo.endCursor;
	}
}

const BulkOrder = z.object({ id: z.string(), name: z.string(), updatedAt: z.string() });
const BulkReturn = ListedReturn.extend({ __parentId: z.string() });

/** Rows of a bulk result: orders, and after each its returns, which name it as parent. Newest changed orders first, as by page. */
export function rowsOfBulk(lines: unknown[], filter: ReturnFilter): ReturnRow[] {
	const orders = new Map<string, z.infer<typeof BulkOrder>>();
	const rows: Array<{ row: ReturnRow; at: string }> = [];
	for (const line of lines) {
		const one = BulkReturn.safeParse(line);
		if (!one.success) {
			const order = BulkOrder.safeParse(line);
			if (!order.success)
				throw new EffectError("Shopify's bulk file holds a line that is neither order nor return", {
					category: 'retryable',
					connection: 'shopify',
					advice: 'Choose another API Version in the Shopify credential; report it when it stays.',
				});
			orders.set(order.data.id, order.data);
			continue;
		}
		const { __parentId, ...row } = one.data;
		const order = orders.get(__parentId);
		if (order && fits(row, filter))
			rows.push({ row: { ...row, orderId: order.id, orderNumber: order.name }, at: order.updatedAt });
	}
	return rows.sort((a, b) => b.at.localeCompare(a.at)).map(({ row }) => row);
}
