import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OdooReturns } from '../../nodes/OdooReturns/OdooReturns.node';
import { closeStores, openStore, type CaseStore } from '../../nodes/shared/store';
import { runNode, type NodeOptions } from '../support/harness';
import { lineTo, type Line } from './line';
import { realOdoo } from './realOdoo';
import { odooApiKeyApi, type OdooTarget } from './target';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

/** Raw steps on a real Odoo. */
const run = Date.now().toString(36).toUpperCase();
let reference: string;
const json = JSON.stringify;
const returnCaseApi = {
	storage: 'embedded',
	file: join(mkdtempSync(join(tmpdir(), 'advanced-')), 'cases.sqlite'),
	auditKey: 'k',
};
let odoo: OdooTarget;
let line: Line;
let store: CaseStore;
let product: number;
let stock: number;
beforeAll(async () => {
	odoo = await realOdoo();
	line = await lineTo(odoo.url);
	store = await openStore(returnCaseApi);
	({ reference } = await store.cases.open({
		source: 'test',
		sourceId: '1',
		request: {
			brand: 'default',
			channel: 'store',
			customer: { name: 'Alex Example', providerIds: {} },
			lines: [{ id: 'L1', sku: 'X', quantity: 1, providerIds: {} }],
			providerIds: {},
		} as never,
	}));
	stock = odoo.settings.destinations.restock!;
	[product] = await rpc('product.product', 'create', { vals_list: [{ name: `Adv ${run}`, is_storable: true }] });
	const quants = await rpc('stock.quant', 'create', {
		vals_list: [{ product_id: product, location_id: stock, inventory_quantity: 10 }],
		context: { inventory_mode: true },
	});
	await rpc('stock.quant', 'action_apply_inventory', { ids: quants });
});
afterAll(async () => {
	await closeStores();
	await line.stop();
});

async function rpc(model: string, method: string, args: object = {}) {
	const { status, body } = await odoo.call(model, method, args);
	if (status !== 200) throw new Error(`${model}.${method}: ${body?.message}`);
	return body;
}
async function node(operation: string, parameters: object, options: Partial<NodeOptions> = {}) {
	return await runNode(new OdooReturns(), {
		extraTypes: [odooApiKeyApi],
		input: [{}],
		...options,
		parameters: { resource: 'advanced', operation, ...parameters },
		credentials: { odooApiKeyApi: { url: line.url, db: odoo.database, apiKey: odoo.key }, ...options.credentials },
	});
}
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- read field by field
async function done(operation: string, parameters: object, options: Partial<NodeOptions> = {}): Promise<any> {
	const {
		json: [item],
		error,
	} = await node(operation, parameters, options);
	if (error) throw new Error(`${error.message} ${error.description}`);
	return item;
}
const transfer = async (quantity = 2) =>
	(
		await rpc('stock.picking', 'create', {
			vals_list: [
				{
					picking_type_id: odoo.settings.internalOperationType,
					location_id: stock,
					location_dest_id: odoo.settings.destinations.quarantine,
					origin: `ADV${run}`,
					move_ids: [
						[
							0,
							0,
							{
								product_id: product,
								product_uom_qty: quantity,
								location_id: stock,
								location_dest_id: odoo.settings.destinations.quarantine,
							},
						],
					],
				},
			],
		})
	)[0] as number;
const notes = async (id: number, text: string) =>
	await rpc('mail.message', 'search_count', {
		domain: [
			['model', '=', 'stock.picking'],
			['res_id', '=', id],
			['body', 'ilike', text],
		],
	});

