import { randomUUID } from 'node:crypto';
import { createSHA256HMAC } from '@shopify/shopify-api/runtime';
import { absentFrom, examplesIn } from '../support/docsExamples';
import { Mutations, tally } from '../support/mutations';
import { sandboxSecrets } from '../sandbox/catalogue';
import { bodyText } from '../sandbox/shopify/webhooks';
import { start, type Fixture } from './fixture';
import { TriggerFixture, type TriggerOptions } from './triggerFixture';

let shop: Fixture;
const triggers: TriggerFixture[] = [];
beforeEach(async () => (shop = await start()));
afterEach(async () => {
	await shop.shopify.settled();
	for (const one of triggers.splice(0)) await one.running.stop();
	await shop.stop();
});

async function trigger(options: Partial<TriggerOptions> & { withStore?: boolean } = {}): Promise<TriggerFixture> {
	const made = await new TriggerFixture({
		credentials: {
			returnsShopifyApi: shop.credential,
			...(options.withStore !== false && { returnCaseApi: shop.storeCredential }),
		},
		...options,
	}).start();
	triggers.push(made);
	return made;
}
const lines = [{ sku: 'TEE-BLUE-M', quantity: 1, reason: 'DEFECTIVE', note: 'torn' }];

describe('with nothing behind it', () => {
	it('makes the case, and starts no execution that would do nothing', async () => {
		const one = await trigger({ alone: true });
		await one.call('create');
		const { status, return: made } = await shop.shopify.requestReturn('#1001', lines);
		expect(status).toBe(200);
		expect(await (await shop.store()).cases.findByReference('shopify.return', made.id)).toBeDefined();
		expect(one.outcomes).toEqual([{ webhookResponse: { received: true } }]);
	});

	it('shows the event in a test run all the same', async () => {
		const one = await trigger({ alone: true, mode: 'manual' });
		await one.call('create');
		await shop.shopify.requestReturn('#1001', lines);
		expect(one.flows).toMatchObject([{ topic: 'returns/request' }]);
	});
});

