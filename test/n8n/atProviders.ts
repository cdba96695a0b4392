import type { Sandbox } from '../sandbox';
import type { Row } from '../sandbox/odoo/db';

/** What the providers hold of one return, counted in the stand-ins' own state; the case store is not asked. */
export interface Counted {
	refunds: number;
	/** Refunds of Stripe that Shopify does not show once, as they are. */
	unlikeInShop: number;
	labels: number;
	returnPickings: number;
	/** Receipt moves that are done, and the pieces they brought. */
	receiptMoves: number;
	piecesReceived: number;
	sortingTransfers: number;
	piecesSorted: number;
	creditNotes: number;
	payments: number;
	/** Pieces that Shopify was told of: processed, and disposed of. A second telling would add to the latter. */
	piecesProcessed: number;
	piecesDisposed: number;
	/** Credit notes posted, payments matched with them, the return closed in Shopify: 1, or 0 while it is not so. */
	posted: number;
	matched: number;
	closed: number;
}

/** What a return of so many lines and pieces must have led to when it is over. */
export function oneOfEverything(lines: number, pieces: number): Counted {
	return {
		refunds: 1,
		unlikeInShop: 0,
		labels: 1,
		returnPickings: 1,
		receiptMoves: lines,
		piecesReceived: pieces,
		sortingTransfers: 1,
		piecesSorted: pieces,
		creditNotes: 1,
		payments: 1,
		piecesProcessed: pieces,
		piecesDisposed: pieces,
		posted: 1,
		matched: 1,
		closed: 1,
	};
}

/** Counts what one return has led to at Stripe, Shopify, EasyPost and Odoo. */
export function countOf(sandbox: Sandbox, shopifyReturn: string, reference: string): Counted {
	const {
		easypost,
		odoo: { db },
	} = sandbox;
	const { returns, sortings } = transfersOf(sandbox, reference);
	const done = (pickings: Row[]) =>
		pickings.flatMap(({ id }) => db.where('stock.move', { picking_id: id, state: 'done' }));
	const pieces = (moves: Row[]) => sum(moves.map((move) => Number(db.get('stock.move', move, 'quantity'))));
	const notes = creditNotesOf(sandbox, reference);
	const payments = paymentsOf(sandbox, reference);
	const theirs = sandbox.shopify.state.findReturn(shopifyReturn);
	return {
		refunds: refundIdsOf(sandbox, reference).length,
		unlikeInShop: unlikeInShop(sandbox, reference),
		labels: easypost.bought().filter((one) => one.reference === reference).length,
		returnPickings: returns.length,
		receiptMoves: done(returns).length,
		piecesReceived: pieces(done(returns)),
		sortingTransfers: sortings.length,
		piecesSorted: pieces(done(sortings)),
		creditNotes: notes.length,
		payments: payments.length,
		piecesProcessed: sum(theirs.lines.map(({ processed }) => processed)),
		piecesDisposed: sum(theirs.lines.flatMap(({ dispositions }) => dispositions.map(({ quantity }) => quantity))),
		posted: notes.filter(({ state }) => state === 'posted').length,
		matched: payments.filter(({ state }) => state === 'paid').length,
		closed: theirs.status === 'CLOSED' ? 1 : 0,
	};
}

/** What can be seen at the providers of a return, in the order in which it comes. */
export const milestones = [
	'requested',
	'approved',
	'return created',
	'return confirmed',
	'shipment made',
	'label bought',
	'receipt entered',
	'receipt booked',
	'sorting created',
	'sorting confirmed',
	'sorting booked',
	'processed',
	'refunded in Stripe',
	'refunded in Shopify',
	'credit note created',
	'credit note posted',
	'payment created',
	'payment posted',
	'payment matched',
	'recorded in Shopify',
	'closed',
] as const;
export type Milestone = (typeof milestones)[number];

