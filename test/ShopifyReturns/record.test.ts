import type { NewEvent } from '../../nodes/shared/model';
import { refundBody, transactionBody } from '../sandbox/shopify/bodies';
import { start, type Fixture } from './fixture';
import { TriggerFixture } from './triggerFixture';

let shop: Fixture;
const triggers: TriggerFixture[] = [];
beforeEach(async () => (shop = await start({ webhooks: false })));
afterEach(async () => {
	for (const one of triggers.splice(0)) await one.running.stop();
	await shop.stop();
});

const admin = () => shop.shopify.state;
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const stripe = {
	id: '85001',
	processor: 'stripe',
	providerIds: { 'shopify.transaction': 'gid://shopify/OrderTransaction/85001' },
};
const byHand = { id: 'by_hand', processor: 'other', providerIds: {} };
const shown = (number = '#1001') => admin().order(number).refunds;

/** A case of which a refund reached the customer. */
async function paid({
	orderId = 'gid://shopify/Order/5001',
	amount = 1250,
	payment = stripe as object,
	id = 're_1',
	elsewhere = undefined as string[] | undefined,
} = {}): Promise<string> {
	const store = await shop.store();
	const request = {
		channel: 'portal',
		brand: 'default',
		orderNumber: '#1001',
		lines: [{ id: 'L1', quantity: 1, sku: 'MUG-WHITE', title: '', reason: 'unknown', providerIds: {} }],
		providerIds: (orderId ? { 'shopify.order': orderId } : {}) as Record<string, string>,
	};
	const sourceId = `s${(await store.cases.getMany({ limit: 99 })).length}`;
	const { reference } = await store.cases.open({ request, source: 'test', sourceId });
	const intent = { id: `${reference}/R1`, amount: eur(amount), payment };
	const events: Array<Omit<NewEvent, 'source'>> = [
		{ id: 'approved', type: 'return.approved', data: {} },
		{ id: 'due', type: 'refund.due', data: { intent } },
		...(elsewhere
			? [{ id: 'held', type: 'refund.held' as const, data: { intent, until: 'finance decides', elsewhere } }]
			: []),
		{
			id: 'paid',
			type: 'refund.succeeded',
			data: {
				refund: {
					id: elsewhere ? `${intent.id} ${id}` : id,
					intent: intent.id,
					amount: eur(amount),
					status: 'succeeded',
					providerIds: {},
				},
			},
		},
	];
	await store.cases.record({ reference, events: events.map((one) => ({ source: 'test', ...one })) });
	return reference;
}

const record = async (reference: string, more: object = {}, options: object = {}) =>
	await shop.run(
		{ resource: 'refund', operation: 'record', intent: '', ...more },
		{ input: [{ reference }], withStore: true, ...options },
	);
const exceptions = async (reference: string) =>
	(await (await shop.store()).cases.get(reference))!.exceptions.map(({ code, resolved }) => [code, !!resolved]);

