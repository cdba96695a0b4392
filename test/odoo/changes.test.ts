import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { OdooReturns } from '../../nodes/OdooReturns/OdooReturns.node';
import { runNode } from '../support/harness';
import { realOdoo } from './realOdoo';
import { odooApi, odooApiKeyApi, type OdooTarget } from './target';

/** Change: Get Many on a real Odoo: slow transactions, resuming, files. */
const run = Date.now().toString(36).toUpperCase();
let odoo: OdooTarget;
beforeAll(async () => void (odoo = await realOdoo()));

async function rpc(model: string, method: string, args: object = {}) {
	const { status, body } = await odoo.call(model, method, args);
	if (status !== 200) throw new Error(`${model}.${method}: ${body?.message}`);
	return body;
}

async function changes(parameters: INodeParameters = {}) {
	const { conditions, ...options } = (parameters.options ?? {}) as INodeParameters;
	return await runNode(new OdooReturns(), {
		parameters: {
			resource: 'change',
			operation: 'getMany',
			kind: 'transfer',
			...parameters,
			options: { conditions: conditions ?? `[["origin", "=like", "C${run}%"]]`, ...options },
		},
		credentials: { odooApiKeyApi: { url: odoo.url, db: odoo.database, apiKey: odoo.key } },
		extraTypes: [odooApi, odooApiKeyApi],
		input: [{}],
	});
}
async function told(
	parameters: INodeParameters = {},
	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- read field by field
): Promise<{ origins: string[]; cursor: string; more?: boolean; items: any[] }> {
	const { json, error } = await changes(parameters);
	if (error) throw new Error(`${error.message} ${error.description}`);
	const items = json as any[]; // eslint-disable-line @typescript-eslint/no-explicit-any -- read field by field
	return {
		items,
		origins: items.map(({ change }) => change.origin),
		cursor: items.at(-1)?.cursor ?? parameters.cursor,
		more: items.at(-1)?.more,
	};
}

let transfer: object;
const make = async (...names: string[]): Promise<number[]> =>
	await rpc('stock.picking', 'create', { vals_list: names.map((name) => ({ ...transfer, origin: `C${run}${name}` })) });
beforeAll(async () => {
	const [type] = await rpc('stock.picking.type', 'search', { domain: [['code', '=', 'incoming']], limit: 1 });
	transfer = {
		picking_type_id: type,
		location_id: odoo.settings.inspectionLocation,
		location_dest_id: odoo.settings.destinations.restock,
	};
});

it('begins with all there is, goes on with what was changed, and tells nothing twice', async () => {
	const [first] = await make('a', 'b', 'c');
	const begun = await told();
	expect(begun.origins).toEqual(['a', 'b', 'c'].map((name) => `C${run}${name}`));
	expect(begun.items[0].change).toMatchObject({
		id: first,
		state: 'draft',
		location_id: odoo.settings.inspectionLocation,
		return_id: null,
		date_done: null,
		changedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
	});
	expect(begun.items.slice(0, -1).every((item) => !('cursor' in item))).toBe(true);
	expect((await told({ cursor: begun.cursor })).items).toEqual([]);
	// Within the same second, so that write_date alone shows no difference.
	await rpc('stock.picking', 'write', { ids: [first], vals: { state: 'cancel' } });
	await make('d');
	const next = await told({ cursor: begun.cursor });
	expect(next.origins).toEqual([`C${run}a`, `C${run}d`]);
	expect(next.items[0].change.state).toBe('cancel');
	expect((await told({ cursor: next.cursor })).items).toEqual([]);
});

