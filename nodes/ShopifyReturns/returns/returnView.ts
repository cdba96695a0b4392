import { z } from 'zod';
import type { ReturnLine } from '../../shared/model';
import type { ReturnNode } from '../graphql';
import { caseLineOf } from '../graphql/gid';
import { caseLineFor } from './returnLines';

const count = z.number().int();

/** A return as an analyst sees it: statuses and quantities, lines by their id in the case. */
export const ReturnView = z.object({
	id: z.string(),
	name: z.string(),
	status: z.string(),
	createdAt: z.string(),
	closedAt: z.string().optional(),
	totalQuantity: count,
	decline: z.object({ reason: z.string(), note: z.string() }).optional(),
	orderId: z.string(),
	orderNumber: z.string(),
	lines: z.array(
		z.object({
			line: z.string(),
			id: z.string(),
			sku: z.string(),
			title: z.string(),
			quantity: count,
			processableQuantity: count,
			processedQuantity: count,
			refundableQuantity: count,
			refundedQuantity: count,
			reason: z.string(),
			note: z.string(),
		}),
	),
});

export function returnView(
	node: ReturnNode,
	lines: Array<Pick<ReturnLine, 'id' | 'sku' | 'providerIds'>>,
): z.infer<typeof ReturnView> {
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
