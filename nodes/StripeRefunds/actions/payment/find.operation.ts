import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput } from '../../../shared/model';
import { factsOutput, referenceProperty, type OperationContext, refundProperty } from '../../../shared/operation';
import { findingEvents, findPayment, Search, type Finding } from '../../refund/findPayment';
import { PaymentOutput } from '../../refund/payment';
import { paymentByHand } from '../../refund/paymentByHand';
import { isStripePayment, unknownPayments } from '../../refund/unknownPayments';
import { stripeOf } from '../../transport/stripe';

export const option = {
	name: 'Find',
	value: 'find',
	action: 'Find payment',
	description: 'Search the payment of an order whose ID in Stripe the shop does not know',
};

export const description: INodeProperties[] = [
	referenceProperty,
	refundProperty('The payment that this refund of the return goes to. Empty: every payment of the order.', {
		hint: 'Only payments of a Stripe gateway whose ID the shop does not know are searched',
	}),
	{
		displayName: 'Without a Case',
		name: 'direct',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		description: 'For flows without a case store: what is known of the payment',
		options: [
			{
				displayName: 'Amount',
				name: 'amount',
				type: 'string',
				default: '',
				placeholder: 'e.g. 64.20',
				description: 'Decimal amount that was paid, to the cent',
			},
			{
				displayName: 'Currency',
				name: 'currency',
				type: 'string',
				default: '',
				placeholder: 'e.g. EUR',
				description: 'Three-letter code',
			},
			{
				displayName: 'Customer Email',
				name: 'email',
				type: 'string',
				default: '',
				placeholder: 'e.g. nathan@example.com',
				description: 'Address that the customer ordered with',
			},
			{
				displayName: 'Order',
				name: 'order',
				type: 'string',
				default: '',
				placeholder: 'e.g. #1001',
				description: 'Number or ID of the order, as the metadata or description of the payment has it',
			},
			{
				displayName: 'Paid At',
				name: 'paidAt',
				type: 'dateTime',
				default: '',
				description: 'When the customer paid',
			},
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Minutes Around',
				name: 'minutes',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 10_080 },
				default: 60,
				description: 'How long before and after the time that the shop names the payment may have been made in Stripe',
			},
		],
	},
];

export const asTool = 'free';

export const output = factsOutput.extend({
	found: z.boolean(),
	message: z.string(),
	searches: z.array(Search),
	payment: PaymentOutput.optional(),
});

/**
 * Payments of a Stripe gateway whose id the shop does not know, searched in Stripe: each is found when exactly one payment fits, and the case
 * knows it from then on. Else `found` is false and `message` says what a person has to decide; of a payment that Stripe did not take there is
 * nothing to say.
 */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const direct = context.param<IDataObject>('direct', {});
	const isDirect = Object.keys(direct).length > 0;
	const intent = context.param<string>('intent', '') ?? '';
	const sought = isDirect ? [paymentByHand(direct)] : unknownPayments(await context.requireCase(), intent);
	if (!sought.length) {
		const found = isStripePayment(await context.requireCase(), intent);
		return { found, message: found ? 'Stripe knows the payment by its ID.' : '', searches: [] };
	}
	const stripe = await stripeOf(context);
	const minutes = minutesOf(context);
	const findings: Finding[] = [];
	for (const one of sought) findings.push(await findPayment(stripe, one, minutes));
	const news = findings.flatMap(findingEvents);
	const known = isDirect || !news.length ? {} : await context.recordFacts(news);
	const searches = findings.map(({ search }) => search);
	const payment = findings.find((one) => one.payment)?.payment;
	return {
		...known,
		found: searches.every(({ found }) => found),
		message: searches.map(({ message }) => message).join(' '),
		searches,
		...(payment && { payment: payment as unknown as IDataObject }),
	};
}

function minutesOf(context: OperationContext): number {
	const minutes = Number(context.option<unknown>('minutes', 60));
	if (minutes >= 1 && minutes <= 10_080) return minutes;
	throw invalidInput(`${minutes} minutes are not possible`, 'Give 1 to 10080 (a week).', 'options.minutes');
}
