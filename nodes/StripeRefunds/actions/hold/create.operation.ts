import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { effectOptions, performed, referenceProperty, type OperationContext } from '../../../shared/operation';
import type { CaseState } from '../../../shared/case/caseState';
import { givenBy } from '../../../shared/case/refundLeg';
import {
	EffectError,
	format,
	money,
	sameMoney,
	typedAmount,
	typedCurrency,
	type Money,
	type NewEvent,
} from '../../../shared/model';
import { findHold, readHold, writeHold } from '../../hold/ask';
import { bodyOfHold, HoldOutput, holdToPlace, toHold, type HoldNow, type StripeHold } from '../../hold/hold';
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
	const stripe = await stripeOf(context);
	const id = holdToPlace(state);
	const order = { id, reference: state.reference, amount };
	const asIs = (answer: StripeHold | undefined): HoldNow | undefined => {
		const hold = answer && toHold(id, answer);
		if (!hold || sameMoney(hold.amount, amount)) return hold;
		throw new EffectError(`${id} holds ${format(hold.amount)} already, not ${format(amount)}`, {
			category: 'rejected',
			connection: 'stripe',
			code: 'amount_changed',
			field: 'amount',
			advice: 'Release that hold first (Hold: Release), or give its amount.',
		});
	};
	return await context.perform<HoldNow>(
		'hold',
		{
			key: id,
			kind: 'stripe.hold',
			lookUp: async () => asIs(await findHold(stripe, (await cardOf()).customer, id)),
			act: async () => {
				const card = await cardOf();
				const found = asIs(await findHold(stripe, card.customer, id));
				if (found) return found;
				const answer = await writeHold(
					stripe,
					'/v1/payment_intents',
					bodyOfHold(order, card),
					`hold ${id} ${amount.amount} ${currency} ${card.paymentMethod}`,
				);
				const placed = toHold(id, answer);
				if (placed) return placed;
				throw new EffectError(`Stripe could not hold ${format(amount)} for ${id}: the card says ${answer.status}`, {
					category: 'rejected',
					connection: 'stripe',
					code: 'hold_refused',
					advice: 'Send the new goods when the old ones have come, or let the customer pay in the shop.',
				});
			},
			preview: async () => {
				await cardOf();
				return { id, amount };
			},
		},
		eventsOf,
	);

	/** The customer's saved card, as their payment has it. */
	async function cardOf(): Promise<{ customer: string; paymentMethod: string }> {
		const { customer, payment_method: paymentMethod } = await readHold(stripe, payment);
		if (customer && paymentMethod) return { customer, paymentMethod };
		throw new EffectError(`The card of payment ${payment} was not saved, so Stripe cannot hold an amount on it`, {
			category: 'rejected',
			connection: 'stripe',
			code: 'card_not_saved',
			field: 'payment',
			advice:
				'Send the new goods when the old ones have come (exchange, send: received), or let the customer save a card in the shop and give that payment.',
		});
	}
}

/** What of the old goods' worth new goods were given for. Throws EffectError when none were. */
function exchangedFor({ reference, refunds }: CaseState): Money {
	const given = refunds.filter(({ exchange }) => exchange);
	const all = given.reduce((total, leg) => total + givenBy(leg), 0);
	if (all) return money(all, given[0].intent.amount.currency);
	throw new EffectError(`Return ${reference} has no amount to hold: no new goods were given for its goods yet`, {
		category: 'invalid_input',
		connection: 'stripe',
		field: 'amount',
		advice: 'Order the new goods first (Odoo Returns: Exchange: Create), or type an amount.',
	});
}

function eventsOf({ id, amount, captureBefore, providerIds, state }: HoldNow): NewEvent[] {
	const hold = { id, amount, ...(captureBefore && { captureBefore }), providerIds };
	return state === 'placed' ? [{ source: 'stripe', id: `${id}/placed`, type: 'hold.placed', data: { hold } }] : [];
}
