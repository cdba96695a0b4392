import { createHmac } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import type { CaseStore } from '../../nodes/shared/store';
import { fact } from '../StripeRefunds/caseFixture';
import { runNode } from '../support/harness';
import { openOwnStore, removeOwnStores, type StoreCredential } from '../support/ownStore';
import { replayMessages } from './replayMessages';

/* What any channel tells: who may, what is taken, once, and what a sender is answered who sends something wrong. */

let credential: StoreCredential;
let store: CaseStore;
beforeEach(async () => void ({ credential, store } = await openOwnStore()));
afterEach(removeOwnStores);

const secret = 'a long random text';
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const asked = {
	id: 'R-77',
	channel: 'marketplace',
	sender: 'bol',
	orderNumber: 'B-1001',
	customer: { name: 'Alex Example', email: 'alex@example.com' },
	lines: [{ sku: 'MUG', quantity: 2, reason: 'damaged' }],
};
const order = {
	currency: 'EUR',
	lines: [{ id: '1', sku: 'MUG', quantity: 2, subtotal: eur(2000), tax: eur(380) }],
	payments: [
		{ id: 'p1', processor: 'other', method: 'bol', captured: eur(2380), refunded: eur(0), refundable: eur(2380) },
	],
};
const hmac = (text: string, by = secret) => createHmac('sha256', by).update(text);
const now = () => String(Math.floor(Date.now() / 1000));

interface Answer extends IDataObject {
	outcome: string;
	status: number;
	reference: string;
	field?: string;
}

async function run(
	body: unknown,
	{
		headers = {},
		parameters = {},
		key = { secret, previousSecret: '' },
		raw = JSON.stringify(body),
		mode = 'trigger' as 'trigger' | 'manual',
	}: {
		headers?: IDataObject;
		parameters?: IDataObject;
		key?: IDataObject;
		raw?: string | null;
		mode?: 'trigger' | 'manual';
	} = {},
): Promise<Answer> {
	const { json, error } = await runNode(new ReturnCase(), {
		parameters: {
			resource: 'case',
			operation: 'takeInRequest',
			channels: 'marketplace, woocommerce',
			...(parameters as object),
		},
		credentials: { returnCaseApi: credential, returnsSignedWebhookApi: key as never },
		input: [
			{
				json: { headers, body } as IDataObject,
				...(raw !== null && {
					binary: { data: { data: Buffer.from(raw).toString('base64'), mimeType: 'application/json' } },
				}),
			},
		],
		mode,
	});
	expect(error).toBeUndefined();
	return json[0].answer as Answer;
}
const tell = async (body: unknown) => await run(body, { parameters: { proof: 'checked' } });
const send = async (body: unknown, time = now(), by = secret) =>
	await run(body, {
		headers: {
			'x-timestamp': time,
			'x-signature': `sha256=${hmac(`${time}.${JSON.stringify(body)}`, by).digest('hex')}`,
		},
	});
const cases = async () => await store.cases.getMany({ limit: 50 });
const unreadable = async () => await store.inbox.get({ state: 'unreadable', limit: 9 });

describe('who may send', () => {
	it('opens one case of a signed request, however often it comes', async () => {
		const first = await send(asked);
		expect(first).toMatchObject({ outcome: 'opened', status: 200, authorization: 'requested', id: 'R-77' });
		expect(await send(asked)).toMatchObject({ outcome: 'duplicate', status: 200, reference: first.reference });
		expect(await cases()).toMatchObject([
			{ reference: first.reference, channel: 'marketplace', orderNumber: 'B-1001' },
		]);
	});
	it('takes a request that WooCommerce has signed: in base 64, without a time', async () => {
		const body = { ...asked, channel: 'woocommerce' };
		const signature = hmac(JSON.stringify(body)).digest('base64');
		const parameters = { proof: 'signed', signature: '={{ $json.headers["x-wc-webhook-signature"] }}' };
		expect(await run(body, { parameters, headers: { 'x-wc-webhook-signature': signature } })).toMatchObject({
			outcome: 'opened',
		});
	});
	it('takes either secret while it is being changed', async () => {
		const time = now();
		const headers = {
			'x-timestamp': time,
			'x-signature': hmac(`${time}.${JSON.stringify(asked)}`, 'old').digest('hex'),
		};
		expect(await run(asked, { headers, key: { secret, previousSecret: 'old' } })).toMatchObject({ status: 200 });
	});
	const ago = (seconds: number) => String(Number(now()) - seconds);
	it.each<[string, () => Promise<Answer>, number]>([
		['nothing', async () => await run(asked), 401],
		[
			'no time',
			async () => await run(asked, { headers: { 'x-signature': hmac(JSON.stringify(asked)).digest('hex') } }),
			401,
		],
		['another secret', async () => await send(asked, now(), 'other'), 401],
		['a time of six minutes ago', async () => await send(asked, ago(360)), 401],
		['a time ahead', async () => await send(asked, ago(-360)), 401],
		[
			'the signature of another time',
			async () =>
				await run(asked, {
					headers: { 'x-timestamp': now(), 'x-signature': hmac(`${ago(9)}.${JSON.stringify(asked)}`).digest('hex') },
				}),
			401,
		],
		['an empty secret', async () => await run(asked, { key: { secret: '' } }), 503],
		['no bytes', async () => await run(asked, { raw: null }), 503],
	])('takes nothing that is signed with %s', async (_how, sent, status) => {
		expect(await sent()).toMatchObject({ outcome: 'refused', status, advice: expect.any(String) as string });
		expect([await cases(), await unreadable()]).toEqual([[], []]);
	});
	it('says of a signature that does not fit by which secret it is made', async () => {
		expect((await send(asked, now(), 'other')).advice).toContain('by the secret that the operator has set');
	});
	it('opens nothing in a test run', async () => {
		expect(await run(asked, { parameters: { proof: 'checked' }, mode: 'manual' })).toMatchObject({
			outcome: 'dry_run',
		});
		expect(await cases()).toEqual([]);
	});
});

