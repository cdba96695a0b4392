import type { IDataObject, INodeProperties } from 'n8n-workflow';
import {
	paidOrAsked,
	assertWithinLimit,
	legToRefund,
	moneyOptions,
	orQuestion,
	payOrAsk,
	referenceProperty,
	type OperationContext,
	type ParallelItems,
} from '../../../shared/operation';
import { RefundOutput, eventOf } from '../../refund/refundAnswer';
import { invalidInput, type Refund } from '../../../shared/model';
import type { Effect } from '../../../shared/effect';
import { checkPayment, findRefund, makeRefund } from '../../refund/makeRefund';
import { orderOfInput, orderOfIntent } from '../../refund/orderOf';
import { stripeIdOf } from '../../refund/paymentsOfCase';
import type { RefundOrder } from '../../refund/refundOrder';
import { othersCheck, type OthersCheck } from '../../refund/others';
import { defaultRates } from '../../transport/pace';
import { stripeOf, type Stripe } from '../../transport/stripe';

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Refund',
		name: 'intent',
		type: 'string',
		default: "={{ $json.event?.data?.intent?.id ?? '' }}",
		placeholder: 'e.g. RMA-7K2M9QX4TB/R1',
		description: 'Which refund of the return to make. Empty: the only one that is due.',
		hint: 'Payment, amount and currency come from the case',
	},
	{
		displayName: 'Without a Case',
		name: 'direct',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		description: 'For flows without a case store: all four fields say what to refund',
		options: [
			{
				displayName: 'Amount',
				name: 'amount',
				type: 'string',
				default: '',
				placeholder: 'e.g. 12.50',
				description: 'Decimal amount to pay back',
			},
			{
				displayName: 'Currency',
				name: 'currency',
				type: 'string',
				default: '',
				placeholder: 'e.g. EUR',
				description: 'Three-letter code; must be the currency of the payment',
			},
			{
				displayName: 'Payment',
				name: 'payment',
				type: 'string',
				default: '',
				placeholder: 'e.g. pi_3MtwBwLkdIwHu7ix28a3tqPa',
				description: 'Payment intent (pi_…) or charge (ch_…) to pay back',
			},
			{
				displayName: 'Refund Reference',
				name: 'refundReference',
				type: 'string',
				default: '',
				placeholder: 'e.g. RMA-1001/R1',
				description:
					'Names this refund once and for all: the same reference is never paid twice. Give a second refund of the same return a reference of its own.',
			},
		],
	},
	{
		...moneyOptions,
		options: [
			...moneyOptions.options!,
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
		const direct = item.param<IDataObject>('direct', {});
		if (Object.keys(direct).length) return String(direct.payment ?? '').trim();
		// Read afresh: the item itself must see the case as it is when its turn has come.
		const state = item.reference && (await item.store?.get(item.reference));
		if (!state) return item.reference;
		return stripeIdOf(legToRefund(state, item.param<string>('intent', '') ?? '').intent.payment);
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
	const direct = context.param<IDataObject>('direct', {});
	const order = Object.keys(direct).length ? inputOrder(direct) : await caseOrder(context);
	if ('done' in order) return order.done;
	assertWithinLimit(context, 'stripe', `Refund ${order.intent}`, order.amount);
	const rates = {
		perSecond: numberOption(context, 'perSecond', defaultRates.perSecond),
		perEndpoint: numberOption(context, 'perEndpoint', defaultRates.perEndpoint),
	};
	return await payOrAsk(
		context,
		'refund',
		order.intent,
		refundEffect(await stripeOf(context, rates), order, othersCheck(context, order)),
		(refund) => [eventOf(refund)],
	);
}

function refundEffect(stripe: Stripe, order: RefundOrder, check: OthersCheck): Effect<Refund> {
	let lookedFor = false;
	return {
		key: order.intent,
		kind: 'stripe.refund',
		lookUp: async () => {
			const found = await findRefund(stripe, order);
			lookedFor = true;
			return found;
		},
		act: async () =>
			await orQuestion(
				check,
				async () => await makeRefund(stripe, order, lookedFor, check?.look),
				async () => await findRefund(stripe, order),
			),
		preview: async () => {
			const found = await findRefund(stripe, order);
			if (found) return found;
			await checkPayment(stripe, order);
			return { intent: order.intent, amount: order.amount, providerIds: paymentIds(order) };
		},
	};
}

function inputOrder(direct: IDataObject): RefundOrder {
	const text = (name: string) => String(direct[name] ?? '');
	return orderOfInput({
		payment: text('payment'),
		amount: text('amount'),
		currency: text('currency'),
		refundReference: text('refundReference'),
	});
}

function paymentIds({ paymentIntent, charge }: RefundOrder): Record<string, string> {
	return paymentIntent ? { 'stripe.payment_intent': paymentIntent } : { 'stripe.charge': charge! };
}

/** The order of the case's leg; `done` when the case already holds this refund's outcome, which is then only passed on. */
async function caseOrder(context: OperationContext): Promise<RefundOrder | { done: IDataObject }> {
	const state = await context.requireCase();
	const leg = legToRefund(state, context.param<string>('intent', '') ?? '');
	if (leg.state === 'due') return orderOfIntent(leg.intent);
	return {
		done: {
			reference: state.reference,
			case: state as unknown as IDataObject,
			refund: { ...leg.refund, intent: leg.intent.id, outcome: 'already_done' } as IDataObject,
		},
	};
}
