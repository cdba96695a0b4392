import type { IDataObject } from 'n8n-workflow';
import { OdooReturnsTrigger } from '../../nodes/OdooReturns/OdooReturnsTrigger.node';
import type { CaseStore } from '../../nodes/shared/store';
import { runNode } from '../support/harness';
import { waitFor } from '../n8n/waitFor';
import { odooApiKeyApi } from '../odoo/target';
import { installAutomations, type Automation } from '../sandbox/odoo/automations';
import type { TriggerOptions } from '../support/webhookTrigger';
import { bench, type Bench } from './setUp';
import { everyEvent, TriggerFixture } from './triggerFixture';
import { openOwnStore, removeOwnStores, type StoreCredential } from '../support/ownStore';

let b: Bench;
let store: CaseStore;
let cases: StoreCredential;
let automations: { all(): Automation[] };
const triggers: TriggerFixture[] = [];
beforeEach(async () => {
	b = await bench();
	automations = installAutomations(b.odoo);
	({ credential: cases, store } = await openOwnStore());
	await store.settings.save('default', { odoo: b.odoo.settings() });
});
afterEach(async () => {
	for (const one of triggers.splice(0)) await one.running.stop();
	await removeOwnStores();
	await b.server.stop();
});

const odooOf = () => ({ url: b.server.url, db: b.odoo.database, apiKey: b.odoo.key });
async function trigger({
	withStore = true,
	...more
}: Partial<TriggerOptions> & { withStore?: boolean } = {}): Promise<TriggerFixture> {
	const made = await new TriggerFixture({
		credentials: { odooApiKeyApi: odooOf(), ...(withStore && { returnCaseApi: { ...cases } }) },
		extraTypes: [odooApiKeyApi],
		...more,
	}).start();
	triggers.push(made);
	return made;
}
async function published(options: Parameters<typeof trigger>[0] = {}): Promise<TriggerFixture> {
	const one = await trigger(options);
	if (!(await one.call('checkExists'))) await one.call('create');
	await one.poll();
	return one;
}
const makeReturn = async (reference = 'RMA-1') =>
	Number(
		(await b.done('return.create', { reference, order: '#1001', lines: '[{"sku":"TEE-BLUE-M","quantity":1}]' })).return
			.id,
	);
/** What Odoo would send, as it would. */
const call = async (
	id: number,
	{ model = 'stock.picking', url = automations.all().find((one) => one.model === model)!.url } = {},
) =>
	await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ _action: 'Tell n8n(#1)', _id: id, _model: model }),
	});
/** From now on Odoo does not give out a transfer that is read by itself: it fails, or says that its data are odd. */
function refuseToRead(id: number, isOdd = false): void {
	const answer = b.odoo.answer;
	b.odoo.answer = (request) =>
		/\/stock\.picking\/(search_)?read$/.test(request.path) && JSON.stringify(request.json()).includes(`[${id}]`)
			? isOdd
				? { status: 422, body: { name: 'odoo.exceptions.UserError', message: 'odd', arguments: ['odd'], debug: '' } }
				: { status: 502, body: 'Bad Gateway' }
			: answer(request);
}
const settled = async (one: TriggerFixture, calls: number) =>
	await waitFor('the webhook', async () => (one.outcomes.length >= calls ? true : undefined));
const types = (flows: IDataObject[]) => flows.map((one) => (one.odooEvent as IDataObject).type);