describe('publishing', () => {
	it('registers each topic once, finds what a half-failed try left, and removes only its own', async () => {
		const one = await trigger({ parameters: { topics: ['returns/request', 'returns/close'] } });
		shop.shopify.state.subscribe('RETURNS_REQUEST', 'https://other.example.com/hook', null);
		expect(await one.call('checkExists')).toBe(false);
		shop.journal.inject({ provider: 'shopify', operation: 'webhookSubscriptionCreate', kind: 'drop_after_commit' });
		expect(await one.call('create')).toBe(true);
		expect(await one.call('create')).toBe(true);
		expect(await one.call('checkExists')).toBe(true);
		expect(
			shop.shopify.state.subscriptions
				.filter(({ uri }) => uri === one.uri)
				.map(({ topic }) => topic)
				.sort(),
		).toEqual(['RETURNS_CLOSE', 'RETURNS_REQUEST']);
		expect(await one.call('delete')).toBe(true);
		expect(shop.shopify.state.subscriptions.map(({ uri }) => uri)).toEqual(['https://other.example.com/hook']);
	});

	it('removes a topic that is no longer wanted', async () => {
		const one = await trigger({ parameters: { topics: ['returns/request'] } });
		shop.shopify.state.subscribe('RETURNS_CLOSE', one.uri, null);
		expect(await one.call('checkExists')).toBe(false);
		await one.call('create');
		expect(shop.shopify.state.subscriptions.map(({ topic }) => topic)).toEqual(['RETURNS_REQUEST']);
	});

	it.each(['checkExists', 'create'] as const)('is refused by %s without a secret', async (method) => {
		const bare = { ...shop.credential, authMode: 'accessToken', accessToken: 'shpat_sandbox', clientSecret: '' };
		const one = await trigger({ credentials: { returnsShopifyApi: bare } });
		await expect(one.call(method)).rejects.toMatchObject({
			message: 'The Shopify credential holds no secret, so webhooks could not be verified',
			description: expect.stringContaining('Client Secret'),
		});
		expect(shop.journal.calls).toHaveLength(0);
	});

	it.each(['checkExists', 'create'] as const)(
		'is refused by %s without a Return Case credential, unless the trigger says that it keeps no cases',
		async (method) => {
			const one = await trigger({ withStore: false, parameters: { withoutCaseStore: false } });
			await expect(one.call(method)).rejects.toMatchObject({
				message: 'This trigger has no Return Case credential, so what it hears would be kept nowhere',
				description: expect.stringContaining('Without a Case Store'),
			});
			expect(shop.journal.calls).toHaveLength(0);
			await expect((await trigger({ withStore: false })).call(method)).resolves.toBeDefined();
		},
	);

	it('is refused with a case store that cannot be opened, and a restart of n8n is not held up by it', async () => {
		const one = await trigger({
			credentials: {
				returnsShopifyApi: shop.credential,
				returnCaseApi: { ...shop.storeCredential, file: '/nowhere/at/all/returns.sqlite' },
			},
		});
		await expect(one.call('checkExists')).rejects.toMatchObject({
			message: 'The case store cannot be opened: there is no folder /nowhere/at/all',
		});
		expect(await one.call('checkExists', { activation: 'init' })).toBe(false);
	});

	it('says why Shopify refused', async () => {
		const one = await trigger();
		const real = shop.shopify.state.subscribe.bind(shop.shopify.state);
		shop.shopify.state.subscribe = (topic, _uri, name) => real(topic, 'ftp://n8n.example.com', name);
		await expect(one.call('create')).rejects.toMatchObject({
			message: 'Shopify refused: Address protocol ftp:// is not supported',
		});
	});

	it('leaves webhooks made by hand to the person', async () => {
		const one = await trigger({ parameters: { registration: 'manual' } });
		expect([await one.call('checkExists'), await one.call('create'), await one.call('delete')]).toEqual([
			true,
			true,
			true,
		]);
		expect(shop.journal.calls).toHaveLength(0);
	});
});

