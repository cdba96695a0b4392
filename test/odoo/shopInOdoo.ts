import { EffectError, type Settings } from '../../nodes/shared/model';
import { documentKey } from '../../nodes/OdooReturns/transport/table';
import type { CatalogueOrder } from '../sandbox/catalogue';
import { call, type OdooAddress, type SeedOrder } from './target';

/** Module of the external ids of what the tests and the demo put into an Odoo; the package's own documents have another one. */
const seedModule = '__n8n_returns_demo__';

type Values = Record<string, string | number | boolean | undefined>;
type Rpc = (model: string, method: string, args?: object) => Promise<any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- whatever Odoo says

export interface ShopInOdoo {
	/** Currency of the company, e.g. USD. */
	currency: string;
	/** The Odoo part of the settings that fits this database. */
	settings: Settings['odoo'];
	rpc: Rpc;
	/** The id of what was put in under a key, if it was. */
	find(key: string): Promise<number | undefined>;
	/** Makes a confirmed, delivered, invoiced and paid order, or finishes one that was begun. Invoice policy: what was ordered. */
	addOrder(order: SeedOrder, options?: { key?: string; currency?: string }): Promise<{ id: number; name: string }>;
	/** The same for several, which Odoo confirms, delivers and bills in the same calls: half of the work. */
	addOrders(
		orders: Array<SeedOrder & { key?: string }>,
		currency?: string,
	): Promise<Array<{ id: number; name: string }>>;
}

/** An order as Odoo has it. */
interface Placed {
	id: number;
	name: string;
	state: string;
	picking_ids: number[];
	invoice_ids: number[];
}

/** Odoo's answer to a call that must work. Throws with the reason it gives. */
export function rpcOf(address: OdooAddress, company?: number): Rpc {
	return async (model, method, args = {}) => {
		const { context, ...rest } = args as { context?: object };
		const { status, body } = await call(address, model, method, {
			...rest,
			context: { lang: 'en_US', ...(company && { allowed_company_ids: [company] }), ...context },
		});
		if (status !== 200)
			throw new EffectError(
				`Odoo refused ${model}.${method} (${status}): ${String(body?.message ?? body).slice(0, 300)}`,
				{ category: 'rejected', connection: 'odoo', advice: '', httpStatus: status },
			);
		return body;
	};
}

/**
 * A shop in a real Odoo 19: places, operation type, tax and orders, each made once, under an external id. `say` hears of what is
 * added. The key must be an administrator's, or of one who may set up Inventory.
 */
