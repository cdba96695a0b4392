import { z } from 'zod';
import { EffectError, fromNumber, Instant, Money } from '../../shared/model';
import type { Domain } from '../transport/wire';
import type { Odoo } from '../transport/odoo';
import { currencyOf } from './prices';

const id = z.number().int().positive();
const nothing = z.literal(false).transform(() => undefined);
const link = z.union([z.tuple([id, z.string()]).transform(([one]) => one), nothing]);
const nameOf = z.union([z.tuple([id, z.string()]).transform(([, name]) => name), nothing]);
const text = z.union([z.string(), nothing]);
const instant = z.union([z.string().transform((time) => Instant.parse(`${time.replace(' ', 'T')}Z`)), nothing]);

const Person = z.object({ id, name: text, email: text, phone: text, commercial_partner_id: link });
const SaleOrder = z.object({
	id,
	name: z.string(),
	client_order_ref: text,
	state: z.string(),
	date_order: instant,
	amount_total: z.number(),
	currency_id: nameOf,
	invoice_status: text,
	partner_id: link,
});
const Entry = z.object({
	id,
	name: text,
	move_type: z.string(),
	state: z.string(),
	payment_state: text,
	invoice_date: text,
	amount_total: z.number(),
	amount_residual: z.number(),
	currency_id: nameOf,
	invoice_origin: text,
	ref: text,
});
const Payment = z.object({
	id,
	name: text,
	memo: text,
	state: z.string(),
	payment_type: z.string(),
	date: text,
	amount: z.number(),
	currency_id: nameOf,
});
const Transfer = z.object({
	id,
	name: z.string(),
	origin: text,
	state: z.string(),
	scheduled_date: instant,
	date_done: instant,
});
const Message = z.object({ id, model: text, res_id: z.number(), date: instant, author_id: nameOf, body: text });

const BookedView = z.object({
	id,
	number: z.string().optional(),
	state: z.string(),
	paymentState: z.string().optional(),
	date: z.string().optional(),
	total: Money,
	open: Money,
	origin: z.string().optional(),
	reference: z.string().optional(),
});
type BookedView = z.infer<typeof BookedView>;

const TransferView = z.object({
	id,
	name: z.string(),
	origin: z.string().optional(),
	state: z.string(),
	plannedFor: z.string().optional(),
	doneAt: z.string().optional(),
});
type TransferView = z.infer<typeof TransferView>;

/** Everything in Odoo that belongs to a customer, newest first. */
export const CustomerView = z.object({
	customer: z.object({
		ids: z.array(id),
		name: z.string().optional(),
		email: z.string().optional(),
		phone: z.string().optional(),
	}),
	orders: z.array(
		z.object({
			id,
			name: z.string(),
			/** For people to choose by: `S00042 of 2026-11-01 (#1001)`. */
			title: z.string(),
			reference: z.string().optional(),
			state: z.string(),
			placedAt: z.string().optional(),
			total: Money,
			invoiceStatus: z.string().optional(),
		}),
	),
	invoices: z.array(BookedView),
	creditNotes: z.array(BookedView),
	payments: z.array(
		z.object({
			id,
			name: z.string().optional(),
			memo: z.string().optional(),
			state: z.string(),
			direction: z.enum(['in', 'out']),
			date: z.string().optional(),
			amount: Money,
		}),
	),
	deliveries: z.array(TransferView),
	returns: z.array(TransferView),
	notes: z.array(
		z.object({
			id,
			about: z.string(),
			at: z.string().optional(),
			author: z.string().optional(),
			text: z.string(),
		}),
	),
	/** Lists that have more than the limit. */
	truncated: z.array(z.string()),
});
type CustomerView = z.infer<typeof CustomerView>;

/** The customers who have this e-mail address; those who were entered twice are all taken. Throws when there is none. */
export async function customersOf(odoo: Odoo, email: string): Promise<number[]> {
	const found = await odoo.search('res.partner', Person, [['email_normalized', '=', email.trim().toLowerCase()]]);
	if (found.length) return commercial(found);
	throw new EffectError('There is no customer with this e-mail address in Odoo', {
		category: 'rejected',
		connection: 'odoo',
		field: 'email',
		advice: 'Check the address; it may be another one than in the shop.',
	});
}

/** The customer of an order. */
export async function customerOfOrder(odoo: Odoo, partner: number): Promise<number[]> {
	return commercial(await odoo.read('res.partner', Person, [partner]));
}

/** A contact person or a delivery address belongs to its company, which has the orders of all. */
function commercial(people: Array<z.infer<typeof Person>>): number[] {
	return [...new Set(people.map((one) => one.commercial_partner_id ?? one.id))];
}