it('tells what a slow transaction wrote, though it began before the last read', async () => {
	const begun = await told();
	const [model] = await rpc('ir.model', 'search', { domain: [['model', '=', 'stock.picking']] });
	const code = `record.write({'origin': 'C${run}slow'})\nenv.flush_all()\ntime.sleep(8)`;
	const [action] = await rpc('ir.actions.server', 'create', {
		vals_list: [{ name: 'slow', model_id: model, state: 'code', code }],
	});
	const [document] = await make('e');
	const after = await told({ cursor: begun.cursor });
	const slow = rpc('ir.actions.server', 'run', {
		ids: [action],
		context: { active_model: 'stock.picking', active_id: document, active_ids: [document] },
	});
	await new Promise((resolve) => setTimeout(resolve, 2000));
	await make('f');
	const during = await told({ cursor: after.cursor });
	expect(during.origins).toEqual([`C${run}f`]); // newer than the slow one, which nobody can see yet
	await slow;
	const [{ write_date: written }] = await rpc('stock.picking', 'read', { ids: [document], fields: ['write_date'] });
	expect(written < during.items[0].change.changedAt.slice(0, 19).replace('T', ' ')).toBe(true); // a plain poll for "newer than the newest" misses it
	expect((await told({ cursor: during.cursor })).origins).toEqual([`C${run}slow`]);
	await rpc('ir.actions.server', 'unlink', { ids: [action] });
});

it('stops at the limit, says that there is more, and goes on behind it', async () => {
	const whole = (await told()).origins;
	const pieces: string[] = [];
	let cursor = '';
	for (let more: boolean | undefined = true; more;) {
		const part = await told({ cursor, options: { limit: 2 } });
		expect(part.origins.length).toBeLessThanOrEqual(2);
		pieces.push(...part.origins);
		({ cursor, more } = part);
	}
	expect(pieces).toEqual(whole);
});

it('gives a file with a document per line, with the same documents and cursor', async () => {
	const {
		items: [item],
	} = await changes({ output: 'file' });
	const { binary, json } = item as INodeExecutionData & { json: { changes: number; cursor: string } };
	const lines = Buffer.from(binary!.data.data, 'base64')
		.toString('utf8')
		.trimEnd()
		.split('\n')
		.map((line) => JSON.parse(line) as { origin: string });
	expect(binary!.data).toMatchObject({ fileName: 'changes.jsonl', mimeType: 'application/jsonl' });
	const whole = await told();
	expect(lines.map(({ origin }) => origin)).toEqual(whole.origins);
	expect(json.changes).toBe(lines.length);
	expect((await told({ cursor: json.cursor })).items).toEqual([]);
});

it('begins at a time, and follows every kind with fields of its own', async () => {
	expect((await told({ since: new Date(Date.now() + 3_600_000).toISOString() })).items).toEqual([]);
	expect((await told({ since: new Date(Date.now() - 3_600_000).toISOString() })).items.length).toBeGreaterThan(0);
	for (const one of [1, 2, 3])
		await odoo.addOrder({
			number: `#C${run}${one}`,
			lines: [{ sku: 'TEE-BLUE-M', title: 'T-shirt blue M', quantity: 1, price: '20.00', discount: '0', tax: '4.00' }],
			shipping: { price: '0', tax: '0' },
		});
	for (const kind of [
		'creditNote',
		'invoice',
		'order',
		'orderLine',
		'payment',
		'stockMove',
		'stockQuantity',
		'transfer',
	]) {
		const { json, error } = await changes({ kind, options: { conditions: '[]', limit: 3 } });
		expect([kind, error?.message]).toEqual([kind, undefined]);
		if (kind !== 'creditNote') expect([kind, json.length]).toEqual([kind, 3]);
	}
});

it('refuses fields that cannot be followed, and says which', async () => {
	expect(
		(await changes({ kind: 'invoice', options: { fields: 'narration,invoice_payments_widget', conditions: '[]' } }))
			.error,
	).toMatchObject({
		message: 'Odoo computes invoice_payments_widget of account.move anew for each document',
		context: { category: 'invalid_input' },
	});
	expect((await changes({ options: { fields: 'nofield' } })).error?.message).toBe(
		"Odoo's stock.picking has no field nofield that this user may read",
	);
	expect((await changes({ options: { fields: 'priority' } })).json[0].change).toHaveProperty('priority', '0');
	expect((await changes({ cursor: 'x' })).error?.message).toBe('This is no cursor of an earlier run');
});
