import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import type { CaseStore } from '../../nodes/shared/store';
import {
	asReference,
	eventTypes,
	ownSources,
	recordable,
	recordableTypes,
	ReturnRequest,
	senderKinds,
	sourceOf,
} from '../../nodes/shared/model';
import { runNode } from '../support/harness';
import { eventExamples } from '../shared/model/eventExamples';
import { openOwnStore, removeOwnStores, type StoreCredential } from '../support/ownStore';
import { replayMessages } from './replayMessages';

describe('what may be told from outside', () => {
	let credential: StoreCredential;
	let store: CaseStore;
	let reference: string;
	beforeEach(async () => {
		({ credential, store } = await openOwnStore());
		({ reference } = await store.cases.open({
			request: ReturnRequest.parse({ channel: 'portal', lines: [{ id: 'L1', sku: 'TEE', quantity: 3 }] }),
			source: 'portal',
			sourceId: '1',
		}));
		await store.cases.record({ reference, events: [{ id: 'a', source: 'case', type: 'return.approved', data: {} }] });
	});
	afterEach(removeOwnStores);

	const run = async (parameters: INodeParameters, item: IDataObject = { reference }) =>
		await runNode(new ReturnCase(), {
			parameters: { resource: 'case', ...parameters },
			credentials: { returnCaseApi: credential },
			input: [item],
		});
	const record = async (eventType: string, data: object, more: INodeParameters = {}) =>
		await run({ operation: 'recordEvent', reference, eventType, data: data as never, ...more });
	const receipt = (quantity = 1) => ({ receipt: { id: 'G', lines: [{ sku: 'TEE', quantity }] } });
	const reported = async (body: unknown, sender = '') =>
		(await run({ operation: 'takeInReport', report: '={{ $json.body }}', sender }, { body } as IDataObject))
			.json[0] as IDataObject & { report: IDataObject };

	it('every event has a sender or an operation of its own, and the documents show which', () => {
		const page = readFileSync(join(__dirname, '../../docs/nodes/return-case.md'), 'utf8');
		for (const kind of senderKinds) {
			const row = page.split('\n').find((line) => line.includes(`\`${kind}:<sender>\``))!;
			expect([...row.split('|')[3].matchAll(/`([\w.]+)`/g)].map(([, type]) => type).sort()).toEqual(
				eventTypes.filter((type) => recordable[type] === kind).sort(),
			);
		}
		for (const source of ownSources) expect(page).toContain(`\`${source}\``);
		const types = new ReturnCase().description.properties.find(({ name }) => name === 'eventType')!;
		expect(types.options!.map((one) => (one as { value: string }).value)).toEqual(recordableTypes);
	});

	it.each(eventTypes.filter((type) => typeof recordable[type] === 'object'))(
		'%s is refused, and the message says what to do instead',
		async (type) => {
			const { error } = await record(type, eventExamples[type][0], { eventId: 'x' });
			expect(error?.message).toContain('is recorded by the operation that does it');
			expect(error?.description).toMatch(/Use |Open /);
			expect(await store.cases.timeline(reference)).toHaveLength(2);
		},
	);

	it('an unknown event is refused with the list of those there are', async () => {
		expect((await record('unknown', {})).error?.message).toContain('There is no event "unknown"');
	});

	it('stores what is told under a source of the sender, which is never one of ours', async () => {
		const recorded = async (more: INodeParameters) =>
			(await record('return.received', receipt(), { eventId: 'GRN-1', ...more })).json[0].recorded;
		expect(await recorded({ sender: 'North' })).toMatchObject({
			outcome: 'recorded',
			source: 'warehouse:north',
			id: 'GRN-1',
		});
		expect(await recorded({ sender: 'warehouse:north' })).toMatchObject({
			outcome: 'duplicate',
			source: 'warehouse:north',
		});
		expect(await recorded({})).toMatchObject({ outcome: 'recorded', source: 'warehouse:default' });
		const told = await record('return.received', receipt(2), { eventId: 'GRN-1', sender: 'north' });
		expect(told.json[0]).toMatchObject({
			recorded: { outcome: 'conflicting' },
			case: { exceptions: [{ code: 'id_reused', owner: 'warehouse' }] },
		});
		expect((told.json[0].recorded as IDataObject).message).toContain('receipt.lines.0.quantity');
	});

	it.each([
		...ownSources,
		'Stripe',
		' CASE ',
		'stripe:x',
		'by_hand',
		'carrier:north',
		'flow:x',
		'<script>',
		'x'.repeat(99),
	])('"%s" cannot be the sender of goods', async (sender) => {
		expect(sourceOf('warehouse', sender)).toBeUndefined();
		expect((await record('return.received', receipt(), { sender })).error?.message).toContain('cannot be the sender');
	});

	it.each([...ownSources, ' Shopify '])('a request cannot come from "%s"', async (source) => {
		const { error } = await run({
			operation: 'open',
			request: { channel: 'portal', lines: [{ id: 'L1', quantity: 1 }] } as never,
			source,
			sourceId: '9',
		});
		expect(error?.message).toContain("is a source of this package's own");
	});

	it('an id of ours that a warehouse uses blocks nothing', async () => {
		await record('return.received', receipt(), { eventId: `due ${reference}/R1` });
		const intent = {
			id: `${reference}/R1`,
			amount: { amount: 100, currency: 'EUR' },
			payment: { id: 'by_hand', processor: 'other' },
		};
		expect((await run({ operation: 'releaseRefund', reference, intents: [intent] as never })).json[0]).toMatchObject({
			released: [intent.id],
			case: { settlement: 'due' },
		});
	});

	it('releases nothing to a provider while nobody knows how the order was paid', async () => {
		const intent = {
			id: `${reference}/R1`,
			amount: { amount: 9_999_999, currency: 'EUR' },
			payment: {
				id: 'stripe/pi_of_anyone',
				processor: 'stripe',
				providerIds: { 'stripe.payment_intent': 'pi_of_anyone' },
			},
		};
		expect((await run({ operation: 'releaseRefund', reference, intents: [intent] as never })).error?.message).toContain(
			'It is not known how the order of this return was paid',
		);
	});

	it('what was stored before senders had sources of their own is still known', async () => {
		await store.cases.record({
			reference,
			events: [{ id: 'GRN-1', source: 'flow', type: 'return.received', data: receipt() }],
		});
		expect((await record('return.received', receipt(), { eventId: 'GRN-1' })).json[0].recorded).toMatchObject({
			outcome: 'duplicate',
		});
	});

	describe("a warehouse's report", () => {
		const good = (more: object = {}) => ({ reference, type: 'return.received', id: 'GRN-7', data: receipt(), ...more });

		it('is recorded once, answered 200, and started from a reference as people type it', async () => {
			expect(await reported(good({ reference: ` ${reference.toLowerCase().replace('-', ' - ')} ` }))).toMatchObject({
				reference,
				report: { outcome: 'recorded', status: 200, id: 'GRN-7' },
				case: { logistics: 'part_received' },
			});
			expect((await reported(good())).report).toMatchObject({ outcome: 'duplicate', status: 200 });
			expect((await reported(good(), 'south')).report).toMatchObject({ outcome: 'recorded', status: 200 });
			expect((await reported(good({ id: 7, data: receipt(1) }))).report).toMatchObject({
				outcome: 'recorded',
				id: '7',
			});
		});

		it.each<[string, unknown, number, string]>([
			['no reference', { reference: undefined }, 422, 'reference'],
			['a reference that is none', { reference: 'order 12' }, 422, 'reference'],
			['a reference nobody has', { reference: 'RMA-0000000000' }, 404, 'reference'],
			['a command', { type: 'return.approved' }, 422, 'type'],
			['money', { type: 'refund.due' }, 422, 'type'],
			['no type', { type: undefined }, 422, 'type'],
			['an object as id', { id: { a: 1 } }, 422, 'id'],
			['no data', { data: undefined }, 422, 'data'],
			['data as text', { data: 'received all' }, 422, 'data'],
			['no pieces', { data: { receipt: { id: 'G', lines: [] } } }, 422, 'data.receipt.lines'],
			['a negative number of pieces', { data: receipt(-1) }, 422, 'data.receipt.lines.0.quantity'],
			['half a piece', { data: receipt(0.5) }, 422, 'data.receipt.lines.0.quantity'],
			[
				'pieces as text',
				{ data: { receipt: { id: 'G', lines: [{ sku: 'TEE', quantity: 'two' }] } } },
				422,
				'data.receipt.lines.0.quantity',
			],
			['a receipt as an inspection', { type: 'return.inspected' }, 422, 'data.inspection'],
		])('with %s is answered with status, field and reason, and kept', async (_what, change, status, field) => {
			const body = good(change as object);
			const { report } = await reported(body);
			expect(report).toMatchObject({ outcome: 'refused', status, field });
			expect(String(report.message).length).toBeGreaterThan(10);
			expect(String(report.advice).length).toBeGreaterThan(10);
			await reported(body); // sent again
			expect(await store.inbox.get({ state: 'unreadable', limit: 9 })).toMatchObject([
				{ source: 'warehouse', state: 'unreadable' },
			]);
			expect(await store.cases.timeline(reference)).toHaveLength(2);
		});
		it.each([[null], ['text'], [[1, 2]], [7]])('that is %j and no object is answered 422', async (body) => {
			expect((await reported(body)).report).toMatchObject({ outcome: 'refused', status: 422 });
		});
		it('with a known number and other content is answered 409, and told', async () => {
			await reported(good());
			expect((await reported(good({ data: receipt(2) }))).report).toMatchObject({
				outcome: 'conflicting',
				status: 409,
				field: 'id',
			});
			expect((await store.cases.get(reference))?.exceptions).toMatchObject([{ code: 'id_reused', owner: 'warehouse' }]);
		});
		it('that was refused is taken in when it is replayed after the case is there', async () => {
			const later = asReference(
				(
					await store.cases.open({
						request: ReturnRequest.parse({ channel: 'portal', lines: [{ id: 'L1', sku: 'TEE', quantity: 1 }] }),
						source: 'portal',
						sourceId: 'template',
					})
				).reference,
			)!;
			await store.inbox.put({
				source: 'warehouse',
				id: 'default/x',
				topic: 'return.received',
				body: JSON.stringify(good({ reference: later })),
				receiver: '',
			});
			await store.inbox.mark('warehouse', 'default/x', 'unreadable', 'There was no such case');
			expect(await replayMessages(credential, 'warehouse')).toBe(1);
			expect((await store.cases.get(later))?.logistics).toBe('received');
			expect(await store.inbox.get({ state: 'new', source: 'warehouse', limit: 9 })).toEqual([]);
			expect(await store.inbox.get({ state: 'unreadable', source: 'warehouse', limit: 9 })).toEqual([]);
		});
		it('that is wrong is unreadable again when it is replayed', async () => {
			await reported(good({ reference: 'RMA-0000000000' }));
			await replayMessages(credential, '');
			expect(await store.inbox.get({ source: 'warehouse', limit: 9 })).toMatchObject([{ state: 'unreadable' }]);
		});
	});
});

describe('a reference as people type it', () => {
	it.each([
		'RMA-7K2M9QX4TB',
		'rma-7k2m9qx4tb',
		' RMA-7K2M9QX4TB\n',
		'rma 7k2m9 qx4tb',
		'Rma – 7K2M9QX4TB',
		'RMA7K2M9QX4TB',
		'rma_7k2m9qx4tb',
		'ＲＭＡ-7K2M9QX4TB',
		'RMA-\u200b7K2M9QX4TB',
		'\u200fRMA-7K2M9QX4TB\u200e',
		'\u2067RMA-7K2M\u00ad9QX4TB\u2069',
	])('%j is RMA-7K2M9QX4TB', (typed) => expect(asReference(typed)).toBe('RMA-7K2M9QX4TB'));
	it.each(['', 'RMA-', '#1001', 'RMA-7K2M9QX4TB/R1', 'order RMA-7K2M9QX4TB', 17, null, undefined, {}, 'RMA-ÄÖ'])(
		'%j is none',
		(typed) => expect(asReference(typed)).toBeUndefined(),
	);
});