describe('a request', () => {
	it.each<[string, unknown, string]>([
		['no object', 'hello', 'body'],
		['no id', { ...asked, id: undefined }, 'id'],
		['a blank id', { ...asked, id: ' ' }, 'id'],
		['no channel', { ...asked, channel: undefined }, 'channel'],
		['a channel that is not taken', { ...asked, channel: 'register' }, 'channel'],
		["a channel of this package's own", { ...asked, channel: 'shopify' }, 'channel'],
		['another type', { ...asked, type: 'return.approved' }, 'type'],
		['no lines', { ...asked, lines: [] }, 'lines'],
		['a line of no article', { ...asked, lines: [{ quantity: 1 }] }, 'lines.0.sku'],
		['half a piece', { ...asked, lines: [{ sku: 'MUG', quantity: 0.5 }] }, 'lines.0.quantity'],
		['a time that is none', { ...asked, requestedAt: 'yesterday' }, 'requestedAt'],
		[
			'a price in decimals',
			{ ...asked, order: { ...order, lines: [{ ...order.lines[0], tax: eur(3.8) }] } },
			'order.lines.0.tax.amount',
		],
		['an order in no currency', { ...asked, order: { lines: [] } }, 'order.currency'],
	])('of %s is refused with the field and what to do, and kept', async (_what, wrong, field) => {
		const answer = await tell(wrong);
		expect(answer).toMatchObject({ outcome: 'refused', status: 422, field, advice: expect.any(String) as string });
		expect(JSON.stringify(answer)).not.toContain('alex@example.com');
		expect(await cases()).toEqual([]);
		expect(await unreadable()).toMatchObject([{ source: 'channel' }]);
	});
	it("of a channel of this package's own is refused, also where it is named under Channels", async () => {
		const parameters = { proof: 'checked', channels: 'shopify' };
		expect(await run({ ...asked, channel: 'shopify' }, { parameters })).toMatchObject({
			status: 422,
			field: 'channel',
		});
	});
	it('of a channel that is not taken is sent again when it is: what is replayed is judged as it came', async () => {
		expect(await tell({ ...asked, channel: 'register' })).toMatchObject({
			advice: expect.stringContaining('then send it again') as string,
		});
	});
	it.each<[string, object]>([
		['a customer', { customer: { email: 'alex@example.com', name: 'x'.repeat(1_100_000) } }],
		['an order', { order: { ...order, lines: [{ ...order.lines[0], title: 'x'.repeat(1_100_000) }] } }],
	])('with %s that is larger than an event may be is refused and kept, and nothing is opened', async (_what, large) => {
		const answer = await tell({ ...asked, ...large });
		expect(answer).toMatchObject({
			outcome: 'refused',
			status: 422,
			field: 'body',
			message: expect.stringContaining('1.1 MB large') as string,
			type: 'return.requested',
			id: 'R-77',
		});
		expect(JSON.stringify(answer)).not.toMatch(/alex@example.com|xxx/);
		expect(await cases()).toEqual([]);
		expect(await unreadable()).toMatchObject([{ source: 'channel' }]);
	});
	it('owns no document of a provider: only its order and its payment are known to a channel', async () => {
		const { reference } = await tell({
			...asked,
			order: {
				...order,
				providerIds: { 'shopify.return': 'gid://shopify/Return/78', 'shopify.order': 'gid://shopify/Order/7' },
			},
			providerIds: {
				'shopify.return': 'gid://shopify/Return/77',
				'stripe.refund': 're_1',
				'odoo.return': '7',
				tracking: 'T1',
				'shopify.order': 'gid://shopify/Order/7',
				'stripe.payment_intent': 'pi_1',
				'bol.return': '77',
			},
		});
		expect((await store.cases.get(reference))!.ids).toEqual({
			'shopify.order': 'gid://shopify/Order/7',
			'stripe.payment_intent': 'pi_1',
			'bol.return': '77',
		});
		expect(await store.cases.findByReference('shopify.return', 'gid://shopify/Return/77')).toBeUndefined();
		expect(await store.cases.findByReference('tracking', 'T1')).toBeUndefined();
		expect((await store.cases.get(reference))!.orders.marketplace.providerIds).toEqual({
			'shopify.order': 'gid://shopify/Order/7',
		});
		expect((await store.cases.findByReference('bol.return', '77'))!.reference).toBe(reference);
	});
	it('that comes again with other content opens nothing, and says so', async () => {
		await tell(asked);
		expect(await tell({ ...asked, lines: [{ sku: 'MUG', quantity: 1 }] })).toMatchObject({
			outcome: 'conflicting',
			status: 409,
			field: 'id',
		});
		expect(await cases()).toHaveLength(1);
	});
	it.each<[string, object | undefined]>([
		['another order', { ...order, lines: [{ ...order.lines[0], subtotal: eur(99_900) }] }],
		['an order after none', undefined],
	])(
		'that comes again with %s changes nothing, is told to its sender, and asks a person, once',
		async (_what, other) => {
			const { reference } = await tell(other ? { ...asked, order } : asked);
			const before = (await store.cases.get(reference!))!.orders;
			for (let times = 0; times < 2; times++)
				expect(await tell({ ...asked, order: other ?? order })).toMatchObject({
					outcome: 'conflicting',
					status: 409,
					field: 'id',
					message: expect.stringContaining('with another order') as string,
					reference,
				});
			expect(await store.cases.get(reference!)).toMatchObject({
				orders: before,
				exceptions: [{ code: 'id_reused', owner: 'service' }],
			});
			expect(await store.cases.findFlaw(reference!)).toBeUndefined();
		},
	);
	it('that comes again when its channel has begun to pay back by itself is the same request', async () => {
		const paid = { ...asked, order };
		const { reference } = await tell(paid);
		for (const payBack of ['', 'marketplace, woocommerce'])
			expect(await run(paid, { parameters: { proof: 'checked', payBack } })).toMatchObject({
				outcome: 'duplicate',
				reference,
			});
	});
	it('of two senders with one id are two cases', async () => {
		await tell(asked);
		await tell({ ...asked, sender: 'kaufland' });
		expect(await cases()).toHaveLength(2);
	});
	it('with its order tells the case what was sold and how it was paid, in one go', async () => {
		const { reference } = await tell({ ...asked, order });
		const state = (await store.cases.get(reference))!;
		expect(state).toMatchObject({
			lines: [{ id: 'L1', orderLineId: '1' }],
			orders: {
				marketplace: {
					number: 'B-1001',
					channel: 'marketplace',
					payments: [{ processor: 'other', movesOwnMoney: true }],
				},
			},
		});
		expect(await store.cases.findFlaw(reference)).toBeUndefined();
		expect(await tell({ ...asked, order })).toMatchObject({ outcome: 'duplicate' });
	});
	it.each([
		['marketplace', { processor: 'other', movesOwnMoney: true }],
		['woocommerce', { processor: 'stripe' }],
	])('of %s: who has taken the money pays it back', async (channel, paid) => {
		const payments = [
			{
				...order.payments[0],
				processor: 'stripe',
				providerIds: { 'stripe.charge': 'ch_1' },
				movesOwnMoney: channel !== 'marketplace',
			},
		];
		const { reference } = await tell({ ...asked, channel, order: { ...order, payments } });
		expect((await store.cases.get(reference))!.orders[channel].payments).toMatchObject([paid]);
		expect((await store.cases.get(reference))!.orders[channel].payments[0].movesOwnMoney).toBe(
			channel === 'marketplace' ? true : undefined,
		);
		expect(await tell({ ...asked, channel, order: { ...order, payments } })).toMatchObject({ outcome: 'duplicate' });
		expect(await store.cases.findFlaw(reference)).toBeUndefined();
	});
	it.each<[string, object, string]>([
		['the settings say of its sender', { sender: 'bol' }, 'nord'],
		['the settings say of its channel', { sender: 'kaufland' }, 'south'],
		['it says itself', { sender: 'bol', brand: 'west' }, 'west'],
	])('is of the brand that %s', async (_who, of, brand) => {
		await store.settings.save('default', {
			brands: [
				{ by: 'sales_channel', value: 'marketplace:bol', brand: 'nord' },
				{ by: 'sales_channel', value: 'marketplace', brand: 'south' },
			],
		});
		const { reference } = await tell({ ...asked, ...of });
		expect((await store.cases.get(reference))!.brand).toBe(brand);
	});
	it('that was refused is taken when an operator replays it', async () => {
		await tell({ ...made, id: 'M-2' });
		await due();
		await replayMessages(credential, 'channel');
		expect(await unreadable()).toEqual([]);
		expect(await cases()).toMatchObject([{ settlement: 'settled' }]);
	});
});

