import { rm } from 'node:fs/promises';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { closeStores, openStore, type CaseStore } from '../../nodes/shared/store';
import { waitFor } from '../n8n/waitFor';
import { everyEvent, TriggerFixture } from '../OdooReturns/triggerFixture';
import type { TriggerOptions } from '../support/webhookTrigger';
import { install } from './apps';
import { odooApiKeyApi } from './target';
import { json, openWorkbench, tee, type Workbench } from './workbench';

/** The trigger on a real Odoo: its automations, its calls, its transactions. */
let w: Workbench;
let store: CaseStore;
let folder: string;
let cases: { storage: string; file: string; auditKey: string };
const triggers: TriggerFixture[] = [];
beforeAll(async () => {
	w = await openWorkbench();
	await install(w, 'base_automation');
	folder = mkdtempSync(join(tmpdir(), 'odoo-trigger-'));
	cases = { storage: 'embedded', file: join(folder, 'returns.sqlite'), auditKey: 'test' };
	store = await openStore(cases);
	await store.settings.save('default', { odoo: w.odoo.settings });
}, 180_000);
afterEach(async () => {
	for (const one of triggers.splice(0)) await one.call('delete').finally(async () => await one.running.stop());
});
afterAll(async () => {
	await closeStores();
	await rm(folder, { recursive: true, force: true });
});

let count = 0;
async function trigger({
	withStore = true,
	key = w.odoo.key,
	...more
}: Partial<TriggerOptions> & { withStore?: boolean; key?: string } = {}): Promise<TriggerFixture> {
	const made = await new TriggerFixture({
		credentials: {
			odooApiKeyApi: { url: w.odoo.url, db: w.odoo.database, apiKey: key },
			...(withStore && { returnCaseApi: { ...cases } }),
		},
		extraTypes: [odooApiKeyApi],
		workflowId: `w${++count}`,
		...more,
	}).start();
	triggers.push(made);
	return made;
}
/** As n8n publishes: what is not there is made, and the first poll says where to begin. */
async function published(options: Parameters<typeof trigger>[0] = {}): Promise<TriggerFixture> {
	const one = await trigger(options);
	if (!(await one.call('checkExists'))) await one.call('create');
	expect(await one.poll()).toEqual([]);
	return one;
}
const automations = async () =>
	await w.database.sql<{ model: string; url: string; active: boolean }>(
		'select m.model, s.webhook_url as url, a.active from base_automation a join ir_model m on m.id = a.model_id left join ir_act_server s on s.base_automation_id = a.id order by m.model',
	);
const traces = async () =>
	(
		await w.database.sql(
			"select name from ir_model_data where name like 'trigger.%' or (module = '__n8n_returns__' and name <> 'batch' and model in ('base.automation', 'ir.actions.server'))",
		)
	).length + (await w.database.sql("select id from ir_act_server where usage = 'base_automation'")).length;
const typesOf = (flows: IDataObject[]) => flows.map((one) => (one.odooEvent as IDataObject).type);
const events = async (one: TriggerFixture, type: string) =>
	await waitFor(type, async () => one.flows.filter((flow) => (flow.odooEvent as IDataObject).type === type).at(0), {
		timeoutMs: 15_000,
	});

/** A case whose return document is in Odoo. */
async function openCase(pieces = 2): Promise<{ reference: string; number: string; id: number }> {
	const { number, id } = await w.order();
	const opened = await store.cases.open({
		source: 'test',
		sourceId: number,
		request: {
			brand: 'default',
			channel: 'portal',
			orderNumber: number,
			lines: [{ id: 'L1', sku: tee.sku, title: '', quantity: pieces, reason: 'unknown', providerIds: {} }],
			providerIds: {},
		},
	});
	await store.cases.record({
		reference: opened.reference,
		events: [{ source: 'test', id: `${number}/yes`, type: 'return.approved', data: {} }],
	});
	return { reference: opened.reference, number, id };
}
const makeReturn = async ({ reference, number }: { reference: string; number: string }) =>
	Number(
		(await w.done('return.create', { reference, order: number, lines: json([{ sku: tee.sku, quantity: 2 }]) })).return
			.id,
	);
/** What a person does who validates a transfer in Odoo. */
async function validate(transfer: number, quantity: number): Promise<void> {
	const [move] = await w.rpc('stock.move', 'search', { domain: [['picking_id', '=', transfer]] });
	await w.rpc('stock.move', 'write', { ids: [move], vals: { quantity, picked: true } });
	await w.rpc('stock.picking', 'button_validate', { ids: [transfer], context: { skip_backorder: true } });
}
const timeline = async (reference: string) => (await store.cases.timeline(reference)).map(({ type }) => type);

