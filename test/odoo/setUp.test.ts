import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OdooReturns } from '../../nodes/OdooReturns/OdooReturns.node';
import { closeStores, openStore } from '../../nodes/shared/store';
import { runNode, type NodeOptions } from '../support/harness';
import { odooAt, requireMachine, type OdooDatabase } from './server';
import { call, odooApiKeyApi } from './target';

/** Set-Up on an Odoo 19 that has only the apps the package asks for, and nothing made for returns. */
let odoo: OdooDatabase;
let everyday: string;
let manager: string;
const store = { storage: 'embedded', file: join(mkdtempSync(join(tmpdir(), 'setup-')), 'cases.sqlite'), auditKey: 'k' };
const everydayGroups = ['stock.group_stock_user', 'account.group_account_invoice'];

beforeAll(async () => {
	odoo = await odooAt(requireMachine()).freshDatabase('plain');
	everyday = await odoo.keyOfUser('everyday', everydayGroups);
	manager = await odoo.keyOfUser('manager', [...everydayGroups, 'stock.group_stock_manager']);
});
afterAll(async () => await closeStores());

async function run(
	operation: 'check' | 'install',
	options: Partial<NodeOptions> & { key?: string; parameters?: object } = {},
) {
	const { key = odoo.key, parameters, ...more } = options;
	return await runNode(new OdooReturns(), {
		extraTypes: [odooApiKeyApi],
		input: [{}],
		...more,
		parameters: { resource: 'setUp', operation, ...parameters },
		credentials: { odooApiKeyApi: { url: odoo.url, db: odoo.database, apiKey: key }, ...more.credentials },
	});
}
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- read field by field
async function setUp(operation: 'check' | 'install', options: Parameters<typeof run>[1] = {}): Promise<any> {
	const {
		json: [item],
		error,
	} = await run(operation, options);
	if (error) throw new Error(`${error.message} ${error.description}`);
	return item.setUp;
}
const rpc = async (model: string, method: string, args: object) => (await call(odoo, model, method, args)).body;
const counts = async () =>
	(
		await odoo.sql<Record<string, number>>(
			"select (select count(*) from stock_location)::int as locations, (select count(*) from stock_picking_type)::int as types, (select count(*) from ir_act_server)::int as actions, (select count(*) from ir_model_data where module = '__n8n_returns__')::int as keys",
		)
	)[0];
const stateOf = (report: { pieces: Array<{ key: string; state: string }> }) =>
	Object.fromEntries(report.pieces.map(({ key, state }) => [key, state]));

it('lists what is missing and what this user may not do, and writes nothing', async () => {
	const before = await counts();
	const report = await setUp('check');
	expect(report).toMatchObject({
		ready: false,
		warehouse: { name: expect.any(String) },
		settings: {
			odoo: {
				destinations: { restock: expect.any(Number), scrap: expect.any(Number) },
				internalOperationType: expect.any(Number),
				paymentJournal: expect.any(Number),
			},
		},
	});
	expect(stateOf(report)).toEqual({
		inspection: 'missing',
		quarantine: 'missing',
		refurbish: 'missing',
		vendor: 'missing',
		scrap: 'present',
		restock: 'present',
		internalType: 'present',
		operationType: 'missing',
		deliveries: 'different',
		strictReturn: 'missing',
		batch: 'missing',
		creditNoteJournal: 'present',
		paymentJournal: 'present',
		storeCreditJournal: 'missing',
	});
	const limited = await setUp('check', { key: everyday });
	expect(limited.rights.missing).toEqual([]);
	expect(limited.rights.optional).toEqual(
		expect.arrayContaining([
			{ group: 'Administration / Settings', has: false, needed: expect.stringContaining('server action') },
			{ group: 'Sales / User: All Documents', has: false, needed: 'exchange orders' },
			{ group: 'Sales / Administrator', has: false, needed: 'giving gift cards and eWallets' },
			{ group: 'Contact / Creation', has: false, needed: 'notes on customers' },
			{ group: 'Point of Sale / User', has: false, needed: 'receipts of a register' },
		]),
	);
	expect(limited.rights.apps).toEqual(
		expect.arrayContaining([{ name: 'Discount & Loyalty', installed: false, needed: 'store credit' }]),
	);
	// Odoo finds the keys of what a user may not see as well; there is none yet, so it can be told.
	expect(stateOf(limited).strictReturn).toBe('missing');
	const seller = await setUp('check', {
		key: await odoo.keyOfUser('seller', ['stock.group_stock_user', 'sales_team.group_sale_salesman']),
	});
	expect(seller.rights).toMatchObject({
		missing: ['Invoicing / Invoicing'],
		warnings: [expect.stringContaining('hides the orders of everybody else')],
	});
	expect(await counts()).toEqual(before);
});

