import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { legOf } from '../../../shared/case/refundLeg';
import type { RefundLeg } from '../../../shared/case/caseState';
import { invalidInput, Refund } from '../../../shared/model';
import {
	effectOptions,
	jsonParam,
	performedOrNot,
	referenceProperty,
	type OperationContext,
} from '../../../shared/operation';
import { Booked, bookingEffect, bookingEvents, refundBooking } from '../../money/bookRefund';
import { connect } from '../../transport/connect';
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

export const asTool = 'whenAllowed';

export const output = performedOrNot('payment', Booked);

/** Books what went back to the customer, once. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const reference = context.requireReference();
	const message = nothingToBook(context);
	if (message) return { payment: { outcome: 'nothing_to_do', message } };
	const refund = await refundOf(context);
	const settings = await context.settings();
	const odoo = await connect(context);
	const leg = await legOfRefund(context, refund);
	const besideOdoo = context.option('bookBesideOdoo', false);
	const booking = refundBooking({ odoo, reference, refund, leg, settings, besideOdoo });
	return await context.perform('payment', bookingEffect(booking), (booked) => bookingEvents(booking, booked as Booked));
}

async function legOfRefund(context: OperationContext, { intent }: Refund): Promise<RefundLeg | undefined> {
	const found = await context.findCase();
	return found && legOf(found, intent);
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
