import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject, INodeType } from 'n8n-workflow';
import { OdooReturns } from '../../nodes/OdooReturns/OdooReturns.node';
import { closeStores, openStore } from '../../nodes/shared/store';
import { ReturnRequest, type NewEvent } from '../../nodes/shared/model';
import { runNode } from '../support/harness';
import { listen, read, write } from '../sandbox/server';
import { startOdoo, type OdooServer } from '../odoo/server';
import { openShopInOdoo, type ShopInOdoo } from '../odoo/shopInOdoo';
import { odooApiKeyApi } from '../odoo/target';

const returns = 5;
const goal = 20;
const tee = { sku: 'TEE-BLUE-M', title: 'T-shirt blue M', quantity: 2, price: '20.00', discount: '4.00', tax: '7.20' };

interface Counted {
	calls: number;
	seconds: number;
}

/** A whole return on a real Odoo, from the order to the booked refund: calls and time, beside how far n8n's own Odoo node gets. */
export async function odooReturn(): Promise<void> {
	const odoo = await startOdoo();
	const shop = await openShopInOdoo(odoo);
	let calls = 0;
	const line = await listen(async (request, response) => {
		const { path, raw, headers } = await read(request);
		calls++;
		const answer = await fetch(`${odoo.url}${path}`, {
			method: request.method,
			headers: {
				authorization: headers.authorization,
				'content-type': 'application/json',
				'x-odoo-database': odoo.database,
			},
			...(raw.length && { body: new Uint8Array(raw) }),
		});
		write(response, {
			status: answer.status,
			body: await answer.text(),
			headers: { 'content-type': answer.headers.get('content-type') ?? '' },
		});
	});
	const counted = async (work: () => Promise<void>): Promise<Counted> => {
		const [before, start] = [calls, performance.now()];
		await work();
		return { calls: calls - before, seconds: (performance.now() - start) / 1000 };
	};
	try {
		const key = await odoo.keyOfUser('returns', ['stock.group_stock_user', 'account.group_account_invoice']);
		const credential = { url: line.url, db: odoo.database, apiKey: key };
		await ours(shop, credential, { ...credential, apiKey: odoo.key }, counted);
		await stock(odoo, shop, line.url, counted);
	} finally {
		await line.stop();
		await odoo.stop();
	}
}

/** Odoo Returns with a case store, as the templates use it: in an Odoo that has no server actions of ours, and after Install Set-up. */
async function ours(
	shop: ShopInOdoo,
	credential: IDataObject,
	administrator: IDataObject,
	counted: (work: () => Promise<void>) => Promise<Counted>,
): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'odoo-return-'));
	const returnCaseApi = { storage: 'embedded' as const, file: join(folder, 'returns.sqlite'), auditKey: 'k' };
	const store = await openStore(returnCaseApi);
	await store.settings.save('default', { odoo: shop.settings });
	const node = async (operation: string, key: IDataObject, item: IDataObject) => {
		const [resource, action] = operation.split('.');
		const { error } = await runNode(new OdooReturns(), {
			parameters: { resource, operation: action },
			extraTypes: [odooApiKeyApi],
			input: [item],
			credentials: { odooApiKeyApi: key as never, returnCaseApi },
		});
		if (error) throw new Error(`${operation}: ${error.message} ${error.description}`);
	};
	const each = await play('without our server actions');
	await node('setUp.install', administrator, {});
	const installed = await play('after Install Set-up');
	await closeStores();
	rmSync(folder, { recursive: true, force: true });
	console.log(
		installed <= goal
			? `at most ${goal} calls after Install Set-up: met (${installed}; ${each} without)`
			: `NOT MET: at most ${goal} calls`,
	);

	/** Some returns, after one to warm Odoo up. Gives back the calls of one. */
	async function play(how: string): Promise<number> {
		console.log(`Odoo Returns, ${how}`);
		const money = (amount: number) => ({ amount, currency: shop.currency });
		const sums = new Map<string, Counted>();
		for (let turn = 0; turn <= returns; turn++) {
			const orderNumber = `#${how} ${turn}`;
			await shop.addOrder({ number: orderNumber, lines: [tee], shipping: { price: '5.00', tax: '1.00' } });
			const request = ReturnRequest.parse({
				channel: 'shopify',
				orderNumber,
				lines: [{ id: 'L1', sku: tee.sku, quantity: 1 }],
			});
			const { reference } = await store.cases.open({ request, source: 'bench', sourceId: orderNumber });
			let events = 0;
			const record = async (type: NewEvent['type'], data: Record<string, unknown>) =>
				void (await store.cases.record({
					reference,
					events: [{ source: 'bench', id: `${reference} ${++events}`, type, data }],
				}));
			const step = async (name: string, operation: string) => {
				const { calls, seconds } = await counted(async () => await node(operation, credential, { reference }));
				if (!turn) return;
				const sum = sums.get(name) ?? { calls: 0, seconds: 0 };
				sums.set(name, { calls: sum.calls + calls, seconds: sum.seconds + seconds });
			};
			const intent = {
				id: `${reference}/R1`,
				amount: money(2160),
				payment: { id: 'p', processor: 'stripe', providerIds: {} },
				reason: 'return',
				breakdown: [
					{ kind: 'line', line: 'L1', quantity: 1, amount: money(1800), description: '' },
					{ kind: 'tax', line: 'L1', amount: money(360), description: '' },
				],
			};
			await step('Order: Find', 'order.find');
			await record('return.approved', {});
			await step('Return: Create', 'return.create');
			await record('return.received', { receipt: { id: 'A', lines: [{ line: 'L1', quantity: 1 }] } });
			await step('Goods: Receive', 'goods.receive');
			await record('return.inspected', {
				inspection: { id: 'I', lines: [{ line: 'L1', quantity: 1, destination: 'restock' }] },
			});
			await step('Goods: Sort', 'goods.sort');
			await record('refund.due', { intent });
			await step('Credit Note: Issue', 'creditNote.issue');
			await record('refund.succeeded', {
				refund: { id: `re_${reference}`, intent: intent.id, amount: intent.amount, status: 'succeeded' },
			});
			await step('Credit Note: Record Refund Payment', 'creditNote.recordPayment');
		}
		const total = { calls: 0, seconds: 0 };
		for (const [name, { calls, seconds }] of sums) {
			console.log(
				`${name.padEnd(38)} ${String(calls / returns).padStart(4)} calls ${(seconds / returns).toFixed(2).padStart(6)} s`,
			);
			total.calls += calls;
			total.seconds += seconds;
		}
		console.log(
			`${'a whole return'.padEnd(38)} ${String(total.calls / returns).padStart(4)} calls ${(total.seconds / returns).toFixed(2).padStart(6)} s (mean of ${returns})\n`,
		);
		return total.calls / returns;
	}
}

