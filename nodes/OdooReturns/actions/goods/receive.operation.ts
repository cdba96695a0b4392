import type { IDataObject, INodeProperties } from 'n8n-workflow';
import {
	performed,
	effectOptions,
	referenceProperty,
	type OperationContext,
	jsonParam,
} from '../../../shared/operation';
import { invalidInput, Receipt } from '../../../shared/model';
import type { Effect } from '../../../shared/effect';
import { bookingEffect, bookingEvents, Posted, type Booking } from '../../goods/bookReceipt';
import { takingUpEffect, transferOf } from '../../goods/byHand';
import type { Settled } from '../../goods/planReceipt';
import { connect } from '../../transport/connect';
import { nameLine } from '../inputs';

export const option = {
	name: 'Receive',
	value: 'receive',
	action: 'Receive goods',
	description: 'Book what was counted; the rest stays open',
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Receipt',
		name: 'receipt',
		type: 'json',
		default: '={{ $json.event?.data?.receipt }}',
		placeholder: 'e.g. {{ $json.receipt }}',
		description:
			'What was counted: an ID that names this count, and the pieces by SKU or case line. The default takes it from the event; blank takes the last receipt of the case.',
	},
	{
		displayName: 'Surplus',
		name: 'surplus',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Receive for Inspection',
				value: 'receive',
				description: 'Book it into the inspection location on a transfer of its own, which is not counted as returned',
			},
			{ name: 'Report Only', value: 'report', description: 'Leave it out of stock' },
		],
		default: 'report',
		description:
			'What to do with pieces that the return does not expect: more than approved, other products, other serial numbers. They are reported as exceptions in any case.',
	},
	effectOptions,
];

export const asTool = 'whenAllowed';

export const output = performed('receipt', Posted.partial().required({ lines: true, exceptions: true }));

/** Books a receipt into stock once; what is still missing stays open as a backorder. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const reference = context.requireReference();
	const receipt = await receiptOf(context);
	const takeIn = context.param<string>('surplus', 'report') === 'receive';
	const odoo = await connect(context);
	const found = await context.findCase();
	const counted = receipt.lines.map((one) => ({
		...nameLine(found, one),
		quantity: one.quantity,
		serials: one.serials ?? [],
	}));
	const booking: Booking = { odoo, reference, receipt, counted, found, takeIn };
	const byHand = transferOf(receipt.id);
	const effect: Effect<Posted | Settled> = byHand ? takingUpEffect(booking, byHand) : bookingEffect(booking);
	return await context.perform('receipt', effect, (done) => bookingEvents(booking, done));
}

async function receiptOf(context: OperationContext): Promise<Receipt> {
	const given = jsonParam(
		context,
		'receipt',
		Receipt,
		'A receipt looks like {"id": "R-1", "lines": [{"sku": "TEE-BLUE-M", "quantity": 1}]}.',
	);
	const last = given ?? (await context.requireCase()).receipts.filter(({ canceled }) => !canceled).at(-1);
	if (!last)
		throw invalidInput(
			'Nothing was received for this return yet',
			'Record the receipt first (Return Case: Record Receipt), or set Receipt.',
			'receipt',
		);
	return last;
}
