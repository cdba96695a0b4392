import type { CaseEvent, EventData, RefundIntent } from '../model';
import { byHand, format, money } from '../model';
import { usedOf } from './refundLeg';
import { legOf, type CaseState } from './state';

/** A command that this case cannot take, with the reason. Facts are never refused. */
export class Refused extends Error {
	constructor(readonly reference: string, readonly eventType: string, message: string) {
		super(message);
		this.name = 'Refused';
	}
}

/** Throws Refused when the event is a command (approve, decline, cancel, release a refund, close) that the case's state forbids. */
export function assertAllowed(state: CaseState, event: Pick<CaseEvent, 'type' | 'data'>): void {
	const refuse = (message: string): never => {
		throw new Refused(state.reference, event.type, message);
	};
	const ended = state.verdict === 'declined' || state.verdict === 'canceled' || state.verdict === 'expired';
	switch (event.type) {
		case 'return.approved':
			if (ended) refuse(`The return is ${state.verdict}; it cannot be approved any more. Open a new case.`);
			break;
		case 'return.declined':
		case 'return.canceled':
			if (state.refunds.some((leg) => leg.state !== 'held')) refuse('A refund of this return is already due or paid; it cannot be declined or canceled any more.');
			break;
		case 'refund.due': {
			const { intent } = event.data as EventData<'refund.due'>;
			if (ended || state.verdict !== 'approved') refuse(`The return is ${state.verdict}; only an approved return is refunded.`);
			assertFrozen(state, intent);
			const payment = [state.order, ...Object.values(state.orders)].flatMap((order) => order?.payments ?? []).find((one) => one.id === intent.payment.id);
			if (payment) {
				const others = state.refunds.filter((one) => one.intent.payment.id === payment.id && one.intent.id !== intent.id && one.state !== 'failed');
				const total = money(others.reduce((used, one) => used + usedOf(one), intent.amount.amount), intent.amount.currency);
				if (total.amount > payment.refundable.amount) refuse(`Refunds of ${format(total)} would be more than the ${format(payment.refundable)} that can be paid back on payment ${payment.id}.`);
			}
			if (!payment && intent.payment.processor === 'store_credit') assertPaidFor(state, intent, refuse);
			break;
		}
		default:
	}
}

/** Throws Refused when a refund that the case has would change its amount. */
export function assertFrozen(state: CaseState, { id, amount }: RefundIntent): void {
	const frozen = legOf(state, id)?.intent.amount;
	if (!frozen || (frozen.amount === amount.amount && frozen.currency === amount.currency)) return;
	throw new Refused(state.reference, 'refund.due', `Refund ${id} is frozen at ${format(frozen)} and cannot become ${format(amount)}. Use a new refund id.`);
}

/** Store credit that stands for no payment: with all other refunds it may not be more than the customer paid and has not got back. */
function assertPaidFor({ order, orders, refunds }: CaseState, { id, amount }: RefundIntent, refuse: (message: string) => never): void {
	const payments = [order, ...Object.values(orders)].find((one) => one?.payments.length)?.payments;
	if (!payments) return;
	const given = refunds.filter(({ intent, state }) => intent.id !== id && state !== 'failed' && intent.payment.id !== byHand);
	const total = money(given.reduce((used, one) => used + usedOf(one), amount.amount), amount.currency);
	const paid = payments.reduce((rest, payment) => rest + payment.captured.amount - payment.refunded.amount, 0);
	if (total.amount > paid) refuse(`Refunds and credit of ${format(total)} would be more than the ${format({ amount: paid, currency: amount.currency })} that the customer paid and has not got back.`);
}
