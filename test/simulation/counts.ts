import { exponentOf } from '../../nodes/shared/model/money';
import type { Row } from '../sandbox/odoo/db';
import { amountTotal } from '../sandbox/odoo/models';
import type { RefundState, ShopifyState } from '../sandbox/shopify/state';
import type { World } from './world';

/** What customers got back, with the intent that each carries: refunds at the providers, store credit, what finance paid by hand. Amounts in cents. */
export function refundsOf({
	providers: { stripe, shopify },
	paidByHand,
}: World): Array<{ refund: string; intent: string; amount: number }> {
	return [
		...creditsOf(shopify),
		...paidByHand,
		...[...stripe.refunds.values()].map(({ id, metadata, amount }) => ({
			refund: id,
			intent: metadata.refund_intent,
			amount,
		})),
		...inShop(shopify.state, (refund) => shopify.state.pays(refund)),
	];
}

/** What Shopify shows of refunds that went back elsewhere. */
export function recordsOf({
	providers: {
		shopify: { state },
	},
}: World): Array<{ refund: string; intent: string; amount: number }> {
	return inShop(state, (refund) => !state.pays(refund));
}

function inShop({ orders }: ShopifyState, counts: (refund: RefundState) => boolean) {
	return orders
		.flatMap(({ refunds }) => refunds)
		.filter(counts)
		.map(({ id, note, transactions }) => ({
			refund: id,
			intent: /\[(.+)\]/.exec(note ?? '')?.[1] ?? '',
			amount: transactions.reduce((total, one) => total + one.amount.amount, 0),
		}));
}

/**
 * Store credit, named by what is noted at the orders. The note of a credit's id may be lost; a note that one was begun then stands for
 * one credit of that amount. What is noted nowhere stands for nothing.
 */
export function creditsOf({
	state,
}: World['providers']['shopify']): Array<{ refund: string; intent: string; amount: number }> {
	type Mark = { id?: string; amount: { amount: number }; before: string[] };
	const marks = [...state.credits.metafields.values()]
		.flat()
		.filter(({ key }) => key === 'credits')
		.flatMap(({ value }) => Object.entries(JSON.parse(value) as Record<string, Mark>));
	const begun = marks.filter(([, { id }]) => !id);
	return state.credits.credits.map(({ id, amount: { amount } }) => {
		const noted = marks.find(([, mark]) => mark.id === id);
		const open = begun.findIndex(([, mark]) => mark.amount.amount === amount && !mark.before.includes(id));
		const [intent] = noted ?? (open < 0 ? [''] : begun.splice(open, 1)[0]);
		return { refund: id, intent, amount };
	});
}

/** Payments of which more was given back than was taken. */
export function overPaid({ providers: { stripe, shopify } }: World): string[] {
	const charges = [...stripe.charges.values()].map(({ id, amount, amount_refunded }) => ({
		payment: id,
		captured: amount,
		refunded: amount_refunded,
	}));
	const sales = shopify.state.orders.flatMap(({ transactions }) =>
		transactions
			.filter(({ kind }) => kind === 'SALE')
			.map(({ id, amount }) => {
				const refunds = transactions.filter((one) => one.kind === 'REFUND' && one.parentId === id);
				return {
					payment: id,
					captured: amount.amount,
					refunded: refunds.reduce((total, one) => total + one.amount.amount, 0),
				};
			}),
	);
	return [...charges, ...sales]
		.filter(({ captured, refunded }) => refunded > captured)
		.map(({ payment, captured, refunded }) => `${refunded} of ${captured} was paid back on ${payment}`);
}

export function countLabels({ providers, plan }: World, reference: string): number {
	const bought = providers.easypost.bought().filter((one) => one.reference === reference);
	// A restored case store does not know yet that the return was canceled: it buys a label again, and gives it back again.
	if (!plan.restore) return bought.length;
	return Math.max(Math.min(1, bought.length), bought.filter((one) => !one.refund_status).length);
}

function pickings({ providers: { odoo } }: World, reference: string): Row[] {
	return odoo.db
		.all('stock.picking')
		.filter(({ origin, state }) => String(origin).includes(reference) && state !== 'cancel');
}

function incoming(world: World, reference: string): Row[] {
	const type = world.providers.odoo.settings().returnOperationType;
	return pickings(world, reference).filter(({ picking_type_id }) => picking_type_id === type);
}

/** Documents that expect the goods; the backorder of one is no other. */
export function returnDocumentsOf(world: World, reference: string): number {
	return incoming(world, reference).filter(({ backorder_id }) => !backorder_id).length;
}

/** Documents that were validated, and the pieces that they booked into stock. */
export function receiptsOf(world: World, reference: string): { transfers: number; pieces: number } {
	const done = incoming(world, reference).filter(({ state }) => state === 'done');
	return { transfers: done.length, pieces: donePieces(world, done) };
}

export function sortingsOf(world: World, reference: string): { transfers: number; pieces: number } {
	const type = world.providers.odoo.settings().internalOperationType;
	const transfers = pickings(world, reference).filter(({ picking_type_id }) => picking_type_id === type);
	return { transfers: transfers.length, pieces: donePieces(world, transfers) };
}

/** Deliveries that take goods of a return back to the customer. */
export function sentBackOf(world: World, reference: string): { transfers: number; pieces: number } {
	const back = pickings(world, reference).filter(
		({ picking_type_id, state }) =>
			world.providers.odoo.db.one('stock.picking.type', picking_type_id).code === 'outgoing' && state === 'done',
	);
	return { transfers: back.length, pieces: donePieces(world, back) };
}

function donePieces({ providers: { odoo } }: World, of: Row[]): number {
	const ids = of.map(({ id }) => id);
	const moves = odoo.db
		.all('stock.move')
		.filter(({ picking_id, state }) => ids.includes(picking_id as number) && state === 'done');
	return moves.reduce((total, move) => total + Number(move.product_uom_qty), 0);
}

/** Lines of an order, all of which was billed, that the next invoicing run would bill again. */
export function billableAgain(
	{ providers: { odoo } }: World,
	number: string,
): Array<{ name: string; quantity: number }> {
	const { db } = odoo;
	return db
		.where('sale.order', { client_order_ref: number })
		.flatMap(({ id }) => db.where('sale.order.line', { order_id: id }))
		.map((line) => ({ name: String(line.name), quantity: Number(db.get('sale.order.line', line, 'qty_to_invoice')) }))
		.filter(({ quantity }) => quantity > 0);
}

export function creditNotesOf(
	{
		providers: {
			odoo: { db },
		},
	}: World,
	reference: string,
): Array<{ name: string; intent: string; posted: boolean; paid: boolean; cents: number }> {
	const notes = db.all('account.move').filter(({ move_type, ref }) => move_type === 'out_refund' && ref === reference);
	return notes.map((note) => {
		const total = amountTotal(db, note);
		const key = [...db.keys].find(([, [model, id]]) => model === 'account.move' && id === note.id)?.[0];
		return {
			name: String(note.name),
			intent: `${reference}/${key?.split('.').pop()}`,
			posted: note.state === 'posted',
			paid: Math.abs(total - Number(note.settled ?? 0)) < 0.005,
			cents: Math.round(total * 10 ** exponentOf(String(db.one('res.currency', note.currency_id).name))),
		};
	});
}

/** How often a refund is booked as a payment. */
export function paymentsOf({ providers: { odoo } }: World, refund: string): number {
	return odoo.db.all('account.payment').filter(({ memo, state }) => memo === refund && state !== 'canceled').length;
}