const made = {
	type: 'refund.made',
	id: 'M-1',
	channel: 'marketplace',
	sender: 'bol',
	request: 'R-77',
	refund: { id: 'BOL-REF-9', amount: eur(2380), paidAt: '2026-11-29T10:00:00Z' },
};
/** The marketplace's return is approved, and so much of it due, each amount as a refund of its own. */
async function due(channel = 'marketplace', amounts = [2380]): Promise<string> {
	const { reference } = await tell({ ...asked, channel, order });
	const refunds = amounts.map((amount, index) => {
		const intent = {
			id: `${reference}/R${index + 1}`,
			amount: eur(amount),
			breakdown: [],
			payment: { id: 'p1', processor: 'other', method: 'bol', providerIds: {} },
			reason: 'return',
		};
		return fact('refund.due', { intent }, intent.id);
	});
	await store.cases.record({ reference, events: [fact('return.approved', {}), ...refunds] });
	return reference;
}

describe('a refund that a marketplace has made', () => {
	it('settles the refund that is due, once, with its number as proof', async () => {
		const reference = await due();
		expect(await tell(made)).toMatchObject({ outcome: 'recorded', status: 200, reference, type: 'refund.made' });
		expect(await tell({ ...made, id: 'M-1 again' })).toMatchObject({ outcome: 'duplicate', status: 200, reference });
		const state = (await store.cases.get(reference))!;
		expect(state).toMatchObject({ settlement: 'settled', exceptions: [] });
		expect(state.refunds).toMatchObject([
			{
				state: 'succeeded',
				refund: {
					id: `${reference}/R1 BOL-REF-9`,
					providerStatus: 'marketplace',
					createdAt: '2026-11-29T10:00:00.000Z',
				},
			},
		]);
		const [paid] = (await store.cases.timeline(reference)).filter(({ type }) => type === 'refund.succeeded');
		expect(paid.actor).toBe('marketplace:bol');
	});
	it('of several that are due settles the one over its amount, and none where it fits none', async () => {
		const reference = await due('marketplace', [1880, 500]);
		expect(await tell({ ...made, refund: { id: 'X', amount: eur(700) } })).toMatchObject({
			status: 409,
			field: 'refund',
		});
		expect(await tell({ ...made, refund: { id: 'Y', amount: eur(500) } })).toMatchObject({ outcome: 'recorded' });
		expect((await store.cases.get(reference))!.refunds).toMatchObject([
			{ state: 'due' },
			{ state: 'succeeded', refund: { id: `${reference}/R2 Y` } },
		]);
	});
	it('told again with another amount changes nothing, and asks finance, once for each amount', async () => {
		const reference = await due();
		await tell(made);
		const conflicts = async (amount: number) => {
			const other = { ...made, id: 'M-3', refund: { ...made.refund, amount: eur(amount) } };
			expect(await tell(other)).toMatchObject({ outcome: 'conflicting', status: 409, field: 'refund.id', reference });
		};
		for (const amount of [2000, 2000]) await conflicts(amount);
		const asksFinance = {
			code: 'id_reused',
			owner: 'finance',
			intent: `${reference}/R1`,
			message: expect.stringContaining('"BOL-REF-9" again, with another amount than at 2026-11-29T10:00:00') as string,
		};
		expect(await store.cases.get(reference)).toMatchObject({
			refunds: [{ refund: { amount: eur(2380) } }],
			exceptions: [asksFinance],
		});
		await conflicts(1000);
		expect((await store.cases.get(reference))!.exceptions).toHaveLength(2);
	});
	it('over another amount is recorded as it is, and finance is asked', async () => {
		const reference = await due();
		expect(await tell({ ...made, refund: { id: 'X', amount: eur(2000) } })).toMatchObject({ outcome: 'recorded' });
		expect((await store.cases.get(reference))!).toMatchObject({
			refunds: [{ refund: { amount: eur(2000) } }],
			exceptions: [{ code: 'refund_differs', owner: 'finance' }],
		});
	});
	it('before it is due is kept and to be sent again', async () => {
		const { reference } = await tell({ ...asked, order });
		expect(await tell(made)).toMatchObject({ outcome: 'refused', status: 409, field: 'refund', reference });
		expect(await unreadable()).toMatchObject([{ source: 'channel', subject: reference }]);
		await due();
		expect(await tell(made)).toMatchObject({ outcome: 'recorded', reference });
		expect(await unreadable()).toEqual([]);
	});
	it.each<[string, object, number, string]>([
		['of a return that nobody knows', { ...made, request: 'R-78' }, 404, 'request'],
		['of no return', { ...made, request: undefined }, 422, 'reference'],
		[
			'in another currency',
			{ ...made, refund: { id: 'X', amount: { amount: 2380, currency: 'USD' } } },
			422,
			'refund.amount.currency',
		],
		['of nothing', { ...made, refund: { id: 'X', amount: eur(0) } }, 422, 'refund.amount'],
		['without a number', { ...made, refund: { amount: eur(1) } }, 422, 'refund.id'],
	])('%s is refused', async (_what, wrong, status, field) => {
		const reference = await due();
		expect(await tell(wrong)).toMatchObject({ outcome: 'refused', status, field });
		expect((await store.cases.get(reference))!.refunds[0].state).toBe('due');
	});
	it('of a channel that is paid from here is refused, also when another channel tells it', async () => {
		const reference = await due('woocommerce');
		const told = { ...made, reference, request: undefined };
		expect(await tell({ ...told, channel: 'woocommerce' })).toMatchObject({ status: 422, field: 'type' });
		expect(await tell(told)).toMatchObject({ status: 422, field: 'channel' });
		expect((await store.cases.get(reference))!.refunds[0].state).toBe('due');
	});
});

