import { KeptDrift, parseNewEvent, ReturnRequest } from '../../../nodes/shared/model';
import type { CaseStore } from '../../../nodes/shared/store';
import { migrate } from '../../../nodes/shared/store/migrations';
import { all } from '../../../nodes/shared/store/database';
import { noQuantities } from '../../../nodes/shared/case/quantities';
import { engines } from './stores';

const eur = (amount: number) => ({ amount, currency: 'EUR' });

describe.each(engines)('what finds a case, and what it is counted with, on $name', (engine) => {
	let made: Awaited<ReturnType<typeof engine.create>>;
	let store: CaseStore;
	const clock = { at: Date.parse('2026-11-01T10:00:00Z'), now: () => clock.at };
	beforeEach(async () => {
		clock.at = Date.parse('2026-11-01T10:00:00Z');
		made = await engine.create();
		store = await made.open({ clock });
	});
	beforeAll(async () => await engine.start());
	afterEach(async () => await engine.closeStores());
	afterAll(async () => await engine.stop());

	const open = async (sourceId: string, more: object = {}) => {
		const { reference } = await store.cases.open({
			request: ReturnRequest.parse({
				channel: 'shopify',
				customer: { name: 'Alex  Moss', email: 'Alex@Example.com' },
				lines: [{ id: 'L1', sku: 'TEE-M', quantity: 2 }],
				...more,
			}),
			source: 'test',
			sourceId,
		});
		clock.at += 60_000;
		return reference;
	};
	const tell = async (reference: string, type: string, data: object) =>
		await store.cases.record({
			reference,
			events: [parseNewEvent({ id: `${Math.random()}`, source: 'test', type, data })],
		});
	const found = async (kind: 'email' | 'name' | 'sku' | 'tracking', text: string, limit = 10) =>
		(await store.cases.foundBy(kind, text, limit)).map(({ reference }) => reference);
	const label = { id: 'l', carrier: 'X', trackingNumber: '1Z 999', labelUrl: '' };
	const refund = { id: 're_1', intent: 'x', amount: eur(500), status: 'succeeded', providerIds: {} };

	it('a customer, a parcel and an article find it, however they are written, the newest first', async () => {
		const [one, two] = [await open('1'), await open('2')];
		await tell(one, 'label.issued', { label });
		expect(await found('email', ' alex@example.COM')).toEqual([two, one]);
		expect(await found('name', 'alex moss', 1)).toEqual([two]);
		expect(await found('tracking', '1z 999')).toEqual([one]);
		expect(await found('sku', 'tee-m')).toEqual([two, one]);
		for (const text of ['', ' ', 'alex@example', '%']) expect(await found('email', text)).toEqual([]);
	});

	it('an article finds only returns that are open', async () => {
		const reference = await open('1');
		await tell(reference, 'return.closed', {});
		expect([await found('sku', 'TEE-M'), await found('name', 'Alex Moss')]).toEqual([[], [reference]]);
		await tell(reference, 'return.reopened', {});
		expect(await found('sku', 'TEE-M')).toEqual([reference]);
	});

	it('open returns are counted with what they are about in money', async () => {
		const [one, two, three] = [await open('1'), await open('2'), await open('3')];
		const line = { id: 'O1', sku: 'TEE-M', title: 'T', quantity: 2, subtotal: eur(4000), tax: eur(0), providerIds: {} };
		const order = { number: '#1', currency: 'EUR', lines: [line], payments: [], taxesIncluded: true, providerIds: {} };
		for (const reference of [one, two]) await tell(reference, 'order.found', { order, system: 'odoo' });
		const open1 = await store.cases.openTracks();
		expect(open1.map(({ cases, value }) => [cases, value])).toEqual(
			expect.arrayContaining([
				[2, eur(8000)],
				[1, undefined],
			]),
		);
		await tell(three, 'return.closed', {});
		await tell(two, 'return.approved', {});
		await tell(two, 'refund.due', {
			intent: { id: `${two}/R1`, amount: eur(1500), payment: { id: 'by_hand', processor: 'other', providerIds: {} } },
		});
		expect((await store.cases.openTracks()).find(({ settlement }) => settlement === 'due')?.value).toEqual(eur(1500));
		expect(await store.cases.openTracks({ since: '2026-11-01T10:01:00.000Z' })).toMatchObject([{ cases: 1 }]);
	});

	it('periods: what was asked for, and what was paid, from the first instant on and before the last', async () => {
		const [one, two] = [await open('1'), await open('2')];
		const of = async (from: string, to: string, limit = 10) =>
			(await store.cases.opened({ from, to, limit })).map(({ reference }) => reference);
		expect(await of('2026-11-01T10:00:00.000Z', '2026-11-01T10:01:00.000Z')).toEqual([one]);
		expect(await of('2026-11-01', '2026-11-02')).toEqual([two, one]);
		expect(await of('2026-11-01', '2026-11-02', 1)).toEqual([two]);
		await tell(one, 'refund.succeeded', { refund });
		await tell(two, 'store_credit.issued', { id: 'g', kind: 'gift_card', amount: eur(700) });
		const paid = await store.cases.paid({ from: '2026-11-01T10:02:00.000Z', to: '2026-11-02', limit: 10 });
		expect(paid.map(({ event, case: { reference } }) => [event.type, reference])).toEqual([
			['store_credit.issued', two],
			['refund.succeeded', one],
		]);
		expect(await store.cases.paid({ from: '2026-12-01', to: '2026-12-02', limit: 10 })).toEqual([]);
	});

	it('what was told of some returns: events of some types in their order, and drifts with who accepted them', async () => {
		const one = await open('1');
		const two = await open('2');
		for (const reference of [one, two]) await tell(reference, 'return.approved', {});
		for (const code of ['a', 'b'])
			await tell(two, 'exception.opened', { exception: { code, owner: 'finance', message: 'm' } });
		await tell(two, 'exception.resolved', { code: 'a' });
		const types = ['exception.opened', 'exception.resolved'];
		const told = await store.cases.eventsOf([two, 'RMA-NONE'], types);
		expect(told.map(({ type, subject, data }) => [type, subject, data])).toEqual([
			['exception.opened', two, { exception: { code: 'a', owner: 'finance', message: 'm' } }],
			['exception.opened', two, { exception: { code: 'b', owner: 'finance', message: 'm' } }],
			['exception.resolved', two, { code: 'a' }],
		]);
		expect(await store.cases.eventsOf([one], types)).toEqual([]);

		for (const [id, reference] of [
			['of one', one],
			['healed', two],
			['let be', two],
		])
			await store.drifts.keep(KeptDrift.parse({ id, class: 'late', owner: 'finance', message: 'm', reference }));
		for (const actor of ['kim@example.com', 'lee@example.com']) {
			await store.drifts.accept('let be', { actor, reason: 'small' });
			// More is at risk by now, and it is accepted again.
			const [drift] = await store.drifts.of(two);
			await store.drifts.keep({ ...drift, state: 'open' });
		}
		await store.drifts.keep(
			KeptDrift.parse({ id: 'healed', class: 'late', owner: 'finance', message: 'm', reference: two, state: 'healed' }),
		);
		const found = await store.drifts.ofMany([two]);
		expect(found.map(({ drift: { id, state }, acceptedBy }) => [id, state, acceptedBy]).sort()).toEqual([
			['healed', 'healed', undefined],
			['let be', 'accepted', 'kim@example.com'],
		]);
		expect(found.map(({ drift: { id }, healedAt }) => [id, !!healedAt]).sort()).toEqual([
			['healed', true],
			['let be', false],
		]);
	});

	it('cases of before are found, too', async () => {
		made = await engine.createEmpty();
		const database = made.connect();
		await migrate(database, { until: '2026-11-open-tracks' });
		const state = {
			reference: 'RMA-OLD',
			customer: { email: 'old@example.com', providerIds: {} },
			lines: [{ id: 'L1', sku: 'OLD', quantity: 1, quantities: noQuantities(1) }],
			orders: {},
			refunds: [{ intent: { id: 'r', amount: eur(300) }, state: 'due' }],
			labels: [label],
		};
		const row = {
			brand: 'default',
			channel: 'shopify',
			order_number: null,
			version: 1,
			last_hash: '',
			seal: null,
			rules: null,
		};
		const at = '2026-10-01T00:00:00.000Z';
		const tracks = { authorization: 'approved', logistics: 'none', inspection: 'none', settlement: 'due' };
		await database.write(function* () {
			yield* all(
				database.db.insertInto('cases').values({
					...row,
					...tracks,
					reference: 'RMA-OLD',
					state: JSON.stringify(state),
					opened_at: at,
					updated_at: at,
					closed_at: null,
				}),
			);
		});
		await database.close();
		store = await made.open({ clock });
		expect([await found('email', 'old@example.com'), await found('tracking', '1Z 999')]).toEqual([
			['RMA-OLD'],
			['RMA-OLD'],
		]);
		expect(await store.cases.openTracks()).toMatchObject([{ cases: 1, value: eur(300) }]);
	});
});
