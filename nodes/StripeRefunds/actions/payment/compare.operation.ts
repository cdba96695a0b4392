import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { Money, storeCredit } from '../../../shared/model';
import {
	askFinance,
	factsOutput,
	legToRefund,
	PaidElsewhere,
	referenceProperty,
	type OperationContext,
	refundProperty,
} from '../../../shared/operation';
import { assertNobodyPaid, stripePaymentsOf } from '../../refund/othersInStripe';

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
