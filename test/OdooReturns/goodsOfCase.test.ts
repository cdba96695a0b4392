import type { CaseStore } from '../../nodes/shared/store';
import { ReturnRequest, type NewEvent } from '../../nodes/shared/model';
import { bench, type Bench } from './setUp';
import { openShopCase } from './shopCase';
import { removeOwnStores, type StoreCredential } from '../support/ownStore';

/** What a case learns of its goods from Odoo. */
let b: Bench;
let credential: StoreCredential;
let store: CaseStore;
let reference: string;
beforeEach(async () => {
	b = await bench();
	({ credential, store, reference } = await openShopCase(b, 1));
	await record('return.approved', { lines: [{ line: 'L1', quantity: 2 }] });
	await step('order.find');
	await step('return.create');
});
afterEach(async () => {
	await removeOwnStores();
	await b.server.stop();
});

let count = 0;
const record = async (type: NewEvent['type'], data: Record<string, unknown>) =>
	(await store.cases.record({ reference, events: [{ source: 'test', id: `${type}${++count}`, type, data }] })).case;
const step = async (operation: string, parameters = {}) =>
	await b.done(operation, parameters, { input: [{ reference }], credentials: { returnCaseApi: credential } } as never);
const codes = async () => (await store.cases.get(reference))!.exceptions.map(({ code }) => code);

it('has one exception for what nobody expects, whoever saw it first', async () => {
	await record('return.received', {
		receipt: {
			id: 'A',
			lines: [
				{ line: 'L1', quantity: 3 },
				{ sku: 'MUG-WHITE', quantity: 1 },
			],
		},
	});
	expect(await codes()).toEqual(['over_receipt', 'unknown_item']);
	expect((await step('goods.receive')).receipt.exceptions).toHaveLength(2);
	expect(await codes()).toEqual(['over_receipt', 'unknown_item']);
	// A count that the flow gives by hand is news to the case.
	await step('goods.receive', { receipt: JSON.stringify({ id: 'B', lines: [{ sku: 'SOCKS-GREY', quantity: 1 }] }) });
	expect(await codes()).toEqual(['over_receipt', 'unknown_item', 'unknown_item']);
});

it('takes a parcel that came before it as received, and the lane that starts on that finds it booked', async () => {
	await b.done(
		'goods.receiveUnidentified',
		{ parcel: 'P-1', lines: JSON.stringify([{ sku: 'TEE-BLUE-M', quantity: 1 }]) },
		{ input: [{ settings: { odoo: b.odoo.settings() } }], credentials: { returnCaseApi: credential } } as never,
	);
	const matched = await step('goods.matchUnidentified', { parcel: 'P-1' });
	expect(matched.receipt.lines).toMatchObject([{ line: 'L1', quantity: 1 }]);
	expect(matched.case).toMatchObject({
		logistics: 'part_received',
		lines: [{ quantities: { received: 1 } }],
		receipts: [{ id: 'parcel-P-1' }],
	});
	const writes = b.writes().length;
	expect((await step('goods.receive')).receipt).toMatchObject({
		receipt: 'parcel-P-1',
		lines: [{ line: 'L1', quantity: 1, surplus: 0 }],
	});
	expect(b.writes()).toHaveLength(writes);
	expect(
		(await store.cases.timeline(reference))
			.map(({ type }) => type)
			.filter((type) => type === 'return.received' || type === 'receipt.posted'),
	).toEqual(['return.received', 'receipt.posted']);
});

it('asks for a look at its refunds when goods go back to the customer', async () => {
	await record('return.received', { receipt: { id: 'A', lines: [{ line: 'L1', quantity: 2 }] } });
	await step('goods.receive');
	const undone = await step('return.undo', { lines: JSON.stringify([{ line: 'L1', quantity: 1 }]) });
	expect(undone.undo.lines).toEqual([{ sku: 'TEE-BLUE-M', quantity: 1, serials: [] }]);
	expect(undone.case.exceptions).toMatchObject([
		{ code: 'return_undone', owner: 'service', message: expect.stringContaining('1 x TEE-BLUE-M went back') },
	]);
	expect((await step('return.undo', { lines: JSON.stringify([{ line: 'L1', quantity: 1 }]) })).undo.outcome).toBe(
		'already_done',
	);
	expect(await codes()).toEqual(['return_undone']);
});

