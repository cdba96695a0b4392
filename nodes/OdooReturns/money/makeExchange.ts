import { z } from 'zod';
import type { Effect } from '../../shared/effect';
import { EffectError, fromNumber, invalidInput, Money, RefundIntent, type NewEvent } from '../../shared/model';
import { idsOf } from '../../shared/operation';
import { ExchangedOrder, PricedLine } from '../records/answers';
import { findOrder, type OrderName } from '../sale/order';
import type { Odoo } from '../transport/odoo';
import {
	assertNotCanceledOrder,
	canBeInvoiced,
	newLines,
	orderTable,
	Stage,
	type Exchange,
	type NewLine,
	type SettledExchange,
	type WantedExchange,
} from './exchange';
import { findPaid, payExchange, type PaidExchange } from './payExchange';
import { requirePostedNote } from './settlement';

export const Exchanged = z.object({
	id: z.string(),
	name: z.string(),
	state: Stage,
	total: Money,
	invoice: z.object({ id: z.string(), number: z.string().optional() }).optional(),
	/** What the customer still has to pay on the new invoice. */
	toPay: Money.optional(),
	/** What is left of the credit note. */
	toRefund: Money.optional(),
	intent: z.string().optional(),
	rest: RefundIntent.optional(),
	providerIds: idsOf('odoo.exchange', 'odoo.exchange_invoice'),
	warnings: z.array(z.string()),
});
export type Exchanged = z.infer<typeof Exchanged>;

export const ExchangePreview = z.object({
	state: Stage,
	lines: z.array(z.object({ sku: z.string(), quantity: z.number() })),
});
type ExchangePreview = z.infer<typeof ExchangePreview>;

/** The order that goods are exchanged from, and Odoo for its company. */
export async function readOriginal(odoo: Odoo, name: OrderName): Promise<{ own: Odoo; original: ExchangedOrder }> {
	if (!name.id && !name.number)
		throw invalidInput(
			'It is not known which order this is about',
			'Set Order, or run Odoo Returns: Find Order before.',
			'order',
		);
	const original = await odoo.get(
		'sale.order',
		ExchangedOrder,
		name.id ?? (await findOrder(odoo, name.number!, name)).id,
	);
	return { own: odoo.forCompany(original.company_id), original };
}

/** How far an exchange that waits for nothing can go now. What is not yet known (an order to be made) is settled as far as it goes. */
export async function nextStage(wanted: WantedExchange): Promise<'ordered' | 'settled'> {
	const made = await findMade(wanted);
	if (made?.state === 'sale') return canBeInvoiced(await linesOf(wanted, made)) ? 'settled' : 'ordered';
	const lines = await planLines(wanted);
	return lines.some(({ product }) => product.invoice_policy === 'delivery') ? 'ordered' : 'settled';
}

/** Makes the order of an exchange once, confirms it when it may be, invoices it, and pays it with the credit note. */
export function exchangeEffect(at: Exchange): Effect<Exchanged | ExchangePreview> {
	const { reference, number, stage } = at;
	return {
		// Each stage is an effect of its own: what is held goes on in a later run.
		key: `${reference}/${number}${stage === 'settled' ? '' : `/${stage}`}`,
		kind: 'odoo.exchange',
		lookUp: async () => await findExchange(at),
		act: async () => await makeExchange(at),
		preview: async () => ({
			state: stage,
			lines: (await planLines(at)).map(({ product, quantity }) => ({ sku: product.default_code ?? '', quantity })),
		}),
	};
}

/** What the case learns of an exchange: how far it is, and what is due because the new goods cost less. */
export function exchangeEvents(at: Exchange, { id, state, rest, total, toPay }: Exchanged): NewEvent[] {
	const { keys, restTo } = at;
	const paid = at.stage === 'settled' && { intent: at.intent, toPay, ...(rest && { rest: rest.amount }) };
	const events: NewEvent[] = [
		{
			source: 'odoo',
			id: paid ? keys.order : `${keys.order}.${state}`,
			type: 'exchange.created',
			data: { id, state, total, ...paid },
			references: { 'odoo.exchange': id },
		},
	];
	if (rest && restTo !== 'leave')
		events.push({ source: 'odoo', id: `${keys.order}.rest`, type: 'refund.due', data: { intent: rest } });
	return events;
}

