import type { CaseState } from '../../shared/case/caseState';
import { givenBy } from '../../shared/case/refundLeg';
import type { Effect } from '../../shared/effect';
import { EffectError, format, money, sameMoney, type Money, type NewEvent } from '../../shared/model';
import type { Stripe } from '../transport/stripe';
import { findHold, readHold, writeHold } from './ask';
import { bodyOfHold, toHold, type HoldNow, type StripeHold } from './hold';

/** An amount to hold on the card of a payment. */
export interface Placing {
	stripe: Stripe;
	id: string;
	reference: string;
	amount: Money;
	payment: string;
}

/** A customer's saved card. */
interface Card {
	customer: string;
	paymentMethod: string;
}

/** Holds an amount once; a repeat, also under a lost answer, finds the one that was placed. */
export function placingEffect(placing: Placing): Effect<HoldNow> {
	const { id, amount } = placing;
	return {
		key: id,
		kind: 'stripe.hold',
		lookUp: async () => await placedBefore(placing, await cardOf(placing)),
		act: async () => {
			const card = await cardOf(placing);
			return (await placedBefore(placing, card)) ?? (await placeNow(placing, card));
		},
		preview: async () => {
			await cardOf(placing);
			return { id, amount };
		},
	};
}

/** What the case learns. */
export function placingEvents({ id, amount, captureBefore, providerIds, state }: HoldNow): NewEvent[] {
	const hold = { id, amount, ...(captureBefore && { captureBefore }), providerIds };
	return state === 'placed' ? [{ source: 'stripe', id: `${id}/placed`, type: 'hold.placed', data: { hold } }] : [];
}

/** What of the old goods' worth new goods were given for. Throws EffectError when none were. */
export function exchangedFor({ reference, refunds }: CaseState): Money {
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

/** The customer's saved card, as their payment has it. */
async function cardOf({ stripe, payment }: Placing): Promise<Card> {
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

/** The hold when it is there already. Throws EffectError when it holds another amount. */
async function placedBefore({ stripe, id, amount }: Placing, { customer }: Card): Promise<HoldNow | undefined> {
	const answer: StripeHold | undefined = await findHold(stripe, customer, id);
	const hold = answer && toHold(id, answer);
	if (!hold || sameMoney(hold.amount, amount)) return hold;
	throw new EffectError(`${id} holds ${format(hold.amount)} already, not ${format(amount)}`, {
		category: 'rejected',
		connection: 'stripe',
		code: 'amount_changed',
		field: 'amount',
		advice: 'Release that hold first (Hold: Release), or give its amount.',
	});
}

async function placeNow(placing: Placing, card: Card): Promise<HoldNow> {
	const { stripe, id, amount } = placing;
	const answer = await writeHold(
		stripe,
		'/v1/payment_intents',
		bodyOfHold(placing, card),
		`hold ${id} ${amount.amount} ${amount.currency} ${card.paymentMethod}`,
	);
	const placed = toHold(id, answer);
	if (placed) return placed;
	throw new EffectError(`Stripe could not hold ${format(amount)} for ${id}: the card says ${answer.status}`, {
		category: 'rejected',
		connection: 'stripe',
		code: 'hold_refused',
		advice: 'Send the new goods when the old ones have come, or let the customer pay in the shop.',
	});
}