it('shows in a test run what it would make, and makes nothing', async () => {
	const before = await counts();
	const shown = await setUp('install', { mode: 'manual' });
	expect(shown).toMatchObject({
		outcome: 'dry_run',
		ready: false,
		made: [
			'inspection',
			'quarantine',
			'refurbish',
			'vendor',
			'operationType',
			'deliveries',
			'strictReturn',
			'batch',
			'storeCreditJournal',
		],
	});
	expect(await counts()).toEqual(before);
});

it("makes what the user may make, names what is left, and goes on with an administrator's key", async () => {
	expect((await run('install', { key: everyday })).error).toMatchObject({
		message: expect.stringContaining('Odoo did not let this user make: Location "Returns Inspection"'),
		description: expect.stringContaining('Nothing was made'),
		context: { category: 'configuration' },
	});
	const half = (await run('install', { key: manager })).error;
	expect(half?.message).toMatch(/did not let this user make: Server action that makes a return/);
	expect(half?.description).toContain(
		'Made already: inspection, quarantine, refurbish, vendor, operationType, deliveries',
	);
	const rest = await setUp('install', { credentials: { returnCaseApi: store } });
	expect(rest).toMatchObject({
		outcome: 'done',
		ready: true,
		missing: [],
		made: ['strictReturn', 'batch', 'storeCreditJournal'],
	});
});

it('makes nothing twice, also when five install at once', async () => {
	const before = await counts();
	expect(before.keys).toBe(9);
	expect(await setUp('install')).toMatchObject({ outcome: 'already_done', made: [] });
	await rpc('stock.location', 'unlink', {
		ids: await rpc('stock.location', 'search', { domain: [['name', '=', 'Returns Quarantine']] }),
	});
	const all = await Promise.all([1, 2, 3, 4, 5].map(async () => await setUp('install')));
	expect(new Set(all.map(({ settings }) => settings.odoo.destinations.quarantine)).size).toBe(1);
	expect(await counts()).toEqual(before);
});