describe('Shopify Returns: Refund: Record', () => {
	it.each([
		['by Stripe', stripe],
		['by hand', byHand],
	])('writes what went back %s down once, and Shopify offers only what is left', async (_how, payment) => {
		const reference = await paid({ payment });
		const { json, error } = await record(reference);
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({
			reference,
			shopRecord: { intent: `${reference}/R1`, recorded: eur(1250), amount: eur(1250), outcome: 'done' },
			case: { refunds: [{ state: 'succeeded', shopRecord: { id: shown()[0].id, amount: eur(1250) } }], exceptions: [] },
		});
		expect((await record(reference, { intent: `${reference}/R1` })).json[0]).toMatchObject({
			shopRecord: { outcome: 'already_done' },
		});
		expect(shown()).toMatchObject([
			{
				note: `Paid back outside Shopify [${reference}/R1]`,
				transactions: [{ status: 'SUCCESS', gateway: 'stripe', authorizationCode: '', amount: eur(1250) }],
			},
		]);
		// What the shop says of the order from now on: 64.20 less 12.50, and none of it by others.
		const { json: found } = await shop.run(
			{ resource: 'order', operation: 'get' },
			{ input: [{ reference }], withStore: true },
		);
		expect(found[0].order).toMatchObject({
			payments: [{ refunded: eur(1250), refundedByUs: eur(1250), refundable: eur(5170) }],
			refundsOfOthers: [],
		});
	});

	it.each(['drop_before_commit', 'drop_after_commit', 'server_error'] as const)(
		'writes once through %s, and when its answer never came',
		async (kind) => {
			const reference = await paid();
			shop.journal.inject({ provider: 'shopify', operation: 'refundCreate', kind, times: 3 });
			await record(reference);
			const { json, error } = await record(reference);
			expect(error).toBeUndefined();
			expect(json[0]).toMatchObject({ shopRecord: { recorded: eur(1250) } });
			expect(shown()).toHaveLength(1);
		},
	);

	it('finds its record by the note when the case store has forgotten it, and Shopify the key', async () => {
		const reference = await paid();
		admin().refund({
			orderId: 'gid://shopify/Order/5001',
			note: `Paid back outside Shopify [${reference}/R1]`,
			transactions: [
				{ parentId: admin().order('#1001').transactions[0].id, amount: '12.50', gateway: 'stripe', kind: 'REFUND' },
			],
		});
		expect((await record(reference)).json[0]).toMatchObject({
			shopRecord: { id: shown()[0].id },
			case: { refunds: [{ shopRecord: { id: shown()[0].id } }] },
		});
		expect(shown()).toHaveLength(1);
	});

	it('never lets Shopify pay: a payment of a gateway that it is connected with is for finance, until somebody says that it only records', async () => {
		admin().connected.add('stripe');
		const reference = await paid();
		for (let again = 0; again < 2; again++)
			expect((await record(reference)).json[0]).toMatchObject({
				shopRecord: { outcome: 'not_recorded', recorded: eur(0), message: expect.stringContaining('through stripe') },
			});
		expect(await exceptions(reference)).toEqual([['not_in_shop', false]]);
		expect(shop.journal.count('shopify', 'refundCreate')).toBe(0);
		admin().connected.delete('stripe');
		expect((await record(reference, { recordingGateways: 'PayPal, Stripe' })).json[0]).toMatchObject({
			shopRecord: { outcome: 'done' },
		});
		expect(await exceptions(reference)).toEqual([['not_in_shop', true]]);
	});

	it('says at once when a gateway that was said to record is asked to pay', async () => {
		admin().connected.add('stripe');
		admin().refundStatus = 'PENDING';
		const reference = await paid();
		const { json } = await record(reference, { recordingGateways: 'stripe' });
		expect(json[0]).toMatchObject({ shopRecord: { message: expect.stringContaining('Stop that refund') } });
		expect(await exceptions(reference)).toEqual([['not_in_shop', false]]);
	});

	it('leaves it to finance where the shop takes no refund of an amount alone', async () => {
		admin().refusesArbitrary = true;
		const reference = await paid();
		expect((await record(reference)).json[0]).toMatchObject({
			shopRecord: { outcome: 'not_recorded', message: expect.stringContaining('without restocking') },
		});
		expect(await exceptions(reference)).toEqual([['not_in_shop', false]]);
		expect(shown()).toEqual([]);
	});

	it('writes no more than Shopify has left, and asks finance about the rest', async () => {
		const [sale] = admin().order('#1001').transactions;
		admin().refund({
			orderId: 'gid://shopify/Order/5001',
			note: 'goodwill',
			transactions: [{ parentId: sale.id, amount: '60.00', gateway: 'stripe', kind: 'REFUND' }],
		});
		const reference = await paid();
		expect((await record(reference)).json[0]).toMatchObject({
			shopRecord: { recorded: eur(420), message: expect.stringContaining('other 8.30 EUR') },
			case: { exceptions: [{ code: 'not_in_shop', owner: 'finance', intent: `${reference}/R1` }] },
		});
		expect(shown().map(({ transactions: [{ amount }] }) => amount.amount)).toEqual([6000, 420]);
		await record(reference);
		expect(shown()).toHaveLength(2);
		expect(await exceptions(reference)).toHaveLength(1);
	});

	it('does not write what finance has said was paid by a refund of staff in Shopify', async () => {
		const [sale] = admin().order('#1001').transactions;
		const { refund } = admin().refund({
			orderId: 'gid://shopify/Order/5001',
			note: 'sorry',
			transactions: [{ parentId: sale.id, amount: '12.50', gateway: 'stripe', kind: 'REFUND' }],
		});
		const reference = await paid({ id: 'slip 7', elsewhere: [refund.id] });
		expect((await record(reference)).json[0]).toMatchObject({
			shopRecord: { id: refund.id, recorded: eur(1250) },
			case: { exceptions: [], refunds: [{ shopRecord: { id: refund.id } }] },
		});
		expect(shown()).toHaveLength(1);
		// Of one that finance was not told of, nobody knows whether it is this very money.
		const other = await paid({ id: 're_2' });
		expect((await record(other)).json[0]).toMatchObject({ shopRecord: { outcome: 'not_recorded' } });
		expect(shown()).toHaveLength(1);
	});

	it.each<[string, () => Promise<string>, object]>([
		['that Shopify paid itself', async () => await paid({ id: 'gid://shopify/Refund/1' }), { inShopify: true }],
		['of a return of which Shopify shows all', async () => await recorded(), { inShopify: true }],
		['of an order that is not in Shopify', async () => await paid({ orderId: '' }), { inShopify: false }],
	])('passes a refund on %s', async (_what, open, expected) => {
		const { json, error } = await record(await open());
		expect(error).toBeUndefined();
		expect(json[0].shopRecord).toMatchObject({ outcome: 'nothing_to_do', ...expected });
		expect(shop.journal.count('shopify', 'refundCreate')).toBe(0);
	});

	it('writes nothing in a test run, above its limit, or for a refund of no name', async () => {
		const reference = await paid();
		expect((await record(reference, {}, { mode: 'manual' })).json[0]).toMatchObject({
			shopRecord: { outcome: 'dry_run', recorded: eur(1250) },
		});
		const { error } = await record(reference, { options: { highestAmount: '10.00' } });
		expect(error?.message).toContain("above this node's limit");
		expect((await record(reference, { intent: 'RMA-2/R1' })).error?.message).toContain('has no refund');
		expect(shown()).toEqual([]);
	});

	it('works without a case store', async () => {
		const direct = {
			amount: '12.50',
			currency: 'EUR',
			order: '5001',
			transaction: '85001',
			refundReference: 'RMA-1/R1',
		};
		for (const outcome of ['done', 'already_done'])
			expect((await shop.run({ resource: 'refund', operation: 'record', direct })).json[0].shopRecord).toMatchObject({
				outcome,
				recorded: eur(1250),
			});
		admin().connected.add('stripe');
		const { error } = await shop.run({
			resource: 'refund',
			operation: 'record',
			direct: { ...direct, refundReference: 'RMA-2/R1' },
		});
		expect(error).toMatchObject({ context: { code: 'not_in_shop', category: 'rejected' } });
		expect(shown()).toHaveLength(1);
	});
});

