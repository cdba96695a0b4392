import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OdooReturns } from '../../nodes/OdooReturns/OdooReturns.node';
import { asksBack, odooError } from '../../nodes/OdooReturns/transport/errors';
import { jsonRpc } from '../../nodes/OdooReturns/transport/protocols';
import { withOlderNames } from '../../nodes/OdooReturns/transport/olderNames';
import type { OdooCall, Reply, Wire } from '../../nodes/OdooReturns/transport/wire';
import { httpClient } from '../../nodes/shared/effect';
import { runNode } from '../support/harness';
import { odooApi, odooApiKeyApi } from '../odoo/target';
import { listen, read, write } from '../sandbox/server';

describe('words of older versions', () => {
	/** An Odoo that has these fields, and answers rows; keeps what it was asked. */
	function older(version: number, fields: Record<string, string[]>, rows: Record<string, object[]> = {}) {
		const asked: OdooCall[] = [];
		const server: Wire = async (call) => {
			asked.push(call);
			if (call.method === 'fields_get')
				return {
					status: 200,
					body: Object.fromEntries(
						(call.args.allfields as string[])
							.filter((field) => fields[call.model]?.includes(field))
							.map((field) => [field, { type: 'char' }]),
					),
				};
			return { status: 200, body: rows[call.model] ?? [] };
		};
		const wire = withOlderNames(server, version, new Map());
		const call = async (model: string, method: string, args: object) =>
			(await wire({ model, method, args: args as Record<string, unknown>, context: {} })).body;
		return { call, asked, last: () => asked.at(-1)! };
	}
	const seventeen = {
		'sale.order.line': ['product_uom', 'tax_id'],
		'account.payment': ['ref'],
		'stock.move': ['quantity', 'picked', 'location_dest_usage'],
	};

	it('asks by the old names, and answers by the new ones', async () => {
		const { call, last, asked } = older(17, seventeen, {
			'sale.order.line': [{ id: 1, product_uom: [2, 'Units'], name: 'x' }],
		});
		expect(
			await call('sale.order.line', 'search_read', {
				fields: ['name', 'product_uom_id'],
				domain: [['tax_ids', '!=', false], '|', ['order_id', '=', 1], ['product_uom_id.name', '=', 'Units']],
			}),
		).toEqual([{ id: 1, name: 'x', product_uom: [2, 'Units'], product_uom_id: [2, 'Units'] }]);
		expect(last().args).toEqual({
			fields: ['name', 'product_uom'],
			domain: [['tax_id', '!=', false], '|', ['order_id', '=', 1], ['product_uom.name', '=', 'Units']],
		});
		await call('sale.order.line', 'search_read', { fields: ['name'], domain: [] });
		expect(asked.filter(({ method }) => method === 'fields_get')).toHaveLength(1); // asked once
	});

	it('writes and loads by the old names, lines of a document too, and leaves out what there was not', async () => {
		const { call, last } = older(16, {
			'stock.picking': ['move_ids'],
			'stock.move': ['quantity_done'],
			'account.payment': ['ref'],
		});
		await call('stock.picking', 'load', {
			fields: ['id', 'return_id/.id', 'move_ids/quantity', 'move_ids/picked', 'origin'],
			data: [['k', '1', '2', 'True', 'RMA-1']],
		});
		expect(last().args).toEqual({ fields: ['id', 'move_ids/quantity_done', 'origin'], data: [['k', '2', 'RMA-1']] });
		await call('stock.picking', 'create', {
			vals_list: [
				{
					origin: 'x',
					move_ids: [
						[0, 0, { quantity: 1, picked: true }],
						[4, 7, false],
					],
				},
			],
		});
		expect(last().args).toEqual({
			vals_list: [
				{
					origin: 'x',
					move_ids: [
						[0, 0, { quantity_done: 1 }],
						[4, 7, false],
					],
				},
			],
		});
		await call('account.payment', 'write', { ids: [1], vals: { memo: 're_1', invoice_ids: [[6, 0, [1]]] } });
		expect(last().args).toEqual({ ids: [1], vals: { ref: 're_1' } });
		await call('stock.return.picking', 'action_create_returns', { ids: [1] });
		expect(last().method).toBe('create_returns');
	});

	it("takes the server's word for it when a version has the new name already", async () => {
		const { call, last } = older(18, { 'sale.order.line': ['tax_ids', 'product_uom'] });
		await call('sale.order.line', 'search_read', { fields: ['tax_ids', 'product_uom_id'], domain: [] });
		expect(last().args.fields).toEqual(['tax_ids', 'product_uom']);
	});

	it("reads a pack's size where its field meant the opposite, and a place's kind where only the place had it", async () => {
		const { call } = older(
			16,
			{ 'uom.uom': ['factor', 'factor_inv'], 'stock.move': ['quantity_done'] },
			{
				'uom.uom': [{ id: 1, factor_inv: 6 }],
				'stock.move': [
					{ id: 5, location_dest_id: [8, 'Customers'] },
					{ id: 6, location_dest_id: false },
				],
				'stock.location': [{ id: 8, usage: 'customer' }],
			},
		);
		expect(await call('uom.uom', 'read', { ids: [1], fields: ['factor'] })).toEqual([
			{ id: 1, factor_inv: 6, factor: 6 },
		]);
		expect(
			await call('stock.move', 'search_read', {
				fields: ['location_dest_usage'],
				domain: [['location_dest_usage', '=', 'customer']],
			}),
		).toMatchObject([
			{ id: 5, location_dest_usage: 'customer' },
			{ id: 6, location_dest_usage: false },
		]);
	});

	it('changes values that were others, and the names of models', async () => {
		const { call, last } = older(15, { 'account.move.line': ['account_internal_type'] });
		await call('account.move.line', 'search_read', {
			fields: ['account_type'],
			domain: [['account_type', '=', 'asset_receivable']],
		});
		expect(last().args.domain).toEqual([['account_internal_type', '=', 'receivable']]);
		await call('stock.lot', 'search_read', { fields: ['name'], domain: [] });
		expect(last().model).toBe('stock.production.lot');
	});

	it('asks nothing and changes nothing on Odoo 19', async () => {
		const { call, asked } = older(19, {});
		await call('sale.order.line', 'search_read', { fields: ['tax_ids'], domain: [['product_uom_id', '=', 1]] });
		expect(asked).toEqual([
			{
				model: 'sale.order.line',
				method: 'search_read',
				args: { fields: ['tax_ids'], domain: [['product_uom_id', '=', 1]] },
				context: {},
			},
		]);
	});
});

