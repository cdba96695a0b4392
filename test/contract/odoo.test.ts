import type { IDataObject } from 'n8n-workflow';
import { OdooReturns } from '../../nodes/OdooReturns/OdooReturns.node';
import { runNode, type NodeOptions } from '../support/harness';
import { call, odooApi, odooApiKeyApi, type OdooTarget, type SeedOrder } from '../odoo/target';
import { realOdoo } from '../odoo/realOdoo';
import { createOdoo } from '../sandbox/odoo';
import { Journal, serve, type Running } from '../sandbox/server';

/**
 * One suite for the stand-in and for a real Odoo 19 (test/odoo/jest.config.js): what both must do alike. Whatever the stand-in
 * cannot do is proven on the real server only. RETURNS_ODOO_JSON_RPC names a user whose password is the login: then the node speaks
 * JSON-RPC. RETURNS_ODOO_BATCHES: it makes its calls in batches.
 */
const { RETURNS_ODOO_URL: real, RETURNS_ODOO_JSON_RPC: login, RETURNS_ODOO_BATCHES: batches } = process.env;
const run = Date.now().toString(36).toUpperCase();
let odoo: OdooTarget;
let server: Running | undefined;

beforeAll(async () => {
	if (real) {
		odoo = await realOdoo();
		return;
	}
	const standIn = createOdoo();
	server = await serve(standIn, new Journal());
	const address = { url: server.url, database: standIn.database, key: standIn.key };
	odoo = {
		...address,
		nodeKey: address.key,
		currency: 'EUR',
		settings: standIn.settings(),
		inBatches: { ...standIn.settings(), batchAction: standIn.installBatch() },
		call: async (model, method, args) => await call(address, model, method, args),
		addOrder: async (order) => standIn.addOrder(order),
	};
});
afterAll(async () => await server?.stop());

const tee = { sku: 'TEE-BLUE-M', title: 'T-shirt blue M', quantity: 2, price: '20.00', discount: '4.00', tax: '7.20' };
const mug = { sku: 'MUG-WHITE', title: 'Mug white', quantity: 1, price: '12.50', discount: '0.00', tax: '2.50' };
const shipping = { price: '5.00', tax: '1.00' };
let count = 0;

async function order(more: Partial<SeedOrder> = {}) {
	const number = `#C${run}${++count}`;
	return {
		number,
		reference: `RMA-C${run}${count}`,
		...(await odoo.addOrder({ number, lines: [tee, mug], shipping, ...more })),
	};
}

