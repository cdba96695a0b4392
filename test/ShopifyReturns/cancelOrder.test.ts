import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ReturnRequest, type EventType } from '../../nodes/shared/model';
import { start, type Fixture } from './fixture';

let shop: Fixture;
beforeEach(async () => {
	shop = await start({ webhooks: false });
	shop.shopify.state.order('#1001').parcels = [];
});
afterEach(async () => await shop.stop());

const cancel = { resource: 'order', operation: 'cancel' };
const order = () => shop.shopify.state.order('#1001');
const canceledHere = () => shop.journal.calls.filter(({ operation }) => operation.includes('orderCancel')).length;

/** An approved withdrawal that knows its order. */
async function withdrawn(lines: Array<{ sku: string; quantity: number }> = [], approve = true): Promise<string> {
	const store = await shop.store();
	const { reference } = await store.cases.open({
		source: 'test',
		sourceId: `${Math.random()}`,
		request: ReturnRequest.parse({
			channel: 'withdrawal',
			withdrawal: true,
			orderNumber: '#1001',
			customer: { email: 'alex@example.com' },
			lines: lines.map((line, index) => ({ ...line, id: `L${index + 1}` })),
		}),
	});
	const { error } = await shop.run(
		{ resource: 'order', operation: 'find' },
		{ withStore: true, input: [{ reference }] },
	);
	expect(error).toBeUndefined();
	if (approve)
		await store.cases.record({ reference, events: [{ id: 'a', source: 'test', type: 'return.approved', data: {} }] });
	return reference;
}
const run = async (reference: string, more: INodeParameters = {}, mode: 'trigger' | 'manual' = 'trigger') => {
	const { json, error } = await shop.run({ ...cancel, ...more }, { withStore: true, input: [{ reference }], mode });
	return { ...(json[0]?.cancellation as IDataObject), error };
};
const events = async (reference: string, type: EventType) =>
	(await (await shop.store()).cases.timeline(reference)).filter((event) => event.type === type);

it('cancels an order of which nothing was sent, once, and refunds nothing', async () => {
	const reference = await withdrawn();
	for (const outcome of ['done', 'already_done', 'already_done'])
		expect(await run(reference)).toMatchObject({ canceled: true, outcome, name: '#1001', error: undefined });
	expect([!!order().cancelledAt, order().refunds, canceledHere()]).toEqual([true, [], 1]);
	expect(await events(reference, 'order.canceled')).toHaveLength(1);
	expect((await (await shop.store()).cases.get(reference))!.clock).toMatchObject({
		held: false,
		releasedBy: 'never_shipped',
	});
});

it('waits for the job of Shopify, and does not begin another one', async () => {
	shop.shopify.state.slowJobs = true;
	const reference = await withdrawn();
	for (let i = 0; i < 3; i++) expect((await run(reference)).error).toBeDefined();
	shop.shopify.state.finishJobs();
	expect(await run(reference)).toMatchObject({ canceled: true, outcome: 'already_done' });
	expect(canceledHere()).toBe(1);
	expect(await events(reference, 'order.canceled')).toHaveLength(1);
});

it('finds that it was canceled when the answer is lost', async () => {
	const reference = await withdrawn();
	shop.journal.inject({ provider: 'shopify', operation: 'orderCancel', kind: 'drop_after_commit' });
	expect((await run(reference)).error).toBeDefined();
	expect(await run(reference)).toMatchObject({ canceled: true });
	expect([canceledHere(), order().refunds]).toEqual([1, []]);
});

it.each<[string, () => void, Array<{ sku: string; quantity: number }>, string, boolean]>([
	['it was sent', () => delete order().parcels, [], 'was sent already', false],
	[
		'a part of it was sent',
		() => {
			const at = new Date().toISOString();
			order().parcels = [{ id: 'p1', status: 'SUCCESS', sentAt: at, deliveredAt: null, lines: [order().lines[0]] }];
		},
		[],
		'A part of order #1001 was sent',
		true,
	],
	['only a part of it is withdrawn from', () => undefined, [{ sku: 'TEE-BLUE-M', quantity: 1 }], 'Only a part', true],
])(
	'leaves it when %s, and asks the warehouse when something is still to be sent',
	async (_when, set, lines, says, asks) => {
		set();
		const reference = await withdrawn(lines);
		for (let i = 0; i < 2; i++)
			expect(await run(reference)).toMatchObject({
				canceled: false,
				outcome: 'nothing_to_do',
				message: expect.stringContaining(says) as string,
			});
		const { exceptions, clock } = (await (await shop.store()).cases.get(reference))!;
		expect(exceptions.map(({ code, owner }) => `${code} ${owner}`)).toEqual(asks ? ['not_to_be_sent warehouse'] : []);
		expect([clock!.held, canceledHere()]).toEqual([true, 0]);
	},
);

it('knows an order that staff have canceled', async () => {
	order().cancelledAt = new Date().toISOString();
	expect(await run(await withdrawn())).toMatchObject({ canceled: true });
	expect(canceledHere()).toBe(0);
});

it('cancels nothing of a return that nobody has approved, nor in a test run', async () => {
	expect((await run(await withdrawn([], false))).error!.message).toContain('its order is not canceled');
	expect(await run(await withdrawn(), {}, 'manual')).toMatchObject({ canceled: true, outcome: 'dry_run' });
	expect(order().cancelledAt).toBeUndefined();
});

it('works without a case, by the ID of the order', async () => {
	const { json } = await shop.run({ ...cancel, orderId: order().id });
	expect(json[0].cancellation).toMatchObject({ canceled: true, outcome: 'done' });
});
