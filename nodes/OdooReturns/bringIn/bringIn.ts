import { z } from 'zod';
import type { Effect } from '../../shared/effect';
import { format, fromNumber, money, Money } from '../../shared/model';
import { idsOf } from '../../shared/operation';
import type { BroughtOrder, SaleOrder } from '../records/answers';
import { billOrder, readBilling } from './bill';
import { outsideRefunds, soldLines, stateOf, takenPayments } from './channelOrder';
import { creditRefunds, readCredits } from './credit';
import { findCustomer } from './customer';
import { deliverGoods, readDeliveries } from './deliver';
import { orderOfOthers } from './known';
import { bookPayments, readPayments, unmatched, type BookedPayment } from './pay';
import { findBrought, linesInOdoo, placeOrder } from './place';
import { toleranceOf } from './plan';
import type { Situation } from './read';

const Document = z.object({ id: z.string(), name: z.string().optional() });
const Booked = z.object({ id: z.string(), payment: z.string(), amount: Money });

/** An order of a channel as Odoo has it now. */
export const BroughtIn = z.object({
	/** `brought_in`: by this node; `there`: somebody else has put it there, and nothing was done. */
	state: z.enum(['brought_in', 'there']),
	id: z.string(),
	name: z.string(),
	/** In the channel. */
	number: z.string(),
	total: Money,
	deliveries: z.array(Document),
	invoices: z.array(Document.extend({ total: Money })),
	creditNotes: z.array(Document.extend({ total: Money })),
	payments: z.array(Booked),
	refunds: z.array(Booked),
	providerIds: idsOf('odoo.order'),
	warnings: z.array(z.string()),
});
export type BroughtIn = z.infer<typeof BroughtIn>;

/** What would be made. */
export const BringInPreview = z.object({
	state: z.enum(['brought_in', 'there']),
	number: z.string(),
	total: Money,
	customer: z.enum(['found', 'new']),
	lines: z.array(z.object({ sku: z.string(), quantity: z.number(), delivered: z.number(), total: Money })),
	paid: Money,
	paidBack: Money,
	warnings: z.array(z.string()),
});
export type BringInPreview = z.infer<typeof BringInPreview>;

/**
 * Takes an order of a channel into Odoo, once: order, delivery, invoice, payments, and the credit note of what went back. Each of them is found
 * again by its key, so that it may be cut off anywhere; what is sent, paid or paid back later follows in a further run.
 */
export function bringInEffect(at: Situation): Effect<BroughtIn | BringInPreview> {
	return {
		// What follows later is an effect of its own.
		key: `${at.key}/${stateOf(at.order)}`,
		kind: 'odoo.bring_in',
		lookUp: async () => await findAll(at),
		act: async () => await bringIn(at),
		preview: async () => await previewOf(at),
	};
}

/** The order with all that shall be of it; undefined when anything is still to be made. */
async function findAll(at: Situation): Promise<BroughtIn | undefined> {
	const order = await findBrought(at);
	if (!order) {
		const theirs = await orderOfOthers(at);
		return theirs && (await standingAside(at, theirs));
	}
	if (order.state !== 'sale' && order.state !== 'done') return undefined;
	const sale = await linesInOdoo(at, order);
	const deliveries = await readDeliveries(at, sale);
	const billing = await readBilling(at, sale, deliveries);
	const credits = await readCredits(at, sale, billing);
	const { booked, open } = await readPayments(at);
	const documents = [...billing.invoices, ...credits.notes];
	const isDone =
		!deliveries.missing.some((pieces) => pieces > 1e-6) &&
		!deliveries.late.length &&
		!billing.open.some((pieces) => pieces > 1e-6) &&
		!credits.open &&
		!open.length &&
		documents.every(({ state }) => state === 'posted') &&
		!(await unmatched(at, documents, booked)).length;
	return isDone ? shown(at, order, { deliveries, billing, credits, booked }) : undefined;
}

async function bringIn(at: Situation): Promise<BroughtIn> {
	const theirs = (await findBrought(at)) ? undefined : await orderOfOthers(at);
	if (theirs) return await standingAside(at, theirs);
	const placed = await placeOrder(at);
	if ('theirs' in placed) return await standingAside(at, placed.theirs);
	const { order } = placed;
	const deliveries = await deliverGoods(at, order);
	const billing = await billOrder(at, order, deliveries);
	const credits = await creditRefunds(at, order, billing);
	const booked = await bookPayments(at, order, [...billing.invoices, ...credits.notes]);
	return shown(at, order, { deliveries, billing, credits, booked });
}

