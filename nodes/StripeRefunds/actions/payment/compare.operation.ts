import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { paymentsOf } from '../../../shared/case/itsPayment';
import type { CaseState } from '../../../shared/case/caseState';
import { Money, storeCredit } from '../../../shared/model';
import {
	askFinance,
	assertCreditFits,
	assertKnown,
	factsOutput,
	knownBefore,
	legToRefund,
	PaidElsewhere,
	referenceProperty,
	refundsOfOthers,
	type OperationContext,
	type OtherRefund,
	refundProperty,
} from '../../../shared/operation';
import { refundsOf, toRefund } from '../../records/refund';
import { paymentOf } from '../../refund/orderOf';
import { stripeIdOf } from '../../refund/paymentsOfCase';
import { readPayment } from '../../refund/readPayment';
import { stripeOf, type Stripe } from '../../transport/stripe';

export const option = {
	name: 'Compare',
	value: 'compare',
	action: 'Compare payments',
	description: 'Ask finance before store credit is given, when somebody has refunded in Stripe meanwhile',
};

export const description: INodeProperties[] = [
	referenceProperty,
	refundProperty('The refund of the return that goes back as store credit. Empty: the only one that is due.'),
];

export const asTool = 'whenAllowed';

export const output = factsOutput.extend({
	comparison: z.object({
		intent: z.string(),
		amount: Money,
		/** `held`: somebody has refunded meanwhile, and finance was asked. */
		outcome: z.enum(['fits', 'held']),
		message: z.string().optional(),
	}),
});

/**
 * Looks in Stripe, before store credit is given instead of money, whether somebody has refunded the order's payments meanwhile. Then the
 * refund is held and finance is asked, as *Refund: Create* does for money. A credit that stands for one payment, such as a gift card, is no
 * matter of Stripe's, nor is a refund that is due no more.
 */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const state = await context.requireCase();
	const leg = legToRefund(state, context.param<string>('intent', '') ?? '', { evenHeld: true });
	const { id: intent, amount, payment } = leg.intent;
	const said = (outcome: 'fits' | 'held'): IDataObject => ({
		reference: state.reference,
		case: state as unknown as IDataObject,
		comparison: { intent, amount: amount as unknown as IDataObject, outcome },
	});
	if (leg.state === 'held') return said('held');
	const ids = leg.state === 'due' && payment.id === storeCredit ? stripePaymentsOf(state) : [];
	if (!ids.length) return said('fits');
	try {
		await assertNobodyPaid(context, state, { id: intent, amount }, ids);
	} catch (error) {
		if (error instanceof PaidElsewhere) return await askFinance(context, 'comparison', intent, error);
		throw error;
	}
	return said('fits');
}

/** Stripe's ids of the payments of the return's order. */
function stripePaymentsOf(state: CaseState): string[] {
	return [
		...new Set(
			paymentsOf(state)
				.filter(({ processor }) => processor === 'stripe')
				.map(stripeIdOf),
		),
	];
}

async function assertNobodyPaid(
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
