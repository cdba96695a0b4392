import { outOfTurnCode, type CaseStore } from '../../nodes/shared/store/store';
import { EffectError } from '../../nodes/shared/model';
import { runEffect } from '../../nodes/shared/effect';
import { engines } from '../shared/store/stores';
import { start, type Fixture } from '../ShopifyReturns/fixture';
import { minute } from './faults';
import { SimulationWorker } from './workers';

/* What the simulation found, each as a small test that fails without its repair. */

const request = {
	brand: 'default',
	channel: 'shopify',
	lines: [{ id: 'L1', sku: 'TEE-BLUE-M', title: '', quantity: 1, reason: 'x', providerIds: {} }],
	providerIds: {},
};
const approved = (id: string) => ({ id, source: 'test', type: 'return.approved' as const, data: {} });

describe.each(engines)('found by the simulation, on $name', (engine) => {
	let store: CaseStore;
	let now = Date.parse('2026-11-21T10:00:00Z');
	beforeAll(async () => await engine.start(), 120_000);
	afterEach(async () => await engine.closeStores());
	afterAll(async () => await engine.stop(), 60_000);
	beforeEach(async () => (store = await (await engine.create()).open({ clock: { now: () => now } })), 60_000);
	const claim = async () => await store.steps.claim('Receive', { limit: 5, leaseMs: 60_000, maxAttempts: 3 });

	it('lets a step that came ahead of its turn be overtaken, and tries it again after that, without pausing its provider', async () => {
		await store.steps.subscribe('Receive', ['return.approved']);
		const { reference } = await store.cases.open({ request, source: 'test', sourceId: '1' });
		await store.cases.record({ reference, events: [approved('inspected first'), approved('received after that')] });
		for (let attempt = 0; attempt < 2; attempt++) {
			const [step] = await claim();
			expect(step.event.id).toBe(attempt ? 'received after that' : 'inspected first');
			if (attempt) await store.steps.finish([step]);
			else
				await store.steps.fail([step], {
					error: { message: 'goods not there yet', category: 'retryable', code: outOfTurnCode },
					maxAttempts: 3,
					retryAfterMs: 60_000,
				});
		}
		expect(await store.connections.list()).toEqual([]);
		expect(await claim()).toEqual([]);
		now += 61_000;
		expect((await claim()).map(({ event, attempt }) => [event.id, attempt])).toEqual([['inspected first', 2]]);
	});

	it('does not ask for a decision on a return that was canceled before the policy said so', async () => {
		const { reference } = await store.cases.open({ request, source: 'test', sourceId: '1' });
		const decision = { outcome: 'review', reasons: [], lines: [{ line: 'L1', quantity: 1 }] };
		const recorded = await store.cases.record({
			reference,
			events: [
				{ id: 'c', source: 'test', type: 'return.canceled', data: {} },
				{ id: 'r', source: 'test', type: 'return.review_required', data: { decision } },
			],
		});
		expect(recorded.case.authorization).toBe('canceled');
		expect((await store.cases.getMany({ authorization: 'in_review', limit: 5 })).length).toBe(0);
	});

	it('keeps an execution that was taken for dead from buying when it wakes up', async () => {
		const bought: string[] = [];
		let wakeUp = () => undefined as void;
		const asleep = new Promise<void>((resolve) => (wakeUp = resolve));
		const label = (who: string, wait?: Promise<void>) =>
			runEffect(
				{
					key: 'RMA-1/L1',
					kind: 'easypost.label',
					lookUp: async () => undefined,
					act: async ({ note }) => {
						await wait;
						await note({ shipment: who });
						bought.push(who);
						return { id: who };
					},
					preview: async () => ({ id: '' }),
				},
				{ store, reference: 'RMA-1', dryRun: false },
			);
		const late = label('late', asleep).catch((error: EffectError) => error);
		await new Promise((resolve) => setTimeout(resolve, 50));
		now += 91_000;
		await label('successor');
		wakeUp();
		expect(await late).toMatchObject({ category: 'retryable', message: expect.stringContaining('taken over') });
		expect(bought).toEqual(['successor']);
	});
});

