import type { RefundLeg } from '../../shared/case/caseState';
import type { Effect } from '../../shared/effect';
import { EffectError, format, RefundPayment, type NewEvent, type Refund, type Settings } from '../../shared/model';
import { z } from 'zod';
import { Invoice, Payment } from '../records/answers';
import { today } from '../records/clock';
import { methodsCall, paymentJournalOf, paymentMethodOf, storeCreditMethodOf } from '../records/configuration';
import { readCall } from '../transport/calls';
import { memoize } from '../transport/memoized';
import type { Odoo } from '../transport/odoo';
import { documentKey } from '../transport/table';
import { isPaid } from './invoice';
import { findBookedByOdoo, transactionsCall, type StripeRefundIds } from './odooStripe';
import { match, openOf, requirePostedNote, settle } from './settlement';
import { storeCreditKeys } from './storeCredit';

/** What went back to the customer, and how it shall be booked. */
export interface ToBook {
	odoo: Odoo;
	reference: string;
	refund: Refund;
	/** The refund as the case has it, if there is a case store. */
	leg: RefundLeg | undefined;
	settings: Settings;
	/** Odoo gets no messages of Stripe: it books nothing by itself. */
	besideOdoo: boolean;
}

/** What a refund is booked with; what Odoo must be asked for is read once. */
export interface RefundBooking extends ToBook {
	/** External id's name of the payment. */
	key: string;
	/** It went back as store credit or voucher: money that is owed. */
	owed: boolean;
	/** Who paid, in which currency: which journal it left. */
	paid: { payer: string | undefined; currency: string };
	/** Set when Odoo may have booked it by itself. */
	stripeIds: StripeRefundIds | undefined;
	note(): Promise<Invoice>;
	/** The payment that Odoo has booked by itself. */
	ofOdoo(): ReturnType<typeof findBookedByOdoo>;
}

export const Booked = RefundPayment.extend({ bookedBy: z.enum(['this node', 'odoo']) });
export type Booked = z.infer<typeof Booked>;

/** How a refund is booked. Asks Odoo nothing yet. */
export function refundBooking(given: ToBook): RefundBooking {
	const { odoo, reference, refund, leg, besideOdoo } = given;
	const asCredit = leg?.storeCredit?.id === refund.id;
	const { amount } = refund;
	const stripeIds =
		isStripes(refund) && !besideOdoo
			? { refund: refund.id, paymentIntent: paymentIntentOf(refund, leg), amount }
			: undefined;
	return {
		...given,
		// One entry for the credit of a refund, whoever gives it: Store Credit: Issue books under the same key.
		key: asCredit ? storeCreditKeys(reference, refund.intent).entry : documentKey(reference, 'pay', refund.id),
		owed: asCredit || (isByHand(refund) && refund.providerStatus === 'voucher'),
		paid: { payer: payerOf(refund, leg), currency: amount.currency },
		stripeIds,
		note: memoize(async () => {
			const credited = await requirePostedNote(odoo, reference, refund.intent, leg?.creditNote?.id);
			assertSameCurrency(credited, refund);
			return credited;
		}),
		ofOdoo: memoize(async () => (stripeIds ? await findBookedByOdoo(odoo, stripeIds) : undefined)),
	};
}

/**
 * Books what went back to the customer against the credit note: money out of the journal of who paid it, store credit and vouchers into the
 * liability account. Moves no money itself.
 */
export function bookingEffect(at: RefundBooking): Effect<Booked | Pick<RefundPayment, 'amount' | 'refund'>> {
	const { refund } = at;
	return {
		key: refund.id,
		kind: 'odoo.refund_payment',
		lookUp: async () => await findBooked(at),
		act: async () => await bookRefund(at),
		async preview() {
			await at.note();
			const theirs = await at.ofOdoo();
			return { amount: refund.amount, refund: refund.id, bookedBy: theirs ? 'odoo' : 'this node' };
		},
	};
}

/** What the case learns of a booked refund. */
export function bookingEvents({ key }: RefundBooking, booked: Booked): NewEvent[] {
	const { bookedBy: _of, ...payment } = booked; // eslint-disable-line @typescript-eslint/no-unused-vars
	return [
		{
			source: 'odoo',
			id: key,
			type: 'payment.recorded',
			data: { payment },
			references: { 'odoo.payment': payment.id },
		},
	];
}

async function findBooked(at: RefundBooking): Promise<Booked | undefined> {
	const { odoo, key } = at;
	const id = await odoo.find(key);
	if (!id) {
		const theirs = await at.ofOdoo();
		return theirs && isPaid(await at.note())
			? shown(at, { id: theirs.payment }, 'odoo', theirs.transaction)
			: undefined;
	}
	const payment = await odoo.get('account.payment', Payment, id);
	return payment.move_id && isPaid(await at.note()) ? shown(at, payment, 'this node') : undefined;
}

