import type { ReturnLine } from '../../shared/model';
import type { ReturnNode } from '../graphql';
import { caseLineOf } from '../graphql/gid';
import { caseLineFor } from './returnLines';

/** A return as an analyst sees it: statuses and quantities, lines by their id in the case. */
export function returnView(node: ReturnNode, lines: Array<Pick<ReturnLine, 'id' | 'sku' | 'providerIds'>>) {
	return {
		id: node.id,
		name: node.name,
		status: node.status,
		createdAt: node.createdAt,
		...(node.closedAt && { closedAt: node.closedAt }),
		totalQuantity: node.totalQuantity,
		...(node.decline && { decline: { reason: node.decline.reason, note: node.decline.note ?? '' } }),
		orderId: node.order.id,
		orderNumber: node.order.name,
		lines: node.returnLineItems.nodes.map((line) => ({
			line: caseLineFor(line, lines)?.id ?? caseLineOf(line.id),
			id: line.id,
			sku: line.fulfillmentLineItem?.lineItem.sku ?? '',
			title: line.fulfillmentLineItem?.lineItem.title ?? '',
			quantity: line.quantity,
			processableQuantity: line.processableQuantity,
			processedQuantity: line.processedQuantity,
			refundableQuantity: line.refundableQuantity,
			refundedQuantity: line.refundedQuantity,
			reason: line.returnReasonDefinition?.handle ?? 'unknown',
			note: line.customerNote || line.returnReasonNote || '',
		})),
	};
}
