import type { IDataObject, INodeProperties } from 'n8n-workflow';
import {
	directOf,
	legToRefund,
	moneyOptions,
	owedByCase,
	paidOrAsked,
	payBack,
	referenceProperty,
	withoutCaseProperty,
	type OperationContext,
	type ParallelItems,
	refundProperty,
} from '../../../shared/operation';
import { invalidInput, type ProviderIds, type RefundIntent } from '../../../shared/model';
import { connectChoiceOf, connectOptions } from '../../refund/connect';
import { orderOfInput, orderOfIntent } from '../../refund/orderOf';
import { PaymentOutput } from '../../refund/payment';
import { isUnknownStripe } from '../../refund/unknownPayments';
import { stripeIdOf } from '../../refund/paymentsOfCase';
import { stripeProvider } from '../../refund/provider';
import { RefundOutput } from '../../records/refund';
import type { RefundOrder } from '../../refund/refundOrder';
import { defaultRates } from '../../transport/pace';
import { stripeOf } from '../../transport/stripe';

export const option = {
	name: 'Create',
	value: 'create',
	action: 'Create refund',
	description: 'Pay money back; a repeat finds the refund that was made',
};

export const description: INodeProperties[] = [
	referenceProperty,
	refundProperty('Which refund of the return to make. Empty: the only one that is due.', {
		hint: 'Payment, amount and currency come from the case',
	}),
	withoutCaseProperty('For flows without a case store: all four fields say what to refund', [
		{
			displayName: 'Payment',
			name: 'payment',
			type: 'string',
			default: '',
			placeholder: 'e.g. pi_3MtwBwLkdIwHu7ix28a3tqPa',
			description: 'Payment intent (pi_…) or charge (ch_…) to pay back',
		},
	]),
	{
		...moneyOptions,
		options: [
			...moneyOptions.options!,
			...connectOptions,
			{
				displayName: 'Refunds at Once',
				name: 'atOnce',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 100 },
				default: 10,
				description:
					'How many items are worked on at the same time. Refunds of one payment are always made one after the other.',
			},
			{
				displayName: 'Requests per Second',
				name: 'perSecond',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 80,
				description: 'Stripe allows an account 100 a second. With a test key at most 20 are sent.',
			},
			{
				displayName: 'Requests per Second to One Endpoint',
				name: 'perEndpoint',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 24,
				description:
					'Stripe allows 25 a second, unless it raised the limit for your account. A refund takes one request to each of three endpoints.',
			},
		] as INodeProperties[],
	},
];

/** Items of one payment run one after the other: Stripe refuses changes of one object at the same time (lock_timeout). */
export const parallel: ParallelItems = {
	limit: (first) => numberOption(first, 'atOnce', 10),
	keyOf: async (item) => {
		const direct = directOf(item);
		if (direct) return String(direct.payment ?? '').trim();
		// Read afresh: the item itself must see the case as it is when its turn has come.
		const state = item.reference && (await item.store?.cases.get(item.reference));
		if (!state) return item.reference;
		return stripeIdOf(legToRefund(state, item.param<string>('intent', '') ?? '', { evenHeld: true }).intent.payment);
	},
};

function numberOption(context: OperationContext, name: string, fallback: number): number {
	const value = Number(context.option<unknown>(name, fallback));
	if (value >= 1) return value;
	throw invalidInput(`${value} is not possible here`, 'Give a number of at least 1.', name);
}

export const asTool = 'limited';

export const output = paidOrAsked('refund', RefundOutput);

/** Pays one refund back through Stripe, at most once for its intent or reference. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const direct = directOf(context);
	const order = direct ? orderOfInput(direct) : await caseOrder(context);
	if ('done' in order) return order.done;
	const rates = {
		perSecond: numberOption(context, 'perSecond', defaultRates.perSecond),
		perEndpoint: numberOption(context, 'perEndpoint', defaultRates.perEndpoint),
	};
	const provider = stripeProvider(await stripeOf(context, rates));
	return await payBack(context, provider, { ...order, ...connectChoiceOf(context) });
}

/** The order of the refund that the case owes; `done` when it knows the outcome already. */
async function caseOrder(context: OperationContext): Promise<RefundOrder | { done: IDataObject }> {
	const found = await owedByCase(context);
	if ('done' in found) return found;
	return orderOfIntent(context.dryRun ? asFound(found.owed, context.item.payment) : found.owed);
}

/** In a test run the case does not learn what Payment: Find has found just before. */
function asFound(owed: RefundIntent, found: unknown): RefundIntent {
	const payment = PaymentOutput.safeParse(found);
	return payment.success && isUnknownStripe(owed.payment)
		? {
				...owed,
				payment: { ...owed.payment, processor: 'stripe', providerIds: payment.data.providerIds as ProviderIds },
			}
		: owed;
}
