import type { CaseState } from '../../shared/case/caseState';
import type { CaseStore } from '../../shared/store/store';
import type { CaseEvent } from '../../shared/model';
import type { ListedReturn, ReturnNode } from '../graphql';
import { tailOf } from '../graphql/gid';
import type { ReturnTopic } from './topics';

/** A change of a return that a case has not heard of, as a webhook would have told it. */
export interface Missed {
	topic: ReturnTopic;
	body: string;
	/** When it happened, if Shopify says so. */
	triggeredAt?: string;
}

/**
 * Which changes the case of a return lacks, in the order in which they happen. `since`: returns that were made before belong to the
 * time before the trigger, unless they have a case. What the case decided ahead of the shop is not missing.
 */
export async function missedTopics(
	store: CaseStore,
	{ id, status, createdAt, closedAt }: ListedReturn,
	since: string,
): Promise<ReturnTopic[]> {
	const found = await store.cases.findByReference('shopify.return', id);
	if (!found) return new Date(createdAt).toISOString() < since ? [] : (fromTheStart[status] ?? []);
	const undecided = found.verdict === 'requested' || found.verdict === 'in_review';
	switch (status) {
		case 'OPEN':
			if (undecided) return ['returns/approve'];
			return found.closedAt && (await wasClosedInShop(store, found)) ? ['returns/reopen'] : [];
		case 'DECLINED':
			return found.verdict === 'declined' ? [] : ['returns/decline'];
		case 'CANCELED':
			return found.verdict === 'canceled' ? [] : ['returns/cancel'];
		case 'CLOSED':
			return [
				...(undecided ? ['returns/approve' as const] : []),
				...(!found.closedAt && (await isNewClosing(store, found, closedAt)) ? ['returns/close' as const] : []),
			];
		default:
			return [];
	}
}

/** What leads to a status, of a return that no case is for yet. */
const fromTheStart: Record<string, ReturnTopic[]> = {
	REQUESTED: ['returns/request'],
	OPEN: ['returns/approve'],
	DECLINED: ['returns/request', 'returns/decline'],
	CANCELED: ['returns/request', 'returns/cancel'],
	CLOSED: ['returns/approve', 'returns/close'],
};

/** Only what was closed in the shop can have been opened there again; a case is also closed by other flows. */
async function wasClosedInShop(store: CaseStore, { reference, ids }: CaseState): Promise<boolean> {
	const last = await lastTurn(store, reference);
	return (
		last?.type === 'return.closed' && last.source === 'shopify' && last.id.startsWith(ids['shopify.return'] ?? '-')
	);
}

/** The case may have been opened again since, e.g. by a refund that failed: that closing is an old one. */
async function isNewClosing(
	store: CaseStore,
	{ reference }: CaseState,
	closedAt: string | null | undefined,
): Promise<boolean> {
	const last = await lastTurn(store, reference);
	return !last || !closedAt || new Date(closedAt).toISOString() > last.time;
}

async function lastTurn(store: CaseStore, reference: string): Promise<CaseEvent | undefined> {
	return (await store.cases.timeline(reference))
		.filter(({ type }) => type === 'return.closed' || type === 'return.reopened')
		.at(-1);
}

/** What a webhook of this topic would have said; `opens`: it is the first that the case hears of the return. Numbers above 2^53 cannot be written as numbers, so the ids are texts; nobody reads them. */
export function missedOf(topic: ReturnTopic, found: ReturnNode, opens: boolean): Missed {
	const head = { id: tailOf(found.id), admin_graphql_api_id: found.id };
	const order = { id: tailOf(found.order.id), admin_graphql_api_id: found.order.id };
	switch (topic) {
		case 'returns/request':
		case 'returns/approve': {
			const status = topic === 'returns/request' ? 'requested' : 'open';
			return {
				topic,
				...(opens && { triggeredAt: found.createdAt }),
				body: JSON.stringify({
					...head,
					status,
					order,
					name: found.name,
					return_line_items: found.returnLineItems.nodes.map(lineOf),
					exchange_line_items: [],
				}),
			};
		}
		case 'returns/decline':
			return {
				topic,
				body: JSON.stringify({
					...head,
					status: 'declined',
					decline: { reason: found.decline?.reason.toLowerCase() ?? 'other', note: found.decline?.note ?? null },
				}),
			};
		case 'returns/close':
			return {
				topic,
				triggeredAt: found.closedAt ?? undefined,
				body: JSON.stringify({ ...head, order_id: order.id, status: 'closed' }),
			};
		default:
			return { topic, body: JSON.stringify({ ...head, order_id: order.id, status: found.status.toLowerCase() }) };
	}
}

function lineOf({
	id,
	quantity,
	returnReasonDefinition: reason,
	returnReasonNote: staff,
	customerNote: customer,
	fulfillmentLineItem: line,
}: ReturnNode['returnLineItems']['nodes'][number]) {
	return {
		admin_graphql_api_id: id,
		quantity,
		return_reason: reason?.handle.replace(/-/g, '_') ?? 'unknown',
		return_reason_note: staff ?? '',
		customer_note: customer ?? null,
		...(line && {
			fulfillment_line_item: { admin_graphql_api_id: line.id, line_item: { admin_graphql_api_id: line.lineItem.id } },
		}),
	};
}