async function node(
	operation: string,
	parameters: NodeOptions['parameters'],
	options: Partial<NodeOptions> & { settings?: IDataObject } = {},
) {
	const [resource, name] = operation.split('.');
	return await runNode(new OdooReturns(), {
		parameters: { resource, operation: name, ...(login && { authentication: 'odooApi' }), ...parameters },
		credentials: login
			? { odooApi: { url: odoo.url, db: odoo.database, username: login, password: login } }
			: { odooApiKeyApi: { url: odoo.url, db: odoo.database, apiKey: odoo.nodeKey } },
		extraTypes: [odooApiKeyApi, odooApi],
		input: [{ settings: { odoo: { ...(batches ? odoo.inBatches : odoo.settings), ...options.settings } } }],
		...options,
	});
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- read field by field
async function done(operation: string, parameters: NodeOptions['parameters']): Promise<any> {
	const { json, error } = await node(operation, parameters);
	if (error) throw new Error(`${operation}: ${error.message} ${error.description}`);
	return json[0];
}

const money = (amount: number) => ({ amount, currency: odoo.currency });
const teeIntent = (reference: string, pieces = 1) => ({
	id: `${reference}/R1`,
	amount: money(2160 * pieces),
	payment: { id: 'p', processor: 'stripe', providerIds: {} },
	reason: 'return',
	breakdown: [
		{ kind: 'line', line: 'TEE-BLUE-M', quantity: pieces, amount: money(1800 * pieces), description: '' },
		{ kind: 'tax', line: 'TEE-BLUE-M', amount: money(360 * pieces), description: '' },
	],
});
const json = (value: unknown) => JSON.stringify(value);
const count_ = async (model: string, domain: unknown[]) =>
	(await odoo.call(model, 'search_count', { domain })).body as number;
const quantityAt = async (sku: string, location: number) => {
	const { body } = await odoo.call('stock.quant', 'search_read', {
		domain: [
			['product_id.default_code', '=', sku],
			['location_id', '=', location],
		],
		fields: ['quantity'],
	});
	return (body as Array<{ quantity: number }>).reduce((total, { quantity }) => total + quantity, 0);
};

describe('JSON-2', () => {
	const faultOf = ({ status, body }: { status: number; body: any }) => [status, body.name]; // eslint-disable-line @typescript-eslint/no-explicit-any -- an error of Odoo
	it('answers what the credential of n8n asks', async () => {
		expect(await odoo.call('res.partner', 'search_read', { domain: [], fields: ['id'], limit: 1 })).toEqual({
			status: 200,
			body: [{ id: expect.any(Number) }],
		});
		expect((await odoo.call('res.users', 'context_get')).status).toBe(200);
	});

	it('refuses a wrong key, and a database that is not there, each in its own way', async () => {
		const wrongKey = await call({ ...odoo, key: 'wrong' }, 'res.users', 'context_get');
		expect([wrongKey.status, wrongKey.body.name, wrongKey.body.message]).toEqual([
			401,
			'werkzeug.exceptions.Unauthorized',
			'Invalid apikey',
		]);
		const wrongDatabase = await call({ ...odoo, database: 'nosuchdatabase' }, 'res.users', 'context_get');
		expect([wrongDatabase.status, typeof wrongDatabase.body]).toEqual([404, 'string']);
	});

	it('names what it does not know', async () => {
		expect(faultOf(await odoo.call('no.model', 'search', { domain: [] }))).toEqual([
			404,
			'werkzeug.exceptions.NotFound',
		]);
		expect(faultOf(await odoo.call('res.partner', 'nomethod'))).toEqual([404, 'werkzeug.exceptions.NotFound']);
		expect(faultOf(await odoo.call('res.partner', '_compute_display_name'))).toEqual([
			403,
			'odoo.exceptions.AccessError',
		]);
		expect(faultOf(await odoo.call('res.partner', 'search_read', { domain: [], fields: ['nofield'] }))).toEqual([
			500,
			'builtins.ValueError',
		]);
		expect(faultOf(await odoo.call('res.partner', 'search', { domain: [['nofield', '=', 1]] }))).toEqual([
			500,
			'builtins.ValueError',
		]);
		expect(faultOf(await odoo.call('res.partner', 'search'))).toEqual([422, 'werkzeug.exceptions.UnprocessableEntity']);
		expect(faultOf(await odoo.call('stock.picking', 'write', { ids: [99999999], vals: { origin: 'x' } }))).toEqual([
			404,
			'odoo.exceptions.MissingError',
		]);
		expect(
			faultOf(
				await odoo.call('ir.model.data', 'check_object_reference', {
					module: '__n8n_returns__',
					xml_id: `none.${run}`,
				}),
			),
		).toEqual([500, 'builtins.ValueError']);
		expect(await odoo.call('res.partner', 'read', { ids: [99999999], fields: ['name'] })).toEqual({
			status: 200,
			body: [],
		});
	});
});

it('describes fields, dates what is made and changed, and gives links as ids when asked', async () => {
	const { body } = await odoo.call('stock.picking', 'fields_get', {
		allfields: ['name', 'partner_id', 'write_date', 'nofield'],
		attributes: ['type', 'store'],
	});
	expect(body).toMatchObject({
		name: { type: 'char', store: true },
		partner_id: { type: 'many2one', store: true },
		write_date: { type: 'datetime', store: true },
	});
	expect(Object.keys(body).sort()).toEqual(['name', 'partner_id', 'write_date']);
	const read = async () =>
		(
			await odoo.call('sale.order', 'search_read', {
				domain: [['client_order_ref', '=', number]],
				fields: ['partner_id', 'create_date', 'write_date'],
				load: null,
			})
		).body[0];
	const { number, id } = await order();
	const before = await read();
	expect(before).toEqual({
		id,
		partner_id: expect.any(Number),
		create_date: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
		write_date: expect.any(String),
	});
	await new Promise((resolve) => setTimeout(resolve, 1_100));
	await odoo.call('sale.order', 'write', { ids: [id], vals: { origin: 'changed' } });
	const after = await read();
	expect(after.create_date).toBe(before.create_date);
	expect(after.write_date > before.write_date).toBe(true);
	expect(
		(
			await odoo.call('sale.order', 'search_count', {
				domain: [
					['id', '=', id],
					['write_date', '>=', after.write_date],
				],
			})
		).body,
	).toBe(1);
});

describe('load', () => {
	const context = { mode: 'update', noupdate: true };
	it('creates a record once under its external id, however many ask at once', async () => {
		const table = { fields: ['id', 'name'], data: [[`__n8n_returns__.load.${run}`, `Load ${run}`]], context };
		const ask = async (): Promise<number> => {
			for (;;) {
				const { body } = await odoo.call('res.partner', 'load', table);
				if (body.ids) return body.ids[0];
				expect(body.messages[0].message).toContain('could not serialize access');
			}
		};
		const ids = await Promise.all([1, 2, 3, 4, 5].map(ask));
		expect(new Set(ids).size).toBe(1);
		expect(await count_('res.partner', [['name', '=', `Load ${run}`]])).toBe(1);
		expect(
			(await odoo.call('ir.model.data', 'check_object_reference', { module: '__n8n_returns__', xml_id: `load.${run}` }))
				.body,
		).toEqual(['res.partner', ids[0]]);
		expect((await odoo.call('res.partner', 'get_metadata', { ids: [ids[0]] })).body[0].xmlid).toBe(
			`__n8n_returns__.load.${run}`,
		);
	});

	it('leaves a record alone that is there, and forgets the key of one that was deleted', async () => {
		const table = (name: string) => ({
			fields: ['id', 'name'],
			data: [[`__n8n_returns__.keep.${run}`, name]],
			context,
		});
		const [first] = (await odoo.call('res.partner', 'load', table(`Keep ${run}`))).body.ids;
		expect((await odoo.call('res.partner', 'load', table('Other'))).body.ids).toEqual([first]);
		expect((await odoo.call('res.partner', 'read', { ids: [first], fields: ['name'] })).body[0].name).toBe(
			`Keep ${run}`,
		);
		await odoo.call('res.partner', 'unlink', { ids: [first] });
		expect((await odoo.call('res.partner', 'load', table(`Keep ${run}`))).body.ids).not.toEqual([first]);
	});

	it('answers 200 with no ids when a row is wrong', async () => {
		const { status, body } = await odoo.call('sale.order', 'load', {
			fields: ['id', 'partner_id/.id'],
			data: [[`__n8n_returns__.bad.${run}`, '99999999']],
			context,
		});
		expect([status, body.ids]).toEqual([200, false]);
		expect(body.messages[0].message).toContain("No matching record found for database id '99999999'");
	});
});

describe('a return', () => {
	it('goes from the order to the booked refund', async () => {
		const { number, reference, name, id } = await order();
		const found = await done('order.find', { order: number });
		expect(found.order).toMatchObject({
			number,
			currency: odoo.currency,
			taxesIncluded: false,
			shipping: { subtotal: money(500), tax: money(100) },
			providerIds: { 'odoo.order': String(id) },
			lines: [
				{ sku: 'TEE-BLUE-M', quantity: 2, subtotal: money(3600), tax: money(720), fulfilledAt: expect.any(String) },
				{ sku: 'MUG-WHITE', quantity: 1, subtotal: money(1250), tax: money(250) },
			],
		});
		expect(found.returnable).toMatchObject([
			{ sku: 'TEE-BLUE-M', delivered: 2, returned: 0, returnable: 2 },
			{ sku: 'MUG-WHITE', delivered: 1, returned: 0, returnable: 1 },
		]);
		expect((await done('order.find', { order: name })).odooOrder).toEqual({ id, name });

		const lines = json([
			{ sku: 'TEE-BLUE-M', quantity: 2 },
			{ sku: 'MUG-WHITE', quantity: 1 },
		]);
		const created = await done('return.create', { reference, order: number, lines });
		expect(created.return).toMatchObject({ outcome: 'done', state: 'assigned' });
		expect((await done('return.create', { reference, order: number, lines })).return).toEqual({
			...created.return,
			outcome: 'already_done',
		});
		expect(await count_('stock.picking', [['origin', '=', reference]])).toBe(1);
		expect((await done('order.find', { order: number })).returnable).toMatchObject([
			{ returned: 2, returnable: 0 },
			{ returned: 1, returnable: 0 },
		]);

		const { inspectionLocation, destinations } = odoo.settings;
		const before = await quantityAt('TEE-BLUE-M', inspectionLocation!);
		const short = { id: 'A', lines: [{ sku: 'TEE-BLUE-M', quantity: 1 }] };
		const received = await done('goods.receive', { reference, receipt: json(short) });
		expect(received.receipt).toMatchObject({
			outcome: 'done',
			id: created.return.id,
			receipt: 'A',
			lines: [{ sku: 'TEE-BLUE-M', quantity: 1, surplus: 0 }],
			backorder: expect.any(String),
		});
		expect((await done('goods.receive', { reference, receipt: json(short) })).receipt.outcome).toBe('already_done');
		const rest = await done('goods.receive', {
			reference,
			receipt: json({
				id: 'B',
				lines: [
					{ sku: 'TEE-BLUE-M', quantity: 2 },
					{ sku: 'MUG-WHITE', quantity: 1 },
				],
			}),
		});
		expect(rest.receipt).toMatchObject({
			id: received.receipt.backorder,
			lines: [
				{ quantity: 1, surplus: 1 },
				{ quantity: 1, surplus: 0 },
			],
		});
		expect(rest.receipt.backorder).toBeUndefined();
		expect((await quantityAt('TEE-BLUE-M', inspectionLocation!)) - before).toBe(2);

		const inspection = {
			id: 'I1',
			lines: [
				{ sku: 'TEE-BLUE-M', quantity: 1, destination: 'restock' },
				{ sku: 'TEE-BLUE-M', quantity: 1, destination: 'quarantine' },
				{ sku: 'MUG-WHITE', quantity: 1, destination: 'scrap' },
			],
		};
		const sorted = await done('goods.sort', { reference, inspection: json(inspection) });
		expect(sorted.sorting.movements).toEqual(
			inspection.lines.map(({ sku, quantity, destination }) => ({
				line: sku,
				quantity,
				destination,
				providerIds: { 'odoo.transfer': sorted.sorting.id },
			})),
		);
		const restocked = sorted.sorting.availability.find(
			(one: { location: number; sku: string }) => one.location === destinations.restock && one.sku === 'TEE-BLUE-M',
		);
		expect(restocked.after - restocked.before).toBe(1);
		expect((await done('goods.sort', { reference, inspection: json(inspection) })).sorting.outcome).toBe(
			'already_done',
		);
		expect(await quantityAt('TEE-BLUE-M', inspectionLocation!)).toBe(before);

		const intent = teeIntent(reference, 2);
		const issued = await done('creditNote.issue', { reference, order: number, intent: json(intent) });
		expect(issued.creditNote).toMatchObject({ outcome: 'done', amount: money(4320), intent: intent.id, warnings: [] });
		expect((await done('creditNote.issue', { reference, order: number, intent: json(intent) })).creditNote).toEqual({
			...issued.creditNote,
			outcome: 'already_done',
		});
		const [note] = (
			await odoo.call('account.move', 'read', {
				ids: [Number(issued.creditNote.id)],
				fields: ['state', 'amount_total', 'ref', 'move_type', 'payment_state'],
			})
		).body;
		expect(note).toMatchObject({
			state: 'posted',
			amount_total: 43.2,
			ref: reference,
			move_type: 'out_refund',
			payment_state: 'not_paid',
		});
		// Credited pieces must not be billed again.
		const sold = (
			await odoo.call('sale.order.line', 'search_read', {
				domain: [['order_id', '=', id]],
				fields: ['product_uom_qty', 'qty_invoiced', 'qty_to_invoice', 'qty_delivered'],
				order: 'id',
			})
		).body;
		expect(sold[0]).toMatchObject({ product_uom_qty: 0, qty_invoiced: 0, qty_to_invoice: 0, qty_delivered: 0 });
		expect(sold[1]).toMatchObject({ product_uom_qty: 1, qty_invoiced: 1, qty_to_invoice: 0, qty_delivered: 0 });

		const refund = json({
			id: `re_${run}`,
			intent: intent.id,
			amount: intent.amount,
			status: 'succeeded',
			createdAt: '2026-11-21T10:00:00.000Z',
		});
		const booked = await done('creditNote.recordPayment', { reference, refund });
		expect(booked.payment).toMatchObject({
			outcome: 'done',
			amount: money(4320),
			refund: `re_${run}`,
			intent: intent.id,
		});
		expect((await done('creditNote.recordPayment', { reference, refund })).payment).toEqual({
			...booked.payment,
			outcome: 'already_done',
		});
		expect(
			(
				await odoo.call('account.move', 'read', {
					ids: [Number(issued.creditNote.id)],
					fields: ['payment_state', 'amount_residual'],
				})
			).body[0],
		).toMatchObject({ payment_state: 'paid', amount_residual: 0 });
		expect(await count_('account.payment', [['memo', '=', `re_${run}`]])).toBe(1);

		const written = await done('note.add', { reference, document: 'order', order: number, text: 'Goods are back.' });
		expect(written.note.outcome).toBe('done');
		expect(
			(await done('note.add', { reference, document: 'order', order: number, text: 'Goods are back.' })).note,
		).toMatchObject({ id: written.note.id, outcome: 'already_done' });
	});

	it('makes one of each document when five ask at once', async () => {
		const { number, reference } = await order();
		const five = async (operation: string, parameters: NodeOptions['parameters'], key_: string) => {
			const answers = await Promise.all([1, 2, 3, 4, 5].map(async () => await done(operation, parameters)));
			return new Set(answers.map((answer) => answer[key_].id));
		};
		const returns = await five(
			'return.create',
			{ reference, order: number, lines: json([{ sku: 'TEE-BLUE-M', quantity: 1 }]) },
			'return',
		);
		expect(returns.size).toBe(1);
		expect(await count_('stock.picking', [['origin', '=', reference]])).toBe(1);
		await five(
			'goods.receive',
			{ reference, receipt: json({ id: 'A', lines: [{ sku: 'TEE-BLUE-M', quantity: 1 }] }) },
			'receipt',
		);
		expect((await done('order.find', { order: number })).returnable[0]).toMatchObject({ delivered: 2, returned: 1 });
		const intent = json(teeIntent(reference));
		expect((await five('creditNote.issue', { reference, order: number, intent }, 'creditNote')).size).toBe(1);
		expect(
			await count_('account.move', [
				['ref', '=', reference],
				['move_type', '=', 'out_refund'],
			]),
		).toBe(1);
		const refund = json({ id: `re_five_${run}`, intent: `${reference}/R1`, amount: money(2160), status: 'succeeded' });
		expect((await five('creditNote.recordPayment', { reference, refund }, 'payment')).size).toBe(1);
		expect(await count_('account.payment', [['memo', '=', `re_five_${run}`]])).toBe(1);
	});

	it('refuses more than is still out, before anything is made', async () => {
		const { number, reference } = await order();
		const { error } = await node('return.create', {
			reference,
			order: number,
			lines: json([{ sku: 'TEE-BLUE-M', quantity: 3 }]),
		});
		expect(error?.message).toBe('3 x TEE-BLUE-M shall come back, only 2 can');
		expect(await count_('stock.picking', [['origin', '=', reference]])).toBe(0);
	});

	it('lets one of two returns give way that both found the last pieces', async () => {
		const { number, reference } = await order();
		const lines = json([{ sku: 'TEE-BLUE-M', quantity: 2 }]);
		const both = await Promise.all(
			[reference, `${reference}X`].map(
				async (one) => await node('return.create', { reference: one, order: number, lines }),
			),
		);
		expect(both.filter(({ error }) => !error)).toHaveLength(1);
		expect((await done('order.find', { order: number })).returnable[0]).toMatchObject({ returned: 2, returnable: 0 });
	});

	it('does not sort goods that were not received', async () => {
		const { number, reference } = await order({ lines: [{ ...tee, sku: `NEW-${run}` }] });
		await done('return.create', { reference, order: number, lines: json([{ sku: `NEW-${run}`, quantity: 1 }]) });
		const inspection = json({ id: 'I1', lines: [{ sku: `NEW-${run}`, quantity: 1, destination: 'restock' }] });
		const { error } = await node('goods.sort', { reference, inspection });
		expect(error?.message).toContain('are not all at the inspection location yet');
		expect(error?.context).toMatchObject({ category: 'retryable', code: 'out_of_turn' });
		await done('goods.receive', { reference, receipt: json({ id: 'A', lines: [{ sku: `NEW-${run}`, quantity: 1 }] }) });
		expect((await done('goods.sort', { reference, inspection })).sorting.outcome).toBe('done');
	});
});

describe('a credit note', () => {
	it('is the refund to the cent: fee, shipping and what roundings leave', async () => {
		const { number, reference } = await order({
			lines: [{ sku: `PEN-${run}`, title: 'Pen', quantity: 3, price: '1.12', discount: '0.00', tax: '0.67' }],
		});
		const part = (kind: string, amount: number, more = {}) => ({
			kind,
			amount: money(amount),
			description: '',
			...more,
		});
		const intent = {
			id: `${reference}/R1`,
			amount: money(435),
			payment: { id: 'p', processor: 'stripe', providerIds: {} },
			reason: 'return',
			breakdown: [
				part('line', 112, { line: `PEN-${run}`, quantity: 1 }),
				part('tax', 23, { line: `PEN-${run}` }),
				part('shipping', 500),
				part('tax', 100),
				part('fee', -300, { description: 'Return fee' }),
			],
		};
		const { creditNote } = await done('creditNote.issue', { reference, order: number, intent: json(intent) });
		const { body } = await odoo.call('account.move.line', 'search_read', {
			domain: [
				['move_id', '=', Number(creditNote.id)],
				['display_type', '=', 'product'],
			],
			fields: ['name', 'quantity', 'price_unit', 'price_total', 'tax_ids'],
			order: 'id',
		});
		expect(
			body.map(({ quantity, price_unit, price_total, tax_ids }: Record<string, number | number[]>) => [
				quantity,
				price_unit,
				price_total,
				(tax_ids as number[]).length,
			]),
		).toEqual([
			[1, 1.12, 1.34, 1],
			[1, 5, 6, 1],
			[1, -3, -3, 0],
		]);
		// Odoo would compute 1.22 of tax; the refund counts with 1.23.
		expect(
			(
				await odoo.call('account.move', 'read', {
					ids: [Number(creditNote.id)],
					fields: ['amount_tax', 'amount_total', 'state'],
				})
			).body[0],
		).toMatchObject({ amount_tax: 1.23, amount_total: 4.35, state: 'posted' });
	});

	it('in draft keeps the record of a tax, and what was set of it by hand until another line changes or goes', async () => {
		const { number, reference } = await order();
		await done('creditNote.issue', { reference, order: number, intent: json(teeIntent(reference)) });
		const rpc = async (model: string, method: string, args: object) => (await odoo.call(model, method, args)).body;
		const linesOf = async (move: number, type: string, fields: string[]) =>
			await rpc('account.move.line', 'search_read', {
				domain: [
					['move_id', '=', move],
					['display_type', '=', type],
				],
				fields,
			});
		const [posted] = await rpc('account.move', 'search_read', {
			domain: [['ref', '=', reference]],
			fields: ['partner_id', 'journal_id', 'currency_id'],
		});
		const [{ account_id, tax_ids }] = await linesOf(posted.id, 'product', ['account_id', 'tax_ids']);
		const line = (price_unit: number, taxes: number[]) => ({
			name: 'Goods',
			quantity: 1,
			price_unit,
			account_id: account_id[0],
			tax_ids: [[6, 0, taxes]],
		});
		const [draft] = await rpc('account.move', 'create', {
			vals_list: [
				{
					move_type: 'out_refund',
					partner_id: posted.partner_id[0],
					journal_id: posted.journal_id[0],
					currency_id: posted.currency_id[0],
					invoice_line_ids: [[0, 0, line(10, tax_ids)]],
				},
			],
		});
		const taxes = async () => await linesOf(draft, 'tax', ['amount_currency']);
		const [tax] = await taxes();
		const byHand = { ...tax, amount_currency: 2.02 };
		expect(tax).toMatchObject({ amount_currency: 2 });
		const setByHand = async () => {
			await rpc('account.move', 'write', {
				ids: [draft],
				vals: { line_ids: [[1, tax.id, { amount_currency: 2.02 }]] },
			});
			expect(await taxes()).toEqual([byHand]);
		};
		await setByHand();
		const [added] = await rpc('account.move.line', 'create', { vals_list: [{ move_id: draft, ...line(-0.02, []) }] });
		expect(await taxes()).toEqual([byHand]);
		await rpc('account.move.line', 'write', { ids: [added], vals: { price_unit: -0.03 } });
		expect(await taxes()).toEqual([tax]);
		expect(await linesOf(draft, 'product', ['amount_currency'])).toEqual([
			{ id: expect.any(Number), amount_currency: 10 },
			{ id: added, amount_currency: -0.03 },
		]);
		await setByHand();
		await rpc('account.move.line', 'unlink', { ids: [added] });
		expect(await taxes()).toEqual([tax]);
		await rpc('account.move.line', 'create', { vals_list: [{ move_id: draft, ...line(5, tax_ids) }] });
		expect(await taxes()).toEqual([{ ...tax, amount_currency: 3 }]);
	});
	it('is refused when the refund is not what was billed, or was credited before', async () => {
		const { number, reference } = await order();
		const intent = teeIntent(reference, 1);
		const dear = await node('creditNote.issue', {
			reference,
			order: number,
			intent: json({ ...intent, amount: money(2500), breakdown: [{ ...intent.breakdown[0], amount: money(2500) }] }),
		});
		expect(dear.error?.message).toMatch(/would be 21\.60 \w+, but it is 25\.00/);
		await done('creditNote.issue', { reference, order: number, intent: json(teeIntent(reference, 2)) });
		const again = await node('creditNote.issue', {
			reference,
			order: number,
			intent: json({ ...intent, id: `${reference}/R2` }),
		});
		expect(again.error?.message).toBe('1 x TEE-BLUE-M shall be credited, but 2 of the 2 invoiced already are');
		expect(
			await count_('account.move', [
				['ref', '=', reference],
				['move_type', '=', 'out_refund'],
			]),
		).toBe(1);
	});

	it('before the goods are back leaves the order alone, and the receipt puts it right', async () => {
		const { number, reference, id } = await order();
		const ordered = async () =>
			(
				await odoo.call('sale.order.line', 'search_read', {
					domain: [['order_id', '=', id]],
					fields: ['product_uom_qty', 'qty_to_invoice'],
					order: 'id',
					limit: 1,
				})
			).body[0];
		const { creditNote } = await done('creditNote.issue', {
			reference,
			order: number,
			intent: json(teeIntent(reference)),
		});
		expect(creditNote.warnings).toEqual([
			expect.stringContaining('can be invoiced again until the goods are booked as received'),
		]);
		expect(await ordered()).toMatchObject({ product_uom_qty: 2, qty_to_invoice: 1 });
		await done('return.create', { reference, order: number, lines: json([{ sku: 'TEE-BLUE-M', quantity: 1 }]) });
		await done('goods.receive', { reference, receipt: json({ id: 'A', lines: [{ sku: 'TEE-BLUE-M', quantity: 1 }] }) });
		expect(await ordered()).toMatchObject({ product_uom_qty: 1, qty_to_invoice: 0 });
	});
});

describe('an order of which nothing was sent', () => {
	const transfers = async (id: number) => {
		const { body } = await odoo.call('sale.order', 'read', { ids: [id], fields: ['state', 'picking_ids'] });
		const [{ state, picking_ids: ids }] = body as Array<{ state: string; picking_ids: number[] }>;
		const read = await odoo.call('stock.picking', 'read', { ids, fields: ['state'] });
		return [state, ...(read.body as Array<{ state: string }>).map((one) => one.state)];
	};

	it('is canceled with its delivery, once; its invoice stays, and is credited', async () => {
		const { number, reference, id, name } = await order({ unsent: true });
		expect((await transfers(id))[0]).toBe('sale');
		const byId = { mode: 'id', value: String(id) };
		for (let i = 0; i < 2; i++)
			expect((await done('order.cancel', { reference, order: i ? byId : number })).odooCancellation).toMatchObject({
				id: String(id),
				name,
				canceled: true,
			});
		expect(await transfers(id)).toEqual(['cancel', 'cancel']);
		const { creditNote } = await done('creditNote.issue', {
			reference,
			order: byId,
			intent: json(teeIntent(reference, 2)),
		});
		expect(creditNote.amount).toEqual(money(4320));
	});

	it('is canceled when it is locked', async () => {
		const { number, reference, id } = await order({ unsent: true });
		await odoo.call('sale.order', 'action_lock', { ids: [id] });
		expect((await done('order.cancel', { reference, order: number })).odooCancellation.canceled).toBe(true);
		expect((await transfers(id))[0]).toBe('cancel');
	});

	it('is left when it was sent', async () => {
		const { number, reference, id } = await order();
		expect((await done('order.cancel', { reference, order: number })).odooCancellation).toMatchObject({
			canceled: false,
			outcome: 'nothing_to_do',
			message: expect.stringContaining('was sent already') as string,
		});
		expect((await transfers(id))[0]).toBe('sale');
	});
});

describe('what an analyst did not set', () => {
	it('is named', async () => {
		const { number, reference } = await order();
		const lines = json([{ sku: 'MUG-WHITE', quantity: 1 }]);
		const { error } = await node('order.find', { order: `nowhere ${run}` });
		expect(error?.message).toBe(`There is no order nowhere ${run} in Odoo`);
		expect(error?.context).toMatchObject({ category: 'rejected' });
		const goOn = await done('order.find', { order: `nowhere ${run}`, whenMissing: 'goOn' });
		expect([goOn.orderMissing, goOn.order]).toEqual([`There is no order nowhere ${run} in Odoo`, undefined]);
		await done('return.create', { reference, order: number, lines });
		await done('goods.receive', { reference, receipt: json({ id: 'A', lines: [{ sku: 'MUG-WHITE', quantity: 1 }] }) });
		const settings = { ...odoo.settings, destinations: {} };
		const sort = await node(
			'goods.sort',
			{ reference, inspection: json({ id: 'I', lines: [{ sku: 'MUG-WHITE', quantity: 1, destination: 'vendor' }] }) },
			{ input: [{ settings: { odoo: settings } }] },
		);
		expect(sort.error?.context).toMatchObject({ category: 'configuration' });
		expect(sort.error?.description).toContain('odoo.destinations.vendor');
	});
});
