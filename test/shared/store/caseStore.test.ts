import { CaseNotFound, type CaseStore } from '../../../nodes/shared/store';
import { Refused } from '../../../nodes/shared/case';
import type { NewEvent, ReturnRequest } from '../../../nodes/shared/model';
import { engines, type Engine } from './stores';

const request: ReturnRequest = {
	brand: 'default',
	channel: 'shopify',
	orderNumber: '#1001',
	providerIds: { 'shopify.return': 'gid://shopify/Return/1' },
	lines: [{ id: 'L1', sku: 'TEE', title: 'T-shirt', quantity: 2, reason: 'SIZE_TOO_SMALL', providerIds: {} }],
};
const lease = { limit: 10, leaseMs: 60_000, maxAttempts: 3 };
const approve: NewEvent = {
	id: 'approve-1',
	source: 'test',
	type: 'return.approved',
	data: { lines: [{ line: 'L1', quantity: 2 }] },
};
const received = (id: string, quantity: number): NewEvent => ({
	id,
	source: 'warehouse',
	type: 'return.received',
	data: { receipt: { id, lines: [{ sku: 'TEE', quantity }] } },
});
const inspected = (id: string, quantity: number): NewEvent => ({
	id,
	source: 'warehouse',
	type: 'return.inspected',
	data: { inspection: { id, lines: [{ sku: 'TEE', quantity, destination: 'restock' }] } },
});
const due = (id: string, amount = 1000): NewEvent => ({
	id: `due ${id}`,
	source: 'test',
	type: 'refund.due',
	data: { intent: { id, amount: { amount, currency: 'EUR' }, payment: { id: 'p1', processor: 'stripe' } } },
});
const paid = (intent: string, type: 'refund.succeeded' | 'refund.failed' = 'refund.succeeded'): NewEvent => ({
	id: `re_${intent} ${type}`,
	source: 'stripe',
	type,
	data: {
		refund: {
			id: `re_${intent}`,
			intent,
			amount: { amount: 1000, currency: 'EUR' },
			status: type === 'refund.succeeded' ? 'succeeded' : 'failed',
		},
	},
});

