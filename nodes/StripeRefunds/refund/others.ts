import { assertKnown, forgottenCredits, isOurs, type OperationContext, type OthersWatch } from '../../shared/operation';
import type { CaseState } from '../../shared/case/caseState';
import { stripeIdOf } from './paymentsOfCase';
import { toRefund, type StripeRefund } from './refundAnswer';
import type { RefundOrder } from './refundOrder';

/** The last look at what others have refunded; absent for a refund without a case, which has nothing to compare with. */
export type OthersCheck = (OthersWatch & { look(refunds: StripeRefund[]): Promise<void> }) | undefined;

/** Refunds that did not reach anybody. */
const over = ['failed', 'canceled'];

export function othersCheck(context: OperationContext, order: RefundOrder): OthersCheck {
	if (!context.store || !context.reference) return undefined;
	return {
		connection: 'stripe',
		isTooLate,
		async look(refunds) {
			const state = await context.requireCase();
			if (!state.refunds.some(({ intent }) => intent.id === order.intent)) return; // given by hand, not by the case
			const others = forgottenCredits(state, { id: order.intent, amount: order.amount });
			for (const answer of refunds) {
				const { id, intent, amount, status, createdAt } = toRefund(answer);
				if (!over.includes(status) && !(await isOurs(context, intent)))
					others.push({ id, amount, ...(createdAt && { createdAt }) });
			}
			assertKnown(state, { id: order.intent, amount: order.amount }, others, knownOf(state, order), 'stripe');
		},
	};
}

/** What others had refunded on the payment when the order was looked at: the shop knows its own refunds through Stripe, and none of ours. */
function knownOf({ orders }: CaseState, order: RefundOrder): number {
	const id = order.paymentIntent ?? order.charge;
	const payments = Object.values(orders).flatMap((one) => one.payments.filter((payment) => stripeIdOf(payment) === id));
	return Math.max(0, ...payments.map(({ refunded, refundedByUs }) => refunded.amount - (refundedByUs?.amount ?? 0)));
}

const tooLate = ['charge_already_refunded', 'over_refundable'];

/** What Stripe says when less is left than is owed: somebody was faster than our look. */
export function isTooLate(
	{ code, field, httpStatus }: { code?: string; field?: string; httpStatus?: number },
	message: string,
): boolean {
	return (
		tooLate.includes(code ?? '') ||
		(httpStatus === 400 && field === 'amount' && /greater than|unrefunded/i.test(message))
	);
}