/** A return of which everything is written down; the count begins anew. */
async function recorded(): Promise<string> {
	const reference = await paid();
	await record(reference);
	shop.journal.calls.length = 0;
	return reference;
}

describe('the echo of a record', () => {
	const topics = ['refunds/create', 'order_transactions/create'];
	async function trigger(): Promise<TriggerFixture> {
		const made = await new TriggerFixture({
			credentials: { returnsShopifyApi: shop.credential, returnCaseApi: shop.storeCredential },
			parameters: { topics },
		}).start();
		triggers.push(made);
		await made.call('create');
		return made;
	}
	const tell = async (index: number) => {
		const order = admin().order('#1001');
		const refund = order.refunds[index];
		for (const one of refund.transactions)
			await shop.shopify.webhooks.deliver('order_transactions/create', transactionBody(order, one));
		await shop.shopify.webhooks.deliver('refunds/create', refundBody(order, refund));
	};

	it('is known as ours, before and after the case knows it, and a copy of its note is not', async () => {
		await trigger();
		const reference = await paid();
		const copy = (amount: string) =>
			admin().refund({
				orderId: 'gid://shopify/Order/5001',
				note: `Paid back outside Shopify [${reference}/R1]`,
				transactions: [
					{ parentId: admin().order('#1001').transactions[0].id, amount, gateway: 'stripe', kind: 'REFUND' },
				],
			});
		copy('12.50'); // written, and n8n died before the case was told
		await tell(0);
		expect(await exceptions(reference)).toEqual([]);
		await record(reference);
		await tell(0);
		expect(await exceptions(reference)).toEqual([]);
		expect(await (await shop.store()).cases.get(reference)).toMatchObject({
			refunds: [{ state: 'succeeded', refund: { id: 're_1' } }],
		});
		copy('12.50');
		await tell(1);
		expect(await exceptions(reference)).toEqual([['refunded_in_shop', false]]);
	});

	it('of more than the refund was is somebody else', async () => {
		await trigger();
		const reference = await paid();
		admin().refund({
			orderId: 'gid://shopify/Order/5001',
			note: `Paid back outside Shopify [${reference}/R1]`,
			transactions: [
				{ parentId: admin().order('#1001').transactions[0].id, amount: '12.51', gateway: 'stripe', kind: 'REFUND' },
			],
		});
		await tell(0);
		expect(await exceptions(reference)).toEqual([['refunded_in_shop', false]]);
	});
});