describe('automations', () => {
	it('are made once, however often n8n asks for them, repaired, and gone without a trace', async () => {
		expect(await traces()).toBe(0);
		const one = await trigger();
		expect(await one.call('checkExists')).toBe(false);
		// At the same moment Odoo may refuse some, as it loads its models anew for each; n8n tries again.
		await Promise.allSettled([1, 2, 3, 4, 5].map(async () => await one.call('create')));
		for (let i = 0; i < 5; i++) await one.call('create');
		// Only Odoo keeps the secret: n8n would show it to whoever may read the workflow.
		const expectMade = async () => {
			const found = await automations();
			expect(found).toEqual(
				['account.move', 'account.payment', 'stock.move', 'stock.picking'].map((model) => ({
					model,
					url: found[0].url,
					active: true,
				})),
			);
			const [address, key] = found[0].url.split('?key=');
			expect(address).toBe(one.uri);
			expect(key).toMatch(/^[\w-]{32}$/);
			expect(JSON.stringify(one.memory)).not.toContain(key);
		};
		await expectMade();
		expect(await one.call('checkExists')).toBe(true);
		const [{ id }] = await w.database.sql<{ id: number }>('select id from base_automation limit 1');
		for (const change of [
			async () => await w.rpc('base.automation', 'write', { ids: [id], vals: { active: false } }),
			async () =>
				await w.database.sql(
					"update ir_act_server set webhook_url = 'http://127.0.0.1:1/' where usage = 'base_automation'",
				),
			async () =>
				await w.rpc('base.automation', 'unlink', {
					ids: await w.rpc('base.automation', 'search', { domain: [['model_name', '=', 'account.move']] }),
				}),
		]) {
			await change();
			expect(await one.call('checkExists')).toBe(false);
			await one.call('create');
			await expectMade();
			expect(await one.call('checkExists')).toBe(true);
		}
		await one.call('delete');
		expect(await traces()).toBe(0);
		expect(await automations()).toEqual([]);
		await one.call('delete');
	});

	it('are of the chosen events only, and of each workflow its own', async () => {
		const [one, two] = [
			await published({ parameters: { events: ['return.received'] } }),
			await published({ parameters: { events: ['credit_note.posted'] } }),
		];
		expect((await automations()).map(({ model }) => model)).toEqual(['account.move', 'stock.picking']);
		await one.call('delete');
		expect((await automations()).map(({ model }) => model)).toEqual(['account.move']);
		expect(await two.call('checkExists')).toBe(true);
	});

	it('are not made for a user who may not, nor without a case store, and every item says why', async () => {
		const key = await w.database.keyOfUser('clerk', ['stock.group_stock_user', 'account.group_account_invoice']);
		for (const [options, why] of [
			[{ key }, /no administrator/],
			[{ withStore: false }, /Return Case credential/],
		] as const) {
			const one = await published(options);
			expect(await automations()).toEqual([]);
			const id = await makeReturn(await openCase());
			expect(await one.poll()).toMatchObject([
				{
					odooEvent: {
						type: 'return.created',
						documentId: id,
						noticedBy: 'poll',
						onlyPolled: expect.stringMatching(why),
					},
				},
			]);
			expect(await one.poll()).toEqual([]);
		}
		const test = await trigger({ key });
		await expect(test.call('create', { mode: 'manual' })).rejects.toMatchObject({
			message: expect.stringContaining('no administrator'),
			description: expect.stringContaining('By Polling'),
		});
	});
});

