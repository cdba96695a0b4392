import { endAll, remindAll } from '../../../nodes/ReturnCase/trigger/overdueWatch';
import { Policy, ReturnRequest, usualExpiryDays, type EventType } from '../../../nodes/shared/model';
import { storeInTime } from './storeInTime';
import { engines } from './stores';

const day = 24 * 3_600_000;
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const label = (trackingNumber: string) => ({
	id: `label ${trackingNumber}`,
	carrier: 'UPS',
	service: 'Ground',
	trackingNumber,
	labelUrl: '',
	cost: eur(490),
	providerIds: { 'easypost.shipment': `shp_${trackingNumber}` },
});
const order = {
	number: '#1001',
	currency: 'EUR',
	fulfilledAt: '2026-10-28T10:00:00.000Z',
	lines: [{ id: 'O1', sku: 'TEE', quantity: 2, subtotal: eur(4000), tax: eur(800) }],
};

describe.each(engines)('parcels that do not come as they should, on $name', (engine) => {
	const world = storeInTime(engine, '2026-11-02T10:00:00Z');
	const { tell } = world;
	let count = 0;

	const opened = async (policy: object = {}, request: object = {}, parcels = ['T1']) => {
		const { reference } = await world.store.cases.open({
			request: ReturnRequest.parse({
				channel: 'shopify',
				orderNumber: '#1001',
				lines: [{ id: 'L1', orderLineId: 'O1', sku: 'TEE', title: 'Tee', quantity: 2 }],
				...request,
			}),
			source: 'shopify',
			sourceId: `S${++count}`,
		});
		await tell(reference, 'order.found', { order, system: 'shopify' });
		const decision = { outcome: 'approve', reasons: [], lines: [{ line: 'L1', quantity: 2 }] };
		await tell(reference, 'return.approved', { decision: { ...decision, rules: Policy.parse(policy) } });
		for (const one of parcels) await tell(reference, 'label.issued', { label: label(one) });
		return reference;
	};
	const carrier = async (
		reference: string,
		type: 'in_transit' | 'delivered' | 'exception',
		status: string = type,
		trackingNumber = 'T1',
		detail?: string,
	) => await tell(reference, `shipment.${type}`, { tracking: { trackingNumber, status, ...(detail && { detail }) } });
	const received = async (reference: string, id: string) =>
		await tell(reference, 'return.received', { receipt: { id, lines: [{ line: 'L1', quantity: 1 }] } });
	const look = async () => {
		await Promise.all([remindAll(world.store, () => undefined), remindAll(world.other, () => undefined)]);
		await Promise.all([endAll(world.store, () => undefined), endAll(world.other, () => undefined)]);
	};
	/** What was recorded on which day, looked at four times a day. */
	async function days(reference: string, until: number, types: EventType[]): Promise<Record<number, EventType[]>> {
		const heard: Record<number, EventType[]> = {};
		let seen = (await world.store.cases.timeline(reference)).length;
		for (let passed = 0; passed < until * 4; passed++) {
			world.now += day / 4;
			await look();
			const timeline = await world.store.cases.timeline(reference);
			const news = timeline.slice(seen).map(({ type }) => type);
			seen = timeline.length;
			if (news.some((type) => types.includes(type))) heard[(passed + 1) / 4] = news;
		}
		return heard;
	}
	const exceptions = async (reference: string) =>
		(await world.store.cases.get(reference))!.exceptions.map(({ code, owner, parcel }) => [code, owner, parcel]);

	it('a return that nobody sends is reminded of on days 7, 14 and 21, and expires on day 28', async () => {
		const reference = await opened();
		expect(usualExpiryDays).toBe(28);
		expect(await days(reference, 40, ['return.reminded', 'return.expired'])).toEqual({
			7: ['return.reminded'],
			14: ['return.reminded'],
			21: ['return.reminded'],
			28: ['return.expired'],
		});
		expect(await world.store.cases.findFlaw(reference)).toBeUndefined();
	});

	it('a withdrawal is reminded of and never expires; a person is asked', async () => {
		const reference = await opened({}, { withdrawal: true, customer: { email: 'alex@example.com' } });
		const heard = await days(reference, 40, ['return.reminded', 'return.expired', 'exception.opened']);
		expect(Object.keys(heard)).toEqual(['7', '14', '21', '28']);
		expect(await world.store.cases.get(reference)).toMatchObject({ authorization: 'approved', logistics: 'missing' });
	});

	it.each<[string, object, object, string[]]>([
		['on the days that the policy says', { remindCustomerAfterDays: '3, 5', expireAfterDays: 9 }, {}, ['3', '5', '9']],
		['not at all when it says so', { remindCustomerAfterDays: '0', expireAfterDays: 9 }, {}, ['9']],
		['also of goods that are brought to a store', {}, { returnBy: 'drop_off' }, ['7', '14', '21', '28']],
	])('reminds %s', async (_what, policy, request, expected) => {
		const reference = await opened(policy, request, []);
		expect(Object.keys(await days(reference, 30, ['return.reminded', 'return.expired']))).toEqual(expected);
	});

	it('reminds of nothing that a carrier has, that has come, or that has ended', async () => {
		const scanned = await opened();
		const come = await opened({}, {}, []);
		const ended = await opened();
		await carrier(scanned, 'in_transit');
		await received(come, 'g1');
		await tell(ended, 'return.canceled');
		world.now += 27 * day;
		await look();
		for (const reference of [scanned, come, ended])
			expect((await world.store.cases.timeline(reference)).map(({ type }) => type)).not.toContain('return.reminded');
		expect(await world.store.cases.reminders(9)).toEqual([]);
	});

	it('tells late reminders once, the newest only', async () => {
		const reference = await opened();
		world.now += 22 * day;
		await look();
		await look();
		const told = (await world.store.cases.timeline(reference)).filter(({ type }) => type === 'return.reminded');
		expect(told.map(({ data }) => data)).toEqual([{ day: 21, at: expect.any(Number) as number }]);
	});

	it('asks the warehouse for a parcel that was delivered three days ago and that nobody has received', async () => {
		const reference = await opened();
		await carrier(reference, 'delivered');
		const heard = await days(reference, 10, ['exception.opened']);
		expect(heard).toEqual({ 3: ['exception.opened'] });
		expect(await exceptions(reference)).toEqual([['not_received', 'warehouse', 'T1']]);
		expect((await world.store.alarms.open({ limit: 9 })).map(({ owner, facts }) => [owner, facts.subject])).toEqual([
			['warehouse', 'not_received'],
		]);
	});

	it('asks for each parcel that is missing at the door, and not for one that was received', async () => {
		const reference = await opened({ receiveWithinDays: 1 }, {}, ['T1', 'T2', 'T3']);
		await carrier(reference, 'delivered', 'delivered', 'T1');
		world.now += day / 2;
		await received(reference, 'g1');
		await carrier(reference, 'delivered', 'delivered', 'T2');
		world.now += day / 4;
		await carrier(reference, 'delivered', 'delivered', 'T3');
		await days(reference, 5, []);
		expect(await exceptions(reference)).toEqual([
			['not_received', 'warehouse', 'T2'],
			['not_received', 'warehouse', 'T3'],
		]);
		const never = await opened({ receiveWithinDays: 0 });
		await carrier(never, 'delivered');
		await days(never, 5, []);
		expect(await exceptions(never)).toEqual([]);
	});

	it.each<[string, string, string | undefined, string]>([
		['lost', 'lost', 'lost in the hub', 'lost'],
		['damaged', 'exception', 'Package damaged', 'damaged'],
	])(
		'claims a parcel of the shop that is %s, once, with what the carrier needs',
		async (_what, status, said, reason) => {
			const reference = await opened({}, {}, ['T1', 'T2']);
			await carrier(reference, 'in_transit');
			const acceptedAt = new Date(world.now).toISOString();
			world.now += day;
			await carrier(reference, 'exception', status, 'T1', said);
			await carrier(reference, 'exception', status, 'T1', `in other words: ${said}`);
			const claims = (await world.store.cases.timeline(reference)).filter(({ type }) => type === 'claim.opened');
			const claim = {
				id: `${reference}/claim/T1`,
				trackingNumber: 'T1',
				carrier: 'UPS',
				service: 'Ground',
				reason,
				said,
				acceptedAt,
				label: { id: 'label T1', cost: eur(490), providerIds: { 'easypost.shipment': 'shp_T1' } },
				goods: [{ line: 'L1', sku: 'TEE', title: 'Tee', quantity: 2 }],
				value: eur(4800),
			};
			expect(claims.map(({ data }) => data)).toEqual([{ claim }]);
			expect((await world.store.cases.get(reference))!.claims).toEqual([claim]);
			expect(await exceptions(reference)).toEqual([['lost_parcel', 'service', 'T1']]);
			await tell(reference, 'claim.decided', { claim: claim.id, outcome: 'paid', amount: eur(4000) });
			expect((await world.store.cases.get(reference))!.claims).toMatchObject([{ outcome: 'paid', amount: eur(4000) }]);
		},
	);

	it('claims only what has not come, and asks to withdraw the claim when the parcel is found', async () => {
		const reference = await opened({}, {}, ['T1', 'T2']);
		await received(reference, 'g1');
		await carrier(reference, 'exception', 'lost', 'T2');
		expect((await world.store.cases.get(reference))!.claims).toMatchObject([
			{ goods: [{ quantity: 1 }], value: eur(2400) },
		]);
		await carrier(reference, 'delivered', 'delivered', 'T2');
		expect(await exceptions(reference)).toEqual([
			['lost_parcel', 'service', 'T2'],
			['found_parcel', 'service', 'T2'],
		]);
	});

	it("claims nothing of a parcel that the customer has sent on their own; and one that goes back is service's, without a claim", async () => {
		const own = await opened({}, {}, []);
		await carrier(own, 'exception', 'lost', 'X1');
		const back = await opened();
		await carrier(back, 'exception', 'returned_to_sender');
		expect((await world.store.cases.get(own))!.claims).toBeUndefined();
		expect((await world.store.cases.get(back))!.claims).toBeUndefined();
		expect(await exceptions(back)).toEqual([['returned_parcel', 'service', 'T1']]);
		// It is the shop's from now on: the customer is reminded of nothing, and the return does not expire.
		expect(Object.keys(await days(back, 40, ['return.reminded', 'return.expired']))).toEqual([]);
		expect((await world.store.cases.get(back))!.authorization).toBe('approved');
	});
});
