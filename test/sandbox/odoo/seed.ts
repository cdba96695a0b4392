import type { Settings } from '../../../nodes/shared/model';
import type { SeedOrder } from '../../odoo/target';
import { exponentOf } from '../../../nodes/shared/model/money';
import { sandboxSecrets, type CatalogueOrder } from '../catalogue';
import type { OdooAccounting } from './accounting';
import type { OdooDb, Row } from './db';
import { amountTotal } from './models';
import type { OdooStock } from './stock';

/** The company, its warehouse and journals, and the places where returned goods go. */
export class OdooSeed {
	readonly settings: Settings['odoo'];
	private readonly ids: Record<
		'company' | 'currency' | 'unit' | 'tax' | 'stock' | 'customers' | 'delivery' | 'journal' | 'bank' | 'income',
		number
	>;

	constructor(
		private readonly db: OdooDb,
		private readonly stock: OdooStock,
		private readonly accounting: OdooAccounting,
	) {
		const make = (model: string, values: Record<string, unknown>) => db.insert(model, values).id;
		const currency = make('res.currency', { name: 'EUR', rounding: 0.01 });
		const company = make('res.company', { name: 'Sandbox Company', currency_id: currency });
		make('res.users', { name: 'Sandbox Integration', login: sandboxSecrets.odooDatabase });
		const place = (name: string, usage: string) =>
			make('stock.location', { name, complete_name: name, usage, company_id: company, location_id: false });
		const [stockPlace, customers] = [place('WH/Stock', 'internal'), place('Customers', 'customer')];
		const inspection = place('Returns inspection', 'internal');
		const type = (name: string, code: string, sequence: string, from: number, to: number) =>
			make('stock.picking.type', {
				name,
				code,
				sequence_code: sequence,
				default_location_src_id: from,
				default_location_dest_id: to,
				create_backorder: 'ask',
				company_id: company,
			});
		type('Receipts', 'incoming', 'IN', customers, stockPlace);
		const journal = make('account.journal', { name: 'Sales', code: 'INV', type: 'sale', company_id: company });
		const bank = make('account.journal', { name: 'Bank', code: 'BNK1', type: 'bank', company_id: company });
		const outstanding = make('account.account', {
			code: '101404',
			name: 'Outstanding Payments',
			account_type: 'asset_current',
		});
		for (const payment_type of ['inbound', 'outbound'])
			make('account.payment.method.line', {
				name: 'Manual Payment',
				code: 'manual',
				payment_type,
				journal_id: bank,
				payment_account_id: outstanding,
			});
		make('res.country', { name: 'Germany', code: 'DE' });
		make('account.account', { code: '121000', name: 'Account Receivable', account_type: 'asset_receivable' });
		const owed = make('account.account', { code: '211500', name: 'Store Credit', account_type: 'liability_current' });
		make('account.payment.method.line', {
			name: 'Manual Payment',
			code: 'manual',
			payment_type: 'outbound',
			journal_id: make('account.journal', { name: 'Store Credit', code: 'CRED', type: 'cash', company_id: company }),
			payment_account_id: owed,
		});
		for (const [name, program_type] of [
			['Gift Cards', 'gift_card'],
			['eWallet', 'ewallet'],
		])
			make('loyalty.program', { name, program_type, currency_id: currency, company_id: company });
		this.ids = {
			company,
			currency,
			customers,
			stock: stockPlace,
			journal,
			bank,
			unit: make('uom.uom', { name: 'Units', factor: 1 }),
			tax: make('account.tax', { name: '20%', amount: 20, type_tax_use: 'sale' }),
			delivery: type('Delivery Orders', 'outgoing', 'OUT', stockPlace, customers),
			income: make('account.account', { code: '400000', name: 'Product Sales', account_type: 'income' }),
		};
		this.settings = {
			returnOperationType: type('Customer Returns', 'incoming', 'RET', customers, inspection),
			inspectionLocation: inspection,
			internalOperationType: type('Internal Transfers', 'internal', 'INT', stockPlace, stockPlace),
			destinations: {
				restock: stockPlace,
				quarantine: place('Quarantine', 'internal'),
				refurbish: place('Refurbish', 'internal'),
				vendor: place('Vendor', 'supplier'),
				scrap: place('Scrap', 'inventory'),
			},
			creditNoteJournal: journal,
			paymentJournal: bank,
		};
		this.warehouse(company, stockPlace);
	}

