import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { factsOutput, referenceProperty, type OperationContext, refundProperty } from '../../../shared/operation';
import { format, invalidInput, typedAmount, typedCurrency, type NewEvent } from '../../../shared/model';
import { FoundCharge, PaymentOutput, toPayment, type PaymentNow } from '../../refund/payment';
import { instantOf } from '../../records/fields';
import { readPayment } from '../../refund/readPayment';
import { searchAmong, type Searched } from '../../refund/search';
import { isStripePayment, namesOf, unknownPayments, type UnknownPayment } from '../../refund/unknownPayments';
import { stripeOf, type Stripe } from '../../transport/stripe';

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

const Search = z.object({
	/** The payment's ID in the order. */
	payment: z.string(),
	found: z.boolean(),
	message: z.string(),
	/** Payments of that amount and time, and what else about them fits. */
	candidates: z.array(z.object({ id: z.string(), createdAt: z.string(), fits: z.array(z.enum(['order', 'email'])) })),
});

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
	const sought = isDirect ? [soughtIn(direct)] : unknownPayments(await context.requireCase(), intent);
	if (!sought.length) {
		const found = isStripePayment(await context.requireCase(), intent);
		return { found, message: found ? 'Stripe knows the payment by its ID.' : '', searches: [] };
	}
	const stripe = await stripeOf(context);
	const minutes = minutesOf(context);
	const searches: Array<z.infer<typeof Search>> = [];
	const found: PaymentNow[] = [];
	const news: NewEvent[] = [];
	for (const one of sought) {
		const { match, candidates, why } = await search(stripe, one, minutes);
		const payment = match && (await paymentOf(stripe, match));
		if (payment) {
			found.push(payment);
			news.push(eventOf(one.payment, payment));
		}
		searches.push({
			payment: one.payment,
			found: !!payment,
			message: payment ? `Payment ${one.payment} is ${payment.id} in Stripe.` : why!,
			candidates: candidates.map(({ charge, fits }) => ({
				id: charge.payment_intent ?? charge.id,
				createdAt: instantOf(charge.created),
				fits,
			})),
		});
	}
	const known = isDirect || !news.length ? {} : await context.recordFacts(news);
	return {
		...known,
		found: searches.every((one) => one.found),
		message: searches.map(({ message }) => message).join(' '),
		searches,
		...(found.length && { payment: found[0] as unknown as IDataObject }),
	};
}

async function search(stripe: Stripe, one: UnknownPayment, minutes: number): Promise<Searched> {
	if (one.alike > 1)
		return {
			candidates: [],
			why: `The order has ${one.alike} payments of ${format(one.amount)} by Stripe, and nothing tells which is which.`,
		};
	if (!one.paidAt) return { candidates: [], why: 'Nobody knows when the customer paid, so Stripe cannot be asked.' };
	const paid = Math.floor(Date.parse(one.paidAt) / 1000);
	const charges = await stripe.list('/v1/charges', FoundCharge, {
		'created[gte]': paid - minutes * 60,
		'created[lt]': paid + minutes * 60 + 1,
	});
	return searchAmong(charges, one);
}

/** The payment as it is now, so that whoever looks at it sees what is left of it. */
async function paymentOf(stripe: Stripe, { id, payment_intent }: FoundCharge): Promise<PaymentNow> {
	const { payment, charge, ...standing } = await readPayment(stripe, payment_intent ?? id);
	return toPayment(payment, charge, 'stripe', standing);
}

function eventOf(payment: string, { id, processor, providerIds }: PaymentNow): NewEvent {
	return {
		source: 'stripe',
		id: `payment ${payment} is ${id}`,
		type: 'payment.found',
		data: { payment, processor, providerIds },
		// By its payment a case is found when the customer disputes it.
		references: providerIds,
	};
}

function minutesOf(context: OperationContext): number {
	const minutes = Number(context.option<unknown>('minutes', 60));
	if (minutes >= 1 && minutes <= 10_080) return minutes;
	throw invalidInput(`${minutes} minutes are not possible`, 'Give 1 to 10080 (a week).', 'options.minutes');
}

function soughtIn(direct: IDataObject): UnknownPayment {
	const text = (name: string) => String(direct[name] ?? '').trim();
	const paidAt = Date.parse(text('paidAt'));
	if (!Number.isFinite(paidAt))
		throw invalidInput('Nothing says when the customer paid', 'Give Paid At, e.g. 2026-11-21T10:00:00Z.', 'paidAt');
	if (!text('email') && !text('order'))
		throw invalidInput(
			'Nothing says whose payment it is',
			'Give Customer Email, Order or both: amount and time alone may be those of somebody else.',
			'email',
		);
	return {
		payment: text('order'),
		amount: typedAmount(text('amount'), typedCurrency(text('currency')), 'amount'),
		names: namesOf([text('order')]),
		emails: [text('email')].filter(Boolean),
		not: [],
		paidAt: new Date(paidAt).toISOString(),
		alike: 1,
	};
}