describe('what systems write otherwise (docs/reliability.md#tried-against-public-reports)', () => {
	it('null for what they do not know, numbers for names, texts for counts', async () => {
		const { reference, ...answer } = await tell({
			...asked,
			sender: null,
			orderNumber: 1001,
			note: null,
			requestedAt: null,
			customer: {
				name: null,
				email: 'alex@example.com',
				phone: 5_550_100,
				address: null,
				providerIds: { 'woo.customer': 7 },
			},
			lines: [
				{
					id: 12,
					sku: 4711,
					title: null,
					quantity: '2',
					reason: null,
					orderLineId: 1,
					providerIds: { 'woo.item': 12 },
				},
			],
			order: {
				...order,
				number: null,
				placedAt: null,
				shipping: null,
				lines: [{ ...order.lines[0], id: 1, sku: 4711, title: null }],
			},
		});
		expect(answer).toMatchObject({ outcome: 'opened', status: 200 });
		expect(await store.cases.get(reference)).toMatchObject({
			orderNumber: '1001',
			customer: { email: 'alex@example.com', phone: '5550100' },
			lines: [{ id: '12', sku: '4711', title: '', quantity: 2, reason: 'unknown', orderLineId: '1' }],
			order: { number: '1001', lines: [{ id: '1', sku: '4711' }] },
		});
	});

	it('a refund that was made, too', async () => {
		await tell(asked);
		const refund = { id: 77, amount: eur(500), paidAt: null };
		const told = {
			type: 'refund.made',
			id: 5,
			channel: 'marketplace',
			sender: 'bol',
			reference: null,
			request: 'R-77',
			refund,
		};
		expect(await run(told, { parameters: { proof: 'checked', payBack: 'marketplace' } })).not.toMatchObject({
			field: 'reference',
		});
	});

	it.each([
		['a number above 2^53, which has lost digits', { orderNumber: 2 ** 53 }, 'orderNumber'],
		['a count that is none', { lines: [{ sku: 'MUG', quantity: 'two' }] }, 'lines.0.quantity'],
		['a part of a piece', { lines: [{ sku: 'MUG', quantity: '1.5' }] }, 'lines.0.quantity'],
		['no article', { lines: [{ sku: null, quantity: 1 }] }, 'lines.0.sku'],
	])('but not %s', async (_what, more, field) => {
		expect(await tell({ ...asked, ...more })).toMatchObject({ outcome: 'refused', status: 422, field });
		expect(await cases()).toEqual([]);
	});
});
