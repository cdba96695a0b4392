import type { CaseStore } from '../../../nodes/shared/store';
import { ReturnRequest, type NewEvent } from '../../../nodes/shared/model';
import { engines } from './stores';

const lines = [{ id: 'L1', sku: 'TEE', quantity: 3 }];
const request = (more: object = {}) => ReturnRequest.parse({ channel: 'portal', orderNumber: '#1001', lines, ...more });
const received = (id: string, quantity = 1, more: object = {}): NewEvent => ({
	id,
	source: 'warehouse:north',
	type: 'return.received',
	data: { receipt: { id, lines: [{ sku: 'TEE', quantity }] }, ...more },
});
const inspected = (id: string, quantity = 1): NewEvent => ({
	id,
	source: 'warehouse:north',
	type: 'return.inspected',
	data: { inspection: { id, lines: [{ sku: 'TEE', quantity, destination: 'restock' }] } },
});

describe.each(engines)('ids of events on $name', (engine) => {
	let store: CaseStore;
	let other: CaseStore;
	beforeAll(async () => await engine.start(), 120_000);
	afterEach(async () => await engine.closeStores());
	afterAll(async () => await engine.stop(), 60_000);
	beforeEach(async () => {
		const database = await engine.create();
		[store, other] = [await database.open(), await database.open()];
	}, 60_000);

	const open = async (id: string, more: object = {}) =>
		await store.cases.open({ request: request(more), source: 'portal', sourceId: id });
	const approved = async (id: string) => {
		const { reference } = await open(id);
		await store.cases.record({
			reference,
			events: [{ id: `${id} approved`, source: 'test', type: 'return.approved', data: {} }],
		});
		return reference;
	};
	const piecesReceived = async (reference: string) => (await store.cases.get(reference))?.lines[0].quantities.received;

	it('one number of a warehouse may name goods of two returns, and what was received and inspected', async () => {
		const [a, b] = [await approved('1'), await approved('2')];
		for (const reference of [a, b]) {
			const { events } = await store.cases.record({ reference, events: [received('GRN-1'), inspected('GRN-1')] });
			expect(events.map(({ duplicate, conflict }) => [duplicate, conflict])).toEqual([
				[false, undefined],
				[false, undefined],
			]);
			expect((await store.cases.get(reference))?.lines[0].quantities).toMatchObject({
				received: 1,
				inspected: { restock: 1 },
			});
		}
	});

	it('two senders may use the same number', async () => {
		const reference = await approved('1');
		await store.cases.record({ reference, events: [received('7'), { ...received('7'), source: 'warehouse:south' }] });
		expect(await piecesReceived(reference)).toBe(2);
	});

	it('a number that came before with the same content is a repeat, whatever the order of its keys and the time', async () => {
		const reference = await approved('1');
		await store.cases.record({ reference, events: [received('GRN-1', 2, { note: 'wet', by: 'door' })] });
		const again: NewEvent = {
			id: 'GRN-1',
			source: 'warehouse:north',
			type: 'return.received',
			time: '2026-11-22T10:00:00.000Z',
			actor: 'another',
			data: { by: 'door', note: 'wet', receipt: { lines: [{ quantity: 2, sku: 'TEE' }], id: 'GRN-1' } },
		};
		const { events, case: found } = await store.cases.record({ reference, events: [again] });
		expect(events).toMatchObject([{ duplicate: true }]);
		expect(events[0].conflict).toBeUndefined();
		expect(found.exceptions).toEqual([]);
	});

	it.each([
		['another quantity', received('GRN-1', 2), 'warehouse', 'receipt.lines.0.quantity'],
		[
			'one line more',
			{
				...received('GRN-1'),
				data: {
					receipt: {
						id: 'GRN-1',
						lines: [
							{ sku: 'TEE', quantity: 1 },
							{ sku: 'CAP', quantity: 1 },
						],
					},
				},
			} as NewEvent,
			'warehouse',
			'receipt.lines.1',
		],
		['a field besides', received('GRN-1', 1, { note: 'wet' }), 'warehouse', 'note'],
	])('a number that came before with %s is told, once, and counts nothing', async (_what, second, owner, field) => {
		const reference = await approved('1');
		await store.cases.record({ reference, events: [received('GRN-1')] });
		const told = await store.cases.record({ reference, events: [second] });
		expect(told.events).toMatchObject([{ duplicate: true, conflict: { code: 'id_reused', owner } }]);
		expect(told.events[0].conflict?.message).toContain(field);
		expect(told.case.exceptions).toMatchObject([{ code: 'id_reused', owner }]);
		expect((await other.cases.record({ reference, events: [second] })).events[0].conflict).toMatchObject({
			code: 'id_reused',
		});
		expect(await piecesReceived(reference)).toBe(1);
		expect((await store.cases.timeline(reference)).map(({ type }) => type)).toEqual([
			'return.requested',
			'return.approved',
			'return.received',
			'exception.opened',
		]);
		// A third content under the same number is another conflict.
		await store.cases.record({ reference, events: [received('GRN-1', 3)] });
		expect((await store.cases.get(reference))?.exceptions).toHaveLength(2);
		expect(await store.cases.verify(reference)).toBeUndefined();
	});

	it('two requests under one id are one case, and a person is told that the second said something else', async () => {
		const first = await open('17', { requestedAt: '2026-11-21T10:00:00Z' });
		const repeat = await open('17', { requestedAt: '2026-11-21T11:00:00Z' });
		expect(repeat).toMatchObject({ reference: first.reference, duplicate: true, case: { exceptions: [] } });
		const different = await open('17', { orderNumber: '#2002', customer: { email: 'alex@example.com' } });
		expect(different).toMatchObject({
			reference: first.reference,
			duplicate: true,
			case: { orderNumber: '#1001', exceptions: [{ code: 'id_reused', owner: 'service' }] },
		});
		expect(different.events[0].conflict?.message).toMatch(/request\.orderNumber/);
		expect(JSON.stringify(different.case.exceptions)).not.toContain('alex@example.com');
		expect(await store.cases.getMany({ limit: 9 })).toHaveLength(1);
	});

	it('a provider that says more of the same news later has not used an id twice', async () => {
		const reference = await approved('1');
		const paid = (more: object): NewEvent => ({
			id: 're_1.succeeded',
			source: 'stripe',
			type: 'refund.succeeded',
			data: {
				refund: { id: 're_1', intent: 'R1', amount: { amount: 100, currency: 'EUR' }, status: 'succeeded', ...more },
			},
		});
		await store.cases.record({ reference, events: [paid({})] });
		expect(
			(
				await store.cases.record({
					reference,
					events: [paid({ providerStatus: 'succeeded', providerIds: { 'stripe.charge': 'ch_1' } })],
				})
			).events[0].conflict,
		).toBeUndefined();
	});

	it('a report that opens an exception does not hide the exception of another report with the same number', async () => {
		const reference = await approved('1');
		await store.cases.record({ reference, events: [received('GRN-1', 9), inspected('GRN-1', 10)] });
		expect((await store.cases.get(reference))?.exceptions.map(({ code }) => code)).toEqual([
			'over_receipt',
			'over_inspection',
		]);
	});

	it('a refund that is released again with another amount is refused, also under its own id', async () => {
		const reference = await approved('1');
		const due = (amount: number): NewEvent => ({
			id: 'due R1',
			source: 'flow',
			type: 'refund.due',
			data: {
				intent: { id: 'R1', amount: { amount, currency: 'EUR' }, payment: { id: 'by_hand', processor: 'other' } },
			},
		});
		await store.cases.record({ reference, events: [due(100)] });
		expect((await store.cases.record({ reference, events: [due(100)] })).events).toMatchObject([{ duplicate: true }]);
		await expect(store.cases.record({ reference, events: [due(200)] })).rejects.toThrow(/frozen at 1\.00 EUR/);
	});
});
