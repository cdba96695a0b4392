import { randomUUID } from 'node:crypto';
import { ShopifyReturnsTrigger } from '../../nodes/ShopifyReturns/ShopifyReturnsTrigger.node';
import { shopifyLookout } from '../../nodes/ShopifyReturns/trigger/look';
import type { CaseStore } from '../../nodes/shared/store';
import { createCaseStore } from '../../nodes/shared/store/caseStore';
import { openSqlite } from '../../nodes/shared/store/sqlite';
import { lookOnce } from '../../nodes/shared/trigger/lookout';
import { runNode } from '../support/harness';
import { waitFor } from '../n8n/waitFor';
import { disputeBody } from '../sandbox/shopify/bodies';
import { limits } from '../sandbox/shopify/cost';
import type { OrderState } from '../sandbox/shopify/types';
import { start, type Fixture } from './fixture';
import { TriggerFixture, type TriggerOptions } from './triggerFixture';

const all = [
	'returns/request',
	'returns/approve',
	'returns/decline',
	'returns/cancel',
	'returns/close',
	'returns/reopen',
	'refunds/create',
	'order_transactions/create',
];
const lines = [{ sku: 'TEE-BLUE-M', quantity: 1, reason: 'DEFECTIVE', note: 'torn' }];

let shop: Fixture;
let store: CaseStore;
const triggers: TriggerFixture[] = [];
beforeEach(async () => {
	shop = await start();
	store = await shop.store();
});
afterEach(async () => {
	await shop.shopify.settled();
	for (const one of triggers.splice(0)) await one.running.stop();
	await shop.stop();
});

/** A published trigger that has looked once, as it does at once. */
async function published(options: Partial<TriggerOptions> = {}): Promise<TriggerFixture> {
	const made = await new TriggerFixture({
		credentials: { returnsShopifyApi: shop.credential, returnCaseApi: shop.storeCredential },
		parameters: { topics: all },
		...options,
	}).start();
	triggers.push(made);
	await made.call('checkExists');
	await made.call('create');
	await look(made);
	return made;
}
async function look(one: TriggerFixture): Promise<string> {
	const { lookout } = (await shopifyLookout(one.published()))!;
	return await lookOnce(store, lookout);
}
/** What happens in Shopify's admin while every webhook is lost for good. */
const admin = () => shop.shopify.state;
const caseOf = async (id: string) => await store.cases.findByReference('shopify.return', id);
const told = (one: TriggerFixture) =>
	one.flows.map(({ topic, noticedBy }) => `${String(topic)} by ${String(noticedBy)}`);
const typesOf = async (id: string) =>
	(await store.cases.timeline((await caseOf(id))!.reference)).map(({ type, actor }) => `${type} (${actor})`);

