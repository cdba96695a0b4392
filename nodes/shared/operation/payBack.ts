import type { IDataObject } from 'n8n-workflow';
import type { CaseState } from '../case/caseState';
import type { Effect } from '../effect';
import { processors, type NewEvent, type Refund } from '../model';
import { assertWithinLimit } from './limit';
import type { OperationContext } from './operationContext';
import { assertKnown, isOurs, orQuestion, payOrAsk, type OtherRefund } from './paidElsewhere';
import type { PaymentProvider, RefundOrder } from './paymentProvider';
import { forgottenCredits } from './settledBefore';

/**
 * Pays one refund back through a provider, at most once for its intent: within the node's limit, looked for first, and only when nobody
 * else has refunded more than the case knew of (finance is asked then). The case learns what became of it.
 */
export async function payBack<Order extends RefundOrder>(
	context: OperationContext,
	provider: PaymentProvider<Order>,
	order: Order,
): Promise<IDataObject> {
	const connection = processors[provider.processor].paidBy;
	assertWithinLimit(context, connection, `Refund ${order.intent}`, order.amount);
	return await payOrAsk(context, 'refund', order.intent, refundEffect(context, provider, order), (refund) => [
		refundEvent(connection, refund),
	]);
}

function refundEffect<Order extends RefundOrder>(
	context: OperationContext,
	provider: PaymentProvider<Order>,
	order: Order,
): Effect<Refund> {
	const connection = processors[provider.processor].paidBy;
	// Without a case there is nothing to compare with.
	const compares = !!context.store && !!context.reference;
	const lastLook = compares ? lastLookOf(context, provider, order) : undefined;
	let lookedFor = false;
	return {
		key: order.intent,
		kind: `${connection}.refund`,
		lookUp: async () => {
			const found = await provider.find(order);
			lookedFor = true;
			return found;
		},
		act: async () =>
			await orQuestion(
				compares ? { connection, isTooLate: (...refusal) => provider.isTooLate(...refusal) } : undefined,
				async () => await provider.refund(order, { lookedFor, lastLook }),
				async () => await provider.find(order),
			),
		preview: async () => {
			const found = await provider.find(order);
			if (found) return found;
			await provider.check(order);
			return { intent: order.intent, amount: order.amount, providerIds: provider.paymentIds(order) };
		},
	};
}

/** Refunds that did not reach anybody. */
const over = ['failed', 'canceled'];

/** The last look at what others have refunded on the payment: it throws when that is more than the case knew of. */
function lastLookOf<Order extends RefundOrder>(
	context: OperationContext,
	provider: PaymentProvider<Order>,
	order: Order,
): (refunds: Refund[]) => Promise<void> {
	return async (refunds) => {
		const state = await context.requireCase();
		const owed = { id: order.intent, amount: order.amount };
		if (!state.refunds.some(({ intent }) => intent.id === order.intent)) return; // given by hand, not by the case
		const others = [...forgottenCredits(state, owed), ...(await refundsOfOthers(context, refunds))];
		const id = provider.idOf({ id: '', providerIds: provider.paymentIds(order) });
		assertKnown(state, owed, others, knownBefore(state, provider, id), processors[provider.processor].paidBy);
	};
}

/** Of a payment's refunds those that somebody else made, and that reached somebody or may still. */
export async function refundsOfOthers(context: OperationContext, refunds: Refund[]): Promise<OtherRefund[]> {
	const others: OtherRefund[] = [];
	for (const { id, intent, amount, status, createdAt } of refunds)
		if (!over.includes(status) && !(await isOurs(context, intent)))
			others.push({ id, amount, ...(createdAt && { createdAt }) });
	return others;
}

/** Minor units that others had refunded on a payment when the order was looked at: the shop knows its own refunds through the provider, and none of ours. */
export function knownBefore({ orders }: CaseState, provider: Pick<PaymentProvider, 'idOf'>, id: string): number {
	const payments = Object.values(orders).flatMap((one) =>
		one.payments.filter((payment) => provider.idOf(payment) === id),
	);
	return Math.max(0, ...payments.map(({ refunded, refundedByUs }) => refunded.amount - (refundedByUs?.amount ?? 0)));
}

const eventTypes = {
	pending: 'refund.submitted',
	succeeded: 'refund.succeeded',
	failed: 'refund.failed',
	canceled: 'refund.failed',
} as const;

/**
 * What the case records of a refund: named by refund, status and whom it waits for, so that node and webhook store the same news once.
 */
export function refundEvent(connection: string, refund: Refund): NewEvent {
	return {
		source: connection,
		id: `${refund.id}.${refund.status}${refund.waitsFor ? `.${refund.waitsFor.who}` : ''}`,
		type: eventTypes[refund.status],
		data: { refund },
		references: { [`${connection}.refund`]: refund.id },
	};
}