describe('the webhook', () => {
	it('answers before it asks Odoo, tells once, and leaves nothing to the poll', async () => {
		const one = await published();
		const id = await makeReturn();
		for (let i = 1; i <= 3; i++) {
			expect((await call(id)).status).toBe(200);
			await settled(one, i);
		}
		expect(one.flows).toMatchObject([
			{
				reference: 'RMA-1',
				odooEvent: { type: 'return.created', documentId: id, noticedBy: 'webhook' },
				return: { id: String(id) },
			},
		]);
		expect(await one.poll()).toEqual([]);
		expect(await store.inbox.get({ state: 'new', limit: 10 })).toEqual([]);
	});

	it("of a case of another brand is told to the case and starts no flow; what belongs to none has the settings of the trigger's brand", async () => {
		await store.settings.save('nord', { timeZone: 'Europe/Oslo', odoo: b.odoo.settings() });
		const { reference } = await store.cases.open({
			request: {
				brand: 'default',
				channel: 'shopify',
				lines: [{ id: 'L1', sku: 'TEE-BLUE-M', title: '', quantity: 1, reason: 'x', providerIds: {} }],
				providerIds: {},
			},
			source: 'shopify',
			sourceId: '1',
		});
		const one = await published({ parameters: { brand: 'nord' } });
		await makeReturn(reference);
		await makeReturn('RMA-1');
		await one.poll();
		expect(one.flows).toMatchObject([{ reference: 'RMA-1', settings: { brand: 'nord', timeZone: 'Europe/Oslo' } }]);
		expect(await store.cases.get(reference)).toMatchObject({ reference });
	});

	it('tells once when call and poll notice at the same moment, in any number', async () => {
		const one = await published();
		const id = await makeReturn();
		await Promise.all([call(id), one.poll(), call(id), one.poll({ again: false }), call(id)]);
		await settled(one, 3);
		expect(types(one.flows)).toEqual(['return.created']);
	});

	it('refuses callers without the secret before it looks at anything', async () => {
		const one = await published();
		const id = await makeReturn();
		const calls = b.journal.calls.length;
		for (const url of [one.uri, `${one.uri}?key=`, `${one.uri}?key=x`])
			expect((await call(id, { url })).status).toBe(401);
		expect([b.journal.calls.length, one.flows, await store.inbox.get({ limit: 10 })]).toEqual([calls, [], []]);
	});

	it('leaves to the poll what Odoo could not be asked for', async () => {
		const one = await published();
		const id = await makeReturn();
		b.journal.inject({ provider: 'odoo', operation: 'stock.picking/search_read', kind: 'server_error', times: 20 });
		expect((await call(id)).status).toBe(200);
		await settled(one, 1);
		expect(one.flows).toEqual([]);
		expect(await store.inbox.get({ state: 'new', limit: 10 })).toHaveLength(1);
		b.journal.faults.splice(0);
		expect(types(await one.poll())).toEqual(['return.created']);
		expect(await store.inbox.get({ state: 'new', limit: 10 })).toEqual([]);
	});

	it('asks for another call when nothing can be stored', async () => {
		const { uri, memory } = await published();
		const id = await makeReturn();
		const one = await trigger({
			credentials: { odooApiKeyApi: odooOf(), returnCaseApi: { ...cases, file: '/dev/null/returns.sqlite' } },
		});
		Object.assign(one.memory, memory);
		expect((await call(id, { url: automations.all()[0].url.replace(uri, one.uri) })).status).toBe(503);
		expect(one.logs).toMatchObject([{ level: 'error', about: { id } }]);
		expect(one.logs[0].message).toContain('the case store failed');
		expect(one.logs[0].about.reason).toContain('The case store cannot be opened');
		expect(one.flows).toEqual([]);
	});

	it('ignores what it does not watch, and documents that are gone', async () => {
		const one = await published({ parameters: { events: ['return.created'] } });
		const [{ url }] = automations.all();
		for (const [id, model] of [
			[1, 'res.partner'],
			[999_999, 'stock.picking'],
		] as const)
			expect((await call(id, { url, model })).status).toBe(200);
		await settled(one, 2);
		expect(one.flows).toEqual([]);
		expect(await store.inbox.get({ state: 'new', limit: 10 })).toEqual([]);
	});
});

