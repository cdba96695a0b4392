import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { legOf } from '../../../shared/case/refundLeg';
import type { RefundLeg } from '../../../shared/case/caseState';
import {
	performedOrNot,
	effectOptions,
	referenceProperty,
	type OperationContext,
	jsonParam,
} from '../../../shared/operation';
import { EffectError, invalidInput, format, Refund, RefundPayment } from '../../../shared/model';
import type { Effect } from '../../../shared/effect';
import { Invoice, Payment } from '../../records/answers';
import { today } from '../../records/clock';
import { methodsCall, paymentJournalOf, paymentMethodOf, storeCreditMethodOf } from '../../records/configuration';
import { isPaid } from '../../money/invoice';
import { bookedByOdoo, transactionsCall } from '../../money/odooStripe';
import { match, openOf, postedCreditNote, settle } from '../../money/settlement';
import { storeCreditKeys } from '../../money/storeCredit';
import { memoized } from '../../transport/memoized';
import { connect } from '../../transport/connect';
import { readCall } from '../../transport/calls';
import type { Odoo } from '../../transport/odoo';
import { documentKey } from '../../transport/table';
import { creditOfEvent, nothingToBook } from '../refundInput';

export const option = {
	name: 'Record Refund Payment',
	value: 'recordPayment',
	action: 'Record refund payment',
	description: 'Book the money that the payment provider sent back; moves no money',
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Provider Refund',
		name: 'refund',
		type: 'json',
		default: '={{ $json.event?.data?.refund }}',
		placeholder: 'e.g. {{ $json.refund }}',
		description:
			'The refund as who paid it reported it. The default takes it from the event; blank takes the refund that the event is about, also one that was given as store credit, else the first of the case that is paid and not booked yet.',
	},
	{
		...effectOptions,
		options: [
			...(effectOptions.options as INodeProperties[]),
			{
				displayName: 'Book Although Odoo Took the Payment',
				name: 'bookBesideOdoo',
				type: 'boolean',
				default: false,
				description:
					"Whether to book refunds of payments that Odoo's own Stripe provider took. Only for an Odoo that gets no webhooks of Stripe: otherwise Odoo books them itself.",
			},
		],
	},
];

const Booked = RefundPayment.extend({ bookedBy: z.enum(['this node', 'odoo']) });
type Booked = z.infer<typeof Booked>;

export const asTool = 'whenAllowed';

export const output = performedOrNot('payment', Booked);