it('keeps that its return was called off', async () => {
	await step('return.cancel');
	expect((await store.cases.timeline(reference)).map(({ type }) => type)).toContain('return_document.canceled');
});

it('is called off again when its document was opened again, and before there was one', async () => {
	const canceled = async () =>
		(await store.cases.timeline(reference)).filter(({ type }) => type === 'return_document.canceled').length;
	const [picking] = b.odoo.db.where('stock.picking', { origin: reference });
	expect((await step('return.cancel')).cancellation).toMatchObject({
		outcome: 'done',
		canceled: [{ id: String(picking.id) }],
	});
	expect((await step('return.cancel')).cancellation).toMatchObject({ outcome: 'already_done' });
	b.odoo.db.update('stock.picking', picking, { state: 'assigned' });
	expect((await step('return.cancel')).cancellation).toMatchObject({ outcome: 'done' });
	expect([picking.state, await canceled()]).toEqual(['cancel', 2]);
	expect((await step('return.cancel')).cancellation).toMatchObject({ outcome: 'already_done' });
	expect(await canceled()).toBe(2);
});

it('is called off when its document is made only after it was called off', async () => {
	const request = ReturnRequest.parse({
		channel: 'shopify',
		orderNumber: '#1001',
		lines: [{ id: 'L1', sku: 'MUG-WHITE', quantity: 1 }],
	});
	({ reference } = await store.cases.open({ request, source: 'shopify', sourceId: '2' }));
	await record('return.approved', {});
	await step('order.find');
	expect((await step('return.cancel')).cancellation).toMatchObject({ outcome: 'nothing_to_do' });
	expect((await store.cases.timeline(reference)).map(({ type }) => type)).not.toContain('return_document.canceled');
	await step('return.create');
	expect((await step('return.cancel')).cancellation).toMatchObject({
		outcome: 'done',
		canceled: [{ name: expect.any(String) }],
	});
});

it('sends back what inspection does not take, with the rest sorted, once; the case is told of both', async () => {
	await record('return.received', { receipt: { id: 'A', lines: [{ line: 'L1', quantity: 2 }] } });
	await step('goods.receive');
	const { case: inspected } = {
		case: await record('return.inspected', {
			inspection: {
				id: 'I',
				lines: [
					{ line: 'L1', quantity: 1, destination: 'customer', condition: 'worn', note: 'Worn' },
					{ line: 'L1', quantity: 1, destination: 'restock' },
				],
			},
		}),
	};
	expect(inspected.inspection).toBe('done');
	const first = await step('goods.sort');
	expect(first.sorting.movements).toMatchObject([
		{ line: 'L1', quantity: 1, destination: 'restock' },
		{ line: 'L1', quantity: 1, destination: 'customer', providerIds: { 'odoo.transfer': first.sorting.delivery.id } },
	]);
	expect(first.case.lines[0].quantities.stock).toMatchObject({ restock: 1, customer: 1 });
	const again = await step('goods.sort');
	expect(again.sorting).toMatchObject({ outcome: 'already_done', delivery: first.sorting.delivery });
	expect(again.case.lines[0].quantities.stock).toMatchObject({ restock: 1, customer: 1 });
	expect(await codes()).toEqual([]);
});

it.each(['stock.picking/load', 'stock.picking/button_validate'])(
	'cut off after %s, what goes back leaves once',
	async (operation) => {
		await record('return.received', { receipt: { id: 'A', lines: [{ line: 'L1', quantity: 2 }] } });
		await step('goods.receive');
		await record('return.inspected', {
			inspection: { id: 'I', lines: [{ line: 'L1', quantity: 2, destination: 'customer' }] },
		});
		b.journal.inject({ provider: 'odoo', operation, kind: 'drop_after_commit', times: 9 });
		const options = { input: [{ reference }], credentials: { returnCaseApi: credential } } as never;
		expect((await b.node('goods.sort', {}, options)).error).toBeDefined();
		b.journal.faults.splice(0);
		const { sorting } = await step('goods.sort');
		expect(sorting.movements).toMatchObject([{ quantity: 2, destination: 'customer' }]);
		const deliveries = b.odoo.db
			.all('stock.picking')
			.filter(({ origin, name }) => origin === reference && /OUT/.test(String(name)));
		expect(deliveries).toMatchObject([{ state: 'done' }]);
	},
);