describe('the poll', () => {
	it('tells nothing of before, what happens then once, and goes on where it was', async () => {
		await makeReturn('RMA-OLD');
		const one = await published({ withStore: false });
		expect(automations.all()).toEqual([]);
		const id = await makeReturn();
		expect(await one.poll()).toMatchObject([
			{
				reference: 'RMA-1',
				odooEvent: {
					type: 'return.created',
					noticedBy: 'poll',
					onlyPolled: expect.stringContaining('Return Case credential'),
				},
			},
		]);
		expect(await one.poll()).toEqual([]);
		await b.done('goods.receive', {
			reference: 'RMA-1',
			receipt: '{"id":"A","lines":[{"sku":"TEE-BLUE-M","quantity":1}]}',
		});
		expect(types(await one.poll()).sort()).toEqual(['return.received', 'stock.moved']);
		expect(await one.poll({ again: false })).toEqual([]); // as after a restart
		expect(id).toBeGreaterThan(0);
	});

	it('fails in words when Odoo is down, but not while n8n starts', async () => {
		const one = await published({ withStore: false });
		await makeReturn();
		b.journal.inject({ provider: 'odoo', kind: 'server_error', times: 60 });
		expect(await one.poll({ again: false, activation: 'init' })).toEqual([]);
		await expect(one.poll()).rejects.toMatchObject({
			message: expect.stringMatching(/Odoo/),
			context: { category: 'retryable' },
		});
		b.journal.faults.splice(0);
		expect(types(await one.poll())).toEqual(['return.created']);
	});

	it('gives out what it has told when something fails behind it, and reads the rest again', async () => {
		const one = await published({ withStore: false });
		await makeReturn();
		b.journal.inject({ provider: 'odoo', operation: 'stock.move/search_read', kind: 'server_error', times: 20 });
		expect(types(await one.poll())).toEqual(['return.created']);
		b.journal.faults.splice(0);
		expect(await one.poll()).toEqual([]);
	});

	it('holds up nothing for a document that Odoo does not give out: it is met again, and after a day it is told and left behind', async () => {
		const one = await published({ parameters: { notice: 'poll' } });
		const bad = await makeReturn('RMA-1');
		await makeReturn('RMA-2');
		refuseToRead(bad);
		const now = Date.now;
		expect((await one.poll()).map(({ reference }) => reference)).toEqual(['RMA-2']);
		await expect(one.poll()).rejects.toMatchObject({ context: { category: 'retryable' } });
		await b.done('goods.receive', {
			reference: 'RMA-2',
			receipt: '{"id":"A","lines":[{"sku":"TEE-BLUE-M","quantity":1}]}',
		});
		expect(types(await one.poll())).toContain('return.received');
		const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + 25 * 3_600_000);
		try {
			await expect(one.poll()).rejects.toThrow();
			expect(await one.poll()).toEqual([]);
		} finally {
			clock.mockRestore();
		}
		expect(await store.notices.untold(9)).toMatchObject([
			{ key: `odoo-untold/stock.picking/${bad}/return.created`, owner: 'operator' },
		]);
	});

	it('tells the operator of a document that no trying again can cure', async () => {
		const one = await published({ parameters: { notice: 'poll' } });
		const bad = await makeReturn();
		refuseToRead(bad, true);
		expect(await one.poll()).toEqual([]);
		expect(await store.notices.untold(9)).toMatchObject([
			{
				key: `odoo-untold/stock.picking/${bad}/return.created`,
				owner: 'operator',
				message: expect.stringContaining(`stock.picking ${bad}`),
			},
		]);
	});

	it('goes on where it was when n8n has lost what was kept with the workflow: the case store keeps it', async () => {
		const one = await published({ parameters: { notice: 'poll' } });
		const id = await makeReturn();
		for (const key of Object.keys(one.memory)) delete one.memory[key];
		expect(await one.poll()).toMatchObject([{ odooEvent: { documentId: id, type: 'return.created' } }]);
	});
});

describe('publishing', () => {
	it('finds its automations when n8n starts while Odoo is down', async () => {
		const one = await published();
		expect(automations.all()).toHaveLength(4);
		b.journal.inject({ provider: 'odoo', kind: 'server_error', times: 20 });
		expect(await one.call('checkExists', { activation: 'init' })).toBe(true);
		await expect(one.call('checkExists')).rejects.toMatchObject({ context: { category: 'retryable' } });
		b.journal.faults.splice(0);
		await one.call('delete');
		expect(automations.all()).toEqual([]);
	});

	it('needs an event', async () => {
		await expect((await trigger({ parameters: { events: [] } })).call('checkExists')).rejects.toMatchObject({
			message: 'No event is chosen',
		});
	});
});

