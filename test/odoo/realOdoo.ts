import type { CatalogueOrder } from '../sandbox/catalogue';
import { call, type OdooTarget, type SeedOrder } from './target';

interface Base {
	stock: number;
	deliveryTypes: number;
	warehouse: number;
	company: number;
	tax: number;
}

/** Connects to a real Odoo 19 (demo database, administrator's key) and makes what the suite needs there, once per database. */
export async function realOdoo(address: { url: string; database: string; key: string }): Promise<OdooTarget> {
	const rpc = async (model: string, method: string, args: object = {}) => {
		const { status, body } = await call(address, model, method, args);
		if (status !== 200) throw new Error(`${model}.${method}: ${status} ${JSON.stringify(body?.message ?? body).slice(0, 300)}`);
		return body;
	};
	const one = async (model: string, domain: unknown[], values: object): Promise<number> => (await rpc(model, 'search', { domain, limit: 1 }))[0] ?? (await rpc(model, 'create', { vals_list: [values] }))[0];
	const named = async (name: string, usage = 'internal') => await one('stock.location', [['name', '=', name]], { name, usage, location_id: false, company_id: base.company });

	const [warehouse] = await rpc('stock.warehouse', 'search_read', { domain: [], fields: ['company_id', 'lot_stock_id', 'out_type_id', 'int_type_id'], order: 'id', limit: 1 });
	const [company] = await rpc('res.company', 'read', { ids: [warehouse.company_id[0]], fields: ['currency_id'] });
	const base: Base = {
		stock: warehouse.lot_stock_id[0], deliveryTypes: warehouse.out_type_id[0], warehouse: warehouse.id, company: company.id,
		tax: await one('account.tax', [['name', '=', 'Returns test 20%']], { name: 'Returns test 20%', amount: 20, amount_type: 'percent', type_tax_use: 'sale', price_include_override: 'tax_excluded' }),
	};
	// Outside the warehouse's tree: what is inspected must not count as available.
	const inspection = await named('Returns inspection');
	const [loss] = await rpc('stock.location', 'search', { domain: [['usage', '=', 'inventory'], ['company_id', '=', base.company]], limit: 1 });
	const returns = await one('stock.picking.type', [['sequence_code', '=', 'RETT']], {
		name: 'Customer Returns', code: 'incoming', sequence_code: 'RETT', warehouse_id: base.warehouse, default_location_src_id: 2, default_location_dest_id: inspection,
		use_create_lots: false, use_existing_lots: true, create_backorder: 'always',
	});
	const [bank] = await rpc('account.journal', 'search', { domain: [['type', '=', 'bank'], ['company_id', '=', base.company]], limit: 1 });
	const [sales] = await rpc('account.journal', 'search', { domain: [['type', '=', 'sale'], ['company_id', '=', base.company]], limit: 1 });

	async function product(sku: string, title: string, price: number): Promise<number> {
		const id = await one('product.product', [['default_code', '=', sku]], { name: title, default_code: sku, type: 'consu', is_storable: true, list_price: price, invoice_policy: 'order', taxes_id: [[6, 0, [base.tax]]] });
		const quants = await rpc('stock.quant', 'create', { vals_list: [{ product_id: id, location_id: base.stock, inventory_quantity: 100 }], context: { inventory_mode: true } });
		await rpc('stock.quant', 'action_apply_inventory', { ids: quants });
		return id;
	}

	async function orderLines({ lines, shipping }: SeedOrder): Promise<object[]> {
		const goods = [];
		for (const line of lines) goods.push(await orderLine(line));
		if (Number(shipping.price) === 0) return goods;
		const carriage = await one('product.product', [['default_code', '=', 'SHIPPING']], { name: 'Shipping', default_code: 'SHIPPING', type: 'service', invoice_policy: 'order' });
		return [...goods, { product_id: carriage, product_uom_qty: 1, price_unit: Number(shipping.price), tax_ids: [[6, 0, [base.tax]]], is_delivery: true }];
	}

	async function orderLine({ sku, title, quantity, price, discount }: CatalogueOrder['lines'][number]): Promise<object> {
		return { product_id: await product(sku, title, Number(price)), product_uom_qty: quantity, price_unit: Number(price), discount: (Number(discount) * 100) / (Number(price) * quantity), tax_ids: [[6, 0, [base.tax]]] };
	}

	async function addOrder(order: SeedOrder): Promise<{ id: number; name: string }> {
		const { customer } = order;
		const country = customer && (await rpc('res.country', 'search', { domain: [['code', '=', customer.country]] }))[0];
		const [partner] = await rpc('res.partner', 'create', { vals_list: [{ name: customer?.name ?? 'Contract Example', ...(customer && { email: customer.email, street: customer.street, city: customer.city, zip: customer.zip, country_id: country }) }] });
		const lines = await orderLines(order);
		const [id] = await rpc('sale.order', 'create', { vals_list: [{ partner_id: partner, client_order_ref: order.number, order_line: lines.map((line) => [0, 0, line]) }] });
		await rpc('sale.order', 'action_confirm', { ids: [id] });
		const [{ picking_ids: pickings, name }] = await rpc('sale.order', 'read', { ids: [id], fields: ['picking_ids', 'name'] });
		await rpc('stock.picking', 'action_assign', { ids: pickings });
		await rpc('stock.picking', 'button_validate', { ids: pickings, context: { skip_sms: true } });
		await invoice(id);
		return { id, name };
	}

	async function invoice(order: number): Promise<void> {
		const context = { active_model: 'sale.order', active_ids: [order], active_id: order };
		const wizard = await rpc('sale.advance.payment.inv', 'create', { vals_list: [{ advance_payment_method: 'delivered' }], context });
		await rpc('sale.advance.payment.inv', 'create_invoices', { ids: wizard, context });
		const [{ invoice_ids: invoices }] = await rpc('sale.order', 'read', { ids: [order], fields: ['invoice_ids'] });
		await rpc('account.move', 'action_post', { ids: invoices });
		const paying = { active_model: 'account.move', active_ids: invoices };
		const payment = await rpc('account.payment.register', 'create', { vals_list: [{ communication: 'paid in the shop' }], context: paying });
		await rpc('account.payment.register', 'action_create_payments', { ids: payment, context: paying });
	}

	return {
		...address,
		currency: company.currency_id[1],
		settings: {
			returnOperationType: returns,
			inspectionLocation: inspection,
			internalOperationType: warehouse.int_type_id[0],
			destinations: { restock: base.stock, quarantine: await named('Returns quarantine'), refurbish: await named('Returns refurbish'), vendor: await named('Returns vendor'), scrap: loss },
			creditNoteJournal: sales,
			paymentJournal: bank,
		},
		call: async (model, method, args) => await call(address, model, method, args),
		addOrder,
	};
}
