import { EffectError, toDecimal, type Money, type Payment as ChannelPayment } from '../../shared/model';
import { Invoice, Payment, ReceivableLine, type BroughtOrder } from '../records/answers';
import { today } from '../records/clock';
import type { Direction } from '../records/configuration';
import { documentKey, recordsTable } from '../transport/table';
import { outsideRefunds, takenPayments } from './channelOrder';
import type { Situation } from './read';

/** A payment, or a refund of the channel, as it is to be booked. */
interface ToBook {
	key: string;
	id: string;
	direction: Direction;
	amount: Money;
	date: string;
	memo: string;
	payer: string;
}

/** A booked one. */
export interface BookedPayment {
	/** As the channel calls it. */
	id: string;
	direction: Direction;
	amount: Money;
	payment: number;
	entry?: number;
}

/** What was paid, and what went back, by refunds that no case knows of. */
function toBook({ key, order, settings }: Situation): ToBook[] {
	const taken = takenPayments(order);
	const day = (at?: string) => today(settings.timeZone, at);
	// Which payment a refund went back to the order does not say: the largest is the likeliest.
	const [largest] = [...taken].sort(
		(a, b) => b.refunded.amount - a.refunded.amount || b.captured.amount - a.captured.amount,
	);
	return [
		...taken.map((one): ToBook => ({
			key: [key, documentKey('pay', tail(one.id))].join('.'),
			id: one.id,
			direction: 'inbound',
			amount: one.captured,
			date: day(one.paidAt ?? order.placedAt),
			memo: memoOf(one),
			payer: one.processor,
		})),
		...(largest ? outsideRefunds(order) : []).map(({ id, amount }): ToBook => ({
			key: [key, documentKey('back', tail(id))].join('.'),
			id,
			direction: 'outbound',
			amount,
			date: day(),
			memo: id,
			payer: largest.processor,
		})),
	];
}

/** The payments that earlier runs have booked, and how many are still to be. */
export async function readPayments(at: Situation): Promise<{ booked: BookedPayment[]; open: ToBook[] }> {
	const booked: BookedPayment[] = [];
	const open: ToBook[] = [];
	for (const one of toBook(at)) {
		const payment = await at.own.find(one.key);
		const found = payment ? await at.own.get('account.payment', Payment, payment) : undefined;
		if (found?.move_id) booked.push(shown(one, found));
		else open.push(one);
	}
	return { booked, open };
}

/** Books each payment and each refund of the channel once, and matches them with invoices and credit notes. Moves no money. */
export async function bookPayments(at: Situation, order: BroughtOrder, documents: Invoice[]): Promise<BookedPayment[]> {
	const { booked, open } = await readPayments(at);
	for (const one of open) booked.push(await book(at, order, one, documents));
	await matchAll(at, documents, booked);
	return booked;
}

async function book(
	{ own, via }: Situation,
	order: BroughtOrder,
	one: ToBook,
	documents: Invoice[],
): Promise<BookedPayment> {
	const { journal, methodLine } = via(one.payer, one.direction);
	const type = one.direction === 'inbound' ? 'out_invoice' : 'out_refund';
	const paid = documents.filter(({ move_type }) => move_type === type).at(-1);
	const values = {
		payment_type: one.direction,
		partner_type: 'customer',
		'partner_id/.id': order.partner_invoice_id ?? order.partner_id,
		amount: toDecimal(one.amount),
		'currency_id/.id': order.currency_id?.id,
		date: one.date,
		memo: one.memo,
		'journal_id/.id': journal,
		'payment_method_line_id/.id': methodLine,
		...(paid && { 'invoice_ids/.id': paid.id }),
	};
	const [id] = await own.load('account.payment', recordsTable([{ key: one.key, values }]));
	let payment = await own.get('account.payment', Payment, id);
	if (payment.state === 'canceled' || payment.state === 'rejected')
		throw new EffectError(`Payment ${payment.name ?? ''} of order ${order.name} was canceled in Odoo`, {
			category: 'rejected',
			connection: 'odoo',
			advice: 'When it shall be booked after all, delete the canceled payment in Odoo and run this again.',
		});
	if (payment.state === 'draft') {
		await own.act('account.payment', 'action_post', [id]);
		payment = await own.get('account.payment', Payment, id);
	}
	if (payment.move_id) return shown(one, payment);
	throw new EffectError('Odoo posted the payment without a journal entry', {
		category: 'configuration',
		connection: 'odoo',
		field: 'settings.odoo',
		advice: `In Odoo, give the ${one.direction === 'inbound' ? 'incoming' : 'outgoing'} payment method of the journal an outstanding account. Then delete the payment and run this again.`,
	});
}

/** Whether what was paid and what is owed are still open beside each other. */
export async function unmatched(at: Situation, documents: Invoice[], booked: BookedPayment[]): Promise<number[]> {
	const sideOf = new Map<number, 'debit' | 'credit'>([
		...documents.map(({ id, move_type }) => [id, move_type === 'out_invoice' ? 'debit' : 'credit'] as const),
		...booked.flatMap(({ entry, direction }) =>
			entry ? [[entry, direction === 'outbound' ? 'debit' : 'credit'] as const] : [],
		),
	]);
	const posted = documents.filter(({ state }) => state === 'posted').map(({ id }) => id);
	const entries = [...posted, ...booked.flatMap(({ entry }) => entry ?? [])];
	if (!entries.length) return [];
	const open = await at.own.search('account.move.line', ReceivableLine, [
		['move_id', 'in', entries],
		['account_type', '=', 'asset_receivable'],
		['reconciled', '=', false],
	]);
	const sides = new Set(open.map(({ move_id }) => sideOf.get(move_id!)));
	return sides.size === 2 ? open.map(({ id }) => id) : [];
}

async function matchAll(at: Situation, documents: Invoice[], booked: BookedPayment[]): Promise<void> {
	const lines = await unmatched(at, documents, booked);
	if (!lines.length) return;
	await at.own.act('account.move.line', 'reconcile', lines).catch((error: unknown) => {
		if (!(error instanceof EffectError) || !/already reconciled/.test(error.message)) throw error;
	});
}

function shown({ id, direction, amount }: ToBook, { id: payment, move_id }: Payment): BookedPayment {
	return { id, direction, amount, payment, ...(move_id && { entry: move_id }) };
}

/** What the payment provider calls it, so that a settlement finds it. */
function memoOf({ id, providerIds }: ChannelPayment): string {
	return (
		providerIds['stripe.charge'] ?? providerIds['stripe.payment_intent'] ?? providerIds['shopify.transaction'] ?? id
	);
}

function tail(id: string): string {
	return id.split('/').at(-1)!;
}