function shown(
	at: Situation,
	{ id, name }: Pick<BroughtOrder, 'id' | 'name'>,
	{
		deliveries,
		billing,
		credits,
		booked,
	}: {
		deliveries: Awaited<ReturnType<typeof deliverGoods>>;
		billing: Awaited<ReturnType<typeof billOrder>>;
		credits: Awaited<ReturnType<typeof creditRefunds>>;
		booked: BookedPayment[];
	},
): BroughtIn {
	const { order, plan } = at;
	const document = (one: { id: number; name?: string }) => ({ id: String(one.id), name: one.name });
	const bill = (one: { id: number; name?: string; amount_total: number }) => ({
		...document(one),
		total: fromNumber(one.amount_total, order.currency),
	});
	const moved = (way: BookedPayment['direction']) =>
		booked
			.filter(({ direction }) => direction === way)
			.map(({ id: paid, payment, amount }) => ({ id: paid, payment: String(payment), amount }));
	return {
		state: 'brought_in',
		id: String(id),
		name,
		number: order.number,
		total: plan.total,
		deliveries: deliveries.done.map(document),
		invoices: billing.invoices.map(bill),
		creditNotes: credits.notes.map(bill),
		payments: moved('inbound'),
		refunds: moved('outbound'),
		providerIds: { 'odoo.order': String(id) },
		warnings: [...deliveries.warnings, ...warningsOf(at)],
	};
}

/** Whoever brought it in keeps it: nothing is done, and it is told where the two differ. */
async function standingAside({ own, order, plan }: Situation, theirs: SaleOrder): Promise<BroughtIn> {
	const { id, name, state, currency_id } = theirs;
	const { amount_total } = await own.get('sale.order', z.object({ id: z.number(), amount_total: z.number() }), id);
	const total = fromNumber(amount_total, currency_id?.name ?? order.currency);
	const same = total.amount === plan.total.amount && total.currency === plan.total.currency;
	const confirmed = state === 'sale' || state === 'done';
	return {
		state: 'there',
		id: String(id),
		name,
		number: order.number,
		total,
		deliveries: [],
		invoices: [],
		creditNotes: [],
		payments: [],
		refunds: [],
		providerIds: { 'odoo.order': String(id) },
		warnings: [
			...(same ? [] : [`${name} comes to ${format(total)} in Odoo, the customer paid ${format(plan.total)}.`]),
			...(confirmed ? [] : [`${name} is ${state === 'cancel' ? 'canceled' : 'not confirmed'} in Odoo.`]),
		],
	};
}

async function previewOf(at: Situation): Promise<BringInPreview> {
	const { order, plan } = at;
	const { currency } = order;
	const theirs = (await findBrought(at)) ? undefined : await orderOfOthers(at);
	const total = (amounts: Money[]) =>
		money(
			amounts.reduce((sum, { amount }) => sum + amount, 0),
			currency,
		);
	return {
		state: theirs ? 'there' : 'brought_in',
		number: order.number,
		total: plan.total,
		customer: (await findCustomer(at)) ? 'found' : 'new',
		lines: plan.lines.map(({ product, name, quantity, sent, gross }) => ({
			sku: product.default_code ?? name,
			quantity,
			delivered: at.deliver ? sent : 0,
			total: money(gross, currency),
		})),
		paid: total(takenPayments(order).map(({ captured }) => captured)),
		paidBack: total(outsideRefunds(order).map(({ amount }) => amount)),
		warnings: theirs ? (await standingAside(at, theirs)).warnings : warningsOf(at),
	};
}

/** What a person should know of an order that was brought in. */
function warningsOf({ order, plan, rounding, other }: Situation): string[] {
	const unsent = plan.lines.flatMap(({ line, sent, quantity }) =>
		line && line.paidBack && sent < quantity ? [line.sku || line.title] : [],
	);
	const returned = soldLines(order).some(({ returnedBefore }) => (returnedBefore ?? 0) > 0);
	return [
		...(plan.substituted.length
			? [`Odoo has no product for ${plan.substituted.join(', ')}: the substitute stands for it.`]
			: []),
		...(unsent.length
			? [
					`Pieces of ${unsent.join(', ')} were paid back and not all were sent: cancel in Odoo what of its delivery shall not leave.`,
				]
			: []),
		...(returned ? ['Pieces of it came back before: where they lie now is for Odoo to be told.'] : []),
		...(plan.rest && !rounding && Math.abs(plan.rest) <= toleranceOf(plan)
			? [
					`Odoo will round its taxes by ${format(money(plan.rest, order.currency))} otherwise, and needs product ${other} for that.`,
				]
			: []),
	];
}
