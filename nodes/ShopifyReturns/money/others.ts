import type { CaseState } from '../../shared/case/caseState';
import { assertKnown, forgottenCredits, isOurs, type OperationContext, type OthersWatch } from '../../shared/operation';
import { sum, type Money } from '../../shared/model';
import type { OrderRefundsNode, RefundNode } from '../graphql';
import { moneyOf } from '../graphql/money';
import { isGone } from '../orders/payments';
import { intentInNote } from '../orders/refundNote';

/** The last look at what others have refunded; absent for a refund without a case, which has nothing to compare with. */
export type OthersCheck = (OthersWatch & { look(known: OrderRefundsNode): Promise<void> }) | undefined;

export function othersCheck(context: OperationContext, order: { intent: string; amount: Money }): OthersCheck {
	if (!context.store || !context.reference) return undefined;
	return {
		connection: 'shopify',
		isTooLate,
		async look({ refunds }) {
			const state = await context.requireCase();
			if (!state.refunds.some(({ intent }) => intent.id === order.intent)) return; // given by hand, not by the case
			const before = state.orders.shopify?.refundsOfOthers?.map(({ id }) => id);
			const others = forgottenCredits(state, { id: order.intent, amount: order.amount });
			for (const refund of refunds) {
				const amount = sum(
					refund.transactions.nodes.filter(isGone).map((one) => moneyOf(one.amountSet)),
					order.amount.currency,
				);
				const known = before?.includes(refund.id) || isOfOtherGoods(state, refund, amount.amount);
				if (amount.amount > 0 && !known && !(await isOurs(context, intentInNote(refund.note))))
					others.push({ id: refund.id, amount, ...(refund.createdAt && { createdAt: refund.createdAt }) });
			}
			assertKnown(
				state,
				{ id: order.intent, amount: order.amount },
				others,
				before ? 0 : refundedBefore(state),
				'shopify',
			);
		},
	};
}

/** Staff refunded other goods of the order, and nothing besides them: that has nothing to do with this return. */
function isOfOtherGoods({ lines }: CaseState, { refundLineItems }: RefundNode, amount: number): boolean {
	const goods = refundLineItems?.nodes ?? [];
	const ours = lines.map(({ providerIds }) => providerIds['shopify.line_item']);
	if (!goods.length || ours.some((id) => !id) || goods.some(({ lineItem }) => ours.includes(lineItem.id))) return false;
	return (
		amount <=
		goods.reduce(
			(total, { subtotalSet, totalTaxSet }) => total + moneyOf(subtotalSet).amount + moneyOf(totalTaxSet).amount,
			0,
		)
	);
}

/** What the case was told of, where it was not told which refunds these were. */
function refundedBefore({ orders }: CaseState): number {
	return (orders.shopify?.payments ?? []).reduce(
		(total, { refunded, refundedByUs }) => total + refunded.amount - (refundedByUs?.amount ?? 0),
		0,
	);
}

/** What Shopify says when less is left than is owed: somebody was faster than our look. */
export function isTooLate({ code }: { code?: string }, message: string): boolean {
	return code === 'over_refund' || /greater than net payment|exceeds/i.test(message);
}
