import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';
import { ReturnCase } from '../nodes/ReturnCase/ReturnCase.node';
import { readBrandFacts } from '../nodes/ShopifyReturns/orders/brandFacts';
import { readMessage, type ReturnMessage } from '../nodes/ShopifyReturns/trigger/message';
import { takeIn } from '../nodes/ShopifyReturns/trigger/takeIn';
import { brandOf, needsOrder, Settings, type BrandFacts, type BrandRow } from '../nodes/shared/model';
import { differenceOf, laidOver, type Json } from '../nodes/shared/model/jsonValues';
import { closeStores, openStore, type CaseStore } from '../nodes/shared/store';
import { runNode } from './support/harness';

const rows: BrandRow[] = [
	{ by: 'tag', value: 'Outlet', brand: 'outlet' },
	{ by: 'sales_channel', value: 'nord online', brand: 'nord' },
	{ by: 'company', value: 'Example GmbH', brand: 'business' },
	{ by: 'shop', value: 'south.myshopify.com', brand: 'south' },
];
const of = (facts: BrandFacts) => brandOf(facts, { brands: rows });

describe('the brand of a return', () => {
	it.each<[BrandFacts, string | undefined]>([
		[{ shop: 'south.myshopify.com' }, 'south'],
		[{ shop: 'South' }, 'south'],
		[{ shop: 'other.myshopify.com' }, undefined],
		[{ salesChannels: ['web', 'NORD Online '] }, 'nord'],
		[{ company: 'example gmbh' }, 'business'],
		[{ tags: ['vip', 'OUTLET'] }, 'outlet'],
		[{ tags: ['south'] }, undefined],
		[{}, undefined],
	])('of %j is %s', (facts, brand) => {
		expect(of(facts)).toBe(brand);
	});

	it('is that of the first row that fits', () => {
		expect(of({ shop: 'south', salesChannels: ['Nord Online'], tags: ['outlet'] })).toBe('outlet');
		expect(of({ shop: 'south', salesChannels: ['Nord Online'] })).toBe('nord');
	});

	it('is nobody else than a row names, whatever the facts are', () => {
		const text = fc.string();
		const facts = fc.record(
			{ shop: text, company: text, tags: fc.array(text), salesChannels: fc.array(text) },
			{ requiredKeys: [] },
		);
		fc.assert(fc.property(facts, (given) => [undefined, 'outlet', 'nord', 'business', 'south'].includes(of(given))));
	});

	it('depends on the order unless all rows go by the shop', () => {
		expect([needsOrder({}), needsOrder({ brands: rows.slice(3) }), needsOrder({ brands: rows })]).toEqual([
			false,
			false,
			true,
		]);
	});
});

const folder = mkdtempSync(join(tmpdir(), 'returns-brands-'));
const credentialOf = (file: string) => ({ storage: 'embedded', file: join(folder, file), auditKey: 'k' });
afterAll(async () => await closeStores());

