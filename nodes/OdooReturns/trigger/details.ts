import { fromNumber, isReference, type CreditNote, type Receipt, type RefundPayment } from '../../shared/model';
import { Invoice, Location, Move, Payment, Picking, Product } from '../records/answers';
import { readLinesByHand, readReceiptByHand } from '../goods/byHand';
import type { Odoo } from '../transport/odoo';
import type { Happening } from './poll';

/** Pieces that a transfer has moved. */
export interface Movement {
	id: string;
	sku: string;
	quantity: number;
	from: { id: number; name: string };
	to: { id: number; name: string };
	/** The transfer. */
	transfer?: { id: string; name: string };
}

/** An event's document, read anew, in the words that the package's nodes use for it. */
export interface Details {
	/** Texts in which people and the package write a return's reference. */
	texts: string[];
	/** Our own external id of the document, e.g. `RMA-1.cn.R1`. */
	key?: string;
	/** Ids by which a case may know it. */
	ids: Record<string, string>;
	return?: { id: string; name: string; state: string };
	/** What a person received in Odoo itself. */
	receipt?: Receipt;
	creditNote?: CreditNote;
	/** The invoice that the credit note reverses. */
	reverses?: number;
	payment?: RefundPayment;
	movement?: Movement;
}

const Paid = Payment.extend({ currency_id: Invoice.shape.currency_id });
const CreditNoteAnswer = Invoice.extend({ ref: Invoice.shape.name });
const MoveAnswer = Move.extend({ origin: Invoice.shape.name });

/** Reads what an event is about; undefined when it is gone, or nothing that a flow is told of. */
export async function detailsOf(odoo: Odoo, { event, model, id }: Happening): Promise<Details | undefined> {
	if (model === 'stock.picking') return await transferDetails(odoo, event, id);
	if (model === 'account.move') return await creditNoteDetails(odoo, id);
	if (model === 'account.payment') return await paymentDetails(odoo, id);
	return await moveDetails(odoo, id);
}

async function transferDetails(odoo: Odoo, event: string, id: number): Promise<Details | undefined> {
	const [picking] = await odoo.read('stock.picking', Picking, [id]);
	const key = await ownKey(odoo, 'stock.picking', id);
	// What a return did not expect, and parcels of nobody, come on transfers of our own that are no returns.
	if (!picking || (key && !isReference(key))) return undefined;
	const received =
		event === 'return.received' ? await readReceiptByHand(odoo, picking, await readLinesByHand(odoo, id)) : undefined;
	return {
		texts: texts(picking.origin),
		key,
		ids: { 'odoo.return': String(id) },
		return: { id: String(id), name: picking.name, state: picking.state },
		...(received && { receipt: received }),
	};
}

async function creditNoteDetails(odoo: Odoo, id: number): Promise<Details | undefined> {
	const [note] = await odoo.read('account.move', CreditNoteAnswer, [id]);
	if (!note) return undefined;
	const ids = { 'odoo.credit_note': String(id) };
	return {
		texts: texts(note.ref, note.invoice_origin),
		key: await ownKey(odoo, 'account.move', id),
		ids,
		...(note.reversed_entry_id && { reverses: note.reversed_entry_id }),
		creditNote: {
			id: String(id),
			number: note.name,
			amount: fromNumber(note.amount_total, note.currency_id!.name),
			providerIds: ids,
		},
	};
}

async function paymentDetails(odoo: Odoo, id: number): Promise<Details | undefined> {
	const [payment] = await odoo.read('account.payment', Paid, [id]);
	if (!payment) return undefined;
	const ids = { 'odoo.payment': String(id) };
	return {
		texts: texts(payment.memo),
		key: await ownKey(odoo, 'account.payment', id),
		ids,
		payment: {
			id: String(id),
			amount: fromNumber(payment.amount, payment.currency_id!.name),
			refund: payment.memo ?? '',
			providerIds: ids,
		},
	};
}

async function moveDetails(odoo: Odoo, id: number): Promise<Details | undefined> {
	const [move] = await odoo.read('stock.move', MoveAnswer, [id]);
	if (!move) return undefined;
	const [picking] = move.picking_id ? await odoo.read('stock.picking', Picking, [move.picking_id]) : [];
	const [product] = await odoo.read('product.product', Product, [move.product_id!]);
	const places = await odoo.read('stock.location', Location, [move.location_id!, move.location_dest_id!]);
	const place = (of: number) => ({ id: of, name: places.find((one) => one.id === of)?.complete_name ?? '' });
	return {
		texts: texts(picking?.origin, move.origin),
		key: picking && (await ownKey(odoo, 'stock.picking', picking.id)),
		ids: picking ? { 'odoo.return': String(picking.id) } : {},
		movement: {
			id: String(id),
			sku: product?.default_code ?? '',
			quantity: move.quantity,
			from: place(move.location_id!),
			to: place(move.location_dest_id!),
			...(picking && { transfer: { id: String(picking.id), name: picking.name } }),
		},
	};
}

/** The return's reference that a document carries: in our external id, else in what somebody wrote on it. */
export function referenceIn({ key, texts: written }: Pick<Details, 'key' | 'texts'>): string | undefined {
	const [own] = key?.split('.') ?? [];
	return isReference(own) ? own : written.flatMap((one) => one.match(/\bRMA-[0-9A-Z]{1,20}\b/g) ?? [])[0];
}

async function ownKey(odoo: Odoo, model: string, id: number): Promise<string | undefined> {
	return (await odoo.keysOf(model, [id])).get(id);
}

function texts(...given: Array<string | undefined>): string[] {
	return given.flatMap((one) => one ?? []);
}
