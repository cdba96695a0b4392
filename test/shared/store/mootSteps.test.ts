import type { CaseStore } from '../../../nodes/shared/store';
import { isMoot } from '../../../nodes/shared/store/steps/mootSteps';
import {
	EffectError,
	eventTypes,
	type EventType,
	type NewEvent,
	type ReturnRequest,
} from '../../../nodes/shared/model';
import { runEffect, type Effect } from '../../../nodes/shared/effect/runEffect';
import { engines } from './stores';

const request: ReturnRequest = {
	brand: 'default',
	channel: 'shopify',
	orderNumber: '#1001',
	providerIds: {},
	lines: [{ id: 'L1', sku: 'TEE', title: 'T-shirt', quantity: 2, reason: 'SIZE_TOO_SMALL', providerIds: {} }],
};
const lease = { limit: 5, leaseMs: 60_000, maxAttempts: 3, skipMoot: true };
const intent = { id: 'R1', amount: { amount: 1000, currency: 'EUR' }, payment: { id: 'p1', processor: 'stripe' } };

describe.each(engines)('steps of a return that has ended, on $name', (engine) => {
	let store: CaseStore;
	let other: CaseStore;
	let count = 0;
	beforeAll(async () => await engine.start(), 120_000);
	afterEach(async () => await engine.closeStores());
	afterAll(async () => await engine.stop(), 60_000);
	beforeEach(async () => {
		const database = await engine.create();
		[store, other] = [await database.open(), await database.open()];
		await store.steps.subscribe('Label', ['return.approved']);
		await store.steps.subscribe('Receive', ['return.received', 'return.inspected']);
		await store.steps.subscribe('Settle', ['refund.due']);
		await store.steps.subscribe('End', ['return.canceled', 'return.expired']);
	}, 60_000);

	const tell = async (reference: string, ...told: Array<[EventType, object?]>) =>
		await store.cases.record({
			reference,
			events: told.map(([type, data = {}]) => ({ id: `e${++count}`, source: 'test', type, data }) as NewEvent),
		});
	const approved = async (...told: Array<[EventType, object?]>) => {
		const { reference } = await store.cases.open({ request, source: 'shopify', sourceId: `S${++count}` });
		await tell(reference, ['return.approved'], ...told);
		return reference;
	};
	const received: [EventType, object] = [
		'return.received',
		{ receipt: { id: 'G', lines: [{ line: 'L1', quantity: 1 }] } },
	];
	const steps = async (reference: string) =>
		(await store.steps.of(reference)).map(({ name, state }) => `${name} ${state}`);
	const noAction = async (reference: string) =>
		(await store.cases.timeline(reference)).filter(({ type }) => type === 'step.no_action').map(({ data }) => data);

	it.each<EventType>(['return.canceled', 'return.expired', 'return.declined'])(
		'need nothing after %s, and the case says so; what starts on the end is done',
		async (end) => {
			const reference = await approved([end, { reason: 'x' }]);
			expect(await store.steps.claim('Label', lease)).toEqual([]);
			expect(await noAction(reference)).toEqual([{ step: 'Label', reason: `The return is ${end.split('.')[1]}` }]);
			if (end !== 'return.declined')
				expect(await store.steps.claim('End', lease)).toMatchObject([{ event: { type: end } }]);
			expect(await store.steps.hasWork('Label')).toBe(false);
			expect(await store.cases.verify(reference)).toBeUndefined();
		},
	);

	it('need nothing when goods come all the same: the warehouse is told instead, and nobody waits', async () => {
		const reference = await approved(['return.canceled'], received);
		expect([await store.steps.claim('Label', lease), await store.steps.claim('Receive', lease)]).toEqual([[], []]);
		expect((await store.cases.get(reference))!.exceptions).toMatchObject([
			{ code: 'goods_of_ended_return', owner: 'warehouse' },
		]);
		expect((await store.alarms.take({ limit: 10 })).map(({ facts, owner }) => `${facts.subject} ${owner}`)).toEqual([
			'goods_of_ended_return warehouse',
		]);
		expect(await steps(reference)).toEqual(['Label done', 'End ready', 'Receive done']);
	});

	it('let those behind them be claimed in the same look', async () => {
		for (let i = 0; i < 7; i++) await approved(['return.canceled']);
		const living = await approved();
		expect(
			(await store.steps.claim('Label', { ...lease, limit: 2 })).map(({ case: found }) => found.reference),
		).toEqual([living]);
	});

	it('are ended once by two processes that look at the same moment', async () => {
		const all = await Promise.all(Array.from({ length: 6 }, async () => await approved(['return.canceled'])));
		const found = await Promise.all(
			[store, other].flatMap((one) => [one.steps.claim('Label', lease), one.steps.claim('Label', lease)]),
		);
		expect(found.flat()).toEqual([]);
		for (const reference of all)
			expect([await noAction(reference), await steps(reference)]).toMatchObject([
				[{ step: 'Label' }],
				['Label done', 'End ready'],
			]);
	});

	it('never leave out a refund that is due', async () => {
		const payments = [
			{
				id: 'p1',
				processor: 'stripe',
				captured: { amount: 4000, currency: 'EUR' },
				refunded: { amount: 0, currency: 'EUR' },
				refundable: { amount: 4000, currency: 'EUR' },
			},
		];
		const reference = await approved(
			['order.found', { system: 'shopify', order: { number: '#1', currency: 'EUR', lines: [], payments } }],
			['refund.due', { intent }],
			['return.expired'],
		);
		expect(await store.steps.claim('Settle', lease)).toMatchObject([
			{ event: { type: 'refund.due' }, case: { reference, authorization: 'expired' } },
		]);
	});

	it('are looked into when an earlier try may have done something', async () => {
		const reference = await approved();
		const [step] = await store.steps.claim('Label', lease);
		const claim = await store.claims.begin('easypost.label:x', {
			kind: 'easypost.label',
			leaseMs: 1000,
			reference,
			step,
		});
		await store.claims.settle({ ...claim, state: 'unknown', error: 'no answer' });
		await store.steps.fail([step], {
			error: { message: 'no answer', category: 'unknown_outcome' },
			maxAttempts: 3,
			baseMs: 0,
		});
		await tell(reference, ['return.canceled']);
		expect(await store.steps.claim('Label', lease)).toMatchObject([{ attempt: 2 }]);
	});

	it('need nothing once they are replayed', async () => {
		const reference = await approved();
		const [step] = await store.steps.claim('Label', lease);
		await store.steps.fail([step], { error: { message: 'no', category: 'rejected' }, maxAttempts: 3 });
		await tell(reference, ['return.canceled']);
		expect(await steps(reference)).toEqual(['Label stuck', 'End ready']);
		await store.steps.replay({ reference });
		expect(await store.steps.claim('Label', lease)).toEqual([]);
		expect(await steps(reference)).toEqual(['Label done', 'End ready']);
	});

	it('need nothing when what an earlier try had made is found undone, and are not stuck for it', async () => {
		const reference = await approved();
		const [first] = await store.steps.claim('Label', lease);
		const making: Effect<string> = {
			key: reference,
			kind: 'odoo.return',
			lookUp: async () => undefined,
			act: async () => await Promise.reject(new Error('no answer')),
			preview: async () => '',
		};
		await expect(runEffect(making, { store, reference, step: first, dryRun: false })).rejects.toThrow('no answer');
		await store.steps.fail([first], {
			error: { message: 'no answer', category: 'unknown_outcome' },
			maxAttempts: 3,
			baseMs: 0,
		});
		await tell(reference, ['return.canceled']);
		const [second] = await store.steps.claim('Label', lease);
		const canceled = new EffectError('Return document R1 was canceled in Odoo', { category: 'rejected', undone: true });
		await expect(
			runEffect(
				{ ...making, lookUp: async () => await Promise.reject(canceled) },
				{ store, reference, step: second, dryRun: false },
			),
		).rejects.toBe(canceled);
		await store.steps.fail([second], {
			error: { message: canceled.message, category: 'rejected' },
			maxAttempts: 3,
			skipMoot: true,
		});
		expect([await steps(reference), await noAction(reference)]).toMatchObject([
			['Label done', 'End ready'],
			[{ step: 'Label' }],
		]);
		expect(await store.cases.verify(reference)).toBeUndefined();
	});

	it('are stuck all the same while it is in doubt whether an earlier try has done something', async () => {
		const reference = await approved();
		const [step] = await store.steps.claim('Label', lease);
		const claim = await store.claims.begin('odoo.return:x', { kind: 'odoo.return', leaseMs: 1000, reference, step });
		await store.claims.settle({ ...claim, state: 'unknown', error: 'no answer' });
		await tell(reference, ['return.canceled']);
		await store.steps.fail([step], { error: { message: 'no', category: 'rejected' }, maxAttempts: 3, skipMoot: true });
		expect(await steps(reference)).toEqual(['Label stuck', 'End ready']);
	});

	it('are closed with their return, which is no open one any more', async () => {
		const [living, ...ended] = [
			await approved(),
			await approved(['return.canceled']),
			await approved(['return.expired']),
			await approved(['return.declined', { reason: 'x' }]),
		];
		expect((await store.cases.getMany({ open: true, limit: 9 })).map(({ reference }) => reference)).toEqual([living]);
		expect((await store.cases.getMany({ open: false, limit: 9 })).map(({ reference }) => reference).sort()).toEqual(
			ended.sort(),
		);
	});

	it('start their flow where an analyst wants that', async () => {
		const reference = await approved(['return.canceled']);
		expect(await store.steps.claim('Label', { ...lease, skipMoot: false })).toMatchObject([{ case: { reference } }]);
	});
});

it('no event about money, an end or an exception ever loses its point', () => {
	const moot = eventTypes.filter((type) => isMoot(type, 'canceled'));
	expect(moot).not.toEqual([]);
	for (const type of moot)
		expect(type).not.toMatch(
			/^(refund|credit_note|payment|store_credit|exchange|exception|shipment)\.|canceled|declined|expired|closed|reopened|label\.voided/,
		);
	for (const living of ['requested', 'in_review'] as const)
		expect(eventTypes.filter((type) => isMoot(type, living))).toEqual([]);
	// What was given to decide by has lost its point once it is decided.
	expect(eventTypes.filter((type) => isMoot(type, 'approved'))).toEqual(['return.proof_given']);
});