describe('a requested return', () => {
	it("is a case of the trigger's brand and channel, with that brand's settings", async () => {
		await (await shop.store()).settings.save('nord', { timeZone: 'Europe/Oslo' });
		const one = await trigger({ parameters: { brand: ' nord ', channel: 'shop-nord' } });
		await one.call('create');
		const { return: made } = await shop.shopify.requestReturn('#1001', lines);
		expect(one.flows[0]).toMatchObject({
			case: { brand: 'nord', channel: 'shop-nord' },
			settings: { brand: 'nord', timeZone: 'Europe/Oslo' },
		});
		expect(await (await shop.store()).cases.findByReference('shopify.return', made.id)).toMatchObject({
			brand: 'nord',
			channel: 'shop-nord',
		});
	});
	it('is a case before Shopify has its answer, and starts the flow', async () => {
		const one = await trigger();
		await one.call('create');
		const { status, return: made } = await shop.shopify.requestReturn('#1001', lines);
		expect(status).toBe(200);
		const [item] = one.flows;
		expect(item).toMatchObject({
			topic: 'returns/request',
			admin_graphql_api_id: made.id,
			status: 'requested',
			shop: 'sandbox.myshopify.com',
			case: { orderNumber: '#1001', channel: 'shopify', authorization: 'requested' },
			settings: { brand: 'default', timeZone: 'UTC' },
		});
		expect(item).not.toHaveProperty('id'); // the number is not what Shopify sent: it is above 2^53
		const found = await (await shop.store()).cases.findByReference('shopify.return', made.id);
		expect(found).toMatchObject({
			reference: item.reference,
			ids: { 'shopify.return': made.id, 'shopify.order': 'gid://shopify/Order/5001' },
			lines: [
				{
					id: `L${made.lines[0].id.split('/').pop()}`,
					quantity: 1,
					reason: 'defective',
					note: 'torn',
					providerIds: {
						'shopify.return_line': made.lines[0].id,
						'shopify.line_item': 'gid://shopify/LineItem/50011',
						'shopify.fulfillment_line': 'gid://shopify/FulfillmentLineItem/750011',
					},
				},
			],
		});
		expect(await (await shop.store()).inbox.get({ limit: 9 })).toMatchObject([
			{ source: 'shopify', topic: 'returns/request', state: 'read' },
		]);
	});

	it('looks as the page of the trigger shows it', async () => {
		const one = await trigger();
		await shop.shopify.requestReturn('#1001', lines, { uri: one.uri });
		const [example] = examplesIn('shopify-returns-trigger', 'Output');
		expect(absentFrom(one.flows[0], example)).toEqual([]);
	});

	it('is one case for 20 deliveries at once, and starts no flow for a later one', async () => {
		const one = await trigger();
		await one.call('create');
		const found = shop.shopify.state.request(shop.shopify.state.order('#1001'), lines);
		const body = shop.shopify.webhooks.bodyOf('returns/request', found);
		const webhookId = randomUUID();
		const answers = await Promise.all(
			Array.from(
				{ length: 20 },
				async () => await shop.shopify.webhooks.deliver('returns/request', body, { webhookId }),
			),
		);
		expect(answers.flat()).toEqual(Array(20).fill(200));
		expect([1, 2]).toContain(one.flows.length); // who stored it first, and who opened the case
		expect(await (await shop.store()).cases.getMany({ limit: 9 })).toHaveLength(1);
		one.flows.length = 0;
		await shop.shopify.webhooks.deliver('returns/request', body, { webhookId });
		expect(one.flows).toHaveLength(0);
	});

	it('works without a case store, under the reference the case would have', async () => {
		const one = await trigger({ withStore: false });
		await one.call('create');
		await shop.shopify.requestReturn('#1001', lines);
		expect(one.flows).toMatchObject([{ reference: expect.stringMatching(/^RMA-/) }]);
		const stored = await trigger();
		const { id } = shop.shopify.state.orders[0].returns[0];
		await shop.shopify.webhooks.deliver(
			'returns/request',
			shop.shopify.webhooks.bodyOf('returns/request', shop.shopify.state.findReturn(id)),
			{ uri: stored.uri },
		);
		expect(stored.flows[0].reference).toBe(one.flows[0].reference);
	});

	it('is only looked at in a test run of the editor', async () => {
		const one = await trigger({ mode: 'manual' });
		await shop.shopify.requestReturn('#1001', lines, { uri: one.uri });
		expect(one.flows).toHaveLength(1);
		expect(await (await shop.store()).cases.getMany({ limit: 9 })).toHaveLength(0);
		expect(await (await shop.store()).inbox.get({ limit: 9 })).toHaveLength(0);
	});
});

describe('one event under three webhook ids, with the same event id and body,', () => {
	const bodies: Array<[string, () => object]> = [
		[
			'returns/request',
			() =>
				shop.shopify.webhooks.bodyOf(
					'returns/request',
					shop.shopify.state.request(shop.shopify.state.order('#1001'), lines),
				),
		],
		[
			'returns/update',
			() => {
				const made = shop.shopify.state.request(shop.shopify.state.order('#1001'), lines);
				return { admin_graphql_api_id: made.id, return_line_items: { removals: [{ delta: 1 }] } };
			},
		],
		['refunds/create', () => ({ admin_graphql_api_id: 'gid://shopify/Refund/7', order_id: 5001, note: null })],
		[
			'tender_transactions/create',
			() => ({ id: 1, amount: '5.00', currency: 'EUR', payment_method: null, remote_reference: null, test: true }),
		],
	];
	it.each(bodies)('is one flow: %s', async (topic, bodyOf) => {
		const one = await trigger({ parameters: { topics: bodies.map(([name]) => name) } });
		const body = bodyOf();
		const headers = { 'x-shopify-event-id': 'the-event' };
		const send = async (webhookId: string) =>
			await shop.shopify.webhooks.deliver(topic, body, { uri: one.uri, webhookId, headers });
		await Promise.all([send('w1'), send('w2')]);
		await send('w3');
		expect(one.flows).toHaveLength(1);
		await shop.shopify.webhooks.deliver(topic, body, { uri: one.uri, webhookId: 'w1', headers });
		expect(one.flows).toHaveLength(1);
	});

	it('is another one than the same again under an event id of its own', async () => {
		const one = await trigger({ parameters: { topics: ['returns/update'] } });
		const body = bodies[1][1]();
		for (const event of ['first', 'second'])
			await shop.shopify.webhooks.deliver('returns/update', body, {
				uri: one.uri,
				webhookId: event,
				headers: { 'x-shopify-event-id': event },
			});
		expect(one.flows).toHaveLength(2);
	});
});

