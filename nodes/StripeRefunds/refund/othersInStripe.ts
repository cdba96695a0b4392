import { paymentsOf } from '../../shared/case/itsPayment';
import type { CaseState } from '../../shared/case/caseState';
import { Money } from '../../shared/model';
import {
	assertCreditFits,
	assertKnown,
	knownBefore,
	refundsOfOthers,
	type OperationContext,
	type OtherRefund,
} from '../../shared/operation';
import { refundsOf, toRefund } from '../records/refund';
import { paymentOf } from './orderOf';
import { stripeIdOf } from './paymentsOfCase';
import { readPayment } from './readPayment';
import { stripeOf, type Stripe } from '../transport/stripe';

/** Stripe's ids of the payments of the return's order. */
export function stripePaymentsOf(state: CaseState): string[] {
	return [
		...new Set(
			paymentsOf(state)
				.filter(({ processor }) => processor === 'stripe')
				.map(stripeIdOf),
		),
	];
}

/** Throws PaidElsewhere when somebody has refunded these payments in Stripe, so that what is owed is not left any more. */
export async function assertNobodyPaid(
	context: OperationContext,
	state: CaseState,
	owed: { id: string; amount: Money },
	ids: string[],
): Promise<void> {
	const stripe = await stripeOf(context);
	const others: OtherRefund[] = [];
	let [known, gone] = [0, 0];
	for (const id of ids) {
		const refunds = await refundsThatPaid(stripe, id);
		others.push(...(await refundsOfOthers(context, refunds)));
		gone += sumOf(
			refunds.filter(({ status }) => status !== 'failed' && status !== 'canceled').map(({ amount }) => amount),
		);
		known += knownBefore(state, { idOf: stripeIdOf }, id);
	}
	assertKnown(state, owed, others, known, 'stripe');
	const onStripe = paymentsOf(state).filter(({ processor }) => processor === 'stripe');
	assertCreditFits(state, await context.store!.cases.sistersOf(state.reference), owed, {
		connection: 'stripe',
		amount: gone,
		counts: ({ intent, state: standing }) =>
			(standing === 'pending' || standing === 'succeeded') && onStripe.some(({ id }) => id === intent.payment.id),
		others: others.map(({ id }) => id),
	});
}

function sumOf(amounts: Money[]): number {
	return amounts.reduce((sum, { amount }) => sum + amount, 0);
}

/** Refunds of a payment, without the parts that were never captured. */
async function refundsThatPaid(stripe: Stripe, id: string) {
	const { releases } = await readPayment(stripe, id);
	const letGo = new Set(releases.map((one) => one.id));
	return (await refundsOf(stripe, paymentOf(id))).filter((one) => !letGo.has(one.id)).map(toRefund);
}