describe('settings of a brand over the common ones', () => {
	const common = {
		timeZone: 'Europe/Berlin',
		sender: 'shop@example.com',
		owners: { finance: 'money@example.com' },
		odoo: { inspectionLocation: 7, destinations: { restock: 8 } },
		policy: { windowDays: 14 },
	};

	it('are its own where it has said something, and follow the others as they change', async () => {
		const store = await openStore(credentialOf('common.sqlite'));
		await store.settings.save('default', { ...common, shadow: true, brands: rows });
		await store.settings.change('nord', (before) => ({
			...before,
			useCommon: true,
			sender: 'nord@example.com',
			policy: { ...before.policy, windowDays: 60 },
		}));
		expect(await store.settings.get('nord')).toMatchObject({
			brand: 'nord',
			sender: 'nord@example.com',
			timeZone: 'Europe/Berlin',
			owners: { finance: 'money@example.com' },
			odoo: { inspectionLocation: 7, destinations: { restock: 8 } },
			policy: { windowDays: 60 },
		});
		expect(await store.settings.get('nord')).not.toHaveProperty('shadow');
		expect(await store.settings.get('nord')).not.toHaveProperty('brands');
		await store.settings.change('default', (before) => ({
			...before,
			timeZone: 'Europe/Paris',
			sender: 'new@example.com',
			policy: { ...before.policy, windowDays: 20 },
		}));
		expect(await store.settings.get('nord')).toMatchObject({
			timeZone: 'Europe/Paris',
			sender: 'nord@example.com',
			policy: { windowDays: 60 },
		});
	});

	it('can take out what the common ones say', async () => {
		const store = await openStore(credentialOf('cleared.sqlite'));
		await store.settings.save('default', common);
		await store.settings.change('nord', (before) => ({ ...before, useCommon: true }));
		await store.settings.change('nord', (before) => ({ ...before, sender: undefined }));
		expect((await store.settings.get('nord')).sender).toBeUndefined();
	});

	it('keep what the brand had said before it took to the common ones, and stand alone when it does not', async () => {
		const store = await openStore(credentialOf('kept.sqlite'));
		await store.settings.save('default', common);
		await store.settings.save('nord', { operator: 'nord@example.com' });
		expect(await store.settings.get('nord')).toMatchObject({ timeZone: 'UTC', policy: { windowDays: 30 } });
		await store.settings.change('nord', (before) => ({ ...before, useCommon: true }));
		expect(await store.settings.get('nord')).toMatchObject({
			operator: 'nord@example.com',
			timeZone: 'Europe/Berlin',
			policy: { windowDays: 14 },
		});
	});

	it('are laid over without loss: what differs, laid over the first, is the second', () => {
		const json = fc.letrec<{ tree: Json }>((tie) => ({
			tree: fc.dictionary(
				fc.constantFrom('a', 'b', 'c'),
				fc.oneof(fc.integer(), fc.string(), fc.array(fc.integer()), tie('tree')),
			) as never,
		})).tree;
		fc.assert(fc.property(json, json, (a, b) => expect(laidOver(a, differenceOf(a, b))).toEqual(b)));
	});

	it('also decide a return that was approved without a policy of its own', async () => {
		const store = await openStore(credentialOf('approved.sqlite'));
		await store.settings.save('default', common);
		await store.settings.change('nord', (before) => ({ ...before, useCommon: true }));
		const line = { id: 'L1', sku: 'A', title: '', quantity: 1, reason: 'unknown', providerIds: {} };
		const request = { brand: 'nord', channel: 'x', lines: [line], providerIds: {} };
		const { reference } = await store.cases.open({ request, source: 'portal', sourceId: '1' });
		await store.cases.record({ reference, events: [{ id: 'a', source: 'flow', type: 'return.approved', data: {} }] });
		expect((await store.cases.get(reference))!.rules!.windowDays).toBe(14);
	});
});