/** n8n's own Odoo node: it creates, reads, updates and deletes records, and can call nothing else. The same return as far as that goes, twice, as a repeated flow would. */
async function stock(
	odoo: OdooServer,
	shop: ShopInOdoo,
	url: string,
	counted: (work: () => Promise<void>) => Promise<Counted>,
): Promise<void> {
	// eslint-disable-next-line @typescript-eslint/no-require-imports -- not a dependency of ours
	const { OdooV2, Odoo } = require(
		join(process.env.N8N_RETURNS_N8N!, 'node_modules/n8n-nodes-base/dist/nodes/Odoo/Odoo.node.js'),
	) as Record<string, new () => INodeType>;
	const node = new (OdooV2 ?? Odoo)() as INodeType & { getNodeType?(version: number): INodeType };
	const { id: order } = await shop.addOrder({
		number: '#STOCK',
		lines: [tee],
		shipping: { price: '5.00', tax: '1.00' },
	});
	const run = async (
		model: string,
		operation: 'create' | 'getAll',
		values: IDataObject,
		filters: Array<[string, string]> = [],
	): Promise<IDataObject[]> => {
		const parameters = {
			authentication: 'odooApiKeyApi',
			resource: 'custom',
			operation,
			customResource: { __rl: true, mode: 'id', value: model },
			fieldsToSend: { mappingMode: 'autoMapInputData', value: null },
			returnAll: true,
			options: {},
			filters: { filter: filters.map(([fieldName, value]) => ({ fieldName, operator: 'equal', value })) },
		};
		const { error, json } = await runNode(node.getNodeType?.(2) ?? node, {
			parameters: parameters as never,
			credentials: { odooApiKeyApi: { url, db: odoo.database, apiKey: odoo.key } },
			extraTypes: [odooApiKeyApi],
			input: [values],
		});
		if (error) throw error;
		return json;
	};
	const [move] = await shop.rpc('stock.move', 'search_read', {
		domain: [['sale_line_id.order_id', '=', order]],
		fields: ['product_id', 'picking_id', 'sale_line_id', 'location_dest_id'],
	});
	const [invoice] = await shop.rpc('account.move', 'search_read', {
		domain: [
			['line_ids.sale_line_ids.order_id', '=', order],
			['move_type', '=', 'out_invoice'],
		],
		fields: ['partner_id', 'currency_id'],
	});
	const { settings } = shop;
	const once = async () => {
		if (!(await run('sale.order', 'getAll', {}, [['client_order_ref', '#STOCK']])).length)
			throw new Error("n8n's Odoo node did not find the order");
		await run('stock.picking', 'create', {
			picking_type_id: settings.returnOperationType!,
			location_id: move.location_dest_id[0],
			location_dest_id: settings.inspectionLocation!,
			origin: 'STOCK',
			move_ids: [
				[
					0,
					0,
					{
						product_id: move.product_id[0],
						product_uom_qty: 1,
						location_id: move.location_dest_id[0],
						location_dest_id: settings.inspectionLocation,
						origin_returned_move_id: move.id,
						sale_line_id: move.sale_line_id[0],
					},
				],
			] as never,
		});
		const [{ id: note }] = await run('account.move', 'create', {
			move_type: 'out_refund',
			partner_id: invoice.partner_id[0],
			ref: 'STOCK',
			reversed_entry_id: invoice.id,
			invoice_line_ids: [[0, 0, { product_id: move.product_id[0], quantity: 1, price_unit: 18 }]] as never,
		});
		await run('account.payment', 'create', {
			payment_type: 'outbound',
			partner_type: 'customer',
			partner_id: invoice.partner_id[0],
			amount: 21.6,
			journal_id: settings.paymentJournal!,
			memo: `STOCK ${String(note)}`,
		});
	};
	const { calls, seconds } = await counted(once);
	await once();
	const states = await odoo.sql<{ what: string; states: string }>(`
		select 'returns' as what, string_agg(state, ', ') as states from stock_picking where origin = 'STOCK'
		union all select 'credit notes', string_agg(state, ', ') from account_move where ref = 'STOCK'
		union all select 'payments', string_agg(state, ', ') from account_payment where memo like 'STOCK%'`);
	console.log(
		`\nn8n's own Odoo node, the same return: ${calls} calls, ${seconds.toFixed(2)} s, and then it can go no further: it confirms, books and posts nothing`,
	);
	for (const { what, states: found } of states) console.log(`  ${what.padEnd(14)} after one repeat: ${found}`);
}
