import { strictReturn } from '../../../nodes/OdooReturns/goods/strictReturn';
import { batchAction } from '../../../nodes/OdooReturns/transport/batchAction';
import type { Settings } from '../../../nodes/shared/model';
import type { SeedOrder } from '../../odoo/target';
import { catalogue, sandboxSecrets } from '../catalogue';
import { OdooAccounting } from './accounting';
import { failingLoads, runBatch } from './batch';
import { missing, OdooDb, OdooFault, userError, valueError, type Context, type Row, type Value } from './db';
import { search, targetOf } from './domain';
import { load, LoadFailed } from './load';
import { computedLinks, defaults, models, required } from './models';
import { OdooSeed, odooTime } from './seed';
import { OdooStock } from './stock';
import { runStrict } from './strict';
import type { Answer, Incoming, StandIn } from '../server';

export interface OdooStandIn extends StandIn {
	database: string;
	key: string;
	db: OdooDb;
	/** The Odoo part of the settings that fits this database. */
	settings(): Settings['odoo'];
	addOrder(order: SeedOrder): { id: number; name: string };
	/** What an administrator sees: Odoo's models and server actions, so that Set-Up can install the package's own. */
	openToAdministrator(): void;
	/** Makes the batch action, and gives its id. */
	installBatch(): number;
	/** The next so many `load` calls lose against another transaction, as Odoo says it: 200 with a message. */
	loseLoads(times: number): void;
}

interface Call {
	ids: number[];
	args: Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- whatever a client sends
	context: Context;
}
type Body = Record<string, Value> & { ids?: number | number[]; context?: Context };
type Method = { takes: string[]; needs?: string[]; model?: true; run(call: Call, model: string): unknown };

