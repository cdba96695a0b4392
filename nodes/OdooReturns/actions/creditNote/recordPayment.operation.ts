import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { effectOptions, EffectError, invalidInput, referenceProperty, type Effect, type OperationContext } from '../../../shared/effect';
import { format, fromNumber, Refund, toDecimal, type RefundPayment } from '../../../shared/model';
import { Invoice, Payment, ReceivableLine } from '../../documents/answers';
import { today } from '../../documents/clock';
import { paymentMethodOf } from '../../documents/configuration';
import { creditNoteKey } from '../../documents/creditNote';
import { isPaid } from '../../documents/invoice';
import { connect } from '../../transport/connect';
import type { Odoo } from '../../transport/odoo';
import { documentKey, recordsTable } from '../../transport/table';
import { jsonParam } from '../inputs';

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Provider Refund',
		name: 'refund',
		type: 'json',
		default: '={{ $json.event?.data?.refund }}',
		placeholder: 'e.g. {{ $json.refund }}',
		description: 'The refund as who paid it reported it. The default takes it from the event; blank takes the first paid refund of the case that is not booked yet.',
	},
	effectOptions,
];

/** Books the money that went back to the customer against the credit note. Moves no money itself. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const reference = context.requireReference();
	const refund = await refundOf(context);
	const settings = await context.settings();
	const odoo = await connect(context);
	const key = documentKey(reference, 'pay', refund.id);

	const effect: Effect<RefundPayment | Pick<RefundPayment, 'amount' | 'refund'>> = {
		key: refund.id,
		kind: 'odoo.refund_payment',
		async lookUp() {
			const id = await odoo.find(key);
			if (!id) return undefined;
			const payment = await odoo.get('account.payment', Payment, id);
			return payment.move_id && isPaid(await creditNote()) ? shown(payment) : undefined;
		},
		async act() {
			const note = await creditNote();
			const own = odoo.forCompany(note.company_id);
			const id = (await own.find(key)) ?? (await create(own, note));
			let payment = await own.get('account.payment', Payment, id);
			if (payment.state === 'canceled' || payment.state === 'rejected') throw new EffectError(`Payment ${payment.name ?? ''} of refund ${refund.id} was canceled in Odoo`, { category: 'rejected', connection: 'odoo', advice: 'When it shall be booked after all, delete the canceled payment in Odoo and replay the step.' });
			if (payment.state === 'draft') {
				await own.act('account.payment', 'action_post', [id]);
				payment = await own.get('account.payment', Payment, id);
			}
			if (!payment.move_id) throw new EffectError('Odoo posted the payment without a journal entry', { category: 'configuration', connection: 'odoo', field: 'settings.odoo.paymentJournal', advice: 'In Odoo, give the outgoing payment method of the journal an outstanding account. Then delete the payment and replay the step.' });
			await reconcile(own, note.id, payment.move_id);
			const after = await own.get('account.move', Invoice, note.id);
			if (!isPaid(after)) throw new EffectError(`Credit note ${after.name} is not paid after the refund was booked (${fromText(after.amount_residual)} open)`, { category: 'rejected', connection: 'odoo', advice: 'Look at the payments of the credit note in Odoo; match them there.' });
			return shown(payment);
		},
		async preview() {
			await creditNote();
			return { amount: refund.amount, refund: refund.id };
		},
	};

	async function creditNote(): Promise<Invoice> {
		const id = await odoo.find(creditNoteKey(reference, refund.intent));
		const note = id ? await odoo.get('account.move', Invoice, id) : undefined;
		if (note?.state === 'posted') return note;
		throw new EffectError(`Refund ${refund.intent} has no posted credit note in Odoo`, { category: 'rejected', connection: 'odoo', advice: 'Run Odoo Returns: Issue Credit Note first, then replay this step.' });
	}

	async function create(own: Odoo, note: Invoice): Promise<number> {
		const residual = fromNumber(note.amount_residual, refund.amount.currency);
		if (residual.amount < refund.amount.amount) throw new EffectError(`Only ${format(residual)} of credit note ${note.name} is unpaid, the refund is ${format(refund.amount)}`, { category: 'rejected', connection: 'odoo', advice: 'Somebody matched the credit note with another payment or invoice. Look at it in Odoo; undo that match when it is wrong.' });
		const { journal, methodLine } = await paymentMethodOf(own, settings.odoo);
		const values = {
			payment_type: 'outbound',
			partner_type: 'customer',
			'partner_id/.id': note.partner_id,
			amount: toDecimal(refund.amount),
			'currency_id/.id': note.currency_id?.id,
			date: today(settings.timeZone, refund.createdAt),
			memo: refund.id,
			'journal_id/.id': journal,
			'payment_method_line_id/.id': methodLine,
			'invoice_ids/.id': note.id,
		};
		const [id] = await own.load('account.payment', recordsTable([{ key, values }]));
		return id;
	}

	function fromText(value: number): string {
		return format(fromNumber(value, refund.amount.currency));
	}

	function shown({ id }: { id: number }): RefundPayment {
		return { id: String(id), amount: refund.amount, refund: refund.id, intent: refund.intent, providerIds: { 'odoo.payment': String(id) } };
	}

	return await context.perform('payment', effect, (payment) => [
		{ source: 'odoo', id: key, type: 'payment.recorded', data: { payment }, references: { 'odoo.payment': (payment as RefundPayment).id } },
	]);
}

/** Matches credit note and payment on the receivable account. Lines that are matched already are left alone. */
async function reconcile(odoo: Odoo, note: number, entry: number): Promise<void> {
	const lines = await odoo.search('account.move.line', ReceivableLine, [['move_id', 'in', [note, entry]], ['account_type', '=', 'asset_receivable'], ['reconciled', '=', false]]);
	if (new Set(lines.map(({ move_id }) => move_id)).size < 2) return;
	await odoo.act('account.move.line', 'reconcile', lines.map(({ id }) => id)).catch((error: unknown) => {
		if (!(error instanceof EffectError) || !/already reconciled/.test(error.message)) throw error;
	});
}

const EventOnItem = z.object({ data: z.object({ intent: z.object({ id: z.string() }) }) });

/** The refund by the parameter, else one of the case that is on its way or paid and not booked: that of the event, or the first. */
async function refundOf(context: OperationContext): Promise<Refund> {
	const given = jsonParam(context, 'refund', Refund, 'A refund has id, intent, amount and status.');
	const refund = given ?? (await unbooked(context));
	if (!refund) throw invalidInput('No refund of this return waits to be booked', 'Nothing to do, or the refund has not been made yet.', 'refund');
	if (refund.status === 'failed' || refund.status === 'canceled') throw invalidInput(`Refund ${refund.id} is ${refund.status}; there is nothing to book`, 'Pay the customer another way; the case has an open exception for it.', 'refund');
	return refund;
}

async function unbooked(context: OperationContext): Promise<Refund | undefined> {
	const legs = (await context.requireCase()).refunds.filter(({ state, payment }) => (state === 'pending' || state === 'succeeded') && !payment);
	const event = EventOnItem.safeParse(context.item.event).data;
	return (legs.find(({ intent }) => intent.id === event?.data.intent.id) ?? legs[0])?.refund;
}