describe('JSON-RPC', () => {
	const session = { url: 'http://odoo', database: 'db', user: 2, password: 'secret' };
	async function told(body: unknown, status = 200): Promise<Reply> {
		const http = httpClient({
			connection: 'odoo',
			sleep: async () => {},
			send: async () => ({ statusCode: status, headers: {}, body }),
		});
		return await jsonRpc(http, session)({ model: 'res.partner', method: 'write', args: { ids: [1] }, context: {} });
	}
	const file = join(
		process.env.RETURNS_DATA ?? join(__dirname, '../../../shared/data'),
		'odoo/recorded/errors-jsonrpc.json',
	);
	const recorded = existsSync(file)
		? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, { status: number; body: unknown }>)
		: undefined;

	(recorded ? it : it.skip)(
		`gives what a real Odoo answered the meaning that JSON-2 gives it (${recorded ? 'found' : 'set RETURNS_DATA to the folder that holds odoo/recorded'})`,
		async () => {
			const categories = async (name: string) => {
				const { status, body } = await told(recorded![name].body, recorded![name].status);
				return status === 200 ? body : [status, odooError(status, body, 'res.partner.write', false).category];
			};
			expect(await categories('login wrong db')).toEqual([404, 'configuration']);
			expect(await categories('wrong password')).toEqual([401, 'configuration']);
			expect(await categories('missing record')).toEqual([404, 'rejected']);
			expect(await categories('missing model')).toEqual([404, 'configuration']);
			expect(await categories('missing method')).toEqual([404, 'configuration']);
			expect(await categories('private method')).toEqual([403, 'configuration']);
			expect(await categories('missing arg')).toEqual([422, 'rejected']);
			expect(await categories('unknown field')).toEqual([500, 'rejected']);
			expect(await categories('validation (unique)')).toEqual([422, 'rejected']);
			expect(await categories('returns None')).toBeNull();
			expect(await categories('create list')).toEqual([54, 55]);
		},
	);

	it("takes an answer that is not Odoo's for no Odoo, and a gateway's for a passing trouble", async () => {
		expect(await told('<html>')).toEqual({ status: 404, body: '' });
		expect(odooError((await told('<html>', 502)).status, '<html>', 'a.b', true).category).toBe('retryable');
	});

	it('puts records and what is named differently before Odoo 17 first', async () => {
		const sent: unknown[][] = [];
		const http = httpClient({
			connection: 'odoo',
			sleep: async () => {},
			send: async ({ body }) => {
				sent.push((body as { params: { args: unknown[] } }).params.args.slice(3));
				return { statusCode: 200, headers: {}, body: { jsonrpc: '2.0', id: 1, result: 1 } };
			},
		});
		const wire = jsonRpc(http, session);
		const context = { lang: 'en_US' };
		await wire({ model: 'a', method: 'write', args: { ids: [1], vals: { x: 1 } }, context });
		await wire({ model: 'a', method: 'create', args: { vals_list: [{ x: 1 }] }, context });
		await wire({ model: 'a', method: 'search_read', args: { domain: [], fields: ['x'] }, context });
		await wire({ model: 'a', method: 'load', args: { fields: ['id'], data: [['k']] }, context });
		expect(sent).toEqual([
			['a', 'write', [[1]], { vals: { x: 1 }, context }],
			['a', 'create', [[{ x: 1 }]], { context }],
			['a', 'search_read', [[]], { fields: ['x'], context }],
			['a', 'load', [], { fields: ['id'], data: [['k']], context }],
		]);
	});
});

