import { toDecimal } from '../../../nodes/shared/model';
import { currencyOf } from '../catalogue';
import { bigNumber } from './webhooks';
import type { DeliveryState, OrderState, RefundState, ReturnLineState, ReturnState, TransactionState } from './types';

/** Bodies of topics around returns, shaped as the samples of Shopify's documentation and recorded ones. */

export function refundBody(order: OrderState, refund: RefundState): object {
	return {
		id: bigNumber(refund.id),
		admin_graphql_api_id: refund.id,
		order_id: bigNumber(order.id),
		created_at: refund.createdAt,
		processed_at: refund.createdAt,
		note: refund.note,
		duties: [],
		order_adjustments: [],
		refund_line_items: [],
		transactions: refund.transactions.map((one) => transactionBody(order, one)),
		user_id: null,
	};
}

export function transactionBody(order: OrderState, one: TransactionState): object {
	return {
		id: bigNumber(one.id),
		admin_graphql_api_id: one.id,
		order_id: bigNumber(order.id),
		kind: one.kind.toLowerCase(),
		status: one.status.toLowerCase(),
		gateway: one.gateway,
		authorization: one.authorizationCode,
		error_code: one.status === 'FAILURE' ? 'generic_error' : null,
		amount: toDecimal(one.amount),
		currency: one.amount.currency,
		message: null,
		parent_id: one.parentId ? bigNumber(one.parentId) : null,
		receipt: {},
		source_name: 'sandbox',
		test: true,
		created_at: new Date().toISOString(),
	};
}

export function deliverableBody(found: ReturnState, { id, number, url, labelUrl }: DeliveryState): object {
	return {
		id: bigNumber(id),
		admin_graphql_api_id: id,
		return: { id: bigNumber(found.id), admin_graphql_api_id: found.id },
		shipping_deliverable: {
			label: labelUrl ? { created_at: new Date().toISOString(), public_file_url: labelUrl } : null,
			tracking: { carrier_name: null, tracking_number: number, tracking_url: url },
		},
	};
}

/** Names neither return nor order, as the real one. */
export function disposeBody(found: ReturnState, lines: ReturnLineState[]): object {
	const dispositions = lines.flatMap((line) =>
		line.dispositions.slice(-1).map(({ type, quantity, locationId }) => ({
			type: type.toLowerCase(),
			quantity,
			location: locationId ? { id: bigNumber(locationId), admin_graphql_api_id: locationId } : null,
			reverse_delivery_line_item: null,
			reverse_fulfillment_order_line_item: {
				id: bigNumber(line.reverseLineId),
				admin_graphql_api_id: line.reverseLineId,
			},
		})),
	);
	return {
		id: bigNumber(found.reverseOrderId),
		admin_graphql_api_id: found.reverseOrderId,
		total_dispositions: dispositions.length,
		dispositions,
	};
}

/** As shopifyGraphMore.ts shows the same dispute. */
export function disputeBody(
	order: OrderState,
	status = 'needs_response',
	id = 'gid://shopify/ShopifyPaymentsDispute/285332461850802057',
): object {
	return {
		id: bigNumber(id),
		order_id: bigNumber(order.id),
		type: 'chargeback',
		amount: order.entry.total,
		currency: currencyOf(order.entry),
		reason: 'fraudulent',
		network_reason_code: '4837',
		status,
		evidence_due_by: null,
		evidence_sent_on: null,
		finalized_on: null,
		initiated_at: new Date().toISOString(),
	};
}