	/** The one warehouse. What lies in its stock is for sale. */
	private warehouse(company: number, stock: number): void {
		const { db } = this;
		const { id } = db.insert('stock.warehouse', {
			name: 'Sandbox Warehouse',
			code: 'WH',
			company_id: company,
			lot_stock_id: stock,
			int_type_id: this.settings.internalOperationType,
			out_type_id: this.ids.delivery,
		});
		db.update('stock.location', db.one('stock.location', stock), { warehouse_id: id });
		for (const type of db.all('stock.picking.type'))
			db.update('stock.picking.type', type, {
				warehouse_id: id,
				use_existing_lots: true,
				...(type.id === this.settings.returnOperationType && { create_backorder: 'always' }),
			});
	}

	/** A confirmed, delivered, invoiced and paid order. */
	addOrder(
		order: SeedOrder &
			Partial<
				Pick<
					CatalogueOrder,
					'odooName' | 'placedDaysAgo' | 'deliveredDaysAgo' | 'currency' | 'rounding' | 'taxRate' | 'taxesIncluded'
				>
			>,
	): {
		id: number;
		name: string;
	} {
		const { db, ids } = this;
		const { customer } = order;
		const partner = db.insert('res.partner', {
			name: customer?.name ?? 'Contract Example',
			email: customer?.email,
			street: customer?.street,
			city: customer?.city,
			zip: customer?.zip,
			country_code: customer?.country,
		}).id;
		const name = order.odooName ?? `S${String(db.all('sale.order').length + 1).padStart(5, '0')}`;
		const { id } = db.insert('sale.order', {
			name,
			client_order_ref: order.number,
			state: 'sale',
			date_order: ago(order.placedDaysAgo ?? 10),
			partner_id: partner,
			partner_invoice_id: partner,
			partner_shipping_id: partner,
			company_id: ids.company,
			currency_id: this.currency(order),
			locked: false,
		});
		const tax = this.tax(order);
		const lines = order.lines.map((line) => this.line(id, this.product(line.sku, line.title, line.price), line, tax));
		if (Number(order.shipping.price))
			this.line(
				id,
				this.product('SHIPPING', 'Shipping', order.shipping.price, 'service'),
				{ title: 'Shipping', quantity: 1, price: order.shipping.price, discount: '0' },
				tax,
				true,
			);
		this.deliver(name, partner, lines, order.unsent ? undefined : ago(order.deliveredDaysAgo ?? 7));
		this.invoice(id, name, partner, order);
		return { id, name };
	}

	private currency({ currency = 'EUR', rounding }: Partial<CatalogueOrder>): number {
		const [found] = this.db.where('res.currency', { name: currency });
		return (
			found?.id ??
			this.db.insert('res.currency', { name: currency, rounding: rounding ?? 10 ** -exponentOf(currency) }).id
		);
	}

	private tax({ taxRate = 20, taxesIncluded = false }: Partial<CatalogueOrder>): number {
		const name = `${taxRate}%${taxesIncluded ? ' in the price' : ''}`;
		const [found] = this.db.where('account.tax', { name });
		return (
			found?.id ??
			this.db.insert('account.tax', { name, amount: taxRate, type_tax_use: 'sale', price_include: taxesIncluded }).id
		);
	}

	private product(sku: string, name: string, price = '0', type = 'consu'): number {
		const [found] = this.db.where('product.product', { default_code: sku });
		if (found) return found.id;
		const { id } = this.db.insert('product.product', {
			name,
			default_code: sku,
			type,
			invoice_policy: 'order',
			uom_id: this.ids.unit,
			taxes_id: [this.ids.tax],
			list_price: Number(price),
		});
		if (type === 'consu') this.stock.put(id, this.ids.stock, 100);
		return id;
	}

