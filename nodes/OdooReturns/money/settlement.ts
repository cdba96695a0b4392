import { z } from 'zod';
import { EffectError, format, fromNumber, toDecimal, type Money } from '../../shared/model';
import { actCall, loadCall, loadedOne, readCall, treeCall, type PlannedCall } from '../transport/calls';
import type { Odoo } from '../transport/odoo';
import { recordsTable } from '../transport/table';
import { many, one } from '../transport/tree';
import { Invoice, Matched, Payment, ReceivableLine } from '../records/answers';
import { creditNoteKey } from './creditNote';

/** An outgoing payment that settles a credit note, or a part of it. */
export interface Booking {
	/** External id's name. */
	key: string;
	amount: Money;
	/** Calendar day. */
	date: string;
	memo: string;
	via: { journal: number; methodLine: number };
}

/** The posted credit note of a refund; `known`: its id, when the case has it. Throws when there is none yet. */
export async function requirePostedNote(
	odoo: Odoo,
	reference: string,
	intent: string,
	known?: string,
): Promise<Invoice> {
	const ofCase = known
		? (await odoo.read('account.move', Invoice, [Number(known)])).find(
				({ ref, state }) => ref === reference && state === 'posted',
			)
		: undefined;
	if (ofCase) return ofCase;
	const id = await odoo.find(creditNoteKey(reference, intent));
	const note = id ? await odoo.get('account.move', Invoice, id) : undefined;
	if (note?.state === 'posted') return note;
	throw new EffectError(`Refund ${intent} has no posted credit note in Odoo`, {
		category: 'rejected',
		connection: 'odoo',
		advice: 'Run Odoo Returns: Issue Credit Note first, then replay this step.',
	});
}

/** What of a credit note or invoice nothing was put against yet. */
export function openOf({ amount_residual }: Invoice, currency: string): Money {
	return fromNumber(amount_residual, currency);
}

/**
 * Books a payment once, under its key (docs/facts/odoo.md#a-payment-has-no-key-but-ours), and matches it with the credit note. A
 * payment that is there already is taken up where it was left. Odoo puts a credit note against its invoice by itself while that is
 * unpaid in the books; with `paidOutAlready` the payment is booked all the same, and stays open on the customer's account until theirs
 * is booked. Throws when less than the amount is open otherwise.
 */
export async function settle(
	own: Odoo,
	note: Invoice,
	{ key, amount, date, memo, via }: Booking,
	{ paidOutAlready = false } = {},
): Promise<Payment> {
	const open = openOf(note, amount.currency).amount;
	const known = open >= amount.amount ? undefined : await own.find(key);
	const enough =
		open >= amount.amount ||
		known ||
		(paidOutAlready && open + (await ownInvoiceTook(own, note, amount.currency)) >= amount.amount);
	if (!enough)
		throw new EffectError(
			`Only ${format(openOf(note, amount.currency))} of credit note ${note.name} is unpaid, ${format(amount)} shall be booked`,
			{
				category: 'rejected',
				connection: 'odoo',
				advice:
					'Somebody matched the credit note with another payment or invoice, or the invoice itself was not paid. Look at it in Odoo; undo that match when it is wrong.',
			},
		);
	const values = {
		payment_type: 'outbound',
		partner_type: 'customer',
		'partner_id/.id': note.partner_id,
		amount: toDecimal(amount),
		'currency_id/.id': note.currency_id?.id,
		date,
		memo,
		'journal_id/.id': via.journal,
		'payment_method_line_id/.id': via.methodLine,
		'invoice_ids/.id': note.id,
	};
	const table = recordsTable([{ key, values }]);
	if (!known) await own.ahead(() => [loadCall('account.payment', table), paymentCall(loadedOne)]);
	const id = known ?? (await own.load('account.payment', table))[0];
	const read = async () => (await own.run(paymentCall(id)))[0];
	let payment = await read();
	if (payment.state === 'canceled' || payment.state === 'rejected')
		throw new EffectError(`Payment ${payment.name ?? ''} (${memo}) was canceled in Odoo`, {
			category: 'rejected',
			connection: 'odoo',
			advice: 'When it shall be booked after all, delete the canceled payment in Odoo and replay the step.',
		});
	if (payment.state === 'draft') {
		await own.ahead(() => [actCall('account.payment', 'action_post', [id]), paymentCall(id)]);
		await own.act('account.payment', 'action_post', [id]);
		payment = await read();
	}
	const { move_id: entry, invoice_ids: documents, ...booked } = payment;
	if (!entry)
		throw new EffectError('Odoo posted the payment without a journal entry', {
			category: 'configuration',
			connection: 'odoo',
			field: 'settings.odoo',
			advice:
				'In Odoo, give the outgoing payment method of the journal an outstanding account. Then delete the payment and replay the step.',
		});
	await reconcile(
		own,
		[entry, ...documents.filter((document) => document.id === note.id)].flatMap(({ line_ids }) => line_ids),
		[readCall('account.move', Invoice, [note.id])],
	);
	return { ...booked, move_id: entry.id };
}

const Items = z.object({ id: z.number(), line_ids: many('account.move.line', ReceivableLine) });
const WithItems = Payment.extend({ move_id: one('account.move', Items), invoice_ids: many('account.move', Items) });
const paymentCall = (id: number) => treeCall('account.payment', WithItems, [['id', '=', id]]);

/** What Odoo put of a credit note against the unpaid invoice that it reverses, less what was paid out of it since. Minor units. */
async function ownInvoiceTook(odoo: Odoo, note: Invoice, currency: string): Promise<number> {
	if (!note.reversed_entry_id) return 0;
	const minor = (value: number) => fromNumber(value, currency).amount;
	const matched = await odoo.search('account.partial.reconcile', Matched, [
		['credit_move_id.move_id', '=', note.id],
		['debit_move_id.move_id', '=', note.reversed_entry_id],
	]);
	const paid = await odoo.search('account.payment', Payment, [
		['invoice_ids', 'in', [note.id]],
		['state', 'not in', ['draft', 'canceled', 'rejected']],
	]);
	const took = matched.reduce((sum, { credit_amount_currency }) => sum + minor(credit_amount_currency), 0);
	return Math.max(0, took - paid.reduce((sum, payment) => sum + minor(payment.amount), 0));
}

/** Matches journal entries with each other on the receivable account. */
export async function match(odoo: Odoo, entries: number[]): Promise<void> {
	await reconcile(
		odoo,
		await odoo.search('account.move.line', ReceivableLine, [
			['move_id', 'in', entries],
			['account_type', '=', 'asset_receivable'],
			['reconciled', '=', false],
		]),
	);
}

/** Lines that are matched already are left alone. `next`: calls that are made after it. */
async function reconcile(
	odoo: Odoo,
	items: Array<z.infer<typeof ReceivableLine>>,
	next: PlannedCall[] = [],
): Promise<void> {
	const open = items.filter(({ account_type, reconciled }) => account_type === 'asset_receivable' && !reconciled);
	if (new Set(open.map(({ move_id }) => move_id)).size < 2) return;
	const lines = open.map(({ id }) => id);
	await odoo.ahead(() => [actCall('account.move.line', 'reconcile', lines), ...next]);
	await odoo.act('account.move.line', 'reconcile', lines).catch((error: unknown) => {
		if (!(error instanceof EffectError) || !/already reconciled/.test(error.message)) throw error;
	});
}
