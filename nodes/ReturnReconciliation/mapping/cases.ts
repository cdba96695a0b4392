import type { CaseState, RefundLeg } from '../../shared/case/caseState';
import { processorNames, type FinancialRecord, type Order, type RefundStatus } from '../../shared/model';
import { known, unwrapped, type Raw } from './raw';

const states: Record<RefundLeg['state'], RefundStatus> = {
	held: 'pending',
	due: 'pending',
	pending: 'pending',
	succeeded: 'succeeded',
	failed: 'failed',
	dropped: 'canceled',
};

/**
 * The refunds of a return case. What is still held is owed to nobody yet, an exchange moves no money, and what a register of Odoo took it
 * gives back in an order of its own, without credit note or payment: all three are left out.
 */
export function caseRefunds(item: Raw): FinancialRecord[] {
	const state = unwrapped(item, 'case') as unknown as CaseState;
	if (!Array.isArray(state.refunds)) throw new RangeError('there is no return case with its refunds');
	return state.refunds
		.filter(
			(leg) =>
				leg.state !== 'held' &&
				leg.state !== 'dropped' &&
				!leg.exchange &&
				!leg.intent.payment.id.startsWith('odoo.pos/'),
		)
		.map((leg) => legRecord(state, leg));
}

function legRecord(
	{ reference, updatedAt, order, orders }: CaseState,
	{ intent, state, refund, storeCredit, creditNote, payment }: RefundLeg,
): FinancialRecord {
	const paid = intent.payment.providerIds ?? {};
	const credit = !!storeCredit || (intent.payment.processor === 'store_credit' && !refund);
	const processor = credit ? 'store_credit' : intent.payment.processor;
	const { captured } = paymentOf([order, ...Object.values(orders ?? {})], intent.payment.id) ?? {};
	return {
		source: 'cases',
		kind: credit ? 'store_credit' : 'refund',
		id: intent.id,
		reference,
		intent: intent.id,
		amount: intent.amount,
		status: states[state],
		providerStatus: state,
		time: refund?.createdAt ?? updatedAt,
		processor: processorNames.find((one) => one === processor) ?? 'other',
		payment: paid['stripe.payment_intent'] ?? paid['stripe.charge'] ?? paid['shopify.transaction'] ?? intent.payment.id,
		...(captured && { captured }),
		providerIds: known({
			...refund?.providerIds,
			'odoo.credit_note': creditNote?.providerIds['odoo.credit_note'],
			'odoo.payment': payment?.providerIds['odoo.payment'],
		}),
	};
}

function paymentOf(orders: Array<Order | undefined>, id: string) {
	return orders.flatMap((order) => order?.payments ?? []).find((one) => one.id === id);
}