	private line(
		order: number,
		product: number,
		{
			title,
			quantity,
			price,
			discount,
		}: Pick<CatalogueOrder['lines'][number], 'title' | 'quantity' | 'price' | 'discount'>,
		tax: number,
		shipping = false,
	): number {
		return this.db.insert('sale.order.line', {
			order_id: order,
			product_id: product,
			name: title,
			sequence: 10,
			product_uom_qty: quantity,
			product_uom_id: this.ids.unit,
			price_unit: Number(price),
			discount: (Number(discount) * 100) / (Number(price) * quantity),
			tax_ids: [tax],
			is_delivery: shipping,
			is_downpayment: false,
		}).id;
	}

	/** The delivery of an order; without a time it waits in the warehouse. */
	private deliver(origin: string, partner: number, lines: number[], at?: string): void {
		const { db, ids } = this;
		const picking = db.insert('stock.picking', {
			name: this.stock.nameOf(ids.delivery),
			picking_type_id: ids.delivery,
			location_id: ids.stock,
			location_dest_id: ids.customers,
			partner_id: partner,
			company_id: ids.company,
			origin,
		});
		for (const line of lines.map((id) => db.one('sale.order.line', id))) {
			// The shelf is filled up for every order, so that tests never run out.
			this.stock.put(line.product_id, ids.stock, Number(line.product_uom_qty));
			db.insert('stock.move', {
				picking_id: picking.id,
				product_id: line.product_id,
				product_uom_qty: line.product_uom_qty,
				product_uom: ids.unit,
				location_id: ids.stock,
				location_dest_id: ids.customers,
				sale_line_id: line.id,
				to_refund: true,
			});
		}
		this.stock.confirm([picking.id]);
		if (!at) return;
		this.stock.validate([picking.id], {});
		db.update('stock.picking', picking, { date_done: at });
		for (const move of db.where('stock.move', { picking_id: picking.id })) db.update('stock.move', move, { date: at });
	}

	/** What a confirmed order has still to send. */
	openDelivery({ id, name, partner_shipping_id, partner_id }: Row): void {
		const { db, ids } = this;
		const goods = db
			.where('sale.order.line', { order_id: id })
			.filter(({ product_id }) => db.one('product.product', product_id).type !== 'service');
		if (!goods.length) return;
		const picking = db.insert('stock.picking', {
			name: this.stock.nameOf(ids.delivery),
			picking_type_id: ids.delivery,
			location_id: ids.stock,
			location_dest_id: ids.customers,
			partner_id: partner_shipping_id ?? partner_id,
			company_id: ids.company,
			origin: name,
		});
		for (const line of goods)
			db.insert('stock.move', {
				picking_id: picking.id,
				product_id: line.product_id,
				product_uom_qty: line.product_uom_qty,
				product_uom: line.product_uom_id,
				location_id: ids.stock,
				location_dest_id: ids.customers,
				sale_line_id: line.id,
				to_refund: true,
			});
		this.stock.confirm([picking.id]);
	}

	private invoice(order: number, origin: string, partner: number, of: Parameters<OdooSeed['addOrder']>[0]): void {
		const { db, ids } = this;
		const invoice = db.insert('account.move', {
			move_type: 'out_invoice',
			partner_id: partner,
			journal_id: ids.journal,
			currency_id: this.currency(of),
			company_currency_id: db.one('res.company', ids.company).currency_id,
			company_id: ids.company,
			invoice_origin: origin,
			ref: of.number,
		});
		for (const line of db.where('sale.order.line', { order_id: order })) {
			db.insert('account.move.line', {
				move_id: invoice.id,
				product_id: line.product_id,
				name: line.name,
				quantity: line.product_uom_qty,
				product_uom_id: line.product_uom_id,
				price_unit: line.price_unit,
				discount: line.discount,
				tax_ids: line.tax_ids,
				account_id: ids.income,
				sale_line_ids: [line.id],
			});
		}
		this.accounting.computeTaxes(invoice.id);
		this.accounting.post([invoice.id]);
		db.update('account.move', invoice, { settled: amountTotal(db, invoice) });
		for (const line of db.where('account.move.line', { move_id: invoice.id, display_type: 'payment_term' }))
			db.update('account.move.line', line, { reconciled: true });
	}
}

/** Odoo's way to write a time, so many days back. */
function ago(days: number): string {
	return odooTime(new Date(Date.now() - days * 86_400_000));
}

export function odooTime(at: Date): string {
	return at.toISOString().slice(0, 19).replace('T', ' ');
}