describe('Advance Transfer', () => {
	it('takes a transfer through its states, each step once', async () => {
		const id = await transfer();
		const step = async (name: string) =>
			(await done('advanceTransfer', { transfer: { __rl: true, mode: 'id', value: String(id) }, step: name })).document;
		expect(await step('confirm')).toMatchObject({ id, before: 'draft', outcome: 'done' });
		expect(await step('confirm')).toMatchObject({ outcome: 'already_done' });
		expect(await step('assign')).toMatchObject({ state: 'assigned' });
		expect(await step('validate')).toMatchObject({ state: 'done', outcome: 'done' });
		expect(await step('validate')).toMatchObject({ outcome: 'already_done' });
		expect((await node('advanceTransfer', { transfer: id, step: 'cancel' })).error?.message).toMatch(
			/is "done", which "Cancel" cannot begin with/,
		);
		const [quant] = await rpc('stock.quant', 'search_read', {
			domain: [
				['product_id', '=', product],
				['location_id', '=', odoo.settings.destinations.quarantine],
			],
			fields: ['quantity'],
		});
		expect(quant.quantity).toBe(2);
	});

	it('keeps the rest as a backorder, or drops it', async () => {
		for (const [step, backorders] of [
			['validate', 1],
			['validateAll', 0],
		] as const) {
			const id = await transfer();
			await rpc('stock.picking', 'action_confirm', { ids: [id] });
			await rpc('stock.picking', 'action_assign', { ids: [id] });
			const moves = await rpc('stock.move', 'search', { domain: [['picking_id', '=', id]] });
			await rpc('stock.move', 'write', { ids: moves, vals: { quantity: 1, picked: true } });
			await done('advanceTransfer', { transfer: id, step });
			const left = await rpc('stock.picking', 'search', {
				domain: [
					['backorder_id', '=', id],
					['state', '!=', 'cancel'],
				],
			});
			expect(left).toHaveLength(backorders);
			if (left.length) await rpc('stock.picking', 'action_cancel', { ids: left });
		}
	});

	it('is an error when there are not enough goods, and a dry run changes nothing', async () => {
		const id = await transfer(1000);
		expect(
			(await done('advanceTransfer', { transfer: id, step: 'confirm' }, { mode: 'manual' })).document,
		).toMatchObject({ state: 'draft', outcome: 'dry_run' });
		await done('advanceTransfer', { transfer: id, step: 'confirm' });
		expect((await node('advanceTransfer', { transfer: id, step: 'assign' })).error?.message).toMatch(
			/after "Reserve": 1 of its lines could not be reserved in full$/,
		);
		await done('advanceTransfer', { transfer: id, step: 'cancel' });
		expect((await node('advanceTransfer', { transfer: 99999999, step: 'confirm' })).error?.message).toContain(
			'the record is gone from Odoo',
		);
	});
});

it('posts an entry, takes it back and cancels it, each once', async () => {
	const [partner] = await rpc('res.partner', 'create', { vals_list: [{ name: 'Advanced Example' }] });
	const [id] = await rpc('account.move', 'create', {
		vals_list: [
			{
				move_type: 'out_invoice',
				partner_id: partner,
				invoice_line_ids: [[0, 0, { name: 'x', quantity: 1, price_unit: 5, tax_ids: [[6, 0, []]] }]],
			},
		],
	});
	const step = async (name: string) => (await done('advanceEntry', { entry: id, step: name })).document.outcome;
	expect([
		await step('post'),
		await step('post'),
		await step('draft'),
		await step('draft'),
		await step('cancel'),
		await step('cancel'),
	]).toEqual(['done', 'already_done', 'done', 'already_done', 'done', 'already_done']);
});

describe('records', () => {
	it('are read by the fields that are named', async () => {
		const id = await transfer();
		const { json: items } = await node('readRecords', {
			model: 'stock.picking',
			conditions: json([['id', '=', id]]),
			fields: 'name,state',
			limit: 5,
		});
		expect(items).toEqual([{ record: { id, name: expect.any(String), state: 'draft' } }]);
		expect(
			(await node('readRecords', { model: 'stock.picking', conditions: '[]', fields: '={{ "" }}' })).error?.message,
		).toBe('No fields are named');
		expect((await node('readRecords', { model: 'no.model', conditions: '[]', fields: 'name' })).error?.message).toBe(
			'This Odoo does not know no.model.search_read',
		);
		expect(
			(await node('readRecords', { model: 'stock/picking', conditions: '[]', fields: 'name' })).error?.message,
		).toBe('"stock/picking" is no model of Odoo');
	});

	it('are written, and what would add lines again is refused', async () => {
		const id = await transfer();
		const write = { model: 'stock.picking', ids: String(id), values: json({ note: 'Checked' }) };
		expect((await done('writeFields', write, { mode: 'manual' })).write).toMatchObject({
			before: [{ id, note: false }],
			outcome: 'dry_run',
		});
		expect((await done('writeFields', write)).write).toMatchObject({
			before: [{ id, note: false }],
			after: [{ id, note: expect.stringContaining('Checked') }],
			outcome: 'done',
		});
		expect(
			(await node('writeFields', { ...write, values: json({ move_ids: [[0, 0, { product_id: product }]] }) })).error
				?.message,
		).toBe('move_ids holds commands that would add lines again when they are repeated');
		expect((await node('writeFields', { ...write, ids: `${id},99999999` })).error?.message).toBe(
			'stock.picking 99999999: not in Odoo',
		);
		expect((await node('writeFields', { ...write, ids: 'x' })).error?.message).toBe('"x" is no ID of Odoo');
	});
});