describe('a return of Shopify', () => {
	const order = 'gid://shopify/Order/5';
	const body = (id: number) =>
		JSON.stringify({
			admin_graphql_api_id: `gid://shopify/Return/${id}`,
			status: 'requested',
			order: { admin_graphql_api_id: order },
			return_line_items: [],
		});
	let asked = 0;
	const shop = (facts: BrandFacts | undefined) => ({
		refundsOf: async () => undefined,
		changesOf: async () => undefined,
		statusOf: async () => undefined,
		brandFactsOf: async () => (asked++, facts),
	});
	const arrive = async (store: CaseStore, id: number, facts: BrandFacts | undefined, domain = 'main.myshopify.com') => {
		const topic = 'returns/request' as const;
		const message = readMessage(topic, body(id)) as ReturnMessage;
		const origin = { brand: 'default', channel: 'shopify' };
		await store.inbox.put({
			source: 'shopify',
			id: `w${id}`,
			topic,
			body: body(id),
			subject: `gid://shopify/Return/${id}`,
		});
		const delivery = { topic, webhookId: `w${id}`, body: body(id), message, shop: domain, origin };
		return (await takeIn(store, delivery, message, shop(facts), true)).case?.brand;
	};

	it('becomes a case of its brand: two brands in one shop by channel and tag, and a second shop', async () => {
		const store = await openStore(credentialOf('shopify.sqlite'));
		await store.settings.save('default', { brands: rows });
		expect(await arrive(store, 1, { salesChannels: ['Nord Online'] })).toBe('nord');
		expect(await arrive(store, 2, { tags: ['outlet'], salesChannels: ['Nord Online'] })).toBe('outlet');
		expect(await arrive(store, 3, { salesChannels: ['Online Store'] })).toBe('default');
		expect(await arrive(store, 4, {}, 'south.myshopify.com')).toBe('south');
	});

	it('asks for the order only when a row goes by it, and waits for an answer rather than to guess', async () => {
		const store = await openStore(credentialOf('waits.sqlite'));
		asked = 0;
		expect(await arrive(store, 5, undefined)).toBe('default');
		expect(asked).toBe(0);
		await store.settings.save('default', { brands: rows });
		expect(await arrive(store, 6, undefined)).toBeUndefined();
		expect((await store.inbox.find('shopify', 'w6'))!.state).toBe('new');
		expect(await arrive(store, 6, { tags: ['outlet'] })).toBe('outlet');
		expect((await store.inbox.find('shopify', 'w6'))!.state).toBe('read');
	});

	it('is told by what Shopify says of the order', async () => {
		const found = {
			id: order,
			tags: ['a'],
			sourceName: 'web',
			channelInformation: { app: { title: 'Nord' }, channelDefinition: { channelName: 'Nord Online', handle: 'nord' } },
			purchasingEntity: { company: { name: 'Example GmbH' } },
		};
		const client = { send: async () => ({ order: found }) } as never;
		expect(await readBrandFacts(client, order)).toEqual({
			tags: ['a'],
			salesChannels: ['web', 'Nord Online', 'nord', 'Nord'],
			company: 'Example GmbH',
		});
		expect(await readBrandFacts({ send: async () => ({ order: null }) } as never, order)).toEqual({});
	});
});

describe('Return Case', () => {
	const file = 'open.sqlite';
	const run = async (parameters: INodeParameters) => {
		const { json, error } = await runNode(new ReturnCase(), {
			parameters,
			input: [{}],
			credentials: { returnCaseApi: credentialOf(file) },
		});
		if (error) throw new Error(`${error.message} ${error.description}`);
		return json[0];
	};
	const open = async (sourceId: string, request: object, brandBy: object = {}) =>
		(
			(
				await run({
					resource: 'case',
					operation: 'open',
					source: 'portal',
					sourceId,
					brandBy: brandBy as never,
					request: JSON.stringify({ lines: [{ id: 'L1', quantity: 1 }], ...request }),
				})
			).case as { brand: string }
		).brand;

	it('Save takes the rows of brands as fields, tells them, and refuses half a row', async () => {
		const save = async (given: object[]) =>
			await run({
				resource: 'settings',
				operation: 'save',
				brand: 'default',
				general: { brands: { rows: given } } as never,
			});
		expect((await save(rows.slice(0, 2))).changes).toEqual([
			{ setting: 'Brands', before: '', after: 'Tag of the Order Outlet: outlet, Sales Channel nord online: nord' },
		]);
		await expect(save([{ by: 'tag', value: 'x', brand: '' }])).rejects.toThrow('row 1 is not complete');
		await expect(save([rows[0], { ...rows[0], value: 'OUTLET' }])).rejects.toThrow('row 2 says again');
	});

	it('Open goes by them, unless the request says its brand', async () => {
		expect(await open('1', { channel: 'nord online' })).toBe('nord');
		expect(await open('2', { channel: 'portal' }, { tags: 'vip, outlet' })).toBe('outlet');
		expect(await open('3', { channel: 'portal' })).toBe('default');
		expect(await open('4', { channel: 'nord online', brand: 'own' })).toBe('own');
		// A repeat stays with the brand that its case has, also when the rows have changed meanwhile.
		await run({ resource: 'settings', operation: 'save', brand: 'default', clear: ['brands'] });
		expect(await open('1', { channel: 'nord online' })).toBe('nord');
	});

	it('keeps settings that were saved before brands were there', () => {
		expect(Settings.parse({ brand: 'nord' })).not.toHaveProperty('useCommon');
	});
});
