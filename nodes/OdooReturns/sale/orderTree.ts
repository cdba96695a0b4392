import { z } from 'zod';
import { EffectError } from '../../shared/model';
import { treeCall, type Call } from '../transport/calls';
import type { Domain } from '../transport/wire';
import type { Odoo } from '../transport/odoo';
import { many, one } from '../transport/tree';
import type { BilledDocument } from './besides';
import {
	BilledLine,
	CatalogueProduct,
	Currency,
	MarkedLine,
	Move,
	Partner,
	PaymentTerm,
	SaleLine,
	SaleOrder,
	Unit,
} from '../records/answers';
import { inOrderUnits } from './orderUnits';
import type { Booked } from './received';
import { supersededAmong } from './superseded';
import { asBilled, billsOrder } from './takenBack';

const unit = one('uom.uom', Unit);
/** What came back of a delivery, and what of that was sent out again. */
const SentAgain = Move.extend({ product_uom: unit });
const Back = SentAgain.extend({ returned_move_ids: many('stock.move', SentAgain) });
const Delivered = SentAgain.extend({ returned_move_ids: many('stock.move', Back) });
const along = {
	product_id: one('product.product', CatalogueProduct),
	product_uom_id: unit,
	move_ids: many('stock.move', Delivered),
};
const partner = one('res.partner', Partner);

/** Documents of the order, of which the posted invoices say what it was sold for. */
const Billed = z.object({
	id: z.number(),
	move_type: z.string(),
	reversed_entry_id: BilledLine.shape.account_id,
	state: z.string(),
	currency_id: one('res.currency', Currency),
	amount_total: z.number(),
	amount_residual: z.number(),
	ref: Partner.shape.email,
	/** The same in the currency of the books. */
	amount_total_signed: z.number(),
	company_currency_id: one('res.currency', Currency),
	payment_state: z.union([z.string(), z.literal(false)]),
	company_id: SaleOrder.shape.company_id,
	invoice_payment_term_id: one('account.payment.term', PaymentTerm),
	invoice_line_ids: many('account.move.line', BilledLine.extend({ product_uom_id: unit })),
});

const Unmarked = SaleOrder.extend({
	invoice_ids: many('account.move', Billed),
	currency_id: one('res.currency', Currency),
	partner_id: partner,
	partner_shipping_id: partner,
	order_line: many('sale.order.line', SaleLine.extend(along)),
});
const Marked = SaleOrder.extend({
	invoice_ids: many('account.move', Billed),
	currency_id: one('res.currency', Currency),
	partner_id: partner,
	partner_shipping_id: partner,
	order_line: many('sale.order.line', MarkedLine.extend(along)),
});

/** An order with all that hangs on it. */
export interface WholeOrder {
	order: SaleOrder;
	lines: MarkedLine[];
	/** Deliveries, returns, and what was sent out again. */
	moves: Move[];
	/** What amounts in the order's currency are multiples of in this Odoo. */
	rounding?: number;
	/** The posted invoices, in the currency and the units of the order. */
	invoices: BilledDocument[];
	/** Its posted invoices and credit notes, as far as money goes; none when one of them is in another currency. */
	booked: Booked[];
	/** Lines of its posted credit notes, likewise. */
	credited: BilledLine[];
	/** Currencies of its posted invoices and credit notes that are not the order's: what these say is left out. */
	otherCurrencies: string[];
	products: Map<number, CatalogueProduct>;
	/** How large a unit is, next to others of its kind. */
	factor(unit: number | undefined): number;
	/** Whom the goods went to. */
	partner?: z.infer<typeof Partner>;
}

/** Orders with lines, products, units, moves and customer, of an Odoo that tells which line is shipping. */
export function wholeCall(domain: Domain, options: { order?: string; limit?: number } = {}): Call<Tree[]> {
	return treeCall('sale.order', Marked, domain, options);
}

/** Reads orders with lines, products, units, moves and customer in one call. Which line is shipping Odoo tells only with its app Delivery Costs. */
export async function readWhole(
	odoo: Odoo,
	domain: Domain,
	options: { order?: string; limit?: number } = {},
): Promise<WholeOrder[]> {
	try {
		return (await odoo.run(wholeCall(domain, options))).map(flat);
	} catch (error) {
		if (!(error instanceof EffectError) || !error.message.includes("Invalid field 'is_delivery'")) throw error;
		const orders = await odoo.tree('sale.order', Unmarked, domain, options);
		return orders.map((order) =>
			flat({ ...order, order_line: order.order_line.map((line) => ({ ...line, is_delivery: false })) }),
		);
	}
}