describe('webhooks that were lost', () => {
	it('are made up for: requests, and whatever became of them', async () => {
		const one = await published();
		const requested = admin().request(admin().order('#1001'), lines);
		const approved = admin().approve(
			admin().request(admin().order('#1002'), [{ sku: admin().order('#1002').lines[0].entry.sku, quantity: 1 }]).id,
		);
		expect(await look(one)).toBe('looked');
		expect(await caseOf(requested.id)).toMatchObject({
			authorization: 'requested',
			channel: 'shopify',
			lines: [{ quantity: 1, reason: 'defective', note: 'torn' }],
		});
		expect(await caseOf(approved.id)).toMatchObject({ authorization: 'approved' });
		expect(told(one).sort()).toEqual(['returns/approve by look', 'returns/request by look']);
		admin().decline(requested.id, 'FINAL_SALE', 'no');
		admin().close(approved.id);
		await look(one);
		expect(await caseOf(requested.id)).toMatchObject({ authorization: 'declined' });
		expect((await caseOf(approved.id))?.closedAt).toBeTruthy();
		admin().reopen(approved.id);
		await look(one);
		expect((await caseOf(approved.id))?.closedAt).toBeUndefined();
		expect(await typesOf(approved.id)).toEqual(
			expect.arrayContaining([
				'return.requested (Shopify staff)',
				'return.approved (Shopify staff)',
				'return.closed (Shopify staff)',
				'return.reopened (Shopify staff)',
			]),
		);
		const flows = one.flows.length;
		for (let again = 0; again < 3; again++) await look(one);
		expect(one.flows).toHaveLength(flows);
	});

	it('are not made up for when they are from before the trigger', async () => {
		const early = admin().request(admin().order('#1001'), lines);
		early.createdAt = new Date(Date.now() - 3_600_000).toISOString();
		const one = await published();
		admin().close(admin().approve(early.id).id);
		await look(one);
		expect([await caseOf(early.id), one.flows]).toEqual([undefined, []]);
	});

	it('may come after all: nothing is told or done twice', async () => {
		const one = await published();
		const made = admin().request(admin().order('#1001'), lines);
		await look(one);
		await shop.shopify.webhooks.deliver('returns/request', shop.shopify.webhooks.bodyOf('returns/request', made));
		admin().approve(made.id);
		await shop.shopify.webhooks.deliver('returns/approve', shop.shopify.webhooks.bodyOf('returns/approve', made));
		await look(one);
		admin().close(made.id);
		await look(one);
		await shop.shopify.webhooks.deliver('returns/close', shop.shopify.webhooks.bodyOf('returns/close', made));
		expect(told(one)).toEqual(['returns/request by look', 'returns/approve by webhook', 'returns/close by look']);
		expect((await store.cases.timeline((await caseOf(made.id))!.reference)).map(({ type }) => type)).toEqual([
			'return.requested',
			'return.approved',
			'return.closed',
		]);
	});

	it('may come in the same moment', async () => {
		const one = await published();
		for (let round = 0; round < 5; round++) {
			const order = copyOf('#1001', round);
			const made = admin().request(order, lines);
			await Promise.all([
				look(one),
				shop.shopify.webhooks.deliver('returns/request', shop.shopify.webhooks.bodyOf('returns/request', made)),
				shop.shopify.webhooks.deliver('returns/request', shop.shopify.webhooks.bodyOf('returns/request', made)),
			]);
			expect((await store.cases.timeline((await caseOf(made.id))!.reference)).map(({ type }) => type)).toEqual([
				'return.requested',
			]);
		}
		expect(one.flows).toHaveLength(5);
	});

	it('are made up for to the last of 2,500, page by page, and two n8n at once do it once', async () => {
		const { restoreRate } = limits;
		limits.restoreRate = 1_000_000;
		try {
			const one = await published();
			const two = await published();
			for (let count = 0; count < 2_500; count++) admin().request(copyOf('#1001', count), lines);
			const other = await createCaseStore(openSqlite(shop.storeCredential.file), {
				auditKey: 'test',
				name: 'another process',
			});
			const again = lookOnce(other, (await shopifyLookout(one.published()))!.lookout);
			expect((await Promise.all([look(one), again])).sort()).toEqual(['busy', 'looked']);
			await other.close();
			expect(await store.cases.getMany({ limit: 5_000 })).toHaveLength(2_500);
			expect(new Set(one.flows.map(({ reference }) => reference)).size).toBe(2_500);
			expect(one.flows).toHaveLength(2_500);
			expect(two.flows).toEqual([]); // the same trigger in another process
		} finally {
			limits.restoreRate = restoreRate;
		}
	}, 900_000);

	it('are made up for disputes of a trigger that asks for them: the case, finance and the flow hear of each once, by whatever way', async () => {
		const one = await published({ parameters: { topics: [...all, 'disputes/create', 'disputes/update'] } });
		const order = admin().order('#1002');
		const made = admin().approve(admin().request(order, [{ sku: order.lines[0].entry.sku, quantity: 1 }]).id);
		const dispute = admin().dispute(order);
		await look(one);
		expect(await caseOf(made.id)).toMatchObject({
			exceptions: [{ code: 'dispute', owner: 'finance', message: expect.stringContaining(dispute.id) }],
		});
		await shop.shopify.webhooks.deliver('disputes/create', disputeBody(order, 'needs_response', dispute.id)); // comes late
		dispute.status = 'LOST';
		await shop.shopify.webhooks.deliver('disputes/update', disputeBody(order, 'lost', dispute.id));
		await look(one);
		const second = admin().dispute(order);
		second.status = 'WON';
		await look(one);
		await look(one);
		expect(told(one).filter((line) => line.startsWith('dispute'))).toEqual([
			'disputes/create by look',
			'disputes/update by webhook',
			'disputes/update by look',
		]);
		expect((await caseOf(made.id))!.exceptions).toMatchObject([
			{ code: 'dispute' },
			{ code: 'dispute_lost' },
			{ code: 'dispute', resolved: true },
		]);
	});

	it('are not asked for of a trigger that wants none: its key may not read them', async () => {
		const one = await published();
		admin().dispute(admin().order('#1002'));
		await look(one);
		expect(shop.journal.calls.filter(({ operation }) => operation === 'disputes')).toEqual([]);
	});

	it('go on where a look broke off', async () => {
		const one = await published();
		for (let count = 0; count < 25; count++) admin().request(copyOf('#1001', count), lines);
		let asked = 0;
		const take = shop.journal.take.bind(shop.journal);
		shop.journal.take = (provider, operation) =>
			operation === 'return' && ++asked > 12
				? { provider: 'shopify', kind: 'server_error' }
				: take(provider, operation);
		await expect(look(one)).rejects.toMatchObject({ details: { connection: 'shopify' } });
		expect((await store.cases.getMany({ limit: 100 })).length).toBeLessThan(25);
		shop.journal.take = take;
		await look(one);
		expect(await store.cases.getMany({ limit: 100 })).toHaveLength(25);
		expect(one.flows).toHaveLength(25);
	});

	it('and that Shopify does not give out hold up no other, and are told to the operator and left behind after a day', async () => {
		const one = await published();
		const bad = admin().request(copyOf('#1001', 0), lines);
		const good = admin().request(copyOf('#1001', 1), lines);
		const inner = shop.shopify as unknown as {
			run(version: string, query: string, variables: { id?: string }, ...more: unknown[]): Promise<object>;
		};
		const run = inner.run.bind(inner);
		inner.run = async (version, query, variables, ...more) =>
			variables.id === bad.id
				? { errors: [{ message: 'Internal error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] }
				: await run(version, query, variables, ...more);
		await expect(look(one)).rejects.toThrow();
		expect([await caseOf(bad.id), !!(await caseOf(good.id))]).toEqual([undefined, true]);
		const now = Date.now;
		const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + 25 * 3_600_000);
		for (let again = 0; again < 3; again++) await expect(look(one)).rejects.toThrow();
		expect(await look(one)).toBe('looked');
		expect(await store.notices.untold(9)).toMatchObject([
			{ owner: 'operator', message: expect.stringContaining(`return ${bad.id.split('/').at(-1)}`) },
		]);
		clock.mockRestore();
	});

	it('are made up for when a clock that was ahead is right again', async () => {
		const one = await published();
		const { name } = (await shopifyLookout(one.published()))!.lookout;
		const cursor = JSON.parse((await store.looks.cursor(name))!) as { until: string };
		const held = (await store.looks.begin(name, 1_000))!;
		const until = new Date(Date.now() + 24 * 3_600_000).toISOString();
		await store.looks.keep(held, JSON.stringify({ ...cursor, until }), 1_000);
		await store.looks.end(held);
		const made = admin().request(admin().order('#1001'), lines);
		await look(one);
		expect(await caseOf(made.id)).toBeDefined();
	});

	it('are not passed over by a clock that is ahead: how far a look has come is told by the shop', async () => {
		const one = await published();
		const now = Date.now;
		const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + 24 * 3_600_000);
		try {
			await look(one);
		} finally {
			clock.mockRestore();
		}
		const { name } = (await shopifyLookout(one.published()))!.lookout;
		const { until } = JSON.parse((await store.looks.cursor(name))!) as { until: string };
		expect(Date.parse(until)).toBeLessThanOrEqual(Date.now());
	});
});

describe('a published trigger', () => {
	it('looks by itself at once, and its publication waits for nothing, also when Shopify is down', async () => {
		const one = await published();
		const made = admin().request(admin().order('#1001'), lines);
		const { closeFunction } = (await one.trigger.trigger!.call(one.published()))!;
		await waitFor('the look', async () => await caseOf(made.id));
		await closeFunction!();
		shop.journal.inject({ provider: 'shopify', kind: 'server_error', times: 1_000 });
		const again = (await one.trigger.trigger!.call(one.published()))!;
		await waitFor('a look that came to nothing', async () =>
			shop.journal.calls.filter(({ fault }) => fault).length ? true : undefined,
		);
		await again.closeFunction!();
	});

	it('passes on in a test run what its webhook brought', async () => {
		const { json } = await runNode(new ShopifyReturnsTrigger(), {
			parameters: { topics: all },
			credentials: { returnsShopifyApi: shop.credential },
			input: [{ topic: 'returns/request' }],
			mode: 'manual',
		});
		expect(json).toEqual([{ topic: 'returns/request' }]);
	});
});

describe('a webhook that is ahead of its lost request', () => {
	it('opens the case with the next look, behind 1,000 others that wait', async () => {
		const one = await published();
		for (let count = 0; count < 1_000; count++)
			await store.inbox.put({
				source: 'shopify',
				id: `w${count}`,
				topic: 'returns/close',
				body: '{}',
				subject: `gid://shopify/Return/${count}`,
				receiver: 'another.myshopify.com',
			});
		const made = admin().request(admin().order('#1001'), lines);
		admin().cancel(made.id);
		await shop.shopify.webhooks.deliver('returns/cancel', shop.shopify.webhooks.bodyOf('returns/cancel', made));
		expect(await caseOf(made.id)).toBeUndefined();
		await look(one);
		expect(await caseOf(made.id)).toMatchObject({ authorization: 'canceled' });
		expect(
			(await store.inbox.get({ state: 'new', limit: 5_000 })).filter(
				({ receiver }) => receiver === 'sandbox.myshopify.com',
			),
		).toEqual([]);
	});

	it('of a return from before the trigger ends as not ours', async () => {
		const early = admin().request(admin().order('#1001'), lines);
		early.createdAt = '2026-01-01T00:00:00.000Z';
		const one = await published();
		await store.inbox.put({
			source: 'shopify',
			id: 'old',
			topic: 'returns/cancel',
			body: JSON.stringify(shop.shopify.webhooks.bodyOf('returns/cancel', { ...early, status: 'CANCELED' })),
			subject: early.id,
			receiver: 'sandbox.myshopify.com',
			receivedAt: new Date(Date.now() - 3_600_000).toISOString(),
		});
		await look(one);
		expect(await store.inbox.find('shopify', 'old')).toMatchObject({ state: 'not_ours' });
	});
});

describe('one event', () => {
	it('under several webhook ids starts one flow of each trigger', async () => {
		const one = await published();
		const other = await published({ workflowId: 'another' });
		const made = admin().request(admin().order('#1001'), lines);
		const events = ['returns/request', 'returns/process'];
		for (const topic of events) {
			const headers = { 'x-shopify-event-id': randomUUID() };
			for (const { uri } of [one, other])
				for (let copy = 0; copy < 3; copy++)
					await shop.shopify.webhooks.deliver(topic, shop.shopify.webhooks.bodyOf(topic, made), { headers, uri });
		}
		expect([one.flows.length, other.flows.length]).toEqual([1, 1]); // the flow did not ask for returns/process
	});

	it('that happens again is told again, though it says the same', async () => {
		const one = await published({ parameters: { topics: [...all, 'returns/process'] } });
		const made = admin().approve(admin().request(admin().order('#1001'), lines).id);
		await look(one);
		for (const topic of ['returns/process', 'returns/process', 'returns/close', 'returns/reopen', 'returns/close']) {
			if (topic === 'returns/close') admin().close(made.id);
			if (topic === 'returns/reopen') admin().reopen(made.id);
			await shop.shopify.webhooks.deliver(topic, shop.shopify.webhooks.bodyOf(topic, made));
		}
		expect(told(one)).toEqual([
			'returns/approve by look',
			'returns/process by webhook',
			'returns/process by webhook',
			'returns/close by webhook',
			'returns/reopen by webhook',
			'returns/close by webhook',
		]);
	});
});

describe('a subscription that was lost', () => {
	it('is made again, and the operator hears of it once', async () => {
		const one = await published();
		for (let round = 0; round < 2; round++) {
			shop.shopify.state.subscriptions.length = 0;
			await look(one);
			expect(shop.shopify.state.subscriptions.filter(({ uri }) => uri === one.uri)).toHaveLength(all.length);
		}
		expect(await store.notices.untold(9)).toMatchObject([
			{ owner: 'operator', message: expect.stringContaining('Shopify had lost webhooks') },
		]);
	});

	it('while n8n was away is told of when it starts', async () => {
		const one = await published();
		shop.shopify.state.subscriptions.splice(0, 1);
		expect(await one.call('checkExists', { activation: 'init' })).toBe(false);
		await one.call('create', { activation: 'init' });
		expect(await store.notices.untold(9)).toHaveLength(1);
	});

	it('is left to the person who made it by hand', async () => {
		const one = await published({ parameters: { topics: all, registration: 'manual' } });
		await look(one);
		expect(shop.shopify.state.subscriptions).toEqual([]);
	});
});

describe('a refund that staff made', () => {
	it.each(['webhook', 'look'])('is told to finance by the %s, once', async (way) => {
		const one = await published();
		const made = admin().request(admin().order('#1001'), lines);
		await look(one);
		const order = admin().order('#1001');
		const [sale] = order.transactions;
		const { refund } = admin().refund({
			orderId: order.id,
			note: 'sorry',
			transactions: [{ parentId: sale.id, amount: '5.00', gateway: sale.gateway, kind: 'REFUND' }],
		});
		const body = { id: 1, admin_graphql_api_id: refund.id, order_id: Number(order.entry.shopifyId), note: 'sorry' };
		if (way === 'webhook') await shop.shopify.webhooks.deliver('refunds/create', body);
		for (let again = 0; again < 2; again++) await look(one);
		await shop.shopify.webhooks.deliver('refunds/create', body);
		const exceptions = (await caseOf(made.id))!.exceptions.filter(({ code }) => code === 'refunded_in_shop');
		expect(exceptions).toMatchObject([
			{ owner: 'finance', message: expect.stringContaining('5.00 EUR of order #1001') },
		]);
		expect((await caseOf(made.id))!.refunds).toEqual([]);
	});
});

it('a refund that staff made, and that finance was asked about when ours was to be paid, is not told again', async () => {
	const one = await published();
	const made = admin().request(admin().order('#1001'), lines);
	const sister = admin().request(admin().order('#1001'), [{ ...lines[0], sku: 'MUG-WHITE' }]);
	await look(one);
	const order = admin().order('#1001');
	const [sale] = order.transactions;
	const refund = () =>
		admin().refund({
			orderId: order.id,
			note: 'sorry',
			transactions: [{ parentId: sale.id, amount: '5.00', gateway: sale.gateway, kind: 'REFUND' }],
		}).refund.id;
	for (const { id } of [made, sister]) {
		const { reference } = (await caseOf(id))!;
		const intent = {
			id: `${reference}/R1`,
			amount: { amount: 600, currency: 'EUR' },
			payment: { id: 'p', processor: 'other', providerIds: {} },
		};
		const elsewhere = [refund()];
		await store.cases.record({
			reference,
			events: [
				{ id: 'ok', source: 'test', type: 'return.approved', data: {} },
				{ id: 'due', source: 'test', type: 'refund.due', data: { intent } },
				{ id: 'held', source: 'test', type: 'refund.held', data: { intent, until: 'finance decides', elsewhere } },
			] as never,
		});
	}
	await look(one);
	const told = [made, sister].map(
		async ({ id }) => (await caseOf(id))!.exceptions.filter(({ code }) => code === 'refunded_in_shop').length,
	);
	expect(await Promise.all(told)).toEqual([0, 0]);
	refund();
	await look(one);
	expect((await caseOf(made.id))!.exceptions.filter(({ code }) => code === 'refunded_in_shop')).toHaveLength(1);
});

it('a refund that is marked as one which its case does not know yet, since it was restored from a backup, is not taken for one of staff', async () => {
	const one = await published();
	const made = admin().request(admin().order('#1001'), lines);
	const stranger = admin().request(admin().order('#1002'), [{ sku: 'CAP-RED', quantity: 1 }]);
	await look(one);
	const order = admin().order('#1001');
	const [sale] = order.transactions;
	const marked = async (id: string) =>
		void admin().refund({
			orderId: order.id,
			note: `Return refund [${(await caseOf(id))!.reference}/R1]`,
			transactions: [{ parentId: sale.id, amount: '5.00', gateway: sale.gateway, kind: 'REFUND' }],
		});
	const told = async () => (await caseOf(made.id))!.exceptions.filter(({ code }) => code === 'refunded_in_shop').length;
	await marked(made.id);
	await look(one);
	expect(await told()).toBe(0);
	// A mark of another order's return proves nothing.
	await marked(stranger.id);
	await look(one);
	expect(await told()).toBe(1);
});

it('reads the order again of a return that is further on in Shopify than its case: a credit that a restored case store has forgotten is written there', async () => {
	const one = await published();
	const made = admin().request(admin().order('#1001'), lines);
	await look(one);
	const { reference } = (await caseOf(made.id))!;
	const amount = { amount: 1500, currency: 'EUR' };
	admin().credits.setMetafields([
		{
			ownerId: admin().order('#1001').id,
			namespace: '$app:returns',
			key: 'credits',
			type: 'json',
			value: JSON.stringify({
				[`${reference}/R1`]: {
					state: 'done',
					holder: 'x',
					at: '2026-11-20T08:00:00.000Z',
					amount,
					id: 'gid://shopify/X/1',
				},
			}),
		},
	]);
	await look(one);
	expect((await caseOf(made.id))!.orders).toEqual({});
	admin().approve(made.id);
	await look(one);
	expect(await caseOf(made.id)).toMatchObject({
		authorization: 'approved',
		orders: { shopify: { credits: [{ reference: `${reference}/R1`, amount, id: 'gid://shopify/X/1' }] } },
	});
});

describe('a message that nobody could read', () => {
	it('is read through the same code once somebody puts it back', async () => {
		const one = await published();
		const made = admin().request(admin().order('#1001'), lines);
		const good = JSON.stringify(shop.shopify.webhooks.bodyOf('returns/request', made)).replace(/"#(\d+)#"/g, '$1');
		// As an older package left it.
		await store.inbox.put({
			source: 'shopify',
			id: 'w1',
			topic: 'returns/request',
			body: good,
			subject: made.id,
			receiver: 'sandbox.myshopify.com',
		});
		await store.inbox.mark('shopify', 'w1', 'unreadable', 'no lines');
		await store.inbox.put({
			source: 'shopify',
			id: 'w2',
			topic: 'returns/request',
			body: '{"admin_graphql_api_id":7}',
			receiver: 'sandbox.myshopify.com',
		});
		await store.inbox.mark('shopify', 'w2', 'unreadable', 'no lines');
		await store.inbox.replay({ source: 'shopify' }, { actor: 'ann@example.com' });
		await (await shopifyLookout(one.published()))!.lookout.replay();
		expect(await caseOf(made.id)).toMatchObject({ authorization: 'requested' });
		expect([
			(await store.inbox.find('shopify', 'w1'))?.state,
			(await store.inbox.find('shopify', 'w2'))?.state,
		]).toEqual(['read', 'unreadable']);
		expect(one.flows).toHaveLength(1);
	});
});

describe('items that Shopify cannot name', () => {
	it.each([
		[
			'unverified ones',
			(body: { return_line_items: object[] }) => ({
				...body,
				return_line_items: [
					...body.return_line_items,
					{ admin_graphql_api_id: 'gid://shopify/UnverifiedReturnLineItem/5', quantity: 2, return_reason: 'unknown' },
				],
			}),
			2,
		],
		['none at all', (body: object) => ({ ...body, return_line_items: [] }), 1],
		['no list of them', (body: object) => ({ ...body, return_line_items: undefined }), 1],
		['null for a list', (body: object) => ({ ...body, return_line_items: null }), 1],
		[
			'a line that is none, beside others',
			(body: { return_line_items: object[] }) => ({
				...body,
				return_line_items: [null, ...body.return_line_items, { quantity: 'two' }],
			}),
			3,
		],
		[
			'a line whose pieces nobody counted',
			(body: { return_line_items: object[] }) => ({
				...body,
				return_line_items: [
					...body.return_line_items,
					{ ...body.return_line_items[0], admin_graphql_api_id: 'gid://shopify/ReturnLineItem/7', quantity: null },
				],
			}),
			2,
		],
		[
			'a line of an order line of another kind',
			(body: { return_line_items: object[] }) => ({
				...body,
				return_line_items: [
					{ ...body.return_line_items[0], fulfillment_line_item: { admin_graphql_api_id: 'gid://shopify/Other/1' } },
				],
			}),
			1,
		],
	])('%s still become a case, and somebody is asked', async (_name, change, count) => {
		await published();
		const made = admin().request(admin().order('#1001'), lines);
		const body = change(shop.shopify.webhooks.bodyOf('returns/request', made) as { return_line_items: object[] });
		expect(await shop.shopify.webhooks.deliver('returns/request', body)).toEqual([200]);
		const found = await caseOf(made.id);
		expect(found?.lines).toHaveLength(count);
		expect(found?.lines.every(({ quantity }) => quantity > 0)).toBe(true);
		expect(found?.exceptions).toMatchObject([{ code: 'items_unknown', owner: 'service' }]);
	});

	it('are no items that were taken off the return, nor a return whose order is not named', async () => {
		await published();
		const made = admin().request(admin().order('#1001'), lines);
		const body = shop.shopify.webhooks.bodyOf('returns/request', made) as { return_line_items: object[] };
		const removed = {
			...body.return_line_items[0],
			admin_graphql_api_id: 'gid://shopify/ReturnLineItem/6',
			quantity: 0,
		};
		const sent = { ...body, order: null, return_line_items: [...body.return_line_items, removed] };
		expect(await shop.shopify.webhooks.deliver('returns/request', sent)).toEqual([200]);
		const found = await caseOf(made.id);
		expect(found).toMatchObject({ lines: [{ quantity: 1 }], ids: { 'shopify.return': made.id } });
		expect(found?.lines).toHaveLength(1);
		expect(found?.exceptions).toEqual([]);
	});
});

/** Another order like one of the catalogue. */
function copyOf(number: string, count: number): OrderState {
	const like = admin().order(number);
	const made: OrderState = {
		...like,
		id: `gid://shopify/Order/${900_000 + count}`,
		entry: { ...like.entry, number: `#9${count}` },
		returns: [],
		refunds: [],
		transactions: [],
		updatedAt: undefined,
	};
	admin().orders.push(made);
	return made;
}

describe('a return that staff change after it was approved', () => {
	const two = [{ sku: 'TEE-BLUE-M', quantity: 2, reason: 'DEFECTIVE', note: '' }];
	/** Its case, with the order as the flow would have read it. */
	async function approved(): Promise<{ one: TriggerFixture; id: string; reference: string }> {
		const one = await published({ parameters: { topics: [...all, 'returns/update'] } });
		const { id } = admin().approve(admin().request(admin().order('#1001'), two).id);
		await look(one);
		const { reference } = (await caseOf(id))!;
		await shop.run({ resource: 'return', operation: 'get', reference }, { withStore: true });
		return { one, id, reference };
	}
	const exceptionsOf = async (id: string) =>
		(await caseOf(id))!.exceptions.map(({ code, resolved }) => `${code}${resolved ? ' resolved' : ''}`);
	const approvedOf = async (id: string) => (await caseOf(id))!.lines.map(({ quantities }) => quantities.approved);
	const take = (id: string, quantity: number) =>
		shop.shopify.takeOff(id, [{ returnLineItemId: admin().findReturn(id).lines[0].id, quantity }]);
	const update = async (id: string) =>
		await shop.shopify.webhooks.deliver('returns/update', { admin_graphql_api_id: id, return_line_items: {} });

	it.each(['look', 'webhook'])(
		'pieces that they take off are no longer expected, and service is told, by %s',
		async (way) => {
			const { one, id } = await approved();
			take(id, 1);
			for (let times = 0; times < 2; times++) await (way === 'look' ? look(one) : update(id));
			expect([await approvedOf(id), await exceptionsOf(id)]).toEqual([[1], ['shop_differs']]);
			expect((await caseOf(id))!.exceptions[0].message).toContain('1 x TEE-BLUE-M of this return was taken off it');
		},
	);

	it('pieces that our own node takes off are no longer expected, and nobody is told', async () => {
		const { one, id, reference } = await approved();
		const wanted = [{ line: (await caseOf(id))!.lines[0].id, remaining: 1 }];
		const remove = async () =>
			await shop.run(
				{ resource: 'return', operation: 'removeItems', reference, lines: JSON.stringify(wanted) },
				{ withStore: true },
			);
		// The shop has done it, and the answer is lost: the node will tell the case.
		shop.journal.inject({ provider: 'shopify', operation: 'removeFromReturn', kind: 'drop_after_commit' });
		expect((await remove()).error?.context).toMatchObject({ category: 'unknown_outcome' });
		await update(id);
		await look(one);
		expect([await approvedOf(id), await exceptionsOf(id)]).toEqual([[2], []]);
		expect((await remove()).error).toBeUndefined();
		await update(id);
		await look(one);
		expect([await approvedOf(id), await exceptionsOf(id)]).toEqual([[1], []]);
	});

	it('pieces that they put on it are for service: the case was not decided about them', async () => {
		const { one, id } = await approved();
		const made = admin().findReturn(id);
		const { line: other } = admin().request(admin().order('#1001'), [{ sku: 'MUG-WHITE', quantity: 1 }]).lines[0];
		made.lines.push({ ...made.lines[0], id: admin().nextId('ReturnLineItem'), line: other, quantity: 1 });
		for (let times = 0; times < 3; times++) await look(one);
		expect([await approvedOf(id), await exceptionsOf(id)]).toEqual([[2], ['shop_differs']]);
		expect((await caseOf(id))!.exceptions[0].message).toContain('1 x MUG-WHITE was put on this return');
	});

	it('an exchange that they put on it is asked of finance, and no refund is released before it is answered; another one is asked again', async () => {
		const { one, id, reference } = await approved();
		const made = admin().findReturn(id);
		const exchange = (variantId: string) =>
			(made.exchanges = [
				{
					id: admin().nextId('ExchangeLineItem'),
					variantId: `gid://shopify/ProductVariant/${variantId}`,
					quantity: 1,
					processed: 0,
					title: 'T-shirt L',
					price: { amount: 1000, currency: 'EUR' },
				},
			]);
		exchange('1');
		for (let times = 0; times < 2; times++) await look(one);
		expect(await exceptionsOf(id)).toEqual(['shop_worth']);
		expect((await caseOf(id))!.exceptions[0].message).toContain('an exchange for 1 x T-shirt L');
		await store.cases.record({
			reference,
			events: [{ source: 'flow', id: 'answered', type: 'exception.resolved', data: { code: 'shop_worth' } }],
		});
		await look(one);
		expect(await exceptionsOf(id)).toEqual(['shop_worth resolved']);
		exchange('2');
		await look(one);
		expect(await exceptionsOf(id)).toEqual(['shop_worth resolved', 'shop_worth']);
	});
});
