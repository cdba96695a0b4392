import { NewEvent, ReturnRequest, toDecimal } from '../../nodes/shared/model';
import { start, type Fixture } from './fixture';

let shop: Fixture;
beforeEach(async () => (shop = await start({ webhooks: false })));
afterEach(async () => await shop.stop());

const euro = (amount: number) => ({ amount, currency: 'EUR' });
const credits = () => shop.shopify.state.credits.credits;
const issue = { resource: 'storeCredit', operation: 'issue' };

/** An approved return of order #1005 with these refunds due: amount and processor of each. */
async function dueCase(...legs: Array<[number, string]>): Promise<string> {
	const store = await shop.store();
	const { reference } = await store.cases.open({
		source: 'test',
		sourceId: '1',
		request: ReturnRequest.parse({
			channel: 'shopify',
			lines: [{ id: 'A', quantity: 1 }],
			providerIds: { 'shopify.order': 'gid://shopify/Order/5005' },
		}),
	});
	const due = legs.map(([amount, processor], index) => ({
		id: `due ${index}`,
		source: 'test',
		type: 'refund.due',
		data: {
			intent: { id: `${reference}/R${index + 1}`, amount: euro(amount), payment: { id: `p${index}`, processor } },
		},
	}));
	await store.cases.record({
		reference,
		events: [{ id: 'a', source: 'test', type: 'return.approved', data: {} }, ...due].map((event) =>
			NewEvent.parse(event),
		),
	});
	return reference;
}
const run = async (reference: string, more: object = {}, event?: string) =>
	await shop.run(
		{ ...issue, ...more },
		{ input: [{ reference, ...(event && { event: { data: { intent: { id: event } } } }) }], withStore: true },
	);

