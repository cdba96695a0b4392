import { z } from 'zod';
import type { CaseState } from '../../shared/case/caseState';
import { EffectError, fromProviderAmount, Hold, money, Money, toProviderAmount } from '../../shared/model';
import { idsOf } from '../../shared/operation';
import { instantOf, presentIds, reference } from '../records/fields';

/*
 * An amount that is held on the customer's card: a payment intent that is confirmed and not captured
 * (docs/facts/stripe.md#an-amount-that-is-only-held). It is found again by the name of the hold in its metadata.
 */

/** Stripe's own record of it, as far as it is read here. Amounts in Stripe's integers. */
export const StripeHold = z.object({
	id: z.string(),
	amount: z.number().int(),
	amount_received: z.number().int().default(0),
	currency: z.string(),
	status: z.string(),
	customer: reference,
	payment_method: reference,
	metadata: z.record(z.string(), z.string()).nullish(),
	/** Only when it was expanded. */
	latest_charge: z
		.union([
			z.string(),
			z.object({
				payment_method_details: z
					.object({ card: z.object({ capture_before: z.number().nullish() }).nullish() })
					.nullish(),
			}),
		])
		.nullish(),
});
export type StripeHold = z.infer<typeof StripeHold>;

/** A hold as operations give it out. */
export const HoldOutput = Hold.extend({
	state: z.enum(['placed', 'captured', 'released']),
	captured: Money.optional(),
	providerIds: idsOf('stripe.payment_intent'),
});
export type HoldNow = z.infer<typeof HoldOutput>;

/** What it is now; undefined of one that never came about, such as one that the card's bank has refused. */
export function toHold(id: string, answer: StripeHold): HoldNow | undefined {
	const state = ({ requires_capture: 'placed', succeeded: 'captured', canceled: 'released' } as const)[answer.status];
	if (!state) return undefined;
	const charge = typeof answer.latest_charge === 'object' ? answer.latest_charge : undefined;
	const before = charge?.payment_method_details?.card?.capture_before;
	const of = (amount: number) => fromProviderAmount('stripe', amount, answer.currency);
	return {
		id,
		amount: of(answer.amount),
		state,
		...(state === 'captured' && { captured: of(answer.amount_received) }),
		...(before && { captureBefore: instantOf(before) }),
		providerIds: presentIds({ 'stripe.payment_intent': answer.id }) as HoldNow['providerIds'],
	};
}

/** Body of POST /v1/payment_intents: a pure function of the hold and the card, so that every retry sends the same. Throws RangeError when Stripe cannot express the amount. */
export function bodyOfHold(
	hold: { id: string; reference: string; amount: Money },
	card: { customer: string; paymentMethod: string },
): Record<string, string> {
	return {
		amount: String(toProviderAmount('stripe', hold.amount)),
		currency: hold.amount.currency.toLowerCase(),
		customer: card.customer,
		payment_method: card.paymentMethod,
		'allowed_payment_method_types[0]': 'card',
		capture_method: 'manual',
		confirm: 'true',
		off_session: 'true',
		'expand[0]': 'latest_charge',
		'metadata[return_reference]': hold.reference,
		'metadata[return_hold]': hold.id,
	};
}

/** The hold to be placed: the one that is placed already, else the next one of the return. */
export function holdToPlace({ reference: of, holds = [] }: Pick<CaseState, 'reference' | 'holds'>): string {
	return holds.find(({ state }) => state === 'placed')?.id ?? `${of}/H${holds.length + 1}`;
}

/** The hold of a case that is meant, by its id, else the only one. Throws EffectError. */
export function holdOfCase(
	{ reference: of, holds = [] }: Pick<CaseState, 'reference' | 'holds'>,
	named: string,
): NonNullable<CaseState['holds']>[number] {
	const wanted = named ? holds.filter(({ id }) => id === named) : holds;
	const placed = wanted.filter(({ state }) => state === 'placed');
	const found = placed.length === 1 ? placed[0] : placed.length ? undefined : wanted.at(-1);
	if (found) return found;
	throw new EffectError(
		placed.length
			? `${of} has ${placed.length} amounts held`
			: `${of} has no amount held${named ? ` as ${named.slice(0, 40)}` : ''}`,
		{
			category: 'invalid_input',
			connection: 'stripe',
			field: 'hold',
			advice: placed.length
				? `Name one in Hold: ${placed.map(({ id }) => id).join(', ')}.`
				: 'Hold an amount first, with Hold: Create.',
		},
	);
}

/** Nothing: for a hold of which nothing was taken. */
export const nothingOf = ({ amount: { currency } }: Pick<HoldNow, 'amount'>): Money => money(0, currency);