describe('forgery', () => {
	const attacks: Array<[string, Parameters<Fixture['shopify']['requestReturn']>[2]]> = [
		['another secret', { secret: 'guessed' }],
		['altered bytes', { alter: (body) => body.replace('"quantity":1', '"quantity":9') }],
		['no signature', { headers: { 'x-shopify-hmac-sha256': undefined } }],
		['an empty signature', { headers: { 'x-shopify-hmac-sha256': '' } }],
	];
	it.each(attacks)('with %s is answered 401 and leaves no trace', async (_name, options) => {
		const one = await trigger();
		const { status } = await shop.shopify.requestReturn('#1001', lines, { ...options, uri: one.uri });
		expect(status).toBe(401);
		expect(one.outcomes).toEqual([{ noWebhookResponse: true }]);
		expect(await (await shop.store()).inbox.get({ limit: 9 })).toHaveLength(0);
	});

	it("is told from what Shopify's own client signs: 1,000 changes each of body, header and secret are refused", async () => {
		const one = await trigger();
		const body = bodyText(
			shop.shopify.webhooks.bodyOf(
				'returns/request',
				shop.shopify.state.request(shop.shopify.state.order('#1001'), lines),
			),
		);
		const secret = sandboxSecrets.shopifyClientSecret;
		const signature = await createSHA256HMAC(secret, body);
		const mutations = new Mutations(1);
		const send = async (text: string, value: string) =>
			await shop.shopify.webhooks.deliver('returns/request', text, {
				uri: one.uri,
				headers: { 'x-shopify-hmac-sha256': value },
			});
		expect(await tally(1000, async () => await send(mutations.text(body), signature))).toEqual({ 401: 1000 });
		expect(await tally(1000, async () => await send(body, mutations.text(signature)))).toEqual({ 401: 1000 });
		expect(
			await tally(1000, async () => await send(body, await createSHA256HMAC(mutations.text(secret), body))),
		).toEqual({ 401: 1000 });
		expect([one.flows, await (await shop.store()).inbox.get({ limit: 9 })]).toEqual([[], []]);
		expect(await send(body, signature)).toEqual([200]);
		expect(one.flows).toHaveLength(1);
	});

	it('cannot use a trigger whose credential has no secret', async () => {
		const one = await trigger({ credentials: { returnsShopifyApi: { ...shop.credential, clientSecret: '' } } });
		expect((await shop.shopify.requestReturn('#1001', lines, { secret: '', uri: one.uri })).status).toBe(401);
	});

	it("takes the old secret while it is rotated, and the shop's own", async () => {
		const one = await trigger({
			credentials: { returnsShopifyApi: { ...shop.credential, previousClientSecret: 'old', webhookSecret: 'by-hand' } },
		});
		for (const secret of ['old', 'by-hand', sandboxSecrets.shopifyClientSecret]) {
			const found =
				shop.shopify.state.orders[1].returns[0] ??
				shop.shopify.state.request(shop.shopify.state.order('#1002'), [{ sku: 'CAP-RED', quantity: 1 }]);
			expect(
				await shop.shopify.webhooks.deliver('returns/request', shop.shopify.webhooks.bodyOf('returns/request', found), {
					secret,
					uri: one.uri,
				}),
			).toEqual([200]);
		}
	});

	it('cannot turn a signed body into another topic', async () => {
		const one = await trigger();
		const { return: made } = await shop.shopify.requestReturn('#1001', lines, { uri: one.uri });
		const signed = shop.shopify.webhooks.bodyOf('returns/request', made);
		expect(await shop.shopify.webhooks.deliver('returns/cancel', signed, { uri: one.uri })).toEqual([200]);
		expect(await (await shop.store()).cases.findByReference('shopify.return', made.id)).toMatchObject({
			authorization: 'requested',
		});
		expect(await (await shop.store()).inbox.get({ state: 'unreadable', limit: 9 })).toHaveLength(1);
	});
});

