import { idsOf } from '../../shared/operation';
import { createHash } from 'node:crypto';
import {
	toDecimal,
	type Money,
	type NewEvent,
	Refund,
	type RefundIntent,
	shopifyRefundStatuses,
} from '../../shared/model';
import type { RefundNode, Transaction } from '../graphql';
import type { RefundedGoods } from './refundOrder';
import { isRecordNote, noteOf } from '../orders/refundNote';

/** The canonical refund as operations give it out. */
export const RefundOutput = Refund.extend({
	providerIds: idsOf('shopify.refund', 'shopify.transaction', 'shopify.order'),
});

/** The refund of one intent, as it is sent: a pure function of the intent, so that a repeat is the same request. */
export function refundInput(intent: Pick<RefundIntent, 'id' | 'amount'>, orderId: string, parentId: string) {
	return {
		orderId,
		currency: intent.amount.currency,
		note: noteOf(intent.id),
		notify: false,
		transactions: [
			{ orderId, parentId, amount: toDecimal(intent.amount), gateway: 'shopify_payments', kind: 'REFUND' },
		],
	};
}

/**
 * The same for a shop that takes no refund of an amount alone: the goods that it is for, whose stock and return are told elsewhere, and a
 * reason for what it differs from their price.
 */
export function itemizedInput<I extends object>(input: I, goods: RefundedGoods[]) {
	return {
		...input,
		discrepancyReason: 'OTHER',
		...(goods.length && {
			refundLineItems: goods.map(({ lineItem, quantity }) => ({
				lineItemId: lineItem,
				quantity,
				restockType: 'NO_RESTOCK',
			})),
		}),
	};
}

/** UUID made of an intent id, always the same one: name-based as RFC 9562 version 8, over SHA-256. */
export function idempotencyKey(intent: string, kind = 'refund'): string {
	const bytes = createHash('sha256').update(`n8n-nodes-returns/shopify/${kind}/${intent}`).digest().subarray(0, 16);
	bytes[6] = (bytes[6] & 0x0f) | 0x80;
	bytes[8] = (bytes[8] & 0x3f) | 0x80;
	const hex = bytes.toString('hex');
	return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The refund that an intent led to, among an order's refunds. A record of one that went back elsewhere is none. */
export function refundOfIntent(refunds: RefundNode[], intent: string): RefundNode | undefined {
	return refunds.find(({ note }) => note?.includes(`[${intent}]`) && !isRecordNote(note));
}

/** A refund of Shopify as the canonical one. A refund without a transaction of its own has not moved money yet. */
export function refundOf(node: RefundNode, intent: string, amount: Money): Refund {
	const transaction = decisive(node.transactions.nodes.filter(({ kind }) => kind === 'REFUND'));
	return {
		id: node.id,
		intent,
		amount,
		status: shopifyRefundStatuses[transaction?.status ?? ''] ?? 'pending',
		...(transaction && { providerStatus: transaction.status }),
		...(transaction?.errorCode && { failureReason: transaction.errorCode }),
		...(node.createdAt && { createdAt: new Date(node.createdAt).toISOString() }),
		providerIds: { 'shopify.refund': node.id, ...(transaction && { 'shopify.transaction': transaction.id }) },
	};
}

/** Of several tries to pay, the one that tells how it stands: one that succeeded, else one on its way, else a failed one. */
function decisive(tries: Transaction[]): Transaction | undefined {
	const rank = ({ status }: Transaction) =>
		['succeeded', 'pending', 'failed'].indexOf(shopifyRefundStatuses[status] ?? 'pending');
	return [...tries].sort((a, b) => rank(a) - rank(b))[0];
}

/** What a case is told about a refund; the same news is stored once. */
export function refundEvents(refund: Refund): NewEvent[] {
	const type =
		refund.status === 'succeeded'
			? 'refund.succeeded'
			: refund.status === 'pending'
				? 'refund.submitted'
				: 'refund.failed';
	return [
		{ source: 'shopify', id: `${refund.id}/${refund.status}`, type, data: { refund }, references: refund.providerIds },
	];
}
