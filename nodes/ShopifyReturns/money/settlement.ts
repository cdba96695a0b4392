import { z } from 'zod';
import { Money } from '../../shared/model';
import type { BalanceNode } from '../graphql';
import { plainMoney } from '../graphql/money';

/** A movement on the Shopify Payments balance. Amounts in minor units, as Shopify signs them: a refund is negative. */
export const SettlementTransaction = z.object({
	id: z.string(),
	type: z.string(),
	date: z.string(),
	amount: Money,
	fee: Money,
	net: Money,
	test: z.boolean(),
	sourceType: z.string().optional(),
	/** The order's transaction that it is of: ties a refund of the case to the payout. */
	transaction: z.string().optional(),
	orderId: z.string().optional(),
	orderNumber: z.string().optional(),
	payoutId: z.string().optional(),
	payoutStatus: z.string().optional(),
});
export type SettlementTransaction = z.infer<typeof SettlementTransaction>;

export function settlementOf(node: BalanceNode): SettlementTransaction {
	const { associatedOrder: order, associatedPayout: payout, sourceOrderTransactionId: source } = node;
	return {
		id: node.id,
		type: node.type.toLowerCase(),
		date: new Date(node.transactionDate).toISOString(),
		amount: plainMoney(node.amount),
		fee: plainMoney(node.fee),
		net: plainMoney(node.net),
		test: node.test,
		...(node.sourceType && { sourceType: node.sourceType.toLowerCase() }),
		...(source && { transaction: `gid://shopify/OrderTransaction/${source}` }),
		...(order && { orderId: order.id, orderNumber: order.name }),
		...(payout?.id && { payoutId: payout.id }),
		...(payout?.status && { payoutStatus: payout.status.toLowerCase() }),
	};
}

/** Shopify's search words for a stretch of time and a payout. Empty: everything. */
export function settlementSearch({ since, until, payout }: { since?: Date; until?: Date; payout?: string }): string {
	return [
		...(since ? [`processed_at:>='${since.toISOString()}'`] : []),
		...(until ? [`processed_at:<'${until.toISOString()}'`] : []),
		...(payout ? [`payments_transfer_id:${payout}`] : []),
	].join(' AND ');
}