describe('what cannot be stored or read', () => {
	it('keeps an unreadable body and lets Shopify rest', async () => {
		const one = await trigger();
		for (const body of [
			'{',
			'[]',
			'{"admin_graphql_api_id":5}',
			'{"admin_graphql_api_id":"gid://shopify/Order/1","order":{}}',
		]) {
			expect(await shop.shopify.webhooks.deliver('returns/request', body, { uri: one.uri })).toEqual([200]);
		}
		expect(one.flows).toHaveLength(0);
		const kept = await (await shop.store()).inbox.get({ state: 'unreadable', limit: 9 });
		expect(kept).toHaveLength(4);
		expect(kept[2].error).toContain('admin_graphql_api_id');
	});

	it('asks for the webhook again when the store fails, and stores nothing by half', async () => {
		const one = await trigger({
			credentials: {
				returnsShopifyApi: shop.credential,
				returnCaseApi: { storage: 'embedded', file: `${__filename}/cases.sqlite` },
			},
		});
		const { signed, found } = request();
		const answer = await fetch(one.uri, { method: 'POST', ...signed });
		expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
		expect(await answer.text()).not.toContain('sqlite');
		expect(one.logs).toMatchObject([{ level: 'error', about: { topic: 'returns/request' } }]);
		expect(one.logs[0].message).toContain('the case store failed');
		expect(one.logs[0].about.reason).toContain('The case store cannot be opened');
		expect(one.outcomes).toEqual([{ noWebhookResponse: true }]);
		expect(found.status).toBe('REQUESTED');
	});

	it('ignores topics it does not know', async () => {
		const one = await trigger();
		expect(await shop.shopify.webhooks.deliver('orders/create', { id: '1' }, { uri: one.uri })).toEqual([200]);
		expect(await (await shop.store()).inbox.get({ limit: 9 })).toHaveLength(0);
	});

	function request() {
		const { createHmac } = jest.requireActual<typeof import('node:crypto')>('node:crypto');
		const found = shop.shopify.state.request(shop.shopify.state.order('#1001'), lines);
		const { bodyText } =
			jest.requireActual<typeof import('../sandbox/shopify/webhooks')>('../sandbox/shopify/webhooks');
		const body = bodyText(shop.shopify.webhooks.bodyOf('returns/request', found));
		return {
			found,
			signed: {
				body,
				headers: {
					'x-shopify-topic': 'returns/request',
					'x-shopify-webhook-id': 'w',
					'x-shopify-hmac-sha256': createHmac('sha256', sandboxSecrets.shopifyClientSecret)
						.update(body)
						.digest('base64'),
				},
			},
		};
	}
});

