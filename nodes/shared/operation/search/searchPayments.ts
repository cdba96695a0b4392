import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput, processors, type Payment, type PayingProcessor } from '../../model';
import { factsOutput } from '../output';
import type { OperationContext } from '../operationContext';
import { referenceProperty } from '../properties';
import { refundProperty } from '../refundProperty';
import { findingEvents, Search, type Finding } from './finding';
import { paymentByHand } from './paymentByHand';
import { hasPaymentOf, soughtPayments, type SearchedProvider, type UnknownPayment } from './soughtPayments';

/** The parameters of an operation that searches payments; `places`: where a payment of this provider names its order. */
export function searchProperties(processor: PayingProcessor, places: string): INodeProperties[] {
	const { name } = processors[processor];
	return [
		referenceProperty,
		refundProperty('The payment that this refund of the return goes to. Empty: every payment of the order.', {
			hint: `Only payments of a ${name} gateway whose ID the shop does not know are searched`,
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
					description: `Number or ID of the order, as the ${places} of the payment has it`,
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
					description: `How long before and after the time that the shop names the payment may have been made in ${name}`,
				},
			],
		},
	];
}

/** What such an operation gives; `payment`: a payment as the provider's node has it. */
export function searchOutput(payment: z.AnyZodObject) {
	return factsOutput.extend({
		found: z.boolean(),
		message: z.string(),
		searches: z.array(Search),
		payment: payment.optional(),
	});
}

/**
 * Payments of a provider's gateway whose id the shop does not know, searched there: each is found when exactly one payment fits, and the case
 * knows it from then on. Else `found` is false and `message` says what a person has to decide; of a payment that another took there is nothing
 * to say. `find` is asked for once, and only when there is something to search.
 */
export async function searchPayments<P extends Payment>(
	context: OperationContext,
	provider: SearchedProvider,
	finder: () => Promise<(sought: UnknownPayment, minutes: number) => Promise<Finding<P>>>,
): Promise<IDataObject> {
	const { name, paidBy } = processors[provider.processor];
	const direct = context.param<IDataObject>('direct', {});
	const isDirect = Object.keys(direct).length > 0;
	const intent = context.param<string>('intent', '') ?? '';
	const sought = isDirect ? [paymentByHand(direct)] : soughtPayments(await context.requireCase(), intent, provider);
	if (!sought.length) {
		const found = hasPaymentOf(await context.requireCase(), intent, provider.processor);
		return { found, message: found ? `${name} knows the payment by its ID.` : '', searches: [] };
	}
	const find = await finder();
	const minutes = minutesOf(context);
	const findings: Array<Finding<P>> = [];
	for (const one of sought) findings.push(await find(one, minutes));
	const news = findings.flatMap((one) => findingEvents(paidBy, one));
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
