import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createOdoo } from '../sandbox/odoo';
import { Journal, serve, type Running } from '../sandbox/server';

/** The stand-in's refusals beside those that a real Odoo 19 gave. The recordings are not part of the repository. */
const folder = join(process.env.RETURNS_DATA ?? join(__dirname, '../../../shared/data'), 'odoo/recorded');
const present = existsSync(folder);
const recorded = <T>(name: string) => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as T;

type Sent = { path: string; method?: string; body?: string; authorization?: string; database?: string };
const partner = (method: string, args: object = {}): Sent => ({
	path: `/json/2/res.partner/${method}`,
	body: JSON.stringify(args),
});
const requests: Record<string, Sent> = {
	'no auth': { path: '/json/2/res.users/context_get', authorization: '' },
	'bad key': { path: '/json/2/res.users/context_get', authorization: 'bearer wrong' },
	'basic auth': { path: '/json/2/res.users/context_get', authorization: 'Basic YTpi' },
	'wrong db header': { path: '/json/2/res.users/context_get', database: 'wrong' },
	'ok context_get': { path: '/json/2/res.users/context_get', body: '{}' },
	'empty body': { path: '/json/2/res.users/context_get' },
	'unknown model': { path: '/json/2/no.model/search', body: '{}' },
	'unknown method': partner('nomethod'),
	'private method': partner('_compute_display_name'),
	'missing arg': partner('search'),
	'unknown kwarg': partner('search', { domain: [], foo: 1 }),
	'ids on model method': partner('search', { ids: [1], domain: [] }),
	GET: { path: '/json/2/res.partner/search', method: 'GET' },
	'missing record read': partner('read', { ids: [99999999], fields: ['name'] }),
	'missing record write': partner('write', { ids: [99999999], vals: { name: 'x' } }),
	'missing record unlink': partner('unlink', { ids: [99999999] }),
	'unknown field read': partner('search_read', { domain: [], fields: ['nofield'] }),
	'unknown field write': partner('write', { ids: [1], vals: { nofield: 1 } }),
	'unknown field domain': partner('search', { domain: [['nofield', '=', 1]] }),
	'unknown field create': partner('create', { vals_list: [{ nofield: 1 }] }),
	'bad domain': partner('search', { domain: 'abc' }),
	'python error': partner('search', { domain: [['name', 'badop', 1]] }),
	'ids as string': partner('read', { ids: '1', fields: ['name'] }),
};

(present ? describe : describe.skip)(
	`recordings of a real Odoo (${present ? 'found' : 'set RETURNS_DATA to the folder that holds odoo/recorded'})`,
	() => {
		const odoo = createOdoo();
		let server: Running;
		beforeAll(async () => (server = await serve(odoo, new Journal())));
		afterAll(async () => await server.stop());

		async function send({
			path,
			method = 'POST',
			body,
			authorization = `bearer ${odoo.key}`,
			database = odoo.database,
		}: Sent) {
			const own = body?.replace('"ids":[1],"vals"', `"ids":[${odoo.db.all('res.partner')[0].id}],"vals"`);
			const response = await fetch(server.url + path, {
				method,
				headers: {
					'content-type': 'application/json',
					'x-odoo-database': database,
					...(authorization && { authorization }),
				},
				body: own,
			});
			const text = await response.text();
			const html = response.headers.get('content-type')?.startsWith('text/html');
			return {
				status: response.status,
				html,
				body: html ? undefined : (JSON.parse(text) as { name?: string; message?: string }),
			};
		}

		it.each(Object.entries(requests))('%s', async (name, request) => {
			const real =
				recorded<Record<string, { status: number; contentType: string; body: unknown }>>('errors-json2')[name];
			const answer = await send(request);
			expect([answer.status, answer.html]).toEqual([real.status, real.contentType.startsWith('text/html')]);
			if (answer.html) return;
			const fault = real.body as { name?: string; message?: string };
			if (fault.name) expect([answer.body!.name, answer.body!.message]).toEqual([fault.name, fault.message]);
			else expect(answer.body).toEqual(real.body);
		});

		it('a load that fails', async () => {
			const { request, response } = recorded<{
				request: { body: object };
				response: { status: number; body: { ids: false; messages: Array<{ message: string }> } };
			}>('load-error');
			const answer = await send({ path: '/json/2/sale.order/load', body: JSON.stringify(request.body) });
			const { ids, messages } = answer.body as unknown as typeof response.body;
			expect([answer.status, ids]).toEqual([response.status, response.body.ids]);
			expect(messages[0].message.replace(/ in field .*/, '')).toBe(
				response.body.messages[0].message.replace(/ in field .*/, ''),
			);
		});

		it.each(['return-load-get-or-create', 'credit-note-load-get-or-create', 'load-get-or-create'])(
			'takes every column of %s',
			(name) => {
				const { request } = recorded<{ request: { path: string; body: { fields: string[] } } }>(name);
				const model = request.path.split('/')[3];
				for (const field of request.body.fields.filter((one) => one !== 'id')) {
					const [own, line] = field.split('/');
					const type = odoo.db.fieldsOf(model)[own];
					expect([own, typeof type]).toEqual([own, 'string']);
					if (line && line !== '.id')
						expect(odoo.db.fieldsOf((type as string).slice(4).replace(/\.[^.]+$/, ''))).toHaveProperty(line);
				}
			},
		);

		/** What kind of value it is: a link, a list, nothing, or a plain type. */
		const kind = (value: unknown) =>
			Array.isArray(value)
				? value.length === 2 && typeof value[1] === 'string'
					? 'link'
					: 'list'
				: value === false
					? 'nothing'
					: typeof value;
		it.each([
			'order-lines',
			'order-moves',
			'invoice-lines',
			'invoice-read',
			'find-order-by-client_order_ref',
			'order-pickings',
			'quants',
		])('answers %s with values of the same kinds', (name) => {
			const { request, response } = recorded<{
				request: { path: string };
				response: { body: Array<Record<string, unknown>> };
			}>(name);
			const model = request.path.split('/')[3];
			const real = response.body[0];
			const fields = Object.keys(real).filter((field) => field !== 'id' && field in odoo.db.fieldsOf(model));
			const shown = odoo.db.read(model, odoo.db.all(model)[0], fields);
			const differ = fields.filter(
				(field) =>
					kind(real[field]) !== kind(shown[field]) &&
					kind(real[field]) !== 'nothing' &&
					kind(shown[field]) !== 'nothing',
			);
			expect(fields.length).toBeGreaterThan(3);
			expect(differ).toEqual([]);
		});
	},
);