describe('found by the simulation, in Shopify', () => {
	let shop: Fixture;
	let store: CaseStore;
	let reference: string;
	let id: string;
	beforeEach(async () => {
		shop = await start({ webhooks: false });
		const { state } = shop.shopify;
		const made = state.request(state.order('#1002'), [{ sku: 'CAP-RED', quantity: 2 }]);
		id = made.id;
		store = await shop.store();
		const line = {
			id: 'L1',
			sku: 'CAP-RED',
			title: '',
			quantity: 2,
			reason: 'x',
			providerIds: { 'shopify.return_line': made.lines[0].id },
		};
		({ reference } = await store.cases.open({
			request: { ...request, lines: [line], providerIds: { 'shopify.return': id } },
			source: 'shopify',
			sourceId: id,
		}));
	});
	afterEach(async () => {
		jest.useRealTimers();
		await shop.stop();
	});
	const run = async (operation: string) =>
		await shop.run({ resource: 'return', operation, reference }, { withStore: true });
	const types = async () => (await store.cases.timeline(reference)).map(({ type }) => type);
	/** One of the two pieces came and was looked at. */
	const inspect = async () => {
		expect((await run('approve')).error).toBeUndefined();
		const piece = { line: 'L1', quantity: 1 };
		await store.cases.record({
			reference,
			events: [
				{ id: 'r', source: 'test', type: 'return.received', data: { receipt: { id: 'r', lines: [piece] } } },
				{
					id: 'i',
					source: 'test',
					type: 'return.inspected',
					data: { inspection: { id: 'i', lines: [{ ...piece, condition: 'as new', destination: 'restock' }] } },
				},
			],
		});
	};

	it('learns that the customer canceled, instead of failing for ever to approve', async () => {
		shop.shopify.state.cancel(id);
		const { error, json } = await run('approve');
		expect(error).toBeUndefined();
		expect(json[0].shopifyReturn).toMatchObject({ status: 'CANCELED' });
		expect(await types()).toEqual(['return.requested', 'return.canceled']);
		expect((await store.cases.get(reference))?.authorization).toBe('canceled');
	});

	it('does not close a return before Shopify knows all that came back', async () => {
		await inspect();
		const { error } = await run('close');
		expect(error?.context).toMatchObject({ category: 'retryable', code: outOfTurnCode });
		expect(shop.shopify.state.findReturn(id).status).toBe('OPEN');
		expect((await run('process')).error).toBeUndefined();
		expect((await run('close')).error).toBeUndefined();
		expect(shop.shopify.state.findReturn(id)).toMatchObject({ status: 'CLOSED', lines: [{ processed: 1 }] });
	});

	it('does not tell Shopify of a piece again while the first message may still be on its way', async () => {
		await inspect();
		jest.useFakeTimers({
			doNotFake: [
				'setTimeout',
				'setInterval',
				'setImmediate',
				'clearTimeout',
				'clearInterval',
				'nextTick',
				'queueMicrotask',
				'performance',
				'hrtime',
			],
		});
		shop.journal.inject({ provider: 'shopify', operation: 'returnProcess', kind: 'drop_before_commit' });
		expect((await run('process')).error?.context).toMatchObject({ category: 'unknown_outcome' });
		expect((await run('process')).error?.context).toMatchObject({ category: 'retryable', code: 'not_known_yet' });
		expect(shop.journal.count('shopify', 'returnProcess')).toBe(0);
		jest.setSystemTime(Date.now() + 31 * 60_000);
		expect((await run('process')).error).toBeUndefined();
		expect(shop.shopify.state.findReturn(id).lines[0].processed).toBe(1);
	});
});

describe('found by the simulation, in the templates', () => {
	let worker: SimulationWorker;
	beforeAll(() => (worker = new SimulationWorker()));
	afterAll(() => worker.stop());

	it('closes a return whose second parcel was inspected before the first refund was paid', async () => {
		const outage = { provider: 'stripe' as const, how: 'unavailable' as const, from: 40 * minute, until: 120 * minute };
		const { broken, counts } = await worker.run({ order: 4, fault: { outages: [outage] } });
		expect(broken).toEqual([]);
		expect(counts.outage).toBeGreaterThan(5);
	}, 120_000);

	it('closes a return whose receipt is reported after all else was done, with goods that lay there of another return', async () => {
		const secondReceipt = { message: 3, lateMs: 45 * minute };
		const { broken, story } = await worker.run({ order: 5, fault: { post: secondReceipt } });
		expect(story.join()).toContain('warehouse return.inspected has overtaken what was sent before it');
		expect(broken).toEqual([]);
	}, 120_000);
});