type Tree = z.infer<typeof Marked>;

function flat({ partner_id, partner_shipping_id, order_line, invoice_ids, currency_id, ...order }: Tree): WholeOrder {
	const factors = new Map<number, number>();
	const known = (found: z.infer<typeof Unit> | undefined) => {
		if (found) factors.set(found.id, found.factor);
		return found?.id;
	};
	const moves = new Map<number, Move>();
	const keep = (move: z.infer<typeof SentAgain>) =>
		void moves.set(move.id, { ...move, product_uom: known(move.product_uom) });
	for (const { returned_move_ids: back, ...move } of order_line.flatMap(({ move_ids }) => move_ids)) {
		keep(move);
		for (const { returned_move_ids: again, ...returned } of back) {
			keep(returned);
			again.forEach(keep);
		}
	}
	const isOther = ({ currency_id: of }: Tree['invoice_ids'][number]) =>
		of !== undefined && currency_id !== undefined && of.name !== currency_id.name;
	const standingOnes = invoice_ids.filter(({ state }) => state === 'posted');
	const posted = standingOnes.filter((one) => !isOther(one));
	// eslint-disable-next-line @typescript-eslint/no-unused-vars
	const lines = order_line.map(({ product_id, product_uom_id, move_ids: _moves, ...line }) => ({
		...line,
		product_id: product_id?.id,
		product_uom_id: known(product_uom_id),
	}));
	const factor = (id: number | undefined) => factors.get(id!) ?? 1;
	const goodsOf = ({ invoice_line_ids: bills }: Tree['invoice_ids'][number]): BilledLine[] => {
		const counted = bills
			.filter(isGoods)
			.map(({ product_uom_id, ...bill }) => ({ ...bill, product_uom_id: known(product_uom_id) }));
		return inOrderUnits(counted, lines, factor);
	};
	return {
		order: {
			...order,
			partner_id: partner_id?.id,
			partner_shipping_id: partner_shipping_id?.id,
			invoice_ids: invoice_ids.map(({ id }) => id),
			currency_id: currency_id && { id: currency_id.id, name: currency_id.name },
		},
		rounding: currency_id?.rounding,
		lines,
		moves: [...moves.values()].sort((a, b) => a.id - b.id),
		invoices: standing(posted.filter((one) => one.move_type === 'out_invoice' || isBill(one))).map((invoice) => ({
			id: invoice.id,
			total: isBill(invoice) ? -invoice.amount_total : invoice.amount_total,
			inBooks: { total: invoice.amount_total_signed, currency: invoice.company_currency_id?.name },
			paidEarly:
				invoice.invoice_payment_term_id?.early_discount === true &&
				(invoice.payment_state === 'paid' || invoice.payment_state === 'in_payment'),
			company: invoice.company_id,
			lines: goodsOf(invoice).map((line) => (isBill(invoice) ? asBilled(line) : line)),
		})),
		booked: posted.length === standingOnes.length ? posted : [],
		credited: posted.filter((one) => one.move_type === 'out_refund' && !isBill(one)).flatMap(goodsOf),
		otherCurrencies: [...new Set(standingOnes.filter(isOther).map((one) => one.currency_id!.name))],
		products: new Map(
			order_line.flatMap(({ product_id }) => (product_id ? [[product_id.id, product_id] as const] : [])),
		),
		factor,
		partner: partner_shipping_id ?? partner_id,
	};
}

function isBill(document: Tree['invoice_ids'][number]): boolean {
	return billsOrder({ ...document, lines: document.invoice_line_ids });
}

/** Without those that were reversed and made anew. */
function standing(invoices: Tree['invoice_ids']): Tree['invoice_ids'] {
	const gone = supersededAmong(
		invoices.map(({ id, payment_state, invoice_line_ids: lines }) => ({
			id,
			reversed: payment_state === 'reversed',
			orderLines: lines.flatMap(({ sale_line_ids }) => sale_line_ids),
		})),
	);
	return invoices.filter(({ id }) => !gone.includes(id));
}

/** Until Odoo 15 a line of goods has no type. */
function isGoods({ display_type }: Pick<BilledLine, 'display_type'>): boolean {
	return display_type === 'product' || display_type === undefined;
}
