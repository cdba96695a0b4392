import { randomUUID } from 'node:crypto';
import type { Settings } from '../../nodes/shared/model';
import { install } from './apps';
import type { Workbench } from './workbench';

export interface Sold {
	id: number;
	/** As it stands on the receipt. */
	number: string;
	gross: number;
}

/** A register of Odoo's Point of Sale with an open session, and goods for it. */
export interface Register {
	id: number;
	/** Its newest session. */
	session: number;
	/** Payment methods. */
	cash: number;
	card: number;
	openSession(): Promise<void>;
	/** A sale as the register sends it, paid by card; `more` replaces fields of the order. */
	sell(sku: string, quantity: number, more?: object): Promise<Sold>;
}

/** SKU, price without tax, and the tax in percent. */
type Goods = readonly [sku: string, price: number, rate: number];

const usual: Goods[] = [
	['POS-TEE', 18, 20],
	['POS-PEN', 1.1, 15],
];

/**
 * Installs Point of Sale and sets up a register that sells POS-TEE (21.60 with tax) and POS-PEN, or other goods. `rpc`: an administrator's;
 * `config`: more fields of the register.
 */
export async function openRegister(
	rpc: Workbench['rpc'],
	settings: Settings['odoo'],
	{ goods = usual, config = {} }: { goods?: Goods[]; config?: object } = {},
): Promise<Register> {
	await install({ rpc }, 'point_of_sale');
	const products: Record<string, { id: number; tax: number; price: number; rate: number }> = {};
	const [drawer] = await rpc('account.journal', 'create', {
		vals_list: [{ name: 'Drawer', code: 'DRAW', type: 'cash' }],
	});
	const [cash, card] = await rpc('pos.payment.method', 'create', {
		vals_list: [
			{ name: 'Cash', journal_id: drawer, is_cash_count: true },
			{ name: 'Card', journal_id: settings.paymentJournal },
		],
	});
	const [id] = await rpc('pos.config', 'create', {
		vals_list: [{ name: 'Shop', payment_method_ids: [[6, 0, [cash, card]]], ...config }],
	});
	for (const [sku, price, rate] of goods) {
		const [tax] = await rpc('account.tax', 'create', {
			vals_list: [
				{
					name: `Register ${rate} %`,
					amount: rate,
					amount_type: 'percent',
					type_tax_use: 'sale',
					price_include_override: 'tax_excluded',
				},
			],
		});
		const [product] = await rpc('product.product', 'create', {
			vals_list: [
				{
					name: sku,
					default_code: sku,
					type: 'consu',
					is_storable: true,
					list_price: price,
					available_in_pos: true,
					taxes_id: [[6, 0, [tax]]],
				},
			],
		});
		const quants = await rpc('stock.quant', 'create', {
			vals_list: [{ product_id: product, location_id: settings.destinations.restock, inventory_quantity: 100 }],
			context: { inventory_mode: true },
		});
		await rpc('stock.quant', 'action_apply_inventory', { ids: quants });
		products[sku] = { id: product, tax, price, rate };
	}
	const register: Register = { id, session: 0, cash, card, openSession, sell };
	await openSession();
	return register;

	async function openSession(): Promise<void> {
		await rpc('pos.config', 'open_ui', { ids: [id] });
		[register.session] = await rpc('pos.session', 'search', {
			domain: [
				['config_id', '=', id],
				['state', '!=', 'closed'],
			],
		});
		await rpc('pos.session', 'set_opening_control', { ids: [register.session], cashbox_value: 0, notes: '' });
	}

	async function sell(sku: string, quantity: number, more: object = {}): Promise<Sold> {
		const { id: product, tax, price, rate } = products[sku];
		const net = Math.round(price * quantity * 100) / 100;
		const gross = Math.round((net + Math.round(net * rate + 1e-9) / 100) * 100) / 100;
		const uuid = randomUUID();
		const line = {
			uuid: randomUUID(),
			product_id: product,
			qty: quantity,
			price_unit: price,
			price_subtotal: net,
			price_subtotal_incl: gross,
			tax_ids: [[6, 0, [tax]]],
			full_product_name: sku,
		};
		const order = {
			uuid,
			access_token: randomUUID(),
			session_id: register.session,
			state: 'paid',
			amount_tax: gross - net,
			amount_total: gross,
			amount_paid: gross,
			amount_return: 0,
			lines: [[0, 0, line]],
			payment_ids: [[0, 0, { amount: gross, payment_method_id: card }]],
			...more,
		};
		await rpc('pos.order', 'sync_from_ui', { orders: [order] });
		const [{ id: sold, pos_reference }] = await rpc('pos.order', 'search_read', {
			domain: [['uuid', '=', uuid]],
			fields: ['pos_reference'],
		});
		return { id: sold, number: pos_reference, gross };
	}
}