export async function openShopInOdoo(
	address: OdooAddress,
	say: (line: string) => void = () => undefined,
): Promise<ShopInOdoo> {
	const [user] = await rpcOf(address)('res.users', 'search_read', {
		domain: [['id', '=', (await rpcOf(address)('res.users', 'context_get')).uid]],
		fields: ['company_id'],
	});
	const company: number = user.company_id[0];
	// Nobody follows these records: without the messages about each change Odoo has a tenth less to do.
	const rpc: Rpc = async (model, method, args = {}) =>
		await rpcOf(address, company)(model, method, {
			...args,
			context: { tracking_disable: true, ...(args as { context?: object }).context },
		});
	const first = async (model: string, domain: unknown[], what: string): Promise<number> => {
		const [id] = await rpc(model, 'search', { domain, limit: 1, order: 'id' });
		if (!id) throw new Error(`The Odoo database has no ${what} in the company of the key's user`);
		return id;
	};

	async function find(key: string): Promise<number | undefined> {
		const { status, body } = await call(address, 'ir.model.data', 'check_object_reference', {
			module: seedModule,
			xml_id: key,
		});
		if (status === 200) return body[1] || undefined;
		if (String(body?.message).includes('External ID not found')) return undefined;
		throw new Error(`Odoo refused to look up ${key} (${status}): ${body?.message ?? body}`);
	}

	/** What was found or made already: products stand in every order, and Odoo looks for what is not there with a whole error. */
	const kept = new Map<string, number>();

	/** One record under its key, made when it is not there yet. */
	async function keep(...record: Parameters<typeof make>): Promise<number> {
		const [, key] = record;
		const id = kept.get(key) ?? (await find(key)) ?? (await make(...record));
		kept.set(key, id);
		return id;
	}

	/** The same, of which is known that it is not there: Odoo's own get-or-create all the same. */
	async function make(
		model: string,
		key: string,
		what: string,
		values: Values,
		lines: Values[] = [],
		relation = '',
	): Promise<number> {
		const columns = (rows: Values[]) => [
			...new Set(rows.flatMap((row) => Object.keys(row).filter((column) => row[column] !== undefined))),
		];
		const [own, inner] = [columns([values]), columns(lines)];
		const data = (lines.length ? lines : [{}]).map((line, index) => [
			...(index ? ['', ...own.map(() => '')] : [`${seedModule}.${key}`, ...own.map((column) => cell(values[column]))]),
			...inner.map((column) => cell(line[column])),
		]);
		const { ids, messages } = await rpc(model, 'load', {
			fields: ['id', ...own, ...inner.map((column) => `${relation}/${column}`)],
			data,
			context: { mode: 'update', noupdate: true },
		});
		if (!ids)
			throw new Error(
				`Odoo refused to make ${what}: ${messages.map(({ message }: { message: string }) => message).join(' ')}`,
			);
		say(`Odoo: added ${what}`);
		return ids[0];
	}

	const [warehouse] = await rpc('stock.warehouse', 'search_read', {
		domain: [['company_id', '=', company]],
		fields: ['lot_stock_id', 'int_type_id'],
		order: 'id',
		limit: 1,
	});
	if (!warehouse) throw new Error("The Odoo database has no warehouse in the company of the key's user");
	const [
		{
			currency_id: [, currency],
		},
	] = await rpc('res.company', 'read', { ids: [company], fields: ['currency_id'] });
	const stock: number = warehouse.lot_stock_id[0];
	const bank = await first(
		'account.journal',
		[
			['type', '=', 'bank'],
			['company_id', '=', company],
		],
		'bank journal (install a chart of accounts)',
	);
	const place = async (name: string) =>
		await keep('stock.location', documentKey('location', name), `location "${name}"`, {
			name,
			usage: 'internal',
			'company_id/.id': company,
		});
	// None of them below the warehouse's own location: what is there does not count as for sale.
	const inspection = await place('Returns inspection');
	const tax = await keep('account.tax', 'tax20', 'tax "Returns demo 20%"', {
		name: 'Returns demo 20%',
		amount: 20,
		amount_type: 'percent',
		type_tax_use: 'sale',
		price_include_override: 'tax_excluded',
		'company_id/.id': company,
	});
	const settings: Settings['odoo'] = {
		returnOperationType: await keep('stock.picking.type', 'customerReturns', 'operation type "Customer Returns"', {
			name: 'Customer Returns',
			code: 'incoming',
			sequence_code: 'RETT',
			'warehouse_id/.id': warehouse.id,
			'company_id/.id': company,
			'default_location_src_id/.id': await first('stock.location', [['usage', '=', 'customer']], 'customer location'),
			'default_location_dest_id/.id': inspection,
			use_create_lots: false,
			use_existing_lots: true,
			create_backorder: 'always',
		}),
		inspectionLocation: inspection,
		internalOperationType: warehouse.int_type_id[0],
		destinations: {
			restock: stock,
			quarantine: await place('Returns quarantine'),
			refurbish: await place('Returns refurbish'),
			vendor: await place('Returns vendor'),
			scrap: await first(
				'stock.location',
				[
					['usage', '=', 'inventory'],
					['company_id', '=', company],
				],
				'location for inventory losses',
			),
		},
		creditNoteJournal: await first(
			'account.journal',
			[
				['type', '=', 'sale'],
				['company_id', '=', company],
			],
			'sales journal (install a chart of accounts)',
		),
		paymentJournal: bank,
	};
	// Odoo knows shipping lines only with its app Delivery Costs.
	const { is_delivery: marksShipping } = await rpc('sale.order.line', 'fields_get', {
		allfields: ['is_delivery'],
		attributes: ['type'],
	});

	async function product(sku: string, title: string, price: string): Promise<number> {
		return await keep('product.product', documentKey('product', sku), `product ${sku}`, {
			name: title,
			default_code: sku,
			type: 'consu',
			is_storable: true,
			list_price: price,
			invoice_policy: 'order',
			'taxes_id/.id': tax,
		});
	}

	/** Fills the shelf when it does not hold enough. */
	async function stockUp(productId: number, needed: number): Promise<void> {
		const quants: Array<{ quantity: number; reserved_quantity: number }> = await rpc('stock.quant', 'search_read', {
			domain: [
				['product_id', '=', productId],
				['location_id', '=', stock],
			],
			fields: ['quantity', 'reserved_quantity'],
		});
		if (quants.reduce((free, one) => free + one.quantity - one.reserved_quantity, 0) >= needed) return;
		const made = await rpc('stock.quant', 'create', {
			vals_list: [{ product_id: productId, location_id: stock, inventory_quantity: 100 + needed }],
			context: { inventory_mode: true },
		});
		await rpc('stock.quant', 'action_apply_inventory', { ids: made });
	}

	async function orderLine(
		{ sku, title, quantity, price, discount }: CatalogueOrder['lines'][number],
		times: number,
	): Promise<Values> {
		const id = await product(sku, title, price);
		await stockUp(id, quantity * times);
		return {
			'product_id/.id': id,
			product_uom_qty: quantity,
			price_unit: price,
			discount: (Number(discount) * 100) / (Number(price) * quantity),
			'tax_ids/.id': tax,
		};
	}

	async function orderLines({ lines, shipping }: SeedOrder, times: number): Promise<Values[]> {
		const goods: Values[] = [];
		for (const line of lines) goods.push(await orderLine(line, times));
		if (Number(shipping.price) === 0) return goods;
		const carriage = await keep('product.product', 'shipping', 'product SHIPPING', {
			name: 'Shipping',
			default_code: 'SHIPPING',
			type: 'service',
			invoice_policy: 'order',
			'taxes_id/.id': tax,
		});
		return [
			...goods,
			{
				'product_id/.id': carriage,
				product_uom_qty: 1,
				price_unit: shipping.price,
				discount: 0,
				'tax_ids/.id': tax,
				...(marksShipping && { is_delivery: true }),
			},
		];
	}

	/** Prices in another currency than the company's come with a price list. */
	async function pricelist(wanted: string): Promise<number | undefined> {
		if (wanted === currency) return undefined;
		const [found] = await rpc('res.currency', 'search_read', {
			domain: [['name', '=', wanted]],
			fields: ['active'],
			context: { active_test: false },
		});
		if (!found) throw new Error(`The Odoo database has no currency ${wanted}`);
		if (!found.active) {
			await rpc('res.currency', 'write', { ids: [found.id], vals: { active: true } });
			say(`Odoo: switched currency ${wanted} on`);
		}
		return await keep('product.pricelist', documentKey('pricelist', wanted), `price list in ${wanted}`, {
			name: `Returns demo ${wanted}`,
			'currency_id/.id': found.id,
			'company_id/.id': company,
		});
	}

	async function addOrder(order: SeedOrder, { key, currency: wanted }: { key?: string; currency?: string } = {}) {
		return (await addOrders([{ key, ...order }], wanted))[0];
	}

	async function addOrders(
		orders: Array<SeedOrder & { key?: string }>,
		wanted = currency,
	): Promise<Array<{ id: number; name: string }>> {
		const ids: number[] = [];
		for (const order of orders) {
			const { key = documentKey('order', order.number) } = order;
			ids.push((await find(key)) ?? (await newOrder(order, key, wanted, orders.length)));
		}
		const read = async (): Promise<Placed[]> =>
			await rpc('sale.order', 'read', { ids, fields: ['name', 'state', 'picking_ids', 'invoice_ids'] });
		const drafts = (await read()).filter(({ state }) => state === 'draft').map(({ id }) => id);
		if (drafts.length) await rpc('sale.order', 'action_confirm', { ids: drafts });
		const placed = await read();
		await deliver(placed.filter((_, index) => !orders[index].unsent));
		await invoice(placed);
		return placed.map(({ id, name }) => ({ id, name }));
	}

	/** `times`: so many orders like it are made before any of them takes its goods. */
	async function newOrder(order: SeedOrder, key: string, wanted: string, times: number): Promise<number> {
		const { customer } = order;
		const country =
			customer && (await first('res.country', [['code', '=', customer.country]], `country ${customer.country}`));
		const partner = await keep(
			'res.partner',
			customer ? documentKey('customer', customer.email) : `${key}.customer`,
			`customer ${customer?.name ?? 'Contract Example'}`,
			{
				name: customer?.name ?? 'Contract Example',
				...(customer && {
					email: customer.email,
					street: customer.street,
					city: customer.city,
					zip: customer.zip,
					'country_id/.id': country,
				}),
			},
		);
		return await make(
			'sale.order',
			key,
			`order ${order.number}`,
			{
				'partner_id/.id': partner,
				client_order_ref: order.number,
				'pricelist_id/.id': await pricelist(wanted),
				'company_id/.id': company,
			},
			await orderLines(order, times),
			'order_line',
		);
	}

	async function deliver(orders: Placed[]): Promise<void> {
		const open = async (): Promise<number[]> =>
			await rpc('stock.picking', 'search', {
				domain: [
					['id', 'in', orders.flatMap(({ picking_ids }) => picking_ids)],
					['return_id', '=', false],
					['state', 'not in', ['done', 'cancel']],
				],
				order: 'id',
			});
		let rest = await open();
		while (rest.length) {
			// Several transfers of one order come after each other.
			const ids = orders.flatMap(({ picking_ids }) => rest.filter((id) => picking_ids.includes(id)).slice(0, 1));
			await rpc('stock.picking', 'action_assign', { ids });
			await rpc('stock.picking', 'button_validate', { ids, context: { skip_sms: true, skip_expired: true } });
			rest = rest.filter((id) => !ids.includes(id));
		}
		const left = await open();
		const late = orders.find(({ picking_ids }) => picking_ids.some((id) => left.includes(id)));
		if (late)
			throw new Error(`Odoo did not deliver order ${late.name}: open its delivery in Odoo, it says what is missing`);
	}

	async function invoice(orders: Placed[]): Promise<void> {
		const unbilled = orders.filter(({ invoice_ids }) => !invoice_ids.length).map(({ id }) => id);
		if (unbilled.length) {
			const context = { active_model: 'sale.order', active_ids: unbilled, active_id: unbilled[0] };
			const wizard = await rpc('sale.advance.payment.inv', 'create', {
				vals_list: [{ advance_payment_method: 'delivered', consolidated_billing: false }],
				context,
			});
			await rpc('sale.advance.payment.inv', 'create_invoices', { ids: wizard, context });
		}
		const domain = [
			['line_ids.sale_line_ids.order_id', 'in', orders.map(({ id }) => id)],
			['move_type', '=', 'out_invoice'],
		];
		const drafts: number[] = await rpc('account.move', 'search', { domain: [...domain, ['state', '=', 'draft']] });
		if (drafts.length) await rpc('account.move', 'action_post', { ids: drafts });
		const unpaid: number[] = await rpc('account.move', 'search', {
			domain: [...domain, ['payment_state', '=', 'not_paid']],
		});
		if (!unpaid.length) return;
		const paying = { active_model: 'account.move', active_ids: unpaid };
		const payment = await rpc('account.payment.register', 'create', {
			vals_list: [{ communication: 'paid in the shop', journal_id: bank }],
			context: paying,
		});
		await rpc('account.payment.register', 'action_create_payments', { ids: payment, context: paying });
	}

	return { currency, settings, rpc, find, addOrder, addOrders };
}

function cell(value: string | number | boolean | undefined): string {
	return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value ?? '');
}
