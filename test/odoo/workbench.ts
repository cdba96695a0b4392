import { OdooReturns } from '../../nodes/OdooReturns/OdooReturns.node';
import { runNode, type NodeOptions } from '../support/harness';
import { realOdoo, type RealOdoo } from './realOdoo';
import { odooAt, requireMachine, type Machine, type OdooDatabase, type Template } from './server';
import { odooApiKeyApi, type SeedOrder } from './target';

type Anything = any; // eslint-disable-line @typescript-eslint/no-explicit-any -- read field by field

export interface Sold {
	number: string;
	reference: string;
	id: number;
	name: string;
}

/** A real Odoo, the node at work on it with no more rights than the package asks for, and a look into its tables. */
export interface Workbench {
	odoo: RealOdoo;
	database: OdooDatabase;
	/** Calls Odoo as its administrator; throws what it refuses. */
	rpc(model: string, method: string, args?: object): Promise<Anything>;
	/** Runs `resource.operation` of Odoo Returns. */
	node(
		operation: string,
		parameters: NodeOptions['parameters'],
		options?: Partial<NodeOptions>,
	): ReturnType<typeof runNode>;
	/** The single item of a run that must not fail. */
	done(operation: string, parameters: NodeOptions['parameters'], options?: Partial<NodeOptions>): Promise<Anything>;
	/** A delivered, invoiced and paid order, and the reference of a return of it. */
	order(more?: Partial<SeedOrder>): Promise<Sold>;
	/** So many of them, which takes half of the time. */
	orders(many: number): Promise<Sold[]>;
	/** Makes and delivers an order of one new product. `lots` are in stock, `each` pieces of them; `line` is more of the order line, `sale` of the order. */
	deliver(options: {
		number: string;
		sku: string;
		product?: object;
		lots?: string[];
		each?: number;
		line: object;
		sale?: object;
		customer?: string;
	}): Promise<{ product: number; order: number }>;
}

export const json = JSON.stringify;
/** T-shirts at 20.00 less 2.00 each, with 20 % tax: 21.60. */
export const tee = {
	sku: 'TEE-BLUE-M',
	title: 'T-shirt blue M',
	quantity: 2,
	price: '20.00',
	discount: '4.00',
	tax: '7.20',
};
export const mug = { sku: 'MUG-WHITE', title: 'Mug white', quantity: 1, price: '12.50', discount: '0.00', tax: '2.50' };

/** A database of its own on the server that Jest's set-up has started (or on another one), so that whatever is found wrong in its tables was done here. */
export async function openWorkbench(from?: Template, server?: Machine): Promise<Workbench> {
	const database = await odooAt(server ?? requireMachine()).freshDatabase(from);
	const odoo = await realOdoo(database);
	let count = 0;

	const next = (more: Partial<SeedOrder> = {}): [Pick<Sold, 'number' | 'reference'>, SeedOrder] => {
		const number = `#W${++count}`;
		return [
			{ number, reference: `RMA-W${count}` },
			{ number, lines: [tee, mug], shipping: { price: '5.00', tax: '1.00' }, ...more },
		];
	};
	const node: Workbench['node'] = async (operation, parameters, options = {}) => {
		const [resource, name] = operation.split('.');
		return await runNode(new OdooReturns(), {
			parameters: { resource, operation: name, ...parameters },
			extraTypes: [odooApiKeyApi],
			input: [{ settings: { odoo: odoo.settings } } as never],
			...options,
			credentials: {
				odooApiKeyApi: { url: odoo.url, db: odoo.database, apiKey: odoo.nodeKey },
				...options.credentials,
			},
		});
	};
	async function rpc(model: string, method: string, args: object = {}): Promise<Anything> {
		const { status, body } = await odoo.call(model, method, args);
		if (status !== 200) throw new Error(`${model}.${method}: ${body?.message ?? body}`);
		return body;
	}
	return {
		odoo,
		database,
		rpc,
		node,
		done: async (operation, parameters, options) => {
			const { json: items, error } = await node(operation, parameters, options);
			if (error) throw new Error(`${operation}: ${error.message} ${error.description}`);
			return items[0];
		},
		order: async (more = {}) => {
			const [named, order] = next(more);
			return { ...named, ...(await odoo.addOrder(order)) };
		},
		orders: async (many) => {
			const all = Array.from({ length: many }, () => next());
			const made = await odoo.addOrders(all.map(([, order]) => order));
			return all.map(([named], index) => ({ ...named, ...made[index] }));
		},
		deliver: async ({
			number,
			sku,
			product = {},
			lots = [],
			each = 1,
			line,
			sale = {},
			customer = 'Delivered Example',
		}) => {
			const restock = odoo.settings.destinations.restock;
			const [id] = await rpc('product.product', 'create', {
				vals_list: [
					{
						name: sku,
						default_code: sku,
						type: 'consu',
						is_storable: true,
						invoice_policy: 'order',
						list_price: 10,
						...product,
					},
				],
			});
			const kept = lots.length
				? await rpc('stock.lot', 'create', { vals_list: lots.map((name) => ({ name, product_id: id })) })
				: [undefined];
			for (const lot of kept) {
				const quants = await rpc('stock.quant', 'create', {
					vals_list: [
						{ product_id: id, location_id: restock, inventory_quantity: lot ? each : 100, ...(lot && { lot_id: lot }) },
					],
					context: { inventory_mode: true },
				});
				await rpc('stock.quant', 'action_apply_inventory', { ids: quants });
			}
			const [partner] = await rpc('res.partner', 'create', { vals_list: [{ name: customer }] });
			const [order] = await rpc('sale.order', 'create', {
				vals_list: [
					{ partner_id: partner, client_order_ref: number, order_line: [[0, 0, { product_id: id, ...line }]], ...sale },
				],
			});
			await rpc('sale.order', 'action_confirm', { ids: [order] });
			const [{ picking_ids: pickings }] = await rpc('sale.order', 'read', { ids: [order], fields: ['picking_ids'] });
			await rpc('stock.picking', 'action_assign', { ids: pickings });
			await rpc('stock.picking', 'button_validate', { ids: pickings, context: { skip_sms: true, skip_expired: true } });
			return { product: id, order };
		},
	};
}

/** A draft invoice of all that can be billed. */
export async function draftInvoice(w: Pick<Workbench, 'rpc'>, order: number): Promise<number> {
	const context = { active_model: 'sale.order', active_ids: [order], active_id: order };
	const wizard = await w.rpc('sale.advance.payment.inv', 'create', {
		vals_list: [{ advance_payment_method: 'delivered' }],
		context,
	});
	await w.rpc('sale.advance.payment.inv', 'create_invoices', { ids: wizard, context });
	const [draft] = await w.rpc('account.move', 'search', {
		domain: [
			['line_ids.sale_line_ids.order_id', '=', order],
			['state', '=', 'draft'],
		],
	});
	return draft;
}

/** A new tax on sales, beside the price or in it. */
export async function taxOf(
	w: Pick<Workbench, 'rpc'>,
	name: string,
	percent: number,
	included = false,
): Promise<number> {
	const [id] = await w.rpc('account.tax', 'create', {
		vals_list: [
			{
				name,
				amount: percent,
				amount_type: 'percent',
				type_tax_use: 'sale',
				price_include_override: included ? 'tax_included' : 'tax_excluded',
			},
		],
	});
	return id;
}