/** Reads the customer's documents, at most `limit` of each kind. */
export async function readCustomerView(odoo: Odoo, ids: number[], limit: number): Promise<CustomerView> {
	const truncated: string[] = [];
	const theirs: Domain = [['partner_id', 'child_of', ids]];
	async function newest<S extends z.ZodRawShape>(
		name: string,
		model: string,
		schema: z.ZodObject<S>,
		domain: Domain,
		order: string,
	) {
		const found = await odoo.search(model, schema, domain, { order, limit: limit + 1 });
		if (found.length > limit) truncated.push(name);
		return found.slice(0, limit);
	}
	const [person] = await odoo.read('res.partner', Person, ids);
	const orders = await newest('orders', 'sale.order', SaleOrder, theirs, 'date_order desc, id desc');
	const booked = async (name: string, type: string) =>
		(
			await newest(name, 'account.move', Entry, [...theirs, ['move_type', '=', type]], 'invoice_date desc, id desc')
		).map(bookedView);
	const [invoices, creditNotes] = [await booked('invoices', 'out_invoice'), await booked('creditNotes', 'out_refund')];
	const payments = await newest('payments', 'account.payment', Payment, theirs, 'date desc, id desc');
	const deliveries = await newest(
		'deliveries',
		'stock.picking',
		Transfer,
		[...theirs, ['picking_type_id.code', '=', 'outgoing']],
		'scheduled_date desc, id desc',
	);
	const returns = await newest(
		'returns',
		'stock.picking',
		Transfer,
		[...theirs, ['picking_type_id.code', '=', 'incoming'], ['location_id.usage', '=', 'customer']],
		'scheduled_date desc, id desc',
	);
	const names = new Map<string, string>([
		...orders.map((one) => [`sale.order ${one.id}`, one.name] as const),
		...returns.map((one) => [`stock.picking ${one.id}`, one.name] as const),
	]);
	const about: Domain = [
		'|',
		'&',
		['model', '=', 'sale.order'],
		['res_id', 'in', orders.map((one) => one.id)],
		'&',
		['model', '=', 'stock.picking'],
		['res_id', 'in', returns.map((one) => one.id)],
	];
	const notes = await newest(
		'notes',
		'mail.message',
		Message,
		[['message_type', '=', 'comment'], ...about],
		'date desc, id desc',
	);
	return {
		customer: { ids, name: person?.name, email: person?.email, phone: person?.phone },
		orders: orders.map((one) => ({
			id: one.id,
			name: one.name,
			title: titleOf(one),
			reference: one.client_order_ref,
			state: one.state,
			placedAt: one.date_order,
			total: amountOn(one.amount_total, one),
			invoiceStatus: one.invoice_status,
		})),
		invoices,
		creditNotes,
		payments: payments.map((one) => ({
			id: one.id,
			name: one.name,
			memo: one.memo,
			state: one.state,
			direction: one.payment_type === 'outbound' ? ('out' as const) : ('in' as const),
			date: one.date,
			amount: amountOn(one.amount, one),
		})),
		deliveries: deliveries.map(transferView),
		returns: returns.map(transferView),
		notes: notes.map((one) => ({
			id: one.id,
			about: names.get(`${one.model} ${one.res_id}`) ?? '',
			at: one.date,
			author: one.author_id,
			text: plain(one.body ?? ''),
		})),
		truncated,
	};
}

function bookedView(one: z.infer<typeof Entry>): BookedView {
	return {
		id: one.id,
		number: one.name,
		state: one.state,
		paymentState: one.payment_state,
		date: one.invoice_date,
		total: amountOn(one.amount_total, one),
		open: amountOn(one.amount_residual, one),
		origin: one.invoice_origin,
		reference: one.ref,
	};
}

function transferView(one: z.infer<typeof Transfer>): TransferView {
	return {
		id: one.id,
		name: one.name,
		origin: one.origin,
		state: one.state,
		plannedFor: one.scheduled_date,
		doneAt: one.date_done,
	};
}

/** An amount of a document. Throws EffectError when the document names no currency. */
export function amountOn(
	value: number,
	{ name = 'without a number', currency_id: currency }: { name?: string; currency_id?: string },
): Money {
	return fromNumber(value, currencyOf({ name, currency_id: currency ? { name: currency } : undefined }, 'Document'));
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' };

/** A note's text without the markup that Odoo keeps it in. */
export function plain(html: string): string {
	return html
		.replace(/<(br|\/p|\/div|\/li)\b[^>]*>/gi, '\n')
		.replace(/<[^>]*>/g, '')
		.replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => entities[name])
		.replace(/\n{2,}/g, '\n')
		.trim();
}

/** What people choose an order by. */
export function titleOf({
	name,
	date_order,
	client_order_ref,
}: Pick<z.infer<typeof SaleOrder>, 'name' | 'date_order' | 'client_order_ref'>): string {
	const placed = date_order && `of ${date_order.slice(0, 10)}`;
	return [name, placed, client_order_ref && `(${client_order_ref})`].filter(Boolean).join(' ');
}