/** The exchange as an earlier run left it, when that went as far as this one shall. */
async function findExchange(at: Exchange): Promise<Exchanged | undefined> {
	const order = await findMade(at);
	if (!order || (at.stage !== 'held' && order.state !== 'sale')) return undefined;
	if (at.stage !== 'settled') return shown(order, at.stage);
	const paid = await findPaid(at, order);
	return paid && settled(at, order, paid);
}

async function makeExchange(at: Exchange): Promise<Exchanged> {
	if (at.stage === 'settled') return await settleExchange(at);
	const order = await placeOrder(at);
	if (at.stage === 'held') return shown(order, at.stage);
	return {
		...shown(await confirmOrder(at, order), at.stage),
		warnings: [
			'Odoo invoices these goods when they are delivered. Run this again then: it makes the invoice and pays it with the credit note.',
		],
	};
}

async function settleExchange(at: SettledExchange): Promise<Exchanged> {
	// Before any goods leave: without a credit note nothing would pay for them.
	const credited = await requirePostedNote(at.odoo, at.reference, at.intent.id);
	const order = await confirmOrder(at, await placeOrder(at));
	return settled(at, order, await payExchange(at, order, await linesOf(at, order), credited));
}

async function placeOrder(at: Exchange): Promise<ExchangedOrder> {
	const { own, keys, original, reference } = at;
	const [id] = await own.load('sale.order', orderTable(keys.order, original, reference, await planLines(at)));
	const order = await own.get('sale.order', ExchangedOrder, id);
	assertNotCanceledOrder(order);
	return order;
}

async function confirmOrder({ own }: Exchange, order: ExchangedOrder): Promise<ExchangedOrder> {
	if (order.state === 'sale') return order;
	await own.act('sale.order', 'action_confirm', [order.id]).catch((error: unknown) => {
		if (!(error instanceof EffectError) || error.category !== 'rejected') throw error;
	});
	const confirmed = await own.get('sale.order', ExchangedOrder, order.id);
	if (confirmed.state === 'sale') return confirmed;
	throw new EffectError(`Odoo did not confirm exchange order ${confirmed.name}`, {
		category: 'rejected',
		connection: 'odoo',
		advice: 'Open the quotation in Odoo and press Confirm: it says what is missing. Then replay the step.',
	});
}

async function planLines({ own, original, replacements, pricing }: WantedExchange): Promise<NewLine[]> {
	return await newLines(own, original, replacements, pricing);
}

async function findMade({ own, keys }: WantedExchange): Promise<ExchangedOrder | undefined> {
	const id = await own.find(keys.order);
	return id ? await own.get('sale.order', ExchangedOrder, id) : undefined;
}

async function linesOf({ own }: WantedExchange, { id }: ExchangedOrder): Promise<PricedLine[]> {
	return await own.search('sale.order.line', PricedLine, [['order_id', '=', id]]);
}

function settled({ intent }: SettledExchange, order: ExchangedOrder, { invoice, ...paid }: PaidExchange): Exchanged {
	return {
		...shown(order, 'settled'),
		...paid,
		invoice: { id: String(invoice.id), number: invoice.name },
		intent: intent.id,
		providerIds: { 'odoo.exchange': String(order.id), 'odoo.exchange_invoice': String(invoice.id) },
	};
}

function shown({ id, name, amount_total, currency_id }: ExchangedOrder, state: Stage): Exchanged {
	return {
		id: String(id),
		name,
		state,
		total: fromNumber(amount_total, currency_id!.name),
		providerIds: { 'odoo.exchange': String(id) },
		warnings: [],
	};
}
