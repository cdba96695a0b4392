import type { CaseState } from '../../shared/case/caseState';
import type { CaseStore } from '../../shared/store/store';
import type { NewEvent } from '../../shared/model';
import type { ReturnLineNode, ReturnNode } from '../graphql';
import type { ShopifyClient } from '../transport/client';
import { caseLineFor } from './returnLines';
import { outcomeOf, termsOf, wereAsked, worthQuestion } from './shopWorth';

/** Kind of the effect that takes pieces off a return. */
export const removeKind = 'shopify.return_remove';

/** Only people of the shop can change a return that was approved. */
const actor = 'Shopify staff';

/**
 * What an approved return is in Shopify that its case does not know, as events of the case: pieces that were taken off it or put on it, an
 * exchange or fees that were put on it. The return itself says it, not a webhook, so none that is lost or comes twice matters.
 */
export async function changesInShop(
	store: CaseStore,
	client: ShopifyClient,
	node: ReturnNode,
	state: CaseState,
): Promise<NewEvent[]> {
	if (node.status !== 'OPEN' || state.verdict !== 'approved' || state.closedAt) return [];
	const removed = await removedOf(store, node, state);
	return [...removed, ...addedOf(node, state), ...(await termsAsked(store, client, node, state))];
}

/** How many pieces of the case's lines remain. */
export function itemsRemoved(id: string, lines: Array<{ line: string; quantity: number }>): NewEvent {
	return { source: 'shopify', id, type: 'return.items_removed', data: { lines } };
}

/** While our own node takes pieces off, or may have, it is the one to record it. */
async function removedOf(
	store: CaseStore,
	{ id, returnLineItems }: ReturnNode,
	{ reference, lines }: CaseState,
): Promise<NewEvent[]> {
	const gone = lines.flatMap(({ id: line, sku, title, providerIds, quantities: { approved, received } }) => {
		const shops = providerIds['shopify.return_line'];
		const remaining = returnLineItems.nodes.find((one) => one.id === shops)?.quantity ?? 0;
		// What has come cannot be taken off any more.
		return shops && remaining < approved && received < approved
			? [
					{
						line,
						quantity: remaining,
						what: `${approved - Math.max(remaining, received)} x ${sku || title || 'an item'}`,
					},
				]
			: [];
	});
	if (!gone.length || (await store.claims.isOpen(reference, removeKind))) return [];
	const eventId = `${id}/remaining/${gone.map(({ line, quantity }) => `${line}=${quantity}`).join(',')}`;
	const message = `${gone.map(({ what }) => what).join(' and ')} of this return was taken off it in Shopify, so it will not come. Take it off the return in Odoo too, and do not pay for it; then resolve this exception.`;
	return [
		{
			...itemsRemoved(
				eventId,
				gone.map(({ line, quantity }) => ({ line, quantity })),
			),
			actor,
		},
		differs(`${eventId}/told`, message),
	];
}

/** Pieces that the case was not asked for: it decided nothing about them, and no document of it expects them. */
function addedOf({ id, returnLineItems }: ReturnNode, { lines }: CaseState): NewEvent[] {
	const more = (node: ReturnLineNode) =>
		node.quantity - (lines.find((one) => one.id === caseLineFor(node, lines)?.id)?.quantities.requested ?? 0);
	const added = returnLineItems.nodes
		.filter((node) => node.fulfillmentLineItem && more(node) > 0)
		.map((node) => ({ node, quantity: more(node) }));
	if (!added.length) return [];
	const named = added.map(({ node: { fulfillmentLineItem: item }, quantity }) => {
		return `${quantity} x ${item!.lineItem.sku || item!.lineItem.title}`;
	});
	return [
		differs(
			`${id}/added/${added.map(({ node, quantity }) => `${node.id.split('/').pop()}+${quantity}`).join(',')}`,
			`${named.join(' and ')} was put on this return in Shopify after it was decided, so nothing is owed for it here and no document expects it. Take it off there and make a return of its own for it, which gets a case; or take it in and settle it by hand. Then resolve this exception.`,
		),
	];
}

function differs(id: string, message: string): NewEvent {
	const exception = { code: 'shop_differs', owner: 'service' as const, message };
	return { source: 'shopify', id, actor, type: 'exception.opened', data: { exception } };
}

/** Finance is asked about an exchange and fees once; other ones are another question. */
async function termsAsked(
	store: CaseStore,
	client: ShopifyClient,
	node: ReturnNode,
	state: CaseState,
): Promise<NewEvent[]> {
	const terms = state.order && termsOf(node, state.order.currency);
	if (!terms || wereAsked(await store.cases.timeline(state.reference), node)) return [];
	const question = worthQuestion(node, terms, await outcomeOf(client, node), state.refunds);
	return question ? [question] : [];
}