describe('Call Method', () => {
	const note = (id: number, text: string, operationKey: string, more: object = {}) => ({
		reference,
		model: 'stock.picking',
		method: 'message_post',
		ids: String(id),
		arguments: json({ body: text, message_type: 'comment' }),
		operationKey,
		...more,
	});
	const stored = { credentials: { returnCaseApi }, input: [{ reference }] };

	it('calls Odoo once for an operation key, also when five call at once', async () => {
		const id = await transfer();
		const all = await Promise.all(
			[1, 2, 3, 4, 5].map(async () => await node('callMethod', note(id, 'five times', 'five'), stored)),
		);
		// Whoever came while the first was at it, is told to come again.
		for (const { error } of all) if (error) expect(error.context).toMatchObject({ category: 'retryable' });
		expect((await done('callMethod', note(id, 'five times', 'five'), stored)).call).toMatchObject({
			outcome: 'already_done',
			finished: true,
			answer: [expect.any(Number)],
		});
		expect(await notes(id, 'five times')).toBe(1);
		expect((await node('callMethod', note(id, 'something else', 'five'), stored)).error?.message).toBe(
			'The operation key five was used for another call before',
		);
		expect(await notes(id, 'something else')).toBe(0);
	});

	it('does not repeat a call of which nobody knows whether it arrived', async () => {
		const id = await transfer();
		line.left = 0;
		const lost = await node('callMethod', note(id, 'lost call', 'lost'), stored);
		line.left = Infinity;
		expect(lost.error?.context).toMatchObject({ category: 'unknown_outcome' });
		const again = await node('callMethod', note(id, 'lost call', 'lost'), stored);
		expect(again.error).toMatchObject({
			message: 'It is not known whether stock.picking.message_post with the key lost was carried out',
			context: { category: 'rejected' },
		});
		expect(await notes(id, 'lost call')).toBe(1);
	});

	it('may be tried again when Odoo refused it', async () => {
		const id = await transfer();
		expect(
			(
				await node(
					'callMethod',
					note(id, 'late', 'late', { method: 'message_post', arguments: json({ nonsense: 1 }) }),
					stored,
				)
			).error?.context,
		).toMatchObject({ category: 'rejected' });
		expect((await done('callMethod', note(id, 'late', 'late'), stored)).call.outcome).toBe('done');
	});

	it('says when Odoo asks a person instead of finishing', async () => {
		const id = await transfer();
		await rpc('stock.picking', 'action_confirm', { ids: [id] });
		await rpc('stock.picking', 'action_assign', { ids: [id] });
		await rpc('stock.move', 'write', {
			ids: await rpc('stock.move', 'search', { domain: [['picking_id', '=', id]] }),
			vals: { quantity: 1, picked: true },
		});
		const { call } = await done('callMethod', {
			model: 'stock.picking',
			method: 'button_validate',
			ids: String(id),
			operationKey: 'v',
		});
		expect(call).toMatchObject({ finished: false, question: 'stock.backorder.confirmation' });
		expect((await rpc('stock.picking', 'read', { ids: [id], fields: ['state'] }))[0].state).toBe('assigned');
	});

	it('refuses private methods and calls without a key, and does nothing in a test run', async () => {
		const id = await transfer();
		expect((await node('callMethod', note(id, 'x', 'k', { method: '_write' }))).error?.message).toBe(
			'_write is private in Odoo',
		);
		expect((await node('callMethod', note(id, 'x', 'k', { method: 'a.b' }))).error?.message).toBe(
			'"a.b" is no method of Odoo',
		);
		expect((await node('callMethod', note(id, 'x', '={{ "" }}'))).error?.message).toBe('The call has no operation key');
		expect((await done('callMethod', note(id, 'dry', 'dry'), { ...stored, mode: 'manual' })).call).toMatchObject({
			outcome: 'dry_run',
			model: 'stock.picking',
			arguments: { body: 'dry' },
		});
		expect(await notes(id, 'dry')).toBe(0);
	});
});

it('is closed to AI agents', async () => {
	for (const [operation, parameters] of [
		['callMethod', { model: 'res.partner', method: 'name_search', operationKey: 'k' }],
		['readRecords', { model: 'res.partner', conditions: '[]', fields: 'name' }],
		['writeFields', { model: 'res.partner', ids: '1', values: '{"name":"x"}' }],
	] as const) {
		line.calls = [];
		expect((await node(operation, parameters, { mode: 'internal' as never })).error?.message).toBe(
			'This operation cannot be used by an AI agent',
		);
		expect(line.calls).toEqual([]);
	}
});