describe('Shopify Returns: Store Credit for a refund', () => {
	it('takes amount and reference from the refund that the event names, and settles it once', async () => {
		const reference = await dueCase([1500, 'store_credit'], [700, 'store_credit']);
		const {
			json: [item],
		} = await run(reference, {}, `${reference}/R2`);
		expect(item.storeCredit).toMatchObject({ reference: `${reference}/R2`, amount: euro(700), outcome: 'done' });
		expect(item.case).toMatchObject({
			settlement: 'part_settled',
			refunds: [
				{ state: 'due' },
				{ state: 'succeeded', storeCredit: { id: credits()[0].id, kind: 'store_credit', intent: `${reference}/R2` } },
			],
		});
		expect((await run(reference, {}, `${reference}/R2`)).json[0].storeCredit).toMatchObject({
			id: credits()[0].id,
			amount: euro(700),
			outcome: 'already_done',
		});
		// The only one that is left needs no name.
		expect((await run(reference)).json[0].case).toMatchObject({ settlement: 'settled' });
		expect(credits().map(({ amount }) => amount.amount)).toEqual([700, 1500]);
	});

	it('is found again when the answer was lost, and settles its refund then', async () => {
		const reference = await dueCase([1500, 'store_credit']);
		shop.journal.inject({ provider: 'shopify', operation: 'storeCreditAccountCredit', kind: 'drop_after_commit' });
		expect((await run(reference)).error?.context).toMatchObject({ category: 'unknown_outcome' });
		expect((await run(reference)).json[0]).toMatchObject({
			storeCredit: { outcome: 'already_done' },
			case: { settlement: 'settled' },
		});
		expect(credits()).toHaveLength(1);
	});

	it('may take the place of a refund that failed or that nobody can make, but of none that somebody else makes', async () => {
		const reference = await dueCase([1500, 'stripe'], [700, 'other']);
		const { error } = await run(reference, {}, `${reference}/R1`);
		expect(error?.message).toBe(`Refund ${reference}/R1 is not store credit but paid back by stripe`);
		expect((await run(reference, {}, `${reference}/R2`)).json[0].storeCredit).toMatchObject({ amount: euro(700) });
		await (
			await shop.store()
		).cases.record({
			reference,
			events: [
				NewEvent.parse({
					id: 'f',
					source: 'test',
					type: 'refund.failed',
					data: { refund: { id: 're_1', intent: `${reference}/R1`, amount: euro(1500), status: 'failed' } },
				}),
			],
		});
		expect((await run(reference, {}, `${reference}/R1`)).json[0].case).toMatchObject({ settlement: 'settled' });
	});

	it('given besides with an amount of its own settles no refund, though one is due', async () => {
		const reference = await dueCase([1500, 'store_credit']);
		const {
			json: [item],
		} = await run(reference, { amount: '5.00', currency: 'EUR' }, `${reference}/R1`);
		expect(item).toMatchObject({
			storeCredit: { reference: `${reference}/C1`, amount: euro(500) },
			case: { settlement: 'due' },
		});
	});

	it('is held, and finance is asked, when staff have refunded the order in Shopify meanwhile; then it is passed on as held', async () => {
		const reference = await dueCase([1500, 'store_credit']);
		const { state } = shop.shopify;
		const order = state.orders.find(({ id }) => id === 'gid://shopify/Order/5005')!;
		const sale = order.transactions.find(({ kind }) => kind === 'SALE')!;
		state.refund({
			orderId: order.id,
			note: 'for the return',
			transactions: [{ parentId: sale.id, amount: '15.00', gateway: sale.gateway, kind: 'REFUND' }],
		});
		const held = { storeCredit: { intent: `${reference}/R1`, outcome: 'held' } };
		expect((await run(reference, {}, `${reference}/R1`)).json).toMatchObject([
			{
				...held,
				case: { refunds: [{ state: 'held' }], exceptions: [{ code: 'refunded_elsewhere', owner: 'finance' }] },
			},
		]);
		expect((await run(reference, {}, `${reference}/R1`)).json).toMatchObject([held]);
		expect(credits()).toHaveLength(0);
	});

	it('is held again while too little is left of what was paid, whatever finance has said', async () => {
		const reference = await dueCase([1500, 'store_credit']);
		const { state } = shop.shopify;
		const order = state.orders.find(({ id }) => id === 'gid://shopify/Order/5005')!;
		const paid = order.transactions.filter(({ kind }) => kind === 'SALE');
		await shop.run(
			{ resource: 'order', operation: 'get', orderId: order.id },
			{ input: [{ reference }], withStore: true },
		);
		for (const { id, gateway, amount } of paid)
			state.refund({
				orderId: order.id,
				note: 'kept',
				transactions: [{ parentId: id, amount: toDecimal(amount), gateway, kind: 'REFUND' }],
			});
		await run(reference);
		const store = await shop.store();
		const { intent } = (await store.cases.get(reference))!.refunds[0];
		await store.cases.record({
			reference,
			events: [
				NewEvent.parse({ id: 'pay', source: 'test', type: 'refund.due', data: { intent } }),
				NewEvent.parse({
					id: 'paid all the same',
					source: 'test',
					type: 'exception.resolved',
					data: { code: 'refunded_elsewhere', intent: intent.id, note: 'pay' },
				}),
			],
		});
		expect((await run(reference)).json[0].storeCredit).toMatchObject({
			outcome: 'held',
			message: expect.stringContaining('only 0.00 EUR is left'),
		});
		expect(credits()).toHaveLength(0);
	});

	it('does not count twice what Shopify shows of the return already', async () => {
		const reference = await dueCase([4000, 'store_credit'], [2000, 'store_credit']);
		const { state } = shop.shopify;
		const order = state.orders.find(({ id }) => id === 'gid://shopify/Order/5005')!;
		const [sale] = order.transactions.filter(({ kind, amount }) => kind === 'SALE' && amount.amount === 4000);
		await shop.run(
			{ resource: 'order', operation: 'get', orderId: order.id },
			{ input: [{ reference }], withStore: true },
		);
		await run(reference, {}, `${reference}/R1`);
		state.refund({
			orderId: order.id,
			note: `Return refund [${reference}/R1]`,
			transactions: [{ parentId: sale.id, amount: '40.00', gateway: sale.gateway, kind: 'REFUND' }],
		});
		expect((await run(reference, {}, `${reference}/R2`)).json[0]).toMatchObject({
			storeCredit: { outcome: 'done' },
			case: { settlement: 'settled' },
		});
	});

	it('can be a gift card, and shows in a test run what it would be', async () => {
		const reference = await dueCase([1500, 'store_credit']);
		const dry = await shop.run({ ...issue }, { input: [{ reference }], withStore: true, mode: 'manual' });
		expect(dry.json[0].storeCredit).toMatchObject({
			reference: `${reference}/R1`,
			amount: euro(1500),
			outcome: 'dry_run',
		});
		const {
			json: [item],
		} = await shop.run(
			{ resource: 'giftCard', operation: 'create', assign: false },
			{ input: [{ reference }], withStore: true },
		);
		expect(item).toMatchObject({
			giftCard: { reference: `${reference}/R1`, amount: euro(1500) },
			case: { settlement: 'settled', refunds: [{ storeCredit: { kind: 'gift_card' } }] },
		});
		expect(credits()).toHaveLength(0);
	});

	it('says that there is nothing to give, or too much to choose from', async () => {
		expect((await run(await dueCase([1, 'store_credit'], [2, 'store_credit']))).error?.message).toContain(
			'has several refunds due',
		);
		await shop.stop();
		shop = await start({ webhooks: false });
		expect((await run(await dueCase())).error?.message).toContain('has no refund due');
	});
});
