import { endAll } from '../../../nodes/ReturnCase/trigger/overdueWatch';
import { usualExpiryDays, type EventType, type ReturnRequest } from '../../../nodes/shared/model';
import { storeInTime } from './storeInTime';
import { engines } from './stores';

const request: ReturnRequest = {
	brand: 'default',
	channel: 'shopify',
	orderNumber: '#1001',
	providerIds: {},
	lines: [{ id: 'L1', sku: 'TEE', title: 'T-shirt', quantity: 2, reason: 'SIZE_TOO_SMALL', providerIds: {} }],
};
const day = 24 * 3_600_000;
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const intent = { id: 'R1', amount: eur(1000), payment: { id: 'p1', processor: 'stripe' } };
const tracking = { tracking: { trackingNumber: 'T1', status: 'in_transit' } };

describe.each(engines)('a return of which nothing comes, on $name', (engine) => {
	const world = storeInTime(engine);
	const { tell } = world;
	let count = 0;

	const approved = async (extra: Partial<ReturnRequest> = {}, decision?: object) => {
		const { reference } = await world.store.cases.open({
			request: { ...request, ...extra },
			source: 'shopify',
			sourceId: `S${++count}`,
		});
		await tell(reference, 'return.approved', decision ? { decision } : {});
		return reference;
	};
	const rules = (policy: object) => ({
		outcome: 'approve',
		reasons: [],
		lines: [{ line: 'L1', quantity: 2 }],
		refundTiming: 'after_inspection',
		rules: {
			windowDays: 30,
			refundTiming: 'after_inspection',
			refundShipping: false,
			returnFee: 0,
			restockingFeeBasisPoints: 0,
			unrefundable: 'by_hand',
			...policy,
		},
	});
	const wait = (days: number) => void (world.now += days * day);
	const look = async () => await endAll(world.store, () => undefined);
	const verdict = async (reference: string) => (await world.store.cases.get(reference))?.authorization;
	const open = async (reference: string) =>
		(await world.store.cases.get(reference))!.exceptions
			.filter(({ resolved }) => !resolved)
			.map(({ code, owner }) => `${code} ${owner}`);

	it('expires by itself when its time is over, once, and starts the steps that wait for that', async () => {
		await world.store.steps.subscribe('End', ['return.expired']);
		const reference = await approved();
		wait(usualExpiryDays - 0.01);
		await look();
		expect(await verdict(reference)).toBe('approved');
		wait(0.02);
		expect(await world.store.cases.overdue(10)).toEqual([reference]);
		await look();
		await look();
		expect(await verdict(reference)).toBe('expired');
		expect((await world.store.cases.timeline(reference)).filter(({ type }) => type === 'return.expired')).toHaveLength(
			1,
		);
		expect(await world.store.steps.claim('End', { limit: 5, leaseMs: 1000, maxAttempts: 3 })).toMatchObject([
			{ event: { type: 'return.expired', source: 'case' }, case: { reference } },
		]);
		expect(await open(reference)).toEqual([]);
		expect(await world.store.cases.verify(reference)).toBeUndefined();
	});

	it('is ended once by two processes that look at the same moment', async () => {
		const all = await Promise.all(Array.from({ length: 8 }, async () => await approved()));
		wait(usualExpiryDays);
		await Promise.all([endAll(world.store, () => undefined), endAll(world.other, () => undefined)]);
		for (const reference of all)
			expect((await world.store.cases.timeline(reference)).map(({ type }) => type)).toEqual([
				'return.requested',
				'return.approved',
				'return.expired',
			]);
	});

	it('goes by its own policy to its end, whatever the settings say by then', async () => {
		const early = await approved({}, rules({ expireAfterDays: 10 }));
		const never = await approved({}, rules({ expireAfterDays: 0 }));
		await world.store.settings.save('default', { policy: { expireAfterDays: 20 } });
		const kept = await approved();
		await world.store.settings.save('default', { policy: { expireAfterDays: 1 } });
		const verdicts = async () => [await verdict(early), await verdict(kept), await verdict(never)];
		wait(11);
		await look();
		expect(await verdicts()).toEqual(['expired', 'approved', 'approved']);
		wait(10);
		await look();
		expect(await verdicts()).toEqual(['expired', 'expired', 'approved']);
		wait(4_000);
		await look();
		expect(await verdict(never)).toBe('approved');
	});

	it.each<[string, Array<[EventType, object]>, string]>([
		[
			'one of two pieces came',
			[['return.received', { receipt: { id: 'G', lines: [{ line: 'L1', quantity: 1 }] } }]],
			'1 of 2 pieces have arrived',
		],
		['the carrier has scanned its parcel', [['shipment.in_transit', tracking]], 'on its way'],
		['its parcel is said to have arrived', [['shipment.delivered', tracking]], 'on its way'],
		[
			'the customer has told the number of a parcel',
			[['shop_parcel.announced', { id: 'x', trackingNumber: 'T1' }]],
			'on its way',
		],
		[
			'its refund is due',
			[
				[
					'order.found',
					{
						system: 'shopify',
						order: {
							number: '#1',
							currency: 'EUR',
							lines: [],
							payments: [
								{ id: 'p1', processor: 'stripe', captured: eur(4000), refunded: eur(0), refundable: eur(4000) },
							],
						},
					},
				],
				['refund.due', { intent }],
			],
			'got money',
		],
		[
			'its refund was paid',
			[
				['refund.held', { intent, until: 'x' }],
				['refund.succeeded', { refund: { id: 're', intent: 'R1', amount: eur(1000), status: 'succeeded' } }],
			],
			'got money',
		],
		['new goods were sent at once', [['exchange.created', { id: 'x' }]], 'new goods'],
	])('is for a person when %s', async (_when, told, why) => {
		const reference = await approved();
		for (const [type, data] of told) await tell(reference, type, data);
		wait(usualExpiryDays + 1);
		await look();
		await look();
		expect(await verdict(reference)).toBe('approved');
		const missing = (await world.store.cases.get(reference))!.exceptions.filter(({ code }) => code === 'missing');
		expect(missing).toMatchObject([{ owner: 'service', message: expect.stringContaining(why) }]);
		expect(
			(await world.store.alarms.take({ limit: 10 })).filter(({ facts }) => facts.subject === 'missing'),
		).toMatchObject([{ owner: 'service', reference, kind: 'exception' }]);
		expect(await world.store.cases.overdue(10)).toEqual([]);
	});

	it('shows as missing until somebody has seen to it', async () => {
		const reference = await approved();
		await tell(reference, 'shipment.in_transit', tracking);
		wait(usualExpiryDays + 1);
		await look();
		expect((await world.store.cases.get(reference))?.logistics).toBe('missing');
		await tell(reference, 'exception.resolved', { code: 'missing' });
		expect((await world.store.cases.get(reference))?.logistics).toBe('in_transit');
	});

	it('never expires when the customer has withdrawn from the contract: a person is asked', async () => {
		const reference = await approved({
			withdrawal: true,
			customer: { email: 'alex@example.com', providerIds: {} },
		});
		wait(usualExpiryDays + 1);
		await look();
		expect([await verdict(reference), await open(reference)]).toEqual(['approved', ['missing service']]);
		expect((await world.store.cases.get(reference))!.exceptions[0].message).toContain('withdrawn');
	});

	it.each<[string, Array<[EventType, object]>]>([
		['all of it is here', [['return.received', { receipt: { id: 'G', lines: [{ line: 'L1', quantity: 2 }] } }]]],
		['it was canceled', [['return.canceled', {}]]],
		['it was declined', [['return.declined', { reason: 'x' }]]],
		['it is closed', [['return.closed', {}]]],
	])('is left alone when %s', async (_when, told) => {
		const reference = await approved();
		for (const [type, data] of told) await tell(reference, type, data);
		const before = await verdict(reference);
		wait(usualExpiryDays + 1);
		await look();
		expect([await verdict(reference), await open(reference), await world.store.cases.overdue(10)]).toEqual([
			before,
			[],
			[],
		]);
	});

	it('is left alone while nobody has approved it', async () => {
		const { reference } = await world.store.cases.open({ request, source: 'shopify', sourceId: 'waits' });
		wait(1_000);
		await look();
		expect(await verdict(reference)).toBe('requested');
	});

	it('has its whole time again once it is opened again', async () => {
		const reference = await approved();
		await tell(reference, 'return.closed');
		wait(usualExpiryDays + 1);
		await tell(reference, 'return.reopened');
		wait(usualExpiryDays - 1);
		await look();
		expect(await verdict(reference)).toBe('approved');
		wait(2);
		await look();
		expect(await verdict(reference)).toBe('expired');
	});

	it('is not held up by one that cannot be ended: that one is told to the operator', async () => {
		const [first, second] = [await approved(), await approved()];
		wait(usualExpiryDays + 1);
		const logged: string[] = [];
		const broken = {
			...world.store,
			cases: {
				...world.store.cases,
				endOverdue: async (one: string) =>
					one === first ? await Promise.reject(new Error('no such thing')) : await world.store.cases.endOverdue(one),
			},
		};
		await endAll(broken, (message) => void logged.push(message));
		await endAll(broken, () => undefined);
		expect([await verdict(first), await verdict(second)]).toEqual(['approved', 'expired']);
		expect(logged).toEqual([`Return ${first} is overdue and could not be ended. no such thing`]);
		expect(await world.store.notices.untold(10)).toMatchObject([
			{ owner: 'operator', reference: first, message: expect.stringContaining('no such thing') },
		]);
	});

	it('opens an exception for the warehouse when it comes all the same, and keeps what was counted', async () => {
		const reference = await approved();
		wait(usualExpiryDays + 1);
		await look();
		await tell(reference, 'return.received', { receipt: { id: 'late', lines: [{ line: 'L1', quantity: 2 }] } });
		expect([await verdict(reference), await open(reference)]).toEqual(['expired', ['goods_of_ended_return warehouse']]);
		expect((await world.store.cases.get(reference))!.lines[0].quantities.received).toBe(2);
	});
});
