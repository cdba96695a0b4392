import { z } from 'zod';
import { authorizationStatuses, type AuthorizationStatus } from '../../shared/model';
import { ShopifyOrder } from '../orders/orderOutput';
import type { ReturnView } from './returnView';

const count = z.number().int();

/** A return that only Shopify knows, as Return Policy reads a case. */
export const PolicyCaseOfReturn = z.object({
	reference: z.string(),
	openedAt: z.string(),
	authorization: z.enum(authorizationStatuses),
	order: ShopifyOrder,
	lines: z.array(
		z.object({
			id: z.string(),
			sku: z.string(),
			title: z.string(),
			reason: z.string(),
			quantity: count,
			quantities: z.object({ approved: count }),
		}),
	),
});

const authorizations: Record<string, AuthorizationStatus> = {
	REQUESTED: 'requested',
	DECLINED: 'declined',
	CANCELED: 'canceled',
};

/** The return with the pieces that are not refunded yet; those of one SKU together, since no case tells its lines apart. */
export function asPolicyCase(
	{ createdAt, status, lines }: z.infer<typeof ReturnView>,
	order: z.infer<typeof ShopifyOrder>,
	reference: string,
): z.infer<typeof PolicyCaseOfReturn> {
	const authorization = authorizations[status] ?? 'approved';
	const bySku = new Map<string, z.infer<typeof PolicyCaseOfReturn>['lines'][number]>();
	for (const { line, sku, title, reason, quantity, refundedQuantity } of lines) {
		const id = sku || line;
		const pieces = (bySku.get(id)?.quantity ?? 0) + quantity - refundedQuantity;
		const approved = authorization === 'approved' ? pieces : 0;
		if (pieces > 0) bySku.set(id, { id, sku, title, reason, quantity: pieces, quantities: { approved } });
	}
	return { reference, openedAt: createdAt, authorization, order, lines: [...bySku.values()] };
}
