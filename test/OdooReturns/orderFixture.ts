import type { BilledLine, InvoiceLine } from '../../nodes/OdooReturns/records/answers';
import type { OdooOrder, SoldLine } from '../../nodes/OdooReturns/sale/delivery';

/** How a line was sold or billed, in major units. `net`, when it is not price x quantity less its tax. */
export interface LineSpec {
	sku?: string;
	title?: string;
	quantity: number;
	price: number;
	/** Percent of tax. */
	rate?: number;
	/** Whether the price contains it. */
	included?: boolean;
	/** Odoo's tax; defaults to one for each rate. */
	taxes?: number[];
	service?: boolean;
	shipping?: boolean;
	/** Pieces that left; defaults to all of them. */
	delivered?: number;
	/** The ordered quantity as it stands now, when it was lowered. */
	ordered?: number;
}

const cent = (value: number) => Math.round((value + Number.EPSILON * Math.sign(value)) * 100) / 100;

/** As Odoo computes a line: what it comes to is rounded, and what a price contains is taken out of it. */
function amounts({ quantity, price, rate = 0, included = false }: LineSpec): { net: number; gross: number } {
	const total = cent(quantity * price);
	if (!included) return { net: total, gross: cent(total + cent((total * rate) / 100)) };
	return { net: cent(total / (1 + rate / 100)), gross: total };
}

const taxesOf = ({ rate = 0, taxes = rate ? [rate] : [] }: LineSpec) => taxes;

/** A line of an order whose id is its place, from 1 on. */
export function soldLine(spec: LineSpec, index: number): SoldLine {
	const { sku = '', title = sku, quantity, price, service = false, shipping = false } = spec;
	const ordered = spec.ordered ?? quantity;
	const { net, gross } = amounts({ ...spec, quantity: ordered });
	const delivered = service || shipping || price < 0 ? 0 : (spec.delivered ?? quantity);
	return {
		sku,
		invoicePolicy: 'order',
		service,
		kit: false,
		deliveries: delivered
			? [
					{
						returned: 0,
						unitsPerLineUnit: 1,
						move: {
							id: index + 501,
							product_id: index + 1,
							sale_line_id: index + 1,
							picking_id: 1,
							state: 'done',
							product_uom_qty: delivered,
							quantity: delivered,
							product_uom: 1,
							date: '2026-11-01T10:00:00.000Z',
							location_id: 1,
							location_dest_id: 2,
							location_dest_usage: 'customer',
							origin_returned_move_id: undefined,
							has_tracking: 'none',
						},
					},
				]
			: [],
		line: {
			id: index + 1,
			product_id: index + 1,
			name: title,
			product_uom_qty: ordered,
			product_uom_id: 1,
			qty_delivered: delivered,
			qty_invoiced: 0,
			price_unit: price,
			discount: 0,
			price_subtotal: net,
			price_tax: cent(gross - net),
			tax_ids: taxesOf(spec),
			is_delivery: shipping,
			is_downpayment: false,
			display_type: undefined,
		},
	};
}

/** A line of an invoice; `of`: the order line that it bills, none for one that was added by hand. */
export function invoiceLine(
	id: number,
	{ title, sku = '', quantity, price, ...spec }: LineSpec,
	of?: number,
	move = 1,
): InvoiceLine & BilledLine {
	const { net, gross } = amounts({ ...spec, quantity, price });
	return {
		id,
		move_id: move,
		parent_state: 'posted',
		product_id: of ?? 99,
		name: title ?? sku,
		quantity,
		product_uom_id: 1,
		price_unit: price,
		discount: 0,
		price_subtotal: net,
		price_total: gross,
		tax_ids: taxesOf({ ...spec, quantity, price }),
		account_id: 9,
		sale_line_ids: of ? [of] : [],
		display_type: 'product',
		tax_line_id: undefined,
		amount_currency: -net,
		analytic_distribution: undefined,
	};
}

/** An order of these lines; `invoices`: what was billed of it, else it was billed as it was ordered. */
export function odooOrder(lines: LineSpec[], invoices?: InvoiceLine[][]): OdooOrder {
	const sold = lines.map(soldLine);
	return {
		lines: sold,
		moves: [],
		invoices: invoices ?? [lines.map((spec, index) => invoiceLine(index + 101, spec, index + 1))],
		order: {
			id: 5,
			name: 'S5',
			client_order_ref: '#1',
			origin: undefined,
			state: 'sale',
			date_order: undefined,
			partner_id: 1,
			partner_shipping_id: 1,
			company_id: 1,
			currency_id: { id: 1, name: 'EUR' },
			invoice_ids: [1],
		},
	};
}