it('takes a window for a question, and a message for none', () => {
	expect(asksBack({ type: 'ir.actions.act_window', target: 'new', res_model: 'stock.backorder.confirmation' })).toBe(
		'stock.backorder.confirmation',
	);
	expect(asksBack({ type: 'ir.actions.client', tag: 'display_notification' })).toBeUndefined();
	expect(
		asksBack({ type: 'ir.actions.act_window', target: 'current', res_model: 'stock.picking', res_id: 5 }),
	).toBeUndefined();
	expect(asksBack(true)).toBeUndefined();
});

describe('an address', () => {
	async function asked(
		answers: Record<string, { status: number; body?: unknown }>,
		authentication: 'odooApi' | 'odooApiKeyApi',
	) {
		const server = await listen(async (request, response) => {
			const { path, raw } = await read(request);
			const { params } = JSON.parse(raw.toString() || '{}') as { params?: { method: string } };
			const { status, body = '' } = answers[params ? params.method : path] ?? {
				status: 404,
				body: '<h1>Not Found</h1>',
			};
			write(response, {
				status,
				body,
				headers: { 'content-type': typeof body === 'string' ? 'text/html' : 'application/json' },
			});
		});
		try {
			const { error } = await runNode(new OdooReturns(), {
				parameters: { resource: 'order', operation: 'find', order: 'S1', authentication },
				extraTypes: [odooApi, odooApiKeyApi],
				input: [{}],
				credentials: { [authentication]: { url: server.url, db: 'db', apiKey: 'k', username: 'u', password: 'p' } },
			});
			return error;
		} finally {
			await server.stop();
		}
	}
	const version = (...info: unknown[]) => ({
		status: 200,
		body: { jsonrpc: '2.0', id: 1, result: { server_version_info: info } },
	});

	it('of an Odoo before 19 asks for user name and password', async () => {
		expect(await asked({ version: version(17, 0, 0, 'final', 0, '') }, 'odooApiKeyApi')).toMatchObject({
			message: 'This is Odoo 17, which takes no API key on its own',
			description: expect.stringContaining('Username and Password'),
		});
		expect((await asked({ version: version('saas~18', 3, 0, 'final', 0, '') }, 'odooApiKeyApi'))?.message).toContain(
			'This is Odoo 18',
		);
		expect(
			await asked(
				{
					version: version(17, 0, 0, 'final', 0, ''),
					authenticate: { status: 200, body: { jsonrpc: '2.0', id: 1, result: false } },
				},
				'odooApi',
			),
		).toMatchObject({ message: 'Odoo refused user name and password', context: { category: 'configuration' } });
	});

	it('without an Odoo says so', async () => {
		for (const authentication of ['odooApi', 'odooApiKeyApi'] as const)
			expect(await asked({}, authentication)).toMatchObject({
				message: 'No Odoo answers at this address',
				context: { category: 'configuration' },
			});
	});

	it('of an Odoo that took JSON-RPC away is signed in to with a key only', async () => {
		expect(
			await asked(
				{
					'/web/version': { status: 200, body: { version_info: [22, 0, 0, 'final', 0, ''] } },
					'/json/2/res.users/context_get': {
						status: 401,
						body: { name: 'werkzeug.exceptions.Unauthorized', message: 'Invalid apikey' },
					},
				},
				'odooApi',
			),
		).toMatchObject({ message: 'Odoo refused the API key' });
	});
});