it("stores the ids in the brand's settings, beside what was set before", async () => {
	const cases = await openStore(store);
	await cases.settings.save('shop', { timeZone: 'Europe/Berlin', policy: { windowDays: 14 } });
	const installed = await setUp('install', { parameters: { brand: 'shop' }, credentials: { returnCaseApi: store } });
	const saved = await cases.settings.get('shop');
	expect(saved).toMatchObject({ timeZone: 'Europe/Berlin', policy: { windowDays: 14 }, odoo: installed.settings.odoo });
	expect(Object.keys(saved.odoo).sort()).toEqual([
		'batchAction',
		'creditNoteJournal',
		'destinations',
		'inspectionLocation',
		'internalOperationType',
		'paymentJournal',
		'returnOperationType',
		'storeCreditJournal',
		'strictReturnAction',
	]);
	expect(Object.keys(saved.odoo.destinations).sort()).toEqual([
		'quarantine',
		'refurbish',
		'restock',
		'scrap',
		'vendor',
	]);
	// With the settings, an everyday user sees that all is there.
	expect(
		await setUp('check', { key: everyday, parameters: { brand: 'shop' }, credentials: { returnCaseApi: store } }),
	).toMatchObject({ ready: true, missing: [] });
	// And the desk can show it, and offers Odoo's own records by name.
	const report = (await (await openStore(store)).setUpReports.list()).find(({ brand }) => brand === 'shop')!;
	expect(report).toMatchObject({ connection: 'odoo', brand: 'shop' });
	expect(report.checks.filter(({ light }) => light === 'mend')).toEqual([]);
	expect(report.checks).toContainEqual(
		expect.objectContaining({ what: 'Right Inventory / Administrator', light: 'look' }),
	);
	const names = (setting: string) => report.choices[setting].map(({ name }) => name);
	expect(names('odoo.inspectionLocation')).toContainEqual(expect.stringContaining('Returns Inspection'));
	expect(names('odoo.returnOperationType')).toContain('Customer Returns');
	expect(names('odoo.paymentJournal')).toContainEqual(expect.stringMatching(/^Bank \(/));
	expect(report.choices['odoo.giftCardProgram']).toEqual([]);
	for (const [setting, id] of [
		['inspectionLocation', saved.odoo.inspectionLocation],
		['returnOperationType', saved.odoo.returnOperationType],
		['creditNoteJournal', saved.odoo.creditNoteJournal],
		['storeCreditJournal', saved.odoo.storeCreditJournal],
	])
		expect(report.choices[`odoo.${setting}`].map((one) => one.id)).toContain(id);
});

it('made what returns need: outside of the warehouse, existing serial numbers only, no question, deliveries led there', async () => {
	const {
		settings: { odoo: ids },
	} = await setUp('check');
	const places = await odoo.sql<{ usage: string; location_id: number | null; warehouse_id: number | null }>(
		'select usage, location_id, warehouse_id from stock_location where id = any($1)',
		[[ids.inspectionLocation, ids.destinations.quarantine, ids.destinations.refurbish, ids.destinations.vendor]],
	);
	expect(places).toEqual(
		Array.from({ length: 4 }, () => ({ usage: 'internal', location_id: null, warehouse_id: null })),
	);
	const [type] = await odoo.sql(
		'select code, use_create_lots, use_existing_lots, create_backorder, default_location_dest_id as dest from stock_picking_type where id = $1',
		[ids.returnOperationType],
	);
	expect(type).toEqual({
		code: 'incoming',
		use_create_lots: false,
		use_existing_lots: true,
		create_backorder: 'always',
		dest: ids.inspectionLocation,
	});
	const [delivery] = await odoo.sql(
		'select return_picking_type_id as type from stock_picking_type where id = (select out_type_id from stock_warehouse limit 1)',
	);
	expect(delivery).toEqual({ type: ids.returnOperationType });
});

it('finds what somebody changed, says what that does, and puts right what it may', async () => {
	const {
		settings: { odoo: ids },
	} = await setUp('check');
	const [{ view }] = await odoo.sql<{ view: number }>('select view_location_id as view from stock_warehouse limit 1');
	await rpc('stock.picking.type', 'write', {
		ids: [ids.returnOperationType],
		vals: { use_create_lots: true, create_backorder: 'ask' },
	});
	await rpc('stock.location', 'write', { ids: [ids.destinations.refurbish], vals: { location_id: view } });
	for (const action of [ids.strictReturnAction, ids.batchAction])
		await rpc('ir.actions.server', 'write', { ids: [action], vals: { code: 'action = {}' } });
	const changed = await setUp('check');
	expect(stateOf(changed)).toMatchObject({
		operationType: 'different',
		refurbish: 'by_hand',
		strictReturn: 'different',
		batch: 'different',
	});
	const todo = (key: string) => changed.pieces.find((one: { key: string }) => one.key === key).todo;
	expect(todo('operationType')).toBe(
		'Customer Returns: invented serial numbers are taken; a short receipt stops with a question.',
	);
	expect(todo('refurbish')).toContain('is offered to customers at once');
	const mended = await setUp('install');
	expect(mended).toMatchObject({
		outcome: 'done',
		ready: false,
		made: ['operationType', 'strictReturn', 'batch'],
		missing: ['Location "Returns Refurbish", outside of the warehouse'],
	});
	await rpc('stock.location', 'write', { ids: [ids.destinations.refurbish], vals: { location_id: false } });
	expect(await setUp('check')).toMatchObject({ ready: true });
});

it('asks which warehouse when there are several, and looks at each by itself', async () => {
	const [second] = await rpc('stock.warehouse', 'create', { vals_list: [{ name: 'Second', code: 'WH2' }] });
	expect((await run('check')).error).toMatchObject({
		message: 'This Odoo has several warehouses',
		description: expect.stringContaining('Field: warehouse.'),
	});
	const report = await setUp('check', { parameters: { warehouse: { __rl: true, mode: 'list', value: second } } });
	expect(stateOf(report)).toMatchObject({
		inspection: 'missing',
		operationType: 'missing',
		strictReturn: 'present',
		batch: 'present',
	});
});
