import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { typedAmount, typedCurrency } from '../../../shared/model';
import { effectOptions, performed, referenceProperty, type OperationContext } from '../../../shared/operation';
import { HoldOutput, holdToPlace } from '../../hold/hold';
import { exchangedFor, placingEffect, placingEvents, type Placing } from '../../hold/placeHold';
import { paymentsOfCase } from '../../refund/paymentsOfCase';
import { stripeOf } from '../../transport/stripe';

export const option = {
	name: 'Create',
	value: 'create',
	action: 'Create hold on a card',
	description: "Hold an amount on the customer's card, without taking it, for goods that leave before others come back",
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Amount',
		name: 'amount',
		type: 'string',
		default: '',
		placeholder: 'e.g. 150.00',
		description:
			'How much to hold: what the new goods are worth. Blank: what they were given for (Exchange: Create), less what was left of it.',
	},
	{
		displayName: 'Currency',
		name: 'currency',
		type: 'string',
		default: '',
		placeholder: 'e.g. EUR',
		description: "Blank: the order's",
	},
	{
		displayName: 'Payment',
		name: 'payment',
		type: 'string',
		default: '',
		placeholder: 'e.g. pi_3MtwBwLkdIwHu7ix28a3tqPa',
		description:
			"Payment intent whose card is asked; the customer must have saved it. Blank: the return's own payment.",
	},
	effectOptions,
];

/** Persons and their flows ask for a customer's money. */
export const asTool = 'never';

export const output = performed('hold', HoldOutput.partial().required({ id: true, amount: true }));

/** Holds an amount once for each hold of a return; a repeat, also under a lost answer, finds the one that was placed. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const state = await context.requireCase();
	const text = (name: string) => String(context.param<unknown>(name, '') ?? '').trim();
	const currency = typedCurrency(text('currency') || (state.order?.currency ?? ''));
	const amount = text('amount') ? typedAmount(text('amount'), currency, 'amount') : exchangedFor(state);
	const [payment] = text('payment') ? [text('payment')] : paymentsOfCase(state);
	const placing: Placing = {
		stripe: await stripeOf(context),
		id: holdToPlace(state),
		reference: state.reference,
		amount,
		payment,
	};
	return await context.perform('hold', placingEffect(placing), placingEvents);
}