/**
 * Books what went back to the customer against the credit note: money out of the journal of who paid it, store credit and vouchers into the
 * liability account. Moves no money itself.
 */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const reference = context.requireReference();
	const message = nothingToBook(context);
	if (message) return { payment: { outcome: 'nothing_to_do', message } };
	const refund = await refundOf(context);
	const settings = await context.settings();
	const odoo = await connect(context);
	const leg = await legOfRefund(context, refund);
	const given = leg?.storeCredit?.id === refund.id;
	// One entry for the credit of a refund, whoever gives it: Store Credit: Issue books under the same key.
	const key = given ? storeCreditKeys(reference, refund.intent).entry : documentKey(reference, 'pay', refund.id);
	const owed = given || (isByHand(refund) && refund.providerStatus === 'voucher');
	const note = memoized(async () => {
		const credited = await postedCreditNote(odoo, reference, refund.intent, leg?.creditNote?.id);
		assertSameCurrency(credited, refund);
		return credited;
	});
	const mayBeOdoos = isStripes(refund) && !context.option('bookBesideOdoo', false);
	const paid = { payer: payerOf(refund, leg), currency: refund.amount.currency };
	const stripeIds = { refund: refund.id, paymentIntent: paymentIntentOf(refund, leg), amount: refund.amount };
	const ofOdoo = memoized(async () => (mayBeOdoos ? await bookedByOdoo(odoo, stripeIds) : undefined));

	const effect: Effect<Booked | Pick<RefundPayment, 'amount' | 'refund'>> = {
		key: refund.id,
		kind: 'odoo.refund_payment',
		async lookUp() {
			const id = await odoo.find(key);
			if (!id) {
				const theirs = await ofOdoo();
				return theirs && isPaid(await note()) ? shown({ id: theirs.payment }, 'odoo', theirs.transaction) : undefined;
			}
			const payment = await odoo.get('account.payment', Payment, id);
			return payment.move_id && isPaid(await note()) ? shown(payment, 'this node') : undefined;
		},
		async act() {
			const journal = owed ? undefined : paymentJournalOf(settings.odoo, paid);
			await odoo.ahead(() => [
				...(leg?.creditNote ? [readCall('account.move', Invoice, [Number(leg.creditNote.id)])] : []),
				...(mayBeOdoos ? [transactionsCall(stripeIds)] : []),
				...(journal ? [methodsCall(journal)] : []),
			]);
			const credited = await note();
			const own = odoo.forCompany(credited.company_id);
			const theirs = await ofOdoo();
			const payment = theirs
				? await adopt(own, theirs.payment, credited)
				: await settle(
						own,
						credited,
						{
							key,
							amount: refund.amount,
							date: today(settings.timeZone, refund.createdAt),
							memo: refund.id,
							via: owed
								? await storeCreditMethodOf(own, settings.odoo)
								: await paymentMethodOf(own, settings.odoo, paid),
						},
						{ paidOutAlready: true },
					);
			const after = await own.get('account.move', Invoice, credited.id);
			if (!isPaid(after))
				throw new EffectError(
					`Credit note ${after.name} is not paid after the refund was booked (${format(openOf(after, refund.amount.currency))} open)`,
					{
						category: 'rejected',
						connection: 'odoo',
						advice: 'Look at the payments of the credit note in Odoo; match them there.',
					},
				);
			return shown(payment, theirs ? 'odoo' : 'this node', theirs?.transaction);
		},
		async preview() {
			await note();
			const theirs = await ofOdoo();
			return { amount: refund.amount, refund: refund.id, bookedBy: theirs ? 'odoo' : 'this node' };
		},
	};

	/** Odoo's own payment is matched with the credit note; a second one is not made. */
	async function adopt(own: Odoo, id: number, credited: Invoice): Promise<Payment> {
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

	function shown({ id }: { id: number }, bookedBy: Booked['bookedBy'], transaction?: number): Booked {
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

	return await context.perform('payment', effect, (booked) => {
		const { bookedBy: _of, ...payment } = booked as Booked; // eslint-disable-line @typescript-eslint/no-unused-vars
		return [
			{
				source: 'odoo',
				id: key,
				type: 'payment.recorded',
				data: { payment },
				references: { 'odoo.payment': payment.id },
			},
		];
	});
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

async function legOfRefund(context: OperationContext, { intent }: Refund): Promise<RefundLeg | undefined> {
	const found = await context.findCase();
	return found && legOf(found, intent);
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

const EventOnItem = z.object({ data: z.object({ intent: z.object({ id: z.string() }) }) });

/** The refund by the parameter, else one of the case that is on its way, paid or given as credit, and not booked: that of the event, or the first. */
async function refundOf(context: OperationContext): Promise<Refund> {
	const given = jsonParam(context, 'refund', Refund, 'A refund has id, intent, amount and status.');
	const refund = given ?? (await unbooked(context));
	if (!refund)
		throw invalidInput(
			'No refund of this return waits to be booked',
			'Nothing to do, or the refund has not been made yet.',
			'refund',
		);
	if (refund.status === 'failed' || refund.status === 'canceled')
		throw invalidInput(
			`Refund ${refund.id} is ${refund.status}; there is nothing to book`,
			'Pay the customer another way; the case has an open exception for it.',
			'refund',
		);
	return refund;
}

async function unbooked(context: OperationContext): Promise<Refund | undefined> {
	const found = await context.requireCase();
	const credited = creditOfEvent(context);
	if (credited) return reportOf(legOf(found, credited.intent));
	const legs = found.refunds.filter(
		({ state, payment, exchange }) => (state === 'pending' || state === 'succeeded') && !payment && !exchange,
	);
	const event = EventOnItem.safeParse(context.item.event).data;
	return reportOf(legs.find(({ intent }) => intent.id === event?.data.intent.id) ?? legs[0]);
}

/** What a refund was settled by, as a refund. */
function reportOf(leg: RefundLeg | undefined): Refund | undefined {
	if (!leg?.storeCredit) return leg?.refund;
	const { id, amount = leg.intent.amount } = leg.storeCredit;
	return { id, intent: leg.intent.id, amount, status: 'succeeded', providerIds: {} };
}