/** The last thing that has happened to a return at the providers. */
export function reached(sandbox: Sandbox, shopifyReturn: string, reference: string): Milestone {
	const {
		easypost,
		odoo: { db },
	} = sandbox;
	const {
		returns: [picking],
		sortings: [sorting],
	} = transfersOf(sandbox, reference);
	const [note] = creditNotesOf(sandbox, reference);
	const [payment] = paymentsOf(sandbox, reference);
	const theirs = sandbox.shopify.state.findReturn(shopifyReturn);
	const shipments = [...easypost.shipments.values()].filter((one) => one.reference === reference);
	const happened: Record<Milestone, boolean> = {
		requested: true,
		approved: theirs.status !== 'REQUESTED',
		'return created': !!picking,
		'return confirmed': !!picking && picking.state !== 'draft',
		'shipment made': shipments.length > 0,
		'label bought': shipments.some((one) => one.postage_label),
		'receipt entered': [...db.keys.keys()].some((key) => key.includes(`.${reference}.rcv.`)),
		'receipt booked': picking?.state === 'done',
		'sorting created': !!sorting,
		'sorting confirmed': !!sorting && sorting.state !== 'draft',
		'sorting booked': sorting?.state === 'done',
		'refunded in Stripe': refundIdsOf(sandbox, reference).some((id) => id.startsWith('re_')),
		'refunded in Shopify': refundIdsOf(sandbox, reference).some((id) => id.startsWith('gid:')),
		'credit note created': !!note,
		'credit note posted': note?.state === 'posted',
		'payment created': !!payment,
		'payment posted': !!payment?.move_id,
		'payment matched': payment?.state === 'paid',
		'recorded in Shopify': recordsOf(sandbox, reference).length > 0,
		processed: theirs.lines.every(({ processed, quantity }) => processed === quantity),
		closed: theirs.status === 'CLOSED',
	};
	return milestones.findLast((one) => happened[one])!;
}

/** What Stripe has paid back of a return, refund by refund, in the smallest unit of its currency. */
export function paidByStripe(sandbox: Sandbox, reference: string): number[] {
	return stripeRefundsOf(sandbox, reference).map(({ amount }) => amount);
}

function stripeRefundsOf({ stripe }: Sandbox, reference: string) {
	return [...stripe.refunds.values()].filter(({ metadata }) => metadata.return_reference === reference);
}

/** What was bought of EasyPost for a return, further labels as well. */
export function labelsOf({ easypost }: Sandbox, reference: string) {
	return easypost.bought().filter((one) => one.reference?.startsWith(reference));
}

/** Ids of the return's refunds, at whichever provider. */
export function refundIdsOf(sandbox: Sandbox, reference: string): string[] {
	const { shopify } = sandbox;
	return [
		...stripeRefundsOf(sandbox, reference).map(({ id }) => id),
		...shopify.state.orders
			.flatMap(({ refunds }) => refunds)
			.filter((refund) => shopify.state.pays(refund) && refund.note?.includes(reference))
			.map(({ id }) => id),
	];
}

/** What Shopify shows of a return's refunds that went back elsewhere, in cents by refund; a refund that is shown twice is there twice. */
export function recordsOf({ shopify: { state } }: Sandbox, reference: string): Array<[intent: string, amount: number]> {
	return state.orders
		.flatMap(({ refunds }) => refunds)
		.filter((refund) => !state.pays(refund) && refund.note?.includes(`[${reference}/`))
		.map(({ note, transactions }) => [
			/\[(.+)\]/.exec(note!)![1],
			sum(transactions.map(({ amount }) => amount.amount)),
		]);
}

/** Refunds of Stripe that Shopify does not show exactly once and in full, and what it shows besides. */
function unlikeInShop(sandbox: Sandbox, reference: string): number {
	const records = recordsOf(sandbox, reference);
	const refunds = stripeRefundsOf(sandbox, reference);
	const shown = refunds.filter(
		({ metadata, amount }) =>
			records.filter(([intent, cents]) => intent === metadata.refund_intent && cents === amount).length === 1,
	).length;
	return refunds.length - shown + Math.abs(records.length - shown);
}

function transfersOf({ odoo: { db } }: Sandbox, reference: string): { returns: Row[]; sortings: Row[] } {
	const own = db.where('stock.picking', { origin: reference });
	const incoming = (picking: Row) => db.one('stock.picking.type', picking.picking_type_id).code === 'incoming';
	return { returns: own.filter(incoming), sortings: own.filter((picking) => !incoming(picking)) };
}

function creditNotesOf({ odoo: { db } }: Sandbox, reference: string): Row[] {
	return db.where('account.move', { move_type: 'out_refund', ref: reference });
}

function paymentsOf(sandbox: Sandbox, reference: string): Row[] {
	const ids = refundIdsOf(sandbox, reference);
	return sandbox.odoo.db.all('account.payment').filter(({ memo }) => ids.includes(memo as string));
}

function sum(numbers: number[]): number {
	return numbers.reduce((total, one) => total + one, 0);
}