describe('events', () => {
	it("arrive at once by Odoo's own call, once each, and the case knows them before the flow does", async () => {
		const one = await published();
		const of = await openCase();
		const id = await makeReturn(of);
		expect(await events(one, 'return.created')).toMatchObject({
			reference: of.reference,
			return: { id: String(id), state: 'assigned' },
			case: { ids: { 'odoo.return': String(id) } },
			odooEvent: { model: 'stock.picking', documentId: id, noticedBy: 'webhook' },
			settings: { odoo: w.odoo.settings },
		});
		await w.done('goods.receive', {
			reference: of.reference,
			receipt: json({ id: 'A', lines: [{ sku: tee.sku, quantity: 1 }] }),
		});
		expect(await events(one, 'return.received')).toMatchObject({ reference: of.reference, return: { state: 'done' } });
		expect(await events(one, 'stock.moved')).toMatchObject({
			reference: of.reference,
			movement: {
				sku: tee.sku,
				quantity: 1,
				from: { name: expect.stringContaining('Customers') },
				to: { id: w.odoo.settings.inspectionLocation },
			},
		});
		// What our own node books is told by our own node; the backorder of the missing piece is no second return.
		expect(await timeline(of.reference)).toEqual([
			'return.requested',
			'return.approved',
			'policy.kept',
			'return_document.created',
		]);
		expect(await one.poll()).toEqual([]);
		expect(typesOf(one.flows).sort()).toEqual(['return.created', 'return.received', 'stock.moved']);
		expect((await store.inbox.get({ state: 'new', limit: 100 })).length).toBe(0);
	});

	it('of what a person books in Odoo reach the case as its own facts, and the node takes the receipt up', async () => {
		const one = await published();
		const of = await openCase();
		const id = await makeReturn(of);
		await validate(id, 1);
		const told = await events(one, 'return.received');
		const receipt = { id: `odoo-transfer-${id}`, lines: [{ sku: tee.sku, quantity: 1 }] };
		expect(told).toMatchObject({
			reference: of.reference,
			receipt,
			case: { lines: [{ quantities: { received: 1 } }] },
		});
		expect(await timeline(of.reference)).toEqual([
			'return.requested',
			'return.approved',
			'policy.kept',
			'return_document.created',
			'return.received',
			'receipt.posted',
		]);
		const taken = await w.done('goods.receive', { reference: of.reference, receipt: json(receipt) });
		expect(taken.receipt).toMatchObject({
			id: String(id),
			receipt: receipt.id,
			lines: [{ sku: tee.sku, quantity: 1, surplus: 0 }],
			backorder: expect.any(String),
		});
		expect(
			(await w.node('goods.receive', { reference: 'RMA-OTHER', receipt: json(receipt) })).error?.message,
		).toContain('is not of return RMA-OTHER');
		// The second piece, and then to quarantine by hand.
		await validate(Number(taken.receipt.backorder), 1);
		await waitFor('the second piece', async () =>
			(await store.cases.get(of.reference))!.lines[0].quantities.received === 2 ? true : undefined,
		);
		const { inspectionLocation: from, internalOperationType: type, destinations } = w.odoo.settings;
		const [
			{
				product_id: [product],
				product_uom: [unit],
			},
		] = await w.rpc('stock.move', 'search_read', {
			domain: [['picking_id', '=', id]],
			fields: ['product_id', 'product_uom'],
		});
		const [transfer] = await w.rpc('stock.picking', 'create', {
			vals_list: [
				{
					picking_type_id: type,
					location_id: from,
					location_dest_id: destinations.quarantine,
					origin: of.reference,
					move_ids: [
						[
							0,
							0,
							{
								product_id: product,
								product_uom: unit,
								product_uom_qty: 2,
								location_id: from,
								location_dest_id: destinations.quarantine,
							},
						],
					],
				},
			],
		});
		await w.rpc('stock.picking', 'action_confirm', { ids: [transfer] });
		await w.rpc('stock.picking', 'action_assign', { ids: [transfer] });
		await validate(transfer, 2);
		await waitFor('the goods', async () =>
			(await store.cases.get(of.reference))!.lines[0].quantities.stock.quarantine === 2 ? true : undefined,
		);
		expect(await one.poll()).toEqual([]);
	});

	it('tell credit note and payment, under the names that the node gives them', async () => {
		const one = await published();
		const of = await openCase();
		const money = (amount: number) => ({ amount, currency: w.odoo.currency });
		const intent = {
			id: `${of.reference}/R1`,
			amount: money(2160),
			payment: { id: 'p', processor: 'stripe', providerIds: {} },
			reason: 'return',
			breakdown: [
				{ kind: 'line', line: tee.sku, quantity: 1, amount: money(1800), description: '' },
				{ kind: 'tax', line: tee.sku, amount: money(360), description: '' },
			],
		};
		const refund = { id: `re_${of.reference}`, intent: intent.id, amount: money(2160), status: 'succeeded' };
		await store.cases.record({
			reference: of.reference,
			events: [
				{ source: 'test', id: `${of.reference}/due`, type: 'refund.due', data: { intent } },
				{ source: 'test', id: `${of.reference}/paid`, type: 'refund.succeeded', data: { refund } },
			],
		});
		await makeReturn(of);
		await w.done('creditNote.issue', { reference: of.reference, order: of.number, intent: json(intent) });
		expect(await events(one, 'credit_note.posted')).toMatchObject({
			reference: of.reference,
			creditNote: { amount: money(2160), number: expect.stringMatching(/^RINV/) },
		});
		await w.done('creditNote.recordPayment', { reference: of.reference, refund: json(refund) });
		expect(await events(one, 'payment.registered')).toMatchObject({
			reference: of.reference,
			payment: { amount: money(2160), refund: refund.id },
		});
		const [leg] = (await store.cases.get(of.reference))!.refunds;
		expect(leg).toMatchObject({ creditNote: { intent: intent.id }, payment: { refund: refund.id, intent: intent.id } });
		const named = (await store.cases.timeline(of.reference))
			.filter(({ source }) => source === 'odoo')
			.map(({ id }) => id);
		expect(named).toEqual([`${of.reference}.return`, `${of.reference}.cn.R1`, `${of.reference}.pay.${refund.id}`]);
		expect(await one.poll()).toEqual([]);
	});

	it('written by a slow transaction are not missed by the poll, and nothing is told twice', async () => {
		const one = await published({
			parameters: { notice: 'poll', events: ['return.created', 'return.received'] },
			withStore: false,
		});
		const [slow, fast] = [await makeReturn(await openCase()), await makeReturn(await openCase())];
		expect(typesOf(await one.poll())).toEqual(['return.created', 'return.created']);
		const [model] = await w.rpc('ir.model', 'search', { domain: [['model', '=', 'stock.picking']] });
		const [action] = await w.rpc('ir.actions.server', 'create', {
			vals_list: [
				{
					name: 'slow',
					model_id: model,
					state: 'code',
					code: "record.move_ids.write({'quantity': 2, 'picked': True})\nrecord.with_context(skip_backorder=True).button_validate()\nenv.flush_all()\ntime.sleep(4)",
				},
			],
		});
		const running = w.rpc('ir.actions.server', 'run', {
			ids: [action],
			context: { active_model: 'stock.picking', active_id: slow, active_ids: [slow] },
		});
		await new Promise((resolve) => setTimeout(resolve, 1500));
		await validate(fast, 2);
		expect(await one.poll()).toMatchObject([{ odooEvent: { documentId: fast, type: 'return.received' } }]); // newer, and the slow one is not to be seen yet
		await running;
		const [{ a, b }] = await w.database.sql<{ a: Date; b: Date }>(
			'select (select write_date from stock_picking where id = $1) as a, (select write_date from stock_picking where id = $2) as b',
			[slow, fast],
		);
		expect(a.getTime()).toBeLessThan(b.getTime()); // a plain poll for "newer than the newest" misses it
		expect(await one.poll()).toMatchObject([{ odooEvent: { documentId: slow, type: 'return.received' } }]);
		for (let i = 0; i < 3; i++) expect(await one.poll()).toEqual([]);
		await w.rpc('ir.actions.server', 'unlink', { ids: [action] });
	});

	it('from before the trigger are not told, but what happens then to what was there is', async () => {
		const [done, waiting] = [await makeReturn(await openCase()), await makeReturn(await openCase())];
		await validate(done, 2);
		const one = await published({ parameters: { events: everyEvent } });
		for (const ids of [[done], [waiting]]) await w.rpc('stock.picking', 'write', { ids, vals: { note: 'looked at' } });
		expect(await one.poll()).toEqual([]);
		await validate(waiting, 2);
		await events(one, 'return.received');
		await events(one, 'stock.moved');
		expect(await one.poll()).toEqual([]);
		expect(typesOf(one.flows).sort()).toEqual(['return.received', 'stock.moved']);
	});

	it('are found by the poll when n8n could not be reached, or answered and died', async () => {
		const one = await published({ parameters: { events: ['return.created'] } });
		const address = one.running;
		await address.stop();
		const id = await makeReturn(await openCase());
		expect(await one.poll()).toMatchObject([{ odooEvent: { documentId: id, noticedBy: 'poll' } }]);
		expect(await one.poll()).toEqual([]);
		// A hint that was stored, and then nothing.
		await store.inbox.put({
			source: 'odoo',
			id: `hint:x@w${count}/node`,
			topic: 'stock.picking',
			body: json({ _model: 'stock.picking', _id: id }),
			subject: `w${count}/node`,
		});
		expect(await one.poll()).toEqual([]);
		expect(await store.inbox.get({ state: 'new', limit: 10 })).toEqual([]);
		await one.start();
	});

	it('are believed from nobody who does not know the secret', async () => {
		const one = await published();
		const body = json({ _model: 'stock.picking', _id: 1 });
		for (const query of ['', '?key=', '?key=guessed'])
			expect((await fetch(`${one.uri}${query}`, { method: 'POST', body })).status).toBe(401);
		expect(one.flows).toEqual([]);
		expect((await store.inbox.get({ state: 'new', limit: 10 })).length).toBe(0);
	});
});