describe('a test run', () => {
	const run = async (events: string[]) =>
		await runNode(new OdooReturnsTrigger(), {
			parameters: { authentication: 'odooApiKeyApi', events, notice: 'poll' },
			credentials: { odooApiKeyApi: odooOf(), returnCaseApi: cases },
			extraTypes: [odooApiKeyApi],
			input: [{}],
			mode: 'manual',
		});

	it('shows the newest document, and stores nothing', async () => {
		const id = await makeReturn();
		expect((await run(['return.created'])).json).toMatchObject([
			{
				reference: 'RMA-1',
				odooEvent: { type: 'return.created', documentId: id, noticedBy: 'test' },
				return: { id: String(id) },
				settings: { brand: 'default' },
			},
		]);
		expect(await store.inbox.get({ limit: 10 })).toEqual([]);
		expect((await run(['payment.registered'])).error?.message).toBe('Nothing of this kind is in Odoo yet');
	});

	it("shows what Odoo's call brings, also to a flow that is run with it", async () => {
		const one = await trigger({ mode: 'manual', parameters: { events: everyEvent } });
		await one.call('create', { mode: 'manual' });
		const id = await makeReturn();
		expect((await call(id)).status).toBe(200);
		await settled(one, 1);
		expect(one.flows).toMatchObject([{ odooEvent: { type: 'return.created', noticedBy: 'test' } }]);
		expect(await store.inbox.get({ limit: 10 })).toEqual([]);
		const passed = await runNode(new OdooReturnsTrigger(), {
			parameters: { authentication: 'odooApiKeyApi', events: everyEvent, notice: 'both' },
			credentials: { odooApiKeyApi: odooOf() },
			extraTypes: [odooApiKeyApi],
			input: one.flows,
			mode: 'manual',
		});
		expect(passed.json).toEqual(one.flows.map((item) => ({ ...item, testRun: true })));
	});
});

describe('automation rules that are gone from Odoo', () => {
	const old = async (one: TriggerFixture) => {
		const name = 'odoo/workflow/node';
		const held = (await store.looks.begin(name, 1_000))!;
		await store.looks.keep(
			held,
			JSON.stringify({ ...JSON.parse(held.cursor!), at: '2026-01-01T00:00:00.000Z' }),
			1_000,
		);
		await store.looks.end(held);
		return one;
	};
	const lose = () => {
		for (const { id } of b.odoo.db.all('base.automation')) b.odoo.db.remove('base.automation', id);
	};

	it('are made again within the hour, are believed, and the operator hears of it once', async () => {
		const one = await published();
		const before = automations.all().length;
		lose();
		await one.poll();
		expect(automations.all()).toEqual([]); // not with each poll
		for (let round = 0; round < 2; round++) {
			await (await old(one)).poll();
			expect(automations.all()).toHaveLength(before);
			if (!round) lose();
		}
		expect(await store.notices.untold(9)).toMatchObject([
			{ owner: 'operator', message: expect.stringContaining('Automation rules') as string },
		]);
		// n8n reads its static data anew for each call, and has not kept what the poll changed.
		expect((await call(await makeReturn())).status).toBe(200);
		await settled(one, 1);
		expect(types(one.flows)).toEqual(['return.created']);
		expect(
			(await fetch(automations.all()[0].url.replace(/key=.*/, 'key=guessed'), { method: 'POST', body: '{}' })).status,
		).toBe(401);
	});

	it.each(['init', 'activate'] as const)(
		'are not made twice by a poll while n8n publishes (%s)',
		async (activation) => {
			for (const lead of [-60, -30, 0, 10, 20, 40, 80]) {
				const one = await trigger({ workflowId: `workflow ${lead}` });
				expect(await one.call('checkExists', { activation })).toBe(false);
				const poll = async (): Promise<unknown> => await one.poll({ activation });
				const create = async (): Promise<unknown> => await one.call('create', { activation });
				const [first, second] = lead < 0 ? [poll, create] : [create, poll];
				await Promise.all([first(), new Promise((resolve) => setTimeout(resolve, Math.abs(lead))).then(second)]);
				expect((await call(await makeReturn())).status).toBe(200);
				expect(await one.call('checkExists')).toBe(true);
				await one.call('delete');
				expect(automations.all()).toEqual([]);
			}
			expect(await store.notices.untold(9)).toEqual([]);
		},
	);

	it('stay, and are believed, when n8n has lost what was kept with the workflow', async () => {
		const one = await published();
		const before = JSON.stringify(b.odoo.db.all('base.automation'));
		delete one.memory.keys;
		expect((await call(await makeReturn())).status).toBe(200);
		await settled(one, 1);
		expect(await one.call('checkExists')).toBe(true); // n8n starts again
		expect(JSON.stringify(b.odoo.db.all('base.automation'))).toBe(before);
		delete one.memory.keys;
		await one.call('delete');
		expect(automations.all()).toEqual([]);
	});

	it('hold up no event when they cannot be looked at', async () => {
		const one = await published();
		const id = await makeReturn();
		await old(one);
		b.journal.inject({ provider: 'odoo', operation: 'base.automation', kind: 'server_error', times: 9 });
		expect(await one.poll()).toMatchObject([{ odooEvent: { documentId: id } }]);
	});
});
