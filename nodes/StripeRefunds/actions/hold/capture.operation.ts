import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { effectOptions, performed, referenceProperty, type OperationContext } from '../../../shared/operation';
import { EffectError, format, toProviderAmount, typedAmount, type NewEvent } from '../../../shared/model';
import { readHold, writeHold } from '../../hold/ask';
import { HoldOutput, holdOfCase, nothingOf, toHold, type HoldNow } from '../../hold/hold';
import { holdProperty } from '../../hold/holdProperty';
import { stripeOf } from '../../transport/stripe';

export const option = {
	name: 'Capture',
	value: 'capture',
	action: 'Capture hold on a card',
	description: 'Take what is held, or a part of it: the goods have not come back. The rest is let go.',
};

export const description: INodeProperties[] = [
	referenceProperty,
	holdProperty,
	{
		displayName: 'Amount',
		name: 'amount',
		type: 'string',
		default: '',
		placeholder: 'e.g. 90.00',
		description: 'Blank: all that is held',
	},
	effectOptions,
];

/** Persons and their flows ask for a customer's money. */
export const asTool = 'never';

export const output = performed('hold', HoldOutput.partial().required({ id: true, amount: true }));

/** Takes what is held, once; a repeat finds that it was taken. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const state = await context.requireCase();
	const hold = holdOfCase(state, String(context.param<unknown>('hold', '') ?? '').trim());
	const typed = String(context.param<unknown>('amount', '') ?? '').trim();
	const amount = typed ? typedAmount(typed, hold.amount.currency, 'amount') : hold.amount;
	if (amount.amount > hold.amount.amount || !amount.amount)
		throw new EffectError(`${format(amount)} of ${format(hold.amount)} cannot be taken`, {
			category: 'invalid_input',
			connection: 'stripe',
			field: 'amount',
			advice: 'Give no more than is held, and not nothing: Hold: Release lets it go.',
		});
	const stripe = await stripeOf(context);
	const paymentIntent = hold.providerIds['stripe.payment_intent'];
	const read = async () => toHold(hold.id, await readHold(stripe, paymentIntent));
	return await context.perform<HoldNow>(
		'hold',
		{
			key: hold.id,
			kind: 'stripe.hold_capture',
			lookUp: async () => {
				const now = await read();
				return now?.state === 'captured' ? now : undefined;
			},
			act: async () => {
				const now = await read();
				if (now?.state === 'captured') return now;
				if (now?.state !== 'placed') throw letGo(hold.id);
				const body = { amount_to_capture: String(toProviderAmount('stripe', amount)), 'expand[0]': 'latest_charge' };
				const path = `/v1/payment_intents/${paymentIntent}/capture`;
				const captured = toHold(hold.id, await writeHold(stripe, path, body, `capture ${hold.id} ${amount.amount}`));
				if (captured?.state === 'captured') return captured;
				throw letGo(hold.id);
			},
			preview: async () => ({ ...hold, captured: amount }),
		},
		(done): NewEvent[] => [
			{
				source: 'stripe',
				id: `${done.id}/captured`,
				type: 'hold.captured',
				data: { hold: done.id, amount: done.captured ?? nothingOf(done) },
			},
		],
	);
}

function letGo(id: string): EffectError {
	return new EffectError(`${id} is not held any more: it was released, or the card's bank has let it go`, {
		category: 'rejected',
		connection: 'stripe',
		code: 'hold_gone',
		advice: 'Ask the customer to pay for the goods that did not come back, or send an invoice.',
	});
}