describe('what happens to a return in Shopify', () => {
	const of = async (id: string) => (await (await shop.store()).cases.findByReference('shopify.return', id))!;

	it('reaches its case: approved by staff, closed, canceled, declined', async () => {
		const one = await trigger();
		await one.call('create');
		const [a, b, c] = [
			await shop.shopify.requestReturn('#1001', lines),
			await shop.shopify.requestReturn('#1002', [{ sku: 'CAP-RED', quantity: 2 }]),
			await shop.shopify.requestReturn('#1003', [{ sku: 'CAMERA-X', quantity: 1 }]),
		].map((one) => one.return.id);
		shop.shopify.state.approve(a);
		await shop.shopify.webhooks.deliver(
			'returns/approve',
			shop.shopify.webhooks.bodyOf('returns/approve', shop.shopify.state.findReturn(a)),
		);
		expect(await of(a)).toMatchObject({ authorization: 'approved', lines: [{ quantities: { approved: 1 } }] });
		shop.shopify.state.close(a);
		await shop.shopify.webhooks.deliver(
			'returns/close',
			shop.shopify.webhooks.bodyOf('returns/close', shop.shopify.state.findReturn(a)),
		);
		expect((await of(a)).closedAt).toBeTruthy();
		shop.shopify.state.cancel(b);
		await shop.shopify.webhooks.deliver(
			'returns/cancel',
			shop.shopify.webhooks.bodyOf('returns/cancel', shop.shopify.state.findReturn(b)),
		);
		expect(await of(b)).toMatchObject({ authorization: 'canceled' });
		shop.shopify.state.decline(c, 'FINAL_SALE', 'sold as final');
		await shop.shopify.webhooks.deliver(
			'returns/decline',
			shop.shopify.webhooks.bodyOf('returns/decline', shop.shopify.state.findReturn(c)),
		);
		expect(await of(c)).toMatchObject({ authorization: 'declined' });
		expect(one.flows.map(({ topic }) => topic)).toEqual([
			'returns/request',
			'returns/request',
			'returns/request',
			'returns/approve',
			'returns/close',
			'returns/cancel',
			'returns/decline',
		]);
	});

	it('may be closed, reopened and closed again; late repeats change nothing', async () => {
		await trigger({ parameters: { topics: ['returns/request', 'returns/close', 'returns/reopen'] } });
		const { return: made } = await shop.shopify.requestReturn('#1001', lines, { uri: triggers[0].uri });
		shop.shopify.state.approve(made.id);
		const tell = async (topic: string, at: string, status: string) =>
			await shop.shopify.webhooks.deliver(
				topic,
				{ ...shop.shopify.webhooks.bodyOf(topic, made), status },
				{ uri: triggers[0].uri, headers: { 'x-shopify-triggered-at': `2026-11-21T${at}:00Z` } },
			);
		const closed = async () => !!(await of(made.id)).closedAt;
		shop.shopify.state.close(made.id);
		await tell('returns/close', '10:00', 'closed');
		expect(await closed()).toBe(true);
		shop.shopify.state.reopen(made.id);
		await tell('returns/reopen', '11:00', 'open');
		expect(await closed()).toBe(false);
		await tell('returns/close', '10:00', 'closed'); // sent again, late
		expect(await closed()).toBe(false);
		shop.shopify.state.close(made.id);
		await tell('returns/close', '12:00', 'closed');
		await tell('returns/close', '12:00', 'closed');
		await tell('returns/reopen', '11:00', 'open'); // sent again, late
		expect(await closed()).toBe(true);
		expect((await (await shop.store()).cases.timeline((await of(made.id)).reference)).map(({ type }) => type)).toEqual([
			'return.requested',
			'return.closed',
			'return.reopened',
			'return.closed',
		]);
	});

	it('is not believed when somebody sends a kept message again under new headers', async () => {
		const one = await trigger({ parameters: { topics: ['returns/request', 'returns/close', 'returns/reopen'] } });
		const { return: made } = await shop.shopify.requestReturn('#1001', lines, { uri: one.uri });
		shop.shopify.state.approve(made.id);
		const closing = { ...shop.shopify.webhooks.bodyOf('returns/close', made), status: 'closed' };
		const opening = { ...shop.shopify.webhooks.bodyOf('returns/reopen', made), status: 'open' };
		const send = async (topic: string, body: object, at: string) =>
			await shop.shopify.webhooks.deliver(topic, body, { uri: one.uri, headers: { 'x-shopify-triggered-at': at } });
		shop.shopify.state.close(made.id);
		await send('returns/close', closing, '2026-11-21T10:00:00Z');
		expect(await send('returns/reopen', opening, '2026-12-01T10:00:00Z')).toEqual([200]);
		expect((await of(made.id)).closedAt).toBeTruthy();
		shop.shopify.state.reopen(made.id);
		await send('returns/reopen', opening, '2026-11-21T11:00:00Z');
		expect(await send('returns/close', closing, '2026-12-01T11:00:00Z')).toEqual([200]);
		expect((await of(made.id)).closedAt).toBeUndefined();
		expect(one.flows.map(({ topic }) => topic)).toEqual(['returns/request', 'returns/close', 'returns/reopen']);
	});

	it('is listed as unreadable when no event can hold it, instead of being asked for again for ever', async () => {
		const one = await trigger({ parameters: { topics: ['returns/request'] } });
		const made = shop.shopify.state.request(shop.shopify.state.order('#1001'), lines);
		const body = shop.shopify.webhooks.bodyOf('returns/request', made) as {
			return_line_items: Array<{ customer_note: string }>;
		};
		body.return_line_items[0].customer_note = 'x'.repeat(3_000_000);
		expect(
			await shop.shopify.webhooks.deliver('returns/request', body, { uri: one.uri, webhookId: 'too large' }),
		).toEqual([200]);
		expect(await (await shop.store()).inbox.find('shopify', 'too large')).toMatchObject({
			state: 'unreadable',
			error: expect.stringContaining('MB large'),
		});
	});

	it('waits for the next look when Shopify cannot be asked', async () => {
		const one = await trigger({ parameters: { topics: ['returns/request', 'returns/close'] } });
		const { return: made } = await shop.shopify.requestReturn('#1001', lines, { uri: one.uri });
		shop.shopify.state.approve(made.id);
		shop.shopify.state.close(made.id);
		shop.journal.inject({ provider: 'shopify', operation: 'return', kind: 'server_error', times: 20 });
		await shop.shopify.webhooks.deliver(
			'returns/close',
			{ ...shop.shopify.webhooks.bodyOf('returns/close', made), status: 'closed' },
			{ uri: one.uri, webhookId: 'unsure' },
		);
		expect((await of(made.id)).closedAt).toBeUndefined();
		expect(await (await shop.store()).inbox.find('shopify', 'unsure')).toMatchObject({ state: 'new' });
	});

	it('is recorded by our own node alone when that is at it, and by the webhook when staff are', async () => {
		const one = await trigger({
			parameters: { topics: ['returns/request', 'returns/approve', 'returns/close', 'returns/reopen'] },
		});
		await one.call('create');
		const { return: made } = await shop.shopify.requestReturn('#1002', [{ sku: 'CAP-RED', quantity: 1 }]);
		const { reference } = await of(made.id);
		const run = async (operation: string) =>
			expect(
				(await shop.run({ resource: 'return', operation, returnId: '' }, { input: [{ reference }], withStore: true }))
					.error,
			).toBeUndefined();
		const changes = async () => {
			await shop.shopify.settled();
			return (await (await shop.store()).cases.timeline(reference)).flatMap(({ type, actor }) =>
				/closed|reopened/.test(type) ? [[type, actor?.startsWith('n8n') ? 'node' : actor]] : [],
			);
		};
		await run('approve');
		await run('close');
		expect(await changes()).toEqual([['return.closed', 'node']]);
		shop.shopify.state.reopen(made.id);
		await shop.shopify.webhooks.deliver('returns/reopen', shop.shopify.webhooks.bodyOf('returns/reopen', made));
		shop.shopify.state.close(made.id);
		await shop.shopify.webhooks.deliver('returns/close', shop.shopify.webhooks.bodyOf('returns/close', made));
		await run('reopen');
		expect(await changes()).toEqual([
			['return.closed', 'node'],
			['return.reopened', 'Shopify staff'],
			['return.closed', 'Shopify staff'],
			['return.reopened', 'node'],
		]);
	});

	it('is not recorded twice when our own node did it', async () => {
		const one = await trigger();
		await one.call('create');
		const { return: made } = await shop.shopify.requestReturn('#1002', [{ sku: 'CAP-RED', quantity: 3 }]);
		const {
			reference,
			lines: [line],
		} = await of(made.id);
		const decision = {
			outcome: 'approve',
			reasons: [],
			lines: [{ line: line.id, quantity: 2 }],
			refundTiming: 'at_receipt',
		};
		const { error } = await shop.run(
			{ resource: 'return', operation: 'approve', returnId: '', decision },
			{ input: [{ reference }], withStore: true },
		);
		expect(error).toBeUndefined();
		await shop.shopify.settled();
		const events = await (await shop.store()).cases.timeline(reference);
		expect(events.map(({ type }) => type)).toEqual(['return.requested', 'return.approved']);
		expect(await of(made.id)).toMatchObject({
			refundTiming: 'at_receipt',
			lines: [{ quantities: { requested: 3, approved: 2 } }],
		});
	});

	it('may come before the request', async () => {
		const one = await trigger();
		const made = shop.shopify.state.request(shop.shopify.state.order('#1001'), lines);
		const early = shop.shopify.webhooks.bodyOf('returns/request', made);
		shop.shopify.state.cancel(made.id);
		await shop.shopify.webhooks.deliver('returns/cancel', shop.shopify.webhooks.bodyOf('returns/cancel', made), {
			uri: one.uri,
		});
		expect(await (await shop.store()).inbox.get({ state: 'new', limit: 9 })).toHaveLength(1);
		await shop.shopify.webhooks.deliver('returns/request', early, { uri: one.uri });
		expect(await of(made.id)).toMatchObject({ authorization: 'canceled' });
		expect(await (await shop.store()).inbox.get({ state: 'new', limit: 9 })).toHaveLength(0);
	});

	it('opens the case of a return that staff made, which is approved from the start', async () => {
		const one = await trigger();
		const made = shop.shopify.state.request(shop.shopify.state.order('#1001'), lines);
		shop.shopify.state.approve(made.id);
		await shop.shopify.webhooks.deliver('returns/approve', shop.shopify.webhooks.bodyOf('returns/approve', made), {
			uri: one.uri,
		});
		expect(await of(made.id)).toMatchObject({ authorization: 'approved', orderNumber: '#1001' });
	});

	it('is approved in the very write that opens its case, so that no policy asks people about it in between', async () => {
		const one = await trigger();
		const made = shop.shopify.state.request(shop.shopify.state.order('#1001'), lines);
		shop.shopify.state.approve(made.id);
		const { cases } = await shop.store();
		const died = jest.spyOn(cases, 'record').mockRejectedValue(new Error('the process died here'));
		const tell = async () =>
			await shop.shopify.webhooks.deliver('returns/approve', shop.shopify.webhooks.bodyOf('returns/approve', made), {
				uri: one.uri,
			});
		await tell();
		expect(await of(made.id)).toMatchObject({ authorization: 'approved', version: 2 });
		died.mockRestore();
		await tell();
		expect(await of(made.id)).toMatchObject({ authorization: 'approved', version: 2, exceptions: [] });
	});

	it('is shown to a person when the case says otherwise', async () => {
		const one = await trigger();
		const { return: made } = await shop.shopify.requestReturn('#1001', lines, { uri: one.uri });
		const { reference } = await of(made.id);
		await (
			await shop.store()
		).cases.record({
			reference,
			events: [{ source: 'test', id: 'd', type: 'return.declined', data: { reason: 'other' } }],
		});
		shop.shopify.state.approve(made.id);
		await shop.shopify.webhooks.deliver('returns/approve', shop.shopify.webhooks.bodyOf('returns/approve', made), {
			uri: one.uri,
		});
		expect(await of(made.id)).toMatchObject({
			authorization: 'declined',
			exceptions: [{ code: 'shop_differs', owner: 'service' }],
		});
	});

	it('is stored also when the flow does not want that topic', async () => {
		const one = await trigger({ parameters: { topics: ['returns/close'] } });
		const { return: made } = await shop.shopify.requestReturn('#1001', lines, { uri: one.uri });
		expect(one.flows).toHaveLength(0);
		expect(await of(made.id)).toBeTruthy();
	});
});
