import { paidFor } from '../../shared/case/leftToGiveBack';
import type { CaseFinding, CaseRule } from './rule';

/** Money can only go back by itself where it is known who was paid; unless store credit takes its place, or a marketplace pays back what it took. */
export const paymentKnown: CaseRule = {
	id: 'payment_known',
	compile:
		({ unrefundable }) =>
		({ order, case: { refundTo } }): CaseFinding[] => {
			if (!order) return [];
			if (paidFor(order) === 0)
				return [
					{
						code: 'nothing_paid',
						effect: 'review',
						message: `Nothing has been paid for order ${order.number} so far: approve it to take the goods back without money, or decline it.`,
					},
				];
			if (!order.payments.length)
				return [
					{ code: 'payment_missing', effect: 'review', message: `No payment of order ${order.number} is known.` },
				];
			if (refundTo === 'store_credit' || unrefundable === 'store_credit') return [];
			return order.payments
				.filter((payment) => payment.processor === 'other' && !payment.movesOwnMoney)
				.map((payment) => ({
					code: 'payment_unknown',
					effect: 'review',
					message: `Payment ${payment.method ?? payment.id} of order ${order.number} cannot be refunded automatically.`,
				}));
		},
};
