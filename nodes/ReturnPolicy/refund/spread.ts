import { money, type Payment, type RefundIntent } from '../../shared/model';
import type { PolicyCase } from '../input/policyCase';
import type { Part } from './breakdown';

export interface Spread {
	intents: RefundIntent[];
	/** What no payment has left to pay back, in minor units. */
	shortfall: number;
}

/**
 * Turns a breakdown into refund intents, one per payment, filling the order's payments in their order and none beyond what can
 * be paid back on it. The first intent carries the whole breakdown, less what the others pay; so pieces are counted once.
 * Ids go on from the highest number in the case: the same case gives the same ids.
 */
export function spread({ reference, refunds, order }: PolicyCase & { order: NonNullable<PolicyCase['order']> }, parts: Part[]): Spread {
	const { currency } = order;
	const total = parts.reduce((sum, part) => sum + part.amount.amount, 0);
	let rest = total;
	const shares = order.payments.flatMap((payment) => {
		const amount = Math.min(rest, leftOn(payment, refunds));
		if (amount <= 0) return [];
		rest -= amount;
		return [{ payment, amount }];
	});
	const first = firstNumber(reference, refunds);
	const adjustment = (amount: number, description: string): Part => ({ kind: 'adjustment', amount: money(amount, currency), description });
	const intents = shares.map(({ payment, amount }, index): RefundIntent => {
		const others = shares.slice(1).map((other) => adjustment(-other.amount, `Paid back on payment ${other.payment.id}`));
		const missing = rest ? [adjustment(-rest, 'More than what can be paid back on the payments')] : [];
		return {
			id: `${reference}/R${first + index}`,
			amount: money(amount, currency),
			breakdown: index ? [adjustment(amount, `Part of refund ${reference}/R${first}`)] : [...parts, ...others, ...missing],
			payment: { id: payment.id, processor: payment.processor, providerIds: payment.providerIds },
			reason: 'return',
		};
	});
	return { intents, shortfall: rest };
}

/** Minor units of a payment that the case's refunds leave to pay back. A failed refund has paid nothing. */
function leftOn(payment: Payment, refunds: PolicyCase['refunds']): number {
	const used = refunds.filter(({ intent, state }) => intent.payment.id === payment.id && state !== 'failed').reduce((sum, { intent }) => sum + intent.amount.amount, 0);
	return Math.min(payment.refundable.amount, payment.captured.amount) - used;
}

function firstNumber(reference: string, refunds: PolicyCase['refunds']): number {
	const numbers = refunds.map(({ intent: { id } }) => (id.startsWith(`${reference}/R`) ? Number(id.slice(reference.length + 2)) : 0));
	return 1 + Math.max(0, ...numbers.filter(Number.isSafeInteger));
}