async function bookRefund(at: RefundBooking): Promise<Booked> {
	await readAhead(at);
	const credited = await at.note();
	const own = at.odoo.forCompany(credited.company_id);
	const theirs = await at.ofOdoo();
	const payment = theirs ? await adoptPayment(at, own, theirs.payment, credited) : await bookPayment(at, own, credited);
	assertPaid(at, await own.get('account.move', Invoice, credited.id));
	return shown(at, payment, theirs ? 'odoo' : 'this node', theirs?.transaction);
}

async function readAhead({ odoo, leg, stripeIds, owed, paid, settings }: RefundBooking): Promise<void> {
	const journal = owed ? undefined : paymentJournalOf(settings.odoo, paid);
	await odoo.ahead(() => [
		...(leg?.creditNote ? [readCall('account.move', Invoice, [Number(leg.creditNote.id)])] : []),
		...(stripeIds ? [transactionsCall(stripeIds)] : []),
		...(journal ? [methodsCall(journal)] : []),
	]);
}

async function bookPayment(
	{ key, refund, owed, paid, settings }: RefundBooking,
	own: Odoo,
	credited: Invoice,
): Promise<Payment> {
	const via = owed ? await storeCreditMethodOf(own, settings.odoo) : await paymentMethodOf(own, settings.odoo, paid);
	const date = today(settings.timeZone, refund.createdAt);
	const booking = { key, amount: refund.amount, date, memo: refund.id, via };
	return await settle(own, credited, booking, { paidOutAlready: true });
}

/** Odoo's own payment is matched with the credit note; a second one is not made. */
async function adoptPayment({ refund }: RefundBooking, own: Odoo, id: number, credited: Invoice): Promise<Payment> {
	const payment = await own.get('account.payment', Payment, id);
	if (!payment.move_id)
		throw new EffectError(`Odoo booked refund ${refund.id} without a journal entry`, {
			category: 'configuration',
			connection: 'odoo',
			advice:
				"In Odoo, give the payment method of the Stripe provider's journal an outstanding account, then correct the payment.",
		});
	await match(own, [credited.id, payment.move_id]);
	return payment;
}

function assertPaid({ refund }: RefundBooking, note: Invoice): void {
	if (isPaid(note)) return;
	const open = format(openOf(note, refund.amount.currency));
	throw new EffectError(`Credit note ${note.name} is not paid after the refund was booked (${open} open)`, {
		category: 'rejected',
		connection: 'odoo',
		advice: 'Look at the payments of the credit note in Odoo; match them there.',
	});
}

function shown(
	{ refund }: RefundBooking,
	{ id }: { id: number },
	bookedBy: Booked['bookedBy'],
	transaction?: number,
): Booked {
	return {
		id: String(id),
		amount: refund.amount,
		refund: refund.id,
		intent: refund.intent,
		providerIds: {
			'odoo.payment': String(id),
			...(transaction && { 'odoo.payment_transaction': String(transaction) }),
		},
		bookedBy,
	};
}

/** An amount in another currency says nothing about what of the credit note it pays. */
function assertSameCurrency({ name, currency_id }: Invoice, { id, amount }: Refund): void {
	if (!currency_id || currency_id.name === amount.currency) return;
	throw new EffectError(`Refund ${id} is in ${amount.currency}, credit note ${name} in ${currency_id.name}`, {
		category: 'rejected',
		connection: 'odoo',
		field: 'refund',
		advice: `Nothing was booked. Give the refund as it counts for the order, in ${currency_id.name}, or book the payment by hand in Odoo, at the rate that the provider used.`,
	});
}

function isStripes({ id }: Refund): boolean {
	return /^(re|pyr)_/.test(id);
}

/** Recorded by Settle by Hand, which names intent and proof. */
function isByHand({ id, intent }: Refund): boolean {
	return id.startsWith(`${intent} `);
}

/** Who paid a refund: a person when it was recorded by hand, else who took the payment. Without a case the refund's own id may tell. */
function payerOf(refund: Refund, leg: RefundLeg | undefined): string | undefined {
	if (isByHand(refund)) return 'other';
	if (leg) return leg.intent.payment.processor;
	if (isStripes(refund)) return 'stripe';
	return refund.id.startsWith('gid://shopify/') ? 'shopify_payments' : undefined;
}

/** The payment that was refunded, as Stripe calls it, when refund or case tell. */
function paymentIntentOf({ providerIds }: Refund, leg: RefundLeg | undefined): string | undefined {
	const paid = leg?.intent.payment;
	return (
		providerIds['stripe.payment_intent'] ??
		paid?.providerIds['stripe.payment_intent'] ??
		(paid?.id.startsWith('pi_') ? paid.id : undefined)
	);
}
