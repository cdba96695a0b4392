import { EffectError } from '../../nodes/shared/model';
import { openShopInOdoo, rpcOf, type ShopInOdoo } from '../odoo/shopInOdoo';
import type { OdooAddress } from '../odoo/target';
import { catalogue } from '../sandbox/catalogue';
import type { OdooForShop } from './shop';

/** The currency of the catalogue's orders. */
const currency = 'EUR';

/** The apps that returns need, each by a model or field of its own. */
const apps: Array<{ name: string; model: string; field?: string }> = [
	{ name: 'Sales', model: 'sale.order' },
	{ name: 'Inventory', model: 'stock.picking' },
	{ name: 'Invoicing', model: 'account.move' },
	{ name: 'Sales and Inventory together (sale_stock)', model: 'stock.move', field: 'sale_line_id' },
];

export interface OwnOdoo extends OdooForShop {
	/** What Odoo has of these returns, a line for each. Throws unless each has one return, one paid credit note and one payment. */
	documentsOf(references: string[]): Promise<string>;
}

/** The Odoo that the demo was told to use, with the catalogue's orders in it; undefined when it was told of none. */
export async function ownOdoo(given: Partial<OdooAddress>, say: (line: string) => void): Promise<OwnOdoo | undefined> {
	if (!given.url && !given.database && !given.key) return undefined;
	if (!given.url || !given.database || !given.key)
		throw new Error('give --odoo URL, --odoo-db DATABASE and --odoo-key KEY, all three');
	const address: OdooAddress = { url: given.url.replace(/\/+$/, ''), database: given.database, key: given.key };
	await assertUsable(address);
	const shop = await openShopInOdoo(address, say);
	const orders: Array<(typeof catalogue)[number] & { key: string }> = [];
	for (const order of catalogue) orders.push({ ...order, key: await freshKey(shop, order, say) });
	const made = await shop.addOrders(orders, currency);
	for (const [index, { number }] of catalogue.entries())
		say(`Odoo: order ${number} is ${made[index].name}, delivered, invoiced and paid`);
	return {
		...address,
		settings: shop.settings,
		documentsOf: async (references) => await documentsOf(shop, references),
	};
}

/** Says in one sentence why an Odoo cannot be used. */
export async function assertUsable(address: OdooAddress): Promise<void> {
	const version = await fetch(`${address.url}/web/version`).then(
		async (answer) =>
			answer.ok ? ((await answer.json()) as { version_info?: number[] }).version_info?.[0] : undefined,
		() => undefined,
	);
	if (!version) throw new Error(`There is no Odoo 19 or later at ${address.url}`);
	if (version < 19) throw new Error(`The Odoo at ${address.url} is version ${version}, this needs 19 or later`);
	const rpc = rpcOf(address);
	const status = async (model: string, method: string, args = {}) =>
		await rpc(model, method, args).then(
			(body: unknown) => ({ status: 200, body }),
			(error: EffectError) => ({ status: error.details.httpStatus, body: undefined }),
		);
	const { status: signedIn } = await status('res.users', 'context_get');
	if (signedIn === 401) throw new Error(`Odoo refused the API key for database ${address.database}`);
	if (signedIn !== 200) throw new Error(`Odoo has no database ${address.database} (it answered ${signedIn})`);
	const missing: string[] = [];
	for (const { name, model, field } of apps) {
		const answer = await status(model, 'fields_get', { allfields: [field ?? 'id'], attributes: ['type'] });
		if (answer.status === 404 || (field && answer.status === 200 && !(answer.body as Record<string, unknown>)[field]))
			missing.push(name);
	}
	if (missing.length)
		throw new Error(
			`The Odoo database ${address.database} lacks ${missing.join(', ')}. Install the apps Sales, Inventory and Invoicing there, then run the command again`,
		);
}

/** The key of an order of the catalogue that nothing came back of. One that was played with before keeps its documents under another number. */
async function freshKey(
	{ rpc, find }: ShopInOdoo,
	order: (typeof catalogue)[number],
	say: (line: string) => void,
): Promise<string> {
	for (let round = 1; ; round++) {
		const key = `order_${order.shopifyId}.${round}`;
		const known = await find(key);
		if (known && (await wasPlayed(rpc, known))) {
			if (
				(await rpc('sale.order', 'read', { ids: [known], fields: ['client_order_ref'] }))[0].client_order_ref ===
				order.number
			) {
				await rpc('sale.order', 'write', {
					ids: [known],
					vals: { client_order_ref: `${order.number} (round ${round})` },
				});
				say(
					`Odoo: order ${order.number} of round ${round} has a return already; it is now called ${order.number} (round ${round})`,
				);
			}
			continue;
		}
		const others: Array<{ name: string }> = await rpc('sale.order', 'search_read', {
			domain: [
				'|',
				'|',
				['name', '=', order.number],
				['client_order_ref', '=', order.number],
				['origin', '=', order.number],
				['state', '=', 'sale'],
				['id', '!=', known ?? 0],
			],
			fields: ['name'],
		});
		if (others.length)
			throw new Error(
				`Order ${others[0].name} in Odoo is called ${order.number} as well, and is not the demo's. Use a database for trying things out`,
			);
		return key;
	}
}

async function wasPlayed(rpc: ShopInOdoo['rpc'], order: number): Promise<boolean> {
	const returns = await rpc('stock.move', 'search_count', {
		domain: [
			['sale_line_id.order_id', '=', order],
			['origin_returned_move_id', '!=', false],
			['state', '!=', 'cancel'],
		],
	});
	const credits = await rpc('account.move', 'search_count', {
		domain: [
			['line_ids.sale_line_ids.order_id', '=', order],
			['move_type', '=', 'out_refund'],
			['state', '!=', 'cancel'],
		],
	});
	return returns + credits > 0;
}

async function documentsOf({ rpc }: ShopInOdoo, references: string[]): Promise<string> {
	const lines: string[] = [];
	for (const reference of references) {
		const pickings: Array<{ name: string; state: string }> = await rpc('stock.picking', 'search_read', {
			domain: [
				['origin', '=', reference],
				['picking_type_id.code', '=', 'incoming'],
			],
			fields: ['name', 'state'],
		});
		const notes: Array<{ id: number; name: string; payment_state: string }> = await rpc('account.move', 'search_read', {
			domain: [
				['ref', '=', reference],
				['move_type', '=', 'out_refund'],
			],
			fields: ['name', 'payment_state'],
		});
		const payments: Array<{ name: string; memo: string }> = await rpc('account.payment', 'search_read', {
			domain: [
				['reconciled_invoice_ids', 'in', notes.map(({ id }) => id)],
				['payment_type', '=', 'outbound'],
			],
			fields: ['name', 'memo'],
		});
		const [picking, note, payment] = [pickings[0], notes[0], payments[0]];
		if (
			pickings.length !== 1 ||
			notes.length !== 1 ||
			payments.length !== 1 ||
			picking.state !== 'done' ||
			!['paid', 'in_payment'].includes(note.payment_state)
		) {
			throw new Error(`Odoo has of ${reference}: ${JSON.stringify({ pickings, notes, payments })}`);
		}
		lines.push(
			`${reference}  return ${picking.name} (done), credit note ${note.name} (${note.payment_state}), payment ${payment.name} (${payment.memo})`,
		);
	}
	return lines.join('\n');
}