describe.each(engines)('case store on $name', (engine) => {
	let store: CaseStore;
	let other: CaseStore;
	let database: Awaited<ReturnType<Engine['create']>>;
	let now: number;
	const clock = { now: () => now };

	beforeAll(async () => await engine.start(), 120_000);
	afterEach(async () => await engine.closeStores());
	afterAll(async () => await engine.stop(), 60_000);
	beforeEach(async () => {
		now = Date.parse('2026-11-21T10:00:00Z');
		database = await engine.create();
		store = await database.open({ clock });
		other = await database.open({ clock }); // as another process would be
	}, 60_000);

	const open = async (sourceId = 'R1', extra: Partial<ReturnRequest> = {}) =>
		await store.cases.open({ request: { ...request, ...extra }, source: 'shopify', sourceId });

	describe('opening', () => {
		it('opens one case however often and from wherever the request is delivered', async () => {
			const all = await Promise.all(
				Array.from(
					{ length: 20 },
					async (_, i) => await (i % 2 ? store : other).cases.open({ request, source: 'shopify', sourceId: 'R1' }),
				),
			);
			expect(new Set(all.map((one) => one.reference)).size).toBe(1);
			expect(all.filter((one) => !one.duplicate)).toHaveLength(1);
			expect(await store.cases.timeline(all[0].reference)).toHaveLength(1);
		});
		it('finds a case by an id of another system', async () => {
			const { reference } = await open();
			expect((await store.cases.findByReference('shopify.return', 'gid://shopify/Return/1'))?.reference).toBe(
				reference,
			);
			expect(await store.cases.findByReference('shopify.return', 'gid://shopify/Return/2')).toBeUndefined();
		});
		it('keeps a raw event once, and knows whether it was read', async () => {
			expect(await store.inbox.put({ source: 'shopify', id: 'w1', topic: 'returns/request', body: '{}' })).toBe(true);
			expect(await other.inbox.put({ source: 'shopify', id: 'w1', topic: 'returns/request', body: '{}' })).toBe(false);
			expect(await store.inbox.get({ state: 'new', limit: 5 })).toMatchObject([{ id: 'w1', body: '{}' }]);
			await store.inbox.mark('shopify', 'w1', 'unreadable', 'no lines');
			expect(await other.inbox.get({ limit: 5 })).toMatchObject([{ state: 'unreadable', error: 'no lines' }]);
		});
	});

	describe('events', () => {
		it('stores an event once, in order, under a hash chain', async () => {
			const { reference } = await open();
			const twice = await Promise.all([
				store.cases.record({ reference, events: [approve] }),
				other.cases.record({ reference, events: [approve] }),
			]);
			expect(twice.filter((one) => one.events[0].duplicate)).toHaveLength(1);
			await Promise.all(
				Array.from(
					{ length: 10 },
					async (_, i) => await (i % 2 ? store : other).cases.record({ reference, events: [received(`c${i}`, 1)] }),
				),
			);
			const timeline = await store.cases.timeline(reference);
			expect(timeline.filter((event) => event.type === 'return.received')).toHaveLength(10);
			expect(timeline.map((event) => event.position)).toEqual(timeline.map((_, i) => i + 1));
			expect(await store.cases.verify(reference)).toBeUndefined();
		});
		it('is listed as changed when it was told of something, however long ago that happened', async () => {
			const { reference } = await open();
			const before = (await store.cases.record({ reference, events: [approve] })).case.updatedAt;
			now += 60_000;
			// It fits, so nothing else is recorded with it.
			const { case: after } = await store.cases.record({
				reference,
				events: [{ ...received('late', 1), time: '2020-01-01T00:00:00.000Z' }],
			});
			expect(after.exceptions).toEqual([]);
			expect(await store.cases.getMany({ after: before, limit: 9 })).toMatchObject([{ reference }]);
		});
		it('is open again when it is reopened, and when a refund fails after all was done', async () => {
			const { reference } = await open();
			const close = (id: string): NewEvent => ({ id, source: 'test', type: 'return.closed', data: {} });
			const record = async (...events: NewEvent[]) => (await store.cases.record({ reference, events })).case;
			await record(approve, due('R1'), paid('R1'));
			expect((await record(close('c1'))).closedAt).toBeDefined();
			expect(
				(await record({ id: 'r1', source: 'test', type: 'return.reopened', data: { reason: 'a late parcel' } }))
					.closedAt,
			).toBeUndefined();
			expect(await store.cases.getMany({ open: true, limit: 9 })).toHaveLength(1);
			await record(close('c2'));
			expect(await store.cases.getMany({ open: true, limit: 9 })).toHaveLength(0);
			const failed = await record(paid('R1', 'refund.failed'));
			expect(failed).toMatchObject({ settlement: 'failed', exceptions: [{ code: 'refund_failed' }] });
			expect(failed.closedAt).toBeUndefined();
			await record(paid('R1', 'refund.failed')); // told twice
			expect((await store.cases.timeline(reference)).map(({ type }) => type).slice(-4)).toEqual([
				'return.closed',
				'refund.failed',
				'exception.opened',
				'return.reopened',
			]);
			expect(await store.cases.verify(reference)).toBeUndefined();
		});
		it('sees when the history was changed afterwards', async () => {
			const { reference } = await open();
			await store.cases.record({ reference, events: [approve] });
			await database.tamper(`update events set data = '{}' where source_id = 'approve-1'`);
			expect(await store.cases.verify(reference)).toBe(2);
			expect(await (await database.open({ auditKey: 'another key' })).cases.verify(reference)).toBe(1);
		});
		it('keeps all or nothing when one of several events is refused', async () => {
			const { reference } = await open();
			await expect(
				store.cases.record({ reference, events: [received('c1', 1), due(`${reference}/R1`)] }),
			).rejects.toThrow(Refused);
			expect(await store.cases.timeline(reference)).toHaveLength(1);
		});
		it('says so when the case or the data is not there', async () => {
			await expect(store.cases.record({ reference: 'RMA-0', events: [approve] })).rejects.toThrow(CaseNotFound);
			const { reference } = await open();
			await expect(
				store.cases.record({ reference, events: [{ ...received('c', 1), data: { receipt: { id: 'c', lines: [] } } }] }),
			).rejects.toThrow(/receipt\.lines/);
		});
		it('adds up quantities of partial receipts and inspections, and computes the tracks', async () => {
			const { reference } = await open();
			await store.cases.record({ reference, events: [approve] });
			const part = await store.cases.record({ reference, events: [received('c1', 1)] });
			expect(part.case).toMatchObject({ authorization: 'approved', logistics: 'part_received', inspection: 'none' });
			const half = await store.cases.record({ reference, events: [received('c2', 1), inspected('i1', 1)] });
			expect(half.case).toMatchObject({ logistics: 'received', inspection: 'partial' });
			const whole = await store.cases.record({ reference, events: [inspected('i2', 1)] });
			expect(whole.case.lines[0].quantities).toMatchObject({
				requested: 2,
				approved: 2,
				received: 2,
				inspected: { restock: 2 },
			});
			expect(whole.case.inspection).toBe('done');
		});
		it('records what should not be, and opens an exception for its owner', async () => {
			const { reference } = await open();
			const over = await store.cases.record({ reference, events: [approve, received('c1', 5)] });
			expect(over.case.lines[0].quantities.received).toBe(5);
			expect(over.case.exceptions).toMatchObject([{ code: 'over_receipt', owner: 'warehouse' }]);
			expect((await store.cases.timeline(reference)).at(-1)?.type).toBe('exception.opened');
		});
		it('follows each refund as a leg of its own', async () => {
			const { reference } = await open();
			await store.cases.record({ reference, events: [approve, due(`${reference}/R1`), due(`${reference}/R2`)] });
			const one = await store.cases.record({ reference, events: [paid(`${reference}/R1`)] });
			expect(one.case.settlement).toBe('part_settled');
			const both = await store.cases.record({ reference, events: [paid(`${reference}/R2`)] });
			expect(both.case.settlement).toBe('settled');
			const failed = await store.cases.record({ reference, events: [paid(`${reference}/R2`, 'refund.failed')] });
			expect(failed.case.settlement).toBe('failed');
			expect(failed.case.exceptions).toMatchObject([{ code: 'refund_failed', owner: 'finance' }]);
		});
		it('refuses commands that the state forbids, with the reason', async () => {
			const { reference } = await open();
			await store.cases.record({ reference, events: [approve, due(`${reference}/R1`)] });
			await expect(
				store.cases.record({ reference, events: [{ ...due(`${reference}/R1`, 900), id: 'again' }] }),
			).rejects.toThrow(/frozen at 10\.00 EUR/);
			await expect(
				store.cases.record({
					reference,
					events: [{ id: 'd', source: 'test', type: 'return.declined', data: { reason: 'OTHER' } }],
				}),
			).rejects.toThrow(Refused);
		});
	});

	describe('steps', () => {
		beforeEach(async () => await store.steps.subscribe('Settle', ['refund.due', 'return.approved']));

		const withSteps = async (sourceId = 'R1') => {
			const { reference } = await open(sourceId, { providerIds: {} });
			await store.cases.record({
				reference,
				events: [{ ...approve, id: `approve ${reference}` }, due(`${reference}/R1`)],
			});
			return reference;
		};

		it('gives a step to one claimer only, one step of a case at a time, in order', async () => {
			const reference = await withSteps();
			const claims = (
				await Promise.all(
					Array.from({ length: 8 }, async (_, i) => await (i % 2 ? store : other).steps.claim('Settle', lease)),
				)
			).flat();
			expect(claims.map((step) => step.event.type)).toEqual(['return.approved']);
			expect(await store.steps.hasWork('Settle')).toBe(false);
			expect(await store.steps.finish(claims)).toBe(1);
			const [second] = await other.steps.claim('Settle', lease);
			expect(second).toMatchObject({ name: 'Settle', attempt: 1, event: { type: 'refund.due' }, case: { reference } });
		});
		it('keeps the steps of one case apart even under different names', async () => {
			await store.steps.subscribe('Notify', ['return.approved']);
			await withSteps();
			expect(await store.steps.claim('Settle', lease)).toHaveLength(1);
			expect(await store.steps.claim('Notify', lease)).toHaveLength(0);
		});
		it('works on many cases at once without handing any out twice', async () => {
			for (let i = 0; i < 12; i++) await withSteps(`R${i}`);
			const claims = (
				await Promise.all(
					[store, other, store, other].map(async (one) => await one.steps.claim('Settle', { ...lease, limit: 5 })),
				)
			).flat();
			expect(new Set(claims.map((step) => step.id)).size).toBe(claims.length);
			expect(claims.length).toBeGreaterThanOrEqual(5);
		});
		it('hands an abandoned step out again, and believes only its new holder', async () => {
			const reference = await withSteps();
			const [old] = await store.steps.claim('Settle', lease);
			now += 61_000;
			const [young] = await other.steps.claim('Settle', lease);
			expect(young).toMatchObject({ id: old.id, attempt: 2 });
			expect(await store.steps.finish([old])).toBe(0);
			expect(await store.steps.renew([old], 60_000)).toBe(0);
			expect((await store.cases.record({ reference, events: [], finishes: old })).finished).toBe(false);
			expect((await store.cases.record({ reference, events: [], finishes: young })).finished).toBe(true);
		});
		it('makes a step stuck when its execution dies each time, and believes a late end', async () => {
			await withSteps();
			let last;
			for (let i = 0; i < lease.maxAttempts; i++) {
				[last] = await store.steps.claim('Settle', lease);
				now += 61_000;
			}
			expect(await store.steps.claim('Settle', lease)).toMatchObject([{ event: { type: 'refund.due' } }]);
			expect(await store.steps.stuck({ limit: 10 })).toMatchObject([{ state: 'stuck', attempts: 3 }]);
			expect(await store.steps.finish([last!])).toBe(1);
			expect(await store.steps.stuck({ limit: 10 })).toEqual([]);
		});
		it('waits longer after each failure, then is stuck, listed and replayable', async () => {
			await withSteps();
			const error = { message: 'Stripe did not answer', category: 'retryable', connection: 'stripe' };
			const pauses: number[] = [];
			for (let i = 0; i < 3; i++) {
				const [step] = await store.steps.claim('Settle', lease);
				await store.steps.fail([step], { error, maxAttempts: 3, baseMs: 1000 });
				const before = now;
				while (i < 2 && !(await store.steps.hasWork('Settle'))) now += 100;
				pauses.push(now - before);
			}
			expect(pauses[0]).toBeGreaterThanOrEqual(500);
			expect(pauses[1]).toBeGreaterThanOrEqual(1000);
			expect(await store.steps.stuck({ limit: 10 })).toMatchObject([{ state: 'stuck', error }]);
			expect(await store.steps.replay({ name: 'Settle' })).toBe(1);
			expect(await store.steps.claim('Settle', lease)).toMatchObject([
				{ attempt: 1, event: { type: 'return.approved' } },
			]);
		});
		it('does not try again what cannot get better by itself', async () => {
			await withSteps();
			const [step] = await store.steps.claim('Settle', lease);
			await store.steps.fail([step], {
				error: { message: 'The key is wrong', category: 'configuration' },
				maxAttempts: 3,
			});
			expect(await store.steps.stuck({ limit: 10 })).toMatchObject([
				{ attempts: 1, error: { category: 'configuration' } },
			]);
		});
		it('tries the steps of a failed batch alone, and without counting the try', async () => {
			for (let i = 0; i < 3; i++) await withSteps(`R${i}`);
			const batch = await store.steps.claim('Settle', lease);
			expect(batch).toHaveLength(3);
			await store.steps.fail(batch, {
				error: { message: 'one of them' },
				maxAttempts: 3,
				baseMs: 10,
				countAttempt: false,
			});
			now += 60_000;
			expect(await store.steps.claim('Settle', lease)).toMatchObject([{ attempt: 1 }]);
			expect(await store.steps.claim('Settle', lease)).toMatchObject([{ attempt: 1 }]);
		});
		it('sets a step aside until it is released, which a replay does not do', async () => {
			await withSteps();
			const [step] = await store.steps.claim('Settle', lease);
			expect(await store.steps.hold(step, 'asked the customer')).toBe(true);
			expect(await store.steps.stuck({ limit: 10 })).toMatchObject([
				{ state: 'held', error: { message: 'asked the customer' } },
			]);
			for (const filter of [{}, { id: step.id }, { name: 'Settle' }, { reference: step.event.subject }])
				expect(await store.steps.replay(filter)).toBe(0);
			expect(await store.steps.release(step.id, { actor: 'ann@example.com', reason: 'the photo came' })).toBe(true);
			expect(await store.steps.release(step.id, { actor: 'ann@example.com' })).toBe(false);
			expect((await store.steps.claim('Settle', lease)).map(({ id }) => id)).toContain(step.id);
			expect(await store.operators.log({ limit: 5 })).toEqual([
				{
					at: expect.any(String) as string,
					actor: 'ann@example.com',
					action: 'step_released',
					subject: `Settle (${step.id})`,
					reference: step.event.subject,
					details: { reason: 'the photo came' },
				},
			]);
		});
		it('lets events wait for the first subscription that wants them, and only those', async () => {
			const reference = await withSteps();
			await store.cases.record({ reference, events: [received('c1', 1)] });
			await store.steps.subscribe('Receive', ['return.received', 'refund.due']);
			expect((await store.steps.claim('Receive', lease)).map((step) => step.event.type)).toEqual(['return.received']);
			await store.steps.subscribe('Receive', ['return.received', 'refund.due']);
			expect(await store.steps.hasWork('Receive')).toBe(false);
		});
		it('gives a subscription the cases of its channels only, those that wait for it too', async () => {
			const inStore = await open('S1', { channel: 'store', providerIds: {} });
			const online = await open('S2', { channel: 'shopify', providerIds: {} });
			await store.steps.subscribe('Counter', ['return.requested'], { channels: ['store', 'phone'] });
			expect((await store.steps.claim('Counter', { ...lease, limit: 5 })).map((step) => step.case.reference)).toEqual([
				inStore.reference,
			]);
			const [later] = [
				await open('S3', { channel: 'phone', providerIds: {} }),
				await open('S4', { channel: 'shopify', providerIds: {} }),
			];
			expect((await other.steps.claim('Counter', { ...lease, limit: 5 })).map((step) => step.case.reference)).toEqual([
				later.reference,
			]);
			expect(
				(await store.cases.sample(['return.requested'], 1, { channels: ['store'] })).map((one) => one.case.reference),
			).toEqual([inStore.reference]);
			await store.steps.subscribe('Counter', ['return.requested', 'return.approved']);
			await store.cases.record({ reference: online.reference, events: [{ ...approve, id: 'approve online' }] });
			expect(
				(await store.steps.claim('Counter', { ...lease, limit: 5 })).map((step) => [
					step.case.reference,
					step.event.type,
				]),
			).toEqual([[online.reference, 'return.approved']]);
		});
		it('takes every channel but those with a minus before them', async () => {
			const online = await open('S1', { channel: 'shopify', providerIds: {} });
			await open('S2', { channel: 'register', providerIds: {} });
			await store.steps.subscribe('Book', ['return.requested'], { channels: ['-register'] });
			expect((await store.steps.claim('Book', { ...lease, limit: 5 })).map((step) => step.case.reference)).toEqual([
				online.reference,
			]);
			const [later] = [
				await open('S3', { channel: 'phone', providerIds: {} }),
				await open('S4', { channel: 'register', providerIds: {} }),
			];
			expect((await other.steps.claim('Book', { ...lease, limit: 5 })).map((step) => step.case.reference)).toEqual([
				later.reference,
			]);
			const sampled = async (...channels: string[]) =>
				(await store.cases.sample(['return.requested'], 5, { channels })).map((one) => one.case.channel);
			expect([
				await sampled('-register'),
				await sampled('-register', '- phone'),
				await sampled('phone', 'register', '-register'),
				await sampled('register', '-register'),
			]).toEqual([['phone', 'shopify'], ['shopify'], ['phone'], []]);
		});
		it('lets one name be used once per brand: each takes the steps of its own, whichever is published first', async () => {
			const nord = await open('S1', { brand: 'nord', providerIds: {} });
			await store.steps.subscribe('Authorise', ['return.requested'], { brands: ['nord'], subscriber: 'flow A' });
			await store.steps.subscribe('Authorise', ['return.requested'], { brands: ['sued'], subscriber: 'flow B' });
			const sued = await open('S2', { brand: 'sued', providerIds: {} });
			await open('S3', { brand: 'west', providerIds: {} });
			const taken = async (from: CaseStore, ...brands: string[]) =>
				(await from.steps.claim('Authorise', { ...lease, limit: 5, brands })).map((step) => step.case.reference);
			expect([
				await store.steps.hasWork('Authorise', { brands: ['west'] }),
				await store.steps.hasWork('Authorise', { brands: ['-nord', '-sued'] }),
				await store.steps.hasWork('Authorise', { brands: ['sued'] }),
			]).toEqual([false, false, true]);
			expect([await taken(store, 'sued'), await taken(other, 'nord'), await taken(store)]).toEqual([
				[sued.reference],
				[nord.reference],
				[],
			]);
		});
		it("leaves nothing of a trigger's earlier brands behind, and everything of another trigger's", async () => {
			await store.steps.subscribe('Settle', ['return.requested']); // as before brands were known
			await store.steps.subscribe('Settle', ['return.requested'], { brands: ['nord'], subscriber: 'flow A' });
			await store.steps.subscribe('Settle', ['return.requested'], { brands: ['sued'], subscriber: 'flow B' });
			await store.steps.subscribe('Settle', ['return.requested'], { brands: ['west'], subscriber: 'flow A' });
			for (const brand of ['nord', 'sued', 'west']) await open(brand, { brand, providerIds: {} });
			expect((await store.steps.claim('Settle', { ...lease, limit: 5 })).map((step) => step.case.brand)).toEqual([
				'sued',
				'west',
			]);
		});
		it('makes one step where two triggers of a name take the same case', async () => {
			await store.steps.subscribe('Settle', ['return.requested'], { subscriber: 'flow A' });
			await store.steps.subscribe('Settle', ['return.requested'], { brands: ['nord'], subscriber: 'flow B' });
			const { reference } = await open('S1', { brand: 'nord', providerIds: {} });
			expect(await store.steps.of(reference)).toHaveLength(1);
		});
		it('lists every step that a case has had', async () => {
			const reference = await withSteps();
			const [step] = await store.steps.claim('Settle', lease);
			await store.steps.finish([step]);
			expect(await other.steps.of(reference)).toMatchObject([
				{ name: 'Settle', eventType: 'return.approved', state: 'done' },
				{ name: 'Settle', eventType: 'refund.due', state: 'ready' },
			]);
			expect(await store.steps.of('RMA-2222222222')).toEqual([]);
		});
		it('wakes the listeners of its process', async () => {
			const heard = jest.fn();
			const stop = other.onChange(heard);
			await withSteps();
			expect(heard).toHaveBeenCalled();
			stop();
		});
	});

	describe('claims', () => {
		const begin = async (one = store, step?: { id: number; token: string }) =>
			await one.claims.begin('stripe.refund:X/R1', { kind: 'stripe.refund', leaseMs: 60_000, step });

		it('lets one of many act', async () => {
			const all = await Promise.all(Array.from({ length: 10 }, async (_, i) => await begin(i % 2 ? store : other)));
			expect(all.map((claim) => claim.standing).sort()).toEqual([...Array.from({ length: 9 }, () => 'busy'), 'first']);
		});
		it('is in doubt after an unknown outcome or a dead holder, not after a known failure', async () => {
			const first = await begin();
			await store.claims.settle({ ...first, state: 'failed', error: 'refused' });
			const second = await begin();
			expect(second.standing).toBe('again');
			await store.claims.noteProgress(second, { shipment: 'shp_1' });
			await store.claims.settle({ ...second, state: 'unknown', error: 'time-out' });
			expect(await begin()).toMatchObject({ standing: 'doubt', progress: { shipment: 'shp_1' } });
			now += 61_000;
			expect((await begin()).standing).toBe('doubt');
		});
		it('passes to the next holder of the same step at once', async () => {
			expect((await begin(store, { id: 7, token: 'old' })).standing).toBe('first');
			expect((await begin(other, { id: 7, token: 'old' })).standing).toBe('busy');
			expect((await begin(other, { id: 7, token: 'new' })).standing).toBe('doubt');
		});
		it('keeps the result, also one that a late holder brings', async () => {
			const late = await begin();
			now += 61_000;
			await begin(other);
			const { reference } = await open();
			await store.cases.record({
				reference,
				events: [],
				claim: { key: late.key, token: late.token, state: 'done', result: { id: 're_1' } },
			});
			expect(await begin()).toMatchObject({ standing: 'done', result: { id: 're_1' } });
			await other.claims.settle({ ...late, state: 'unknown', error: 'too late' });
			expect(await store.claims.get(late.key)).toMatchObject({ state: 'done' });
		});
	});

	describe('connections', () => {
		const down = { message: 'stripe did not answer', category: 'retryable', connection: 'stripe' };
		const cases = async (count: number) => {
			await store.steps.subscribe('Settle', ['return.approved']);
			for (let i = 0; i < count; i++) {
				const { reference } = await open(`C${i}`, { providerIds: {} });
				await store.cases.record({ reference, events: [{ ...approve, id: `approve ${reference}` }] });
			}
		};
		const claimAndFail = async (error: object = down) => {
			const steps = await store.steps.claim('Settle', { ...lease, limit: 1 });
			for (const step of steps) await store.steps.fail([step], { error: error as never, maxAttempts: 3, baseMs: 10 });
			return steps;
		};
		const stripe = async () => (await other.connections.list()).find(({ connection }) => connection === 'stripe');

		it('is paused after five failures in a row; its steps wait without using up their tries', async () => {
			await cases(6);
			for (let i = 0; i < 4; i++) await claimAndFail();
			expect((await stripe())?.paused).toBe(false);
			const [fifth] = await claimAndFail();
			expect(await stripe()).toMatchObject({
				paused: true,
				byHand: false,
				failures: 5,
				reason: 'stripe did not answer',
			});
			for (let i = 0; i < 20; i++) {
				now += 400_000;
				expect(await claimAndFail()).toHaveLength(1);
			}
			expect(await store.steps.stuck({ limit: 10 })).toEqual([]);
			expect(fifth.attempt).toBe(1);
		});
		it('is tested by one step at a time, and goes on when that one succeeds', async () => {
			await cases(6);
			for (let i = 0; i < 6; i++) await claimAndFail();
			expect(await store.steps.claim('Settle', lease)).toEqual([]);
			now += 600_000;
			const probes = (
				await Promise.all(
					[store, other, store].map(async (one) => await one.steps.claim('Settle', { ...lease, limit: 10 })),
				)
			).flat();
			expect(probes).toHaveLength(1);
			await store.steps.finish(probes);
			expect(await stripe()).toMatchObject({ paused: false, failures: 0 });
			now += 600_000;
			expect(await store.steps.claim('Settle', lease)).toHaveLength(5);
		});
		it('is not paused, and goes on, when a step came ahead of its turn: who answers that is up', async () => {
			await cases(12);
			for (let i = 0; i < 6; i++) await claimAndFail({ ...down, code: 'out_of_turn' });
			expect((await stripe())?.paused ?? false).toBe(false);
			for (let i = 0; i < 6; i++) await claimAndFail();
			expect((await stripe())?.paused).toBe(true);
			now += 600_000;
			expect(await claimAndFail({ ...down, code: 'out_of_turn' })).toHaveLength(1);
			expect(await stripe()).toMatchObject({ paused: false, failures: 0 });
		});
		it('lets nobody but the probe begin an effect while it is paused', async () => {
			await cases(5);
			for (let i = 0; i < 5; i++) await claimAndFail();
			const begin = async (key: string, step?: { id: number; token: string }) =>
				(await store.claims.begin(key, { kind: 'stripe.refund', leaseMs: 1000, step })).standing;
			expect(await begin('a', { id: 99, token: 'x' })).toBe('paused');
			now += 600_000;
			expect(await begin('b', { id: 98, token: 'y' })).toBe('first');
			expect(await begin('a', { id: 99, token: 'x' })).toBe('paused');
			expect((await store.claims.begin('c', { kind: 'odoo.return', leaseMs: 1000 })).standing).toBe('first');
		});
		it('does not count its own refusal as a failure of the provider', async () => {
			await cases(6);
			for (let i = 0; i < 5; i++) await claimAndFail();
			const before = (await stripe())?.failures;
			expect(await claimAndFail({ ...down, code: 'connection_paused', retryAfterMs: 1000 })).toHaveLength(1);
			expect((await stripe())?.failures).toBe(before);
		});
		it('is paused and resumed by hand, and only by hand then', async () => {
			await cases(1);
			await store.connections.pause('stripe', 'upgrade');
			now += 10 * 86_400_000;
			expect((await store.claims.begin('a', { kind: 'stripe.refund', leaseMs: 1000 })).standing).toBe('paused');
			expect(await stripe()).toMatchObject({ paused: true, byHand: true, reason: 'upgrade' });
			expect([await other.connections.resume('stripe'), await other.connections.resume('stripe')]).toEqual([
				true,
				false,
			]);
			expect((await store.claims.begin('a', { kind: 'stripe.refund', leaseMs: 1000 })).standing).toBe('first');
		});
		it('tells each change once', async () => {
			await cases(5);
			for (let i = 0; i < 5; i++) await claimAndFail();
			const told = await Promise.all([store.connections.news(), other.connections.news()]);
			expect(told.flat()).toMatchObject([{ connection: 'stripe', paused: true }]);
			await store.connections.resume('stripe');
			expect(await store.connections.news()).toMatchObject([{ connection: 'stripe', paused: false }]);
			expect(await store.connections.news()).toEqual([]);
		});
	});

	it('keeps settings per brand, with defaults, and refuses what it does not know', async () => {
		expect((await store.settings.get('nord')).policy.windowDays).toBe(30);
		await store.settings.save('nord', { timeZone: 'Europe/Berlin', policy: { windowDays: 14 } });
		expect(await other.settings.get('nord')).toMatchObject({
			brand: 'nord',
			timeZone: 'Europe/Berlin',
			policy: { windowDays: 14, refundTiming: 'at_receipt' },
		});
		await expect(store.settings.save('nord', { policy: { windowDay: 14 } })).rejects.toThrow(/windowDay/);
	});
	it('lists cases by track, newest first', async () => {
		const { reference } = await open('R1', { providerIds: {} });
		now += 1000;
		const second = await open('R2', { providerIds: {} });
		await store.cases.record({ reference, events: [approve] });
		expect((await store.cases.getMany({ limit: 10 })).map((one) => one.reference)).toHaveLength(2);
		expect((await store.cases.getMany({ authorization: 'requested', limit: 10 })).map((one) => one.reference)).toEqual([
			second.reference,
		]);
		expect(await store.cases.getMany({ open: false, limit: 10 })).toEqual([]);
	});
});