/** Odoo's main path of a return behind JSON-2. Whatever it does not know it refuses as Odoo refuses what it does not know. */
export function createOdoo(orders = catalogue): OdooStandIn {
	const db = new OdooDb(models, { ...defaults }, () => odooTime(new Date()));
	const stock = new OdooStock(db, () => odooTime(new Date()));
	const accounting = new OdooAccounting(db);
	const seed = new OdooSeed(db, stock, accounting);
	for (const order of orders) seed.addOrder(order);
	let losing = 0;

	function create(model: string, values: Record<string, Value>): number {
		for (const [field, label] of Object.entries(required[model] ?? {})) {
			if (!values[field])
				throw new OdooFault(
					422,
					'odoo.exceptions.ValidationError',
					`The operation cannot be completed: Missing required value for the field '${label}' (${field}).\nModel: (${model})\n`,
				);
		}
		const own = { ...values };
		if (model === 'stock.picking')
			Object.assign(own, {
				name: values.name || stock.nameOf(values.picking_type_id),
				company_id: db.one('stock.picking.type', values.picking_type_id).company_id,
			});
		if (model === 'stock.picking' && db.where('stock.picking', { name: own.name, company_id: own.company_id }).length)
			throw new OdooFault(422, 'odoo.exceptions.ValidationError', 'Reference must be unique per company!');
		if (model === 'stock.location') own.complete_name ??= values.name;
		if (model === 'res.partner' && values.country_id) own.country_code = db.one('res.country', values.country_id).code;
		if (model === 'account.move') {
			own.journal_id ??= db.where('account.journal', { type: 'sale' })[0].id;
			own.company_id ??= db.one('account.journal', own.journal_id).company_id;
		}
		if (model === 'sale.order') return newOrder(own);
		const { id } = db.insert(model, own);
		if (model === 'account.move') accounting.computeTaxes(id);
		if (model === 'account.move.line') accounting.computeTaxes(values.move_id);
		return id;
	}

	/** A quotation; what a line does not say comes from its product. */
	function newOrder({ order_line: lines, ...values }: Record<string, Value>): number {
		const [company] = db.all('res.company');
		const { id } = db.insert('sale.order', {
			name: `S${String(db.all('sale.order').length + 1).padStart(5, '0')}`,
			state: 'draft',
			date_order: odooTime(new Date()),
			company_id: company.id,
			currency_id: values.pricelist_id
				? db.one('product.pricelist', values.pricelist_id).currency_id
				: company.currency_id,
			...values,
		});
		for (const [, , line] of (lines ?? []) as Array<[number, number, Record<string, Value>]>) {
			const product = db.one('product.product', line.product_id);
			db.insert('sale.order.line', {
				order_id: id,
				name: product.name,
				sequence: 10,
				product_uom_id: product.uom_id,
				price_unit: product.list_price,
				tax_ids: product.taxes_id,
				...line,
			});
		}
		return id;
	}

	/** Confirms quotations: they are dated anew, and a delivery of their goods waits in the warehouse. */
	function confirmOrders(ids: number[]): true {
		for (const order of existing('sale.order', ids)) {
			if (order.state === 'sale') throw userError('Some orders are not in a state requiring confirmation.');
			db.update('sale.order', order, { state: 'sale', date_order: odooTime(new Date()) });
			seed.openDelivery(order);
		}
		return true;
	}

	/** Deliveries that are not done are called off, and so are drafts of invoices. */
	function cancelOrders(ids: number[]): true {
		for (const order of existing('sale.order', ids)) {
			if (order.locked) throw userError('You cannot cancel a locked order. Please unlock it first.');
			const links = (field: string) => db.get('sale.order', order, field) as number[];
			stock.cancel(links('picking_ids').filter((id) => db.one('stock.picking', id).state !== 'done'));
			for (const id of links('invoice_ids'))
				if (db.one('account.move', id).state === 'draft')
					db.update('account.move', db.one('account.move', id), { state: 'cancel' });
			db.update('sale.order', order, { state: 'cancel' });
		}
		return true;
	}

	/** Of server actions only the package's own. */
	function runAction({ code }: Row, context: Context): unknown {
		const { n8n_calls: calls } = context;
		if (String(code).trim() === strictReturn.code.trim()) return failingLoads(() => runStrict(db, context, create));
		if (String(code).trim() !== batchAction.code.trim()) throw userError('This stand-in runs no other code.');
		const has = {
			model: (name: string) => name in db.models,
			key: (module: unknown, name: unknown) => db.keys.has(`${String(module)}.${String(name)}`),
		};
		return failingLoads(() =>
			runBatch(calls as never, (model, method, body) => prepared(model, method, body as Body)(), has),
		);
	}

	function existing(model: string, ids: number[]): Row[] {
		return ids.map((id) => {
			const row = db.find(model, id);
			if (!row) throw missing(model, ids);
			return row;
		});
	}

	/** `load: null` asks for links as ids. */
	function read(model: string, rows: Row[], { fields, load: links }: Call['args']): Row[] {
		return rows.map((row) => db.read(model, row, fields ?? Object.keys(db.fieldsOf(model)), links === null));
	}

	function describe(model: string, wanted: string[]): Record<string, object> {
		const types: Record<string, string> = { bool: 'boolean', m2o: 'many2one', m2m: 'many2many', o2m: 'one2many' };
		const known = Object.entries(db.fieldsOf(model)).filter(([name]) => wanted.includes(name));
		return Object.fromEntries(
			known.map(([name, type]) => [
				name,
				typeof type === 'function'
					? { type: 'char', store: false }
					: { type: types[type.split(':')[0]] ?? type, store: true },
			]),
		);
	}

	/** `web_read`: a link is its id, or what is asked for of the other record. */
	function readAlong(
		model: string,
		rows: Row[],
		specification: Record<string, { fields?: Record<string, object> }>,
	): Row[] {
		return rows.map((row) => {
			const { display_name: named, ...rest } = specification;
			const record: Row = {
				...db.read(model, row, Object.keys(rest)),
				...(named && { display_name: String(row.complete_name ?? row.name ?? `${model},${row.id}`) }),
			};
			for (const [field, { fields }] of Object.entries(rest)) {
				const target = targetOf(db.fieldsOf(model)[field]) ?? computedLinks[`${model}.${field}`];
				const value = record[field];
				if (!target) continue;
				const ids = Array.isArray(value)
					? typeof value[1] === 'string'
						? [value[0] as number]
						: (value as number[])
					: [];
				const linked = fields
					? readAlong(
							target,
							ids.map((id) => db.one(target, id)),
							fields as never,
						)
					: ids;
				record[field] =
					Array.isArray(value) && typeof value[1] === 'string' ? linked[0] : Array.isArray(value) ? linked : value;
			}
			return record;
		});
	}

	/** Sums by group, as Odoo formats them; without `groupby` one row, also of nothing. */
	function grouped(
		model: string,
		{ domain, groupby = [], aggregates = [] }: { domain: Value; groupby?: string[]; aggregates?: string[] },
	): object[] {
		const groups = new Map<string, Row[]>(groupby.length ? [] : [['', []]]);
		for (const row of search(db, model, domain)) {
			const key = JSON.stringify(groupby.map((field) => db.get(model, row, field)));
			const rows = groups.get(key) ?? [];
			groups.set(key, [...rows, row]);
		}
		return [...groups.values()].map((rows) => ({
			...(rows.length && Object.fromEntries(groupby.map((field) => [field, db.read(model, rows[0], [field])[field]]))),
			...Object.fromEntries(
				aggregates.map((name) => {
					if (name === '__count') return [name, rows.length];
					const [field, how] = name.split(':');
					if (how !== 'sum' || !(field in db.fieldsOf(model)))
						throw valueError(`Invalid field '${field}' on '${model}'`);
					return [name, rows.reduce((sum, row) => sum + Number(db.get(model, row, field) || 0), 0)];
				}),
			),
			__extra_domain: [],
		}));
	}

	const generic: Record<string, Method> = {
		search: {
			model: true,
			takes: ['domain', 'offset', 'limit', 'order'],
			needs: ['domain'],
			run: ({ args }, model) => picked(model, args).map(({ id }) => id),
		},
		search_count: {
			model: true,
			takes: ['domain', 'limit'],
			needs: ['domain'],
			run: ({ args }, model) => search(db, model, args.domain).length,
		},
		search_read: {
			model: true,
			takes: ['domain', 'fields', 'offset', 'limit', 'order', 'load'],
			run: ({ args }, model) => read(model, picked(model, { domain: [], ...args }), args),
		},
		formatted_read_group: {
			model: true,
			takes: ['domain', 'groupby', 'aggregates', 'having', 'offset', 'limit', 'order'],
			needs: ['domain'],
			run: ({ args }, model) => grouped(model, args as never),
		},
		web_search_read: {
			model: true,
			takes: ['domain', 'specification', 'offset', 'limit', 'order', 'count_limit'],
			needs: ['domain', 'specification'],
			run: ({ args }, model) => ({
				length: picked(model, args).length,
				records: readAlong(model, picked(model, args), args.specification),
			}),
		},
		read: {
			takes: ['fields', 'load'],
			run: ({ ids, args }, model) =>
				read(
					model,
					ids.flatMap((id) => db.find(model, id) ?? []),
					args,
				),
		},
		fields_get: {
			model: true,
			takes: ['allfields', 'attributes'],
			needs: ['allfields'],
			run: ({ args }, model) => describe(model, args.allfields),
		},
		create: {
			model: true,
			takes: ['vals_list'],
			needs: ['vals_list'],
			run: ({ args }, model) => [args.vals_list].flat().map((values: Record<string, Value>) => create(model, values)),
		},
		write: { takes: ['vals'], needs: ['vals'], run: ({ ids, args }, model) => write(model, ids, args.vals) },
		unlink: { takes: [], run: ({ ids }, model) => unlink(model, ids) },
		load: {
			model: true,
			takes: ['fields', 'data'],
			needs: ['fields', 'data'],
			run: ({ args, context }, model) =>
				load(db, model, args as { fields: string[]; data: string[][] }, context, create),
		},
		get_metadata: {
			takes: [],
			run: ({ ids }, model) =>
				existing(model, ids).map(({ id }) => ({
					id,
					xmlid: [...db.keys].find(([, [of, own]]) => of === model && own === id)?.[0] ?? false,
				})),
		},
		message_post: {
			takes: ['body', 'body_is_html', 'message_type', 'subtype_xmlid'],
			run: ({ ids, args }, model) =>
				existing(model, ids).map(
					({ id }) =>
						db.insert('mail.message', {
							model,
							res_id: id,
							body: args.body_is_html ? args.body : `<p>${escaped(args.body)}</p>`,
							message_type: args.message_type ?? 'notification',
						}).id,
				),
		},
	};
	const special: Record<string, Method> = {
		'res.users/context_get': { model: true, takes: [], run: () => ({ lang: 'en_US', tz: 'Europe/Brussels', uid: 2 }) },
		// The user of the sandbox is an administrator.
		'res.users/has_group': { takes: ['group_ext_id'], needs: ['group_ext_id'], run: () => true },
		'ir.model.data/check_object_reference': {
			model: true,
			takes: ['module', 'xml_id', 'raise_on_access_error'],
			needs: ['module', 'xml_id'],
			run: ({ args }) => {
				const name = `${args.module}.${args.xml_id}`;
				const found = db.keys.get(name);
				if (!found) throw new OdooFault(500, 'builtins.ValueError', `External ID not found in the system: ${name}`);
				return found;
			},
		},
		'stock.picking/action_confirm': { takes: [], run: ({ ids }) => stock.confirm(ids) },
		'stock.picking/action_assign': { takes: [], run: ({ ids }) => stock.assign(ids) },
		'stock.picking/action_cancel': { takes: [], run: ({ ids }) => stock.cancel(ids) },
		'stock.picking/button_validate': { takes: [], run: ({ ids, context }) => stock.validate(ids, context) },
		'sale.order/action_lock': { takes: [], run: ({ ids }) => write('sale.order', ids, { locked: true }) },
		'sale.order/action_unlock': { takes: [], run: ({ ids }) => write('sale.order', ids, { locked: false }) },
		'sale.order/action_cancel': { takes: [], run: ({ ids }) => cancelOrders(ids) },
		'sale.order/action_confirm': { takes: [], run: ({ ids }) => confirmOrders(ids) },
		'account.move/action_post': { takes: [], run: ({ ids }) => accounting.post(ids) },
		'account.payment/action_post': { takes: [], run: ({ ids }) => accounting.postPayments(ids) },
		'ir.actions.server/run': {
			takes: [],
			run: ({ ids, context }) => runAction(db.one('ir.actions.server', ids[0]), context),
		},
		'account.move.line/reconcile': { takes: [], run: ({ ids }) => accounting.reconcile(ids) },
	};

	function picked(model: string, { domain, offset = 0, limit, order = 'id' }: Call['args']): Row[] {
		const keys = String(order)
			.split(',')
			.map((one) => one.trim().split(' '));
		const rows = search(db, model, domain).sort((a, b) => {
			for (const [field, direction] of keys) {
				const [left, right] = [a, b].map((row) => db.get(model, row, field) as number);
				if (left !== right) return (left < right ? -1 : 1) * (direction === 'desc' ? -1 : 1);
			}
			return a.id - b.id;
		});
		return rows.slice(offset, limit ? offset + limit : undefined);
	}

	function write(model: string, ids: number[], values: Record<string, Value>): true {
		for (const row of existing(model, ids)) {
			if (model === 'sale.order.line' && values.product_uom_qty !== undefined) {
				if (db.one('sale.order', row.order_id).locked)
					throw userError('It is forbidden to modify the following fields in a locked order:\nQuantity');
				if (Number(values.product_uom_qty) < Number(db.get(model, row, 'qty_delivered')))
					throw userError(
						'The ordered quantity of a sale order line cannot be decreased below the amount already delivered. Instead, create a return in your inventory.',
					);
			}
			if (model === 'stock.move' && 'quantity' in values) {
				stock.setQuantity(row, values);
				continue;
			}
			db.update(model, row, values);
			if (model === 'stock.picking') stock.pickingChanged(row, values);
			if (model === 'account.move.line' && 'price_unit' in values)
				accounting.computeTaxes(row.move_id, { changed: true });
		}
		return true;
	}

	function unlink(model: string, ids: number[]): true {
		const moves = existing(model, ids).map(({ move_id }) => move_id);
		if (model === 'account.move') accounting.assertDraft(ids);
		for (const id of ids) db.remove(model, id);
		if (model === 'account.move.line')
			for (const move of new Set(moves)) accounting.computeTaxes(move, { changed: true });
		return true;
	}

	function run(request: Incoming): { result: unknown; changed: boolean } {
		const [, , , model, name] = request.path.split('/');
		const body = request.json() as Body;
		if (name === 'load' && losing > 0 && losing--)
			return {
				result: {
					ids: false,
					messages: [{ type: 'error', message: 'could not serialize access due to concurrent update\n' }],
					nextrow: 0,
				},
				changed: false,
			};
		const work = prepared(model, name, body);
		return db.transaction(work);
	}

	/** The work of a call that Odoo takes as it is. */
	function prepared(model: string, name: string, { ids = [], context = {}, ...args }: Body): () => unknown {
		db.fieldsOf(model);
		if (name.startsWith('_'))
			throw new OdooFault(
				403,
				'odoo.exceptions.AccessError',
				`Private methods (such as '${model}.${name}') cannot be called remotely.`,
			);
		const method = special[`${model}/${name}`] ?? (model === 'ir.model.data' ? undefined : generic[name]);
		if (!method)
			throw new OdooFault(404, 'werkzeug.exceptions.NotFound', `The method '${model}.${name}' does not exist`);
		const unknown = Object.keys(args).find((one) => !method.takes.includes(one));
		if (unknown)
			throw new OdooFault(
				422,
				'werkzeug.exceptions.UnprocessableEntity',
				`got an unexpected keyword argument '${unknown}'`,
			);
		const needed = method.needs?.find((one) => !(one in args));
		if (needed)
			throw new OdooFault(422, 'werkzeug.exceptions.UnprocessableEntity', `missing a required argument: '${needed}'`);
		const own = [ids].flat().filter((id) => typeof id === 'number');
		if (method.model && own.length)
			throw new OdooFault(422, 'werkzeug.exceptions.UnprocessableEntity', `cannot call ${model}.${name} with ids`);
		const [company] = (context.allowed_company_ids as number[] | undefined) ?? [];
		if (company && !db.find('res.company', company))
			throw new OdooFault(403, 'odoo.exceptions.AccessError', 'Access to unauthorized or invalid companies.');
		return () => method.run({ ids: own, args, context }, model);
	}

	function answer(request: Incoming): Answer {
		if (request.path === '/web/version')
			return { status: 200, body: { version_info: [19, 0, 0, 'final', 0, ''], version: '19.0' } };
		if (!/^\/json\/2\/[^/]+\/[^/]+$/.test(request.path)) return html(404, 'Not Found');
		const database = request.headers['x-odoo-database'];
		if (database && database !== sandboxSecrets.odooDatabase) return html(404, 'Not Found');
		if (request.method !== 'POST')
			return fault(404, 'werkzeug.exceptions.NotFound', 'Did you mean POST /json/2/<model>/<method>?');
		const [scheme, key] = (request.headers.authorization ?? '').split(' ');
		if (!/^bearer$/i.test(scheme))
			return fault(
				401,
				'werkzeug.exceptions.Unauthorized',
				'User not authenticated, use an API Key with a Bearer Authorization header.',
			);
		if (key !== sandboxSecrets.odooKey) return fault(401, 'werkzeug.exceptions.Unauthorized', 'Invalid apikey');
		try {
			const { result, changed } = run(request);
			return {
				status: 200,
				body: JSON.stringify(result ?? null),
				headers: { 'content-type': 'application/json; charset=utf-8' },
				committed: changed,
			};
		} catch (error) {
			if (error instanceof LoadFailed) return { status: 200, body: error.answer, committed: false };
			if (error instanceof OdooFault) return fault(error.status, error.fault, error.message);
			if (error instanceof SyntaxError)
				return fault(400, 'werkzeug.exceptions.BadRequest', `could not parse the body as json: ${error.message}`);
			throw error;
		}
	}

	return {
		provider: 'odoo',
		database: sandboxSecrets.odooDatabase,
		key: sandboxSecrets.odooKey,
		db,
		settings: () => structuredClone(seed.settings),
		addOrder: (order) => seed.addOrder(order),
		openToAdministrator: () => {
			db.addModels({
				'ir.model': { model: 'char' },
				'ir.actions.server': { name: 'char', model_id: 'm2o:ir.model', state: 'char', code: 'char' },
			});
			for (const { model } of [strictReturn, batchAction].filter(
				(one, index, all) => all.findIndex(({ model: other }) => other === one.model) === index,
			))
				db.insert('ir.model', { model });
		},
		installBatch: () => {
			db.addModels({ 'ir.actions.server': { name: 'char', state: 'char', code: 'char' } });
			return db.insert('ir.actions.server', { name: 'Returns: batch', state: 'code', code: batchAction.code }).id;
		},
		loseLoads: (times) => (losing = times),
		operationOf: ({ path }) => path.replace(/^\/json\/2\//, ''),
		answer,
		refusal: (kind, { retryAfter = 1 }) =>
			kind === 'rate_limit'
				? {
						...html(429, 'Too Many Requests'),
						headers: { 'content-type': 'text/html', 'retry-after': String(retryAfter) },
					}
				: html(502, 'Bad Gateway'),
	};
}

function html(status: number, title: string): Answer {
	return {
		status,
		headers: { 'content-type': 'text/html; charset=utf-8' },
		body: `<!DOCTYPE html>\n<title>${status} ${title}</title>\n<h1>${title}</h1>\n`,
		committed: false,
	};
}

/** Odoo's error body; `debug` is there so that a test can see that it goes nowhere. */
function fault(status: number, name: string, message: string): Answer {
	return {
		status,
		body: {
			name,
			message,
			arguments: [message],
			context: {},
			debug: `Traceback (most recent call last):\n  File "/usr/lib/python3/dist-packages/odoo/http.py"\n${name}: ${message}\n`,
		},
		committed: false,
	};
}

function escaped(text: unknown): string {
	return String(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
