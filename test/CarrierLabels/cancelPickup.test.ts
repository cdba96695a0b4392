import { carriers } from '../../nodes/CarrierLabels/carriers';
import { fetching, PickupKit, type Fetching } from './pickupKit';

/* A pickup that nobody needs any more is called off once, and who still comes all the same is told. */

let kit: PickupKit;
beforeEach(async () => {
	kit = await PickupKit.open();
});
afterEach(async () => await kit.close());

interface Cancellation {
	outcome: string;
	pickups: Array<{ id: string; status?: string; message?: string }>;
}
async function cancel(service = 'seller', more: object = {}, options: { store?: boolean; isTest?: boolean } = {}) {
	const { json, error } = await kit.run(service, 'cancelPickup', more, options);
	return { error, ...((json[0]?.cancellation ?? {}) as Partial<Cancellation>) };
}
const asksOf = (service: Fetching) =>
	kit.journals[service].calls.filter(
		({ method, operation }) =>
			operation.includes('/pickups/:id') && (method === 'DELETE' || operation.endsWith('cancel')),
	);
const canceling = ['easypost', 'karrio', 'sendcloud', 'shipstation'] as const;
const operations = {
	easypost: 'POST /pickups/:id/cancel',
	karrio: 'POST /pickups/:id/cancel',
	sendcloud: 'POST /pickups/:id/cancel',
	shipstation: 'DELETE /pickups/:id',
};

describe.each(canceling)('%s', (service) => {
	it('is told once that nobody has to come, and the case knows', async () => {
		const id = await kit.ordered(service);
		expect(await cancel()).toMatchObject({ outcome: 'done', pickups: [{ id, status: 'canceled' }] });
		expect(kit.comes(service)).toEqual([]);
		expect(await cancel()).toMatchObject({ outcome: 'nothing_to_do', pickups: [] });
		expect(await cancel(service, { pickupId: id })).toMatchObject({ outcome: 'already_done' });
		expect(asksOf(service)).toHaveLength(1);
		const notes = (await kit.timeline('note.added')).map(({ data }) => (data as { note: string }).note);
		expect(notes).toEqual([expect.stringContaining('fetches'), expect.stringContaining('does not come')]);
	});

	it.each(['drop_after_commit', 'drop_before_commit', 'server_error'] as const)(
		'is looked at before it is asked again when the answer was %s',
		async (kind) => {
			const id = await kit.ordered(service);
			kit.journals[service].inject({ provider: service, operation: operations[service], kind });
			const first = await cancel();
			const isDone = kind === 'drop_after_commit';
			expect(kit.comes(service)).toHaveLength(isDone ? 0 : 1);
			expect(first.error?.context?.category).toBe(isDone ? undefined : 'unknown_outcome');
			if (!isDone) expect(await cancel()).toMatchObject({ outcome: 'done', pickups: [{ id, status: 'canceled' }] });
			expect(kit.comes(service)).toEqual([]);
			expect(asksOf(service).filter(({ committed }) => committed)).toHaveLength(1);
		},
	);

	it('is not asked again when nothing could be read after a lost answer', async () => {
		await kit.ordered(service);
		const { [service]: journal } = kit.journals;
		journal.inject({ provider: service, operation: operations[service], kind: 'drop_after_commit' });
		const read = { provider: service, operation: 'GET /pickups/:id', kind: 'server_error', times: 30 } as const;
		// The first look goes through.
		const before = journal.calls.length;
		const tried = cancel();
		while (!journal.calls.slice(before).some(({ operation }) => operation === operations[service]))
			await new Promise((resolve) => setTimeout(resolve, 2));
		journal.inject(read);
		await tried;
		journal.faults.length = 0;
		await cancel();
		expect(kit.comes(service)).toEqual([]);
		expect(asksOf(service)).toHaveLength(1);
	});

	it('tells a person to call when the carrier comes all the same', async () => {
		const id = await kit.ordered(service);
		kit.at[service].keepPickup = 'It is too late to cancel this pickup.';
		const { error, outcome, pickups } = await cancel();
		expect([error, outcome]).toEqual([undefined, 'done']);
		expect(pickups).toMatchObject([
			{ id, status: 'ordered', message: expect.stringMatching(/too late.*Call .*\d/) as string },
		]);
		const { exceptions } = (await kit.known.store.cases.get(kit.known.reference))!;
		expect(exceptions).toMatchObject([{ code: 'pickup_not_canceled', owner: 'service' }]);
	});

	it('leaves one alone whose time has passed or that somebody else has canceled', async () => {
		const id = await kit.ordered(service);
		const past = '2020-01-01T00:00:00Z';
		const over = {
			easypost: () => Object.assign(kit.at.easypost.pickups.get(id)!, { max_datetime: past }),
			karrio: () => Object.assign(kit.at.karrio.pickups.get(id)!, { status: 'picked_up' }),
			sendcloud: () => Object.assign(kit.at.sendcloud.pickups.get(id)!, { time_slots: [{ end_at: past }] }),
			shipstation: () => Object.assign(kit.at.shipstation.pickups[0], { pickup_windows: [{ end_at: past }] }),
		};
		over[service]();
		expect(await cancel(service, { pickupId: id })).toMatchObject({ pickups: [{ status: 'over' }] });
		expect(asksOf(service)).toEqual([]);
		const other = await kit.ordered(service, 2);
		const canceled = {
			easypost: () => Object.assign(kit.at.easypost.pickups.get(other)!, { status: 'canceled' }),
			karrio: () => Object.assign(kit.at.karrio.pickups.get(other)!, { status: 'cancelled' }),
			sendcloud: () => Object.assign(kit.at.sendcloud.pickups.get(other)!, { status: 'CANCELLED' }),
			shipstation: () => Object.assign(kit.at.shipstation.pickups[1], { cancelled_at: past }),
		};
		canceled[service]();
		expect(await cancel(service, { pickupId: other })).toMatchObject({ pickups: [{ status: 'canceled' }] });
		expect(asksOf(service)).toEqual([]);
	});

	it('says when it does not know it, and without a case store takes its id', async () => {
		const { error } = await cancel(service, {
			pickupId: { easypost: 'pickup_9', karrio: 'pck_9', sendcloud: '9', shipstation: 'pik_9' }[service],
		});
		expect(error?.message).toMatch(/does not know this pickup/);
		const id = await kit.ordered(service);
		expect(await cancel(service, { pickupId: id }, { store: false })).toMatchObject({ outcome: 'done' });
		expect(await cancel(service, { pickupId: id }, { store: false })).toMatchObject({ outcome: 'already_done' });
		expect(kit.comes(service)).toEqual([]);
	});
});

it('Sendcloud has people who cancel: it is waited for them, and they are asked once', async () => {
	const id = await kit.ordered('sendcloud');
	kit.at.sendcloud.slowCancel = true;
	for (let tries = 0; tries < 3; tries++) expect((await cancel()).error?.context?.category).toBe('unknown_outcome');
	expect(asksOf('sendcloud')).toHaveLength(1);
	Object.assign(kit.at.sendcloud.pickups.get(id)!, { status: 'CANCELLED' });
	expect(await cancel()).toMatchObject({ outcome: 'already_done', pickups: [{ id, status: 'canceled' }] });
});

it('Shippo cancels none: service is told to call, with what the carrier needs', async () => {
	await kit.ordered('shippo');
	const { pickups } = await cancel();
	expect(pickups).toMatchObject([
		{
			status: 'ordered',
			message: expect.stringMatching(/call the carrier. USPS fetches .* confirmation WTC\d/) as string,
		},
	]);
	const { exceptions } = (await kit.known.store.cases.get(kit.known.reference))!;
	expect(exceptions).toMatchObject([{ code: 'pickup_not_canceled' }]);
	expect(await cancel()).toMatchObject({ outcome: 'already_done' });
	expect((await kit.known.store.cases.get(kit.known.reference))!.exceptions).toHaveLength(1);
});

it('whoever was asked is told, each its own', async () => {
	const ids = [];
	for (const [index, service] of canceling.entries()) ids.push(await kit.ordered(service, index + 1));
	const { pickups } = await cancel();
	expect(pickups!.map(({ id, status }) => [id, status])).toEqual(ids.map((id) => [id, 'canceled']));
	for (const service of canceling) expect(kit.comes(service)).toEqual([]);
});

it('waits while nobody knows whether one was ordered', async () => {
	await kit.label('karrio');
	kit.journals.karrio.inject({ provider: 'karrio', operation: 'POST /pickups', kind: 'drop_after_commit' });
	kit.journals.karrio.inject({ provider: 'karrio', operation: 'GET /pickups', kind: 'server_error', times: 30 });
	// The look before the order is refused as well: nothing was asked, and there is nothing to wait for.
	expect((await kit.order('karrio')).error?.context?.category).toBe('retryable');
	expect(await cancel()).toMatchObject({ outcome: 'nothing_to_do' });
	kit.journals.karrio.faults.length = 0;
	kit.journals.shippo.inject({ provider: 'shippo', operation: 'POST /pickups', kind: 'drop_after_commit' });
	await kit.label('shippo', 2);
	expect((await kit.order('shippo')).error?.context?.category).toBe('unknown_outcome');
	expect((await cancel()).error).toMatchObject({
		message: expect.stringMatching(/Shippo may have been asked/) as string,
		context: { category: 'retryable' },
	});
});

it('in a test run says what it would do', async () => {
	const id = await kit.ordered('easypost');
	expect(await cancel('seller', {}, { isTest: true })).toMatchObject({
		outcome: 'dry_run',
		pickups: [{ id, message: `Would cancel pickup ${id}.` }],
	});
	expect(kit.comes('easypost')).toHaveLength(1);
});

it('says whom to name when the case does not know the pickup', async () => {
	expect((await cancel('seller', { pickupId: 'pickup_9' })).error?.message).toMatch(/Of whom .* is not known/);
});

it('holds for every carrier service that fetches parcels', () => {
	const all = Object.entries(carriers);
	const namesOf = (which: typeof all) => which.map(([name]) => name).sort();
	expect(namesOf(all.filter(([, { pickups }]) => pickups))).toEqual([...fetching].sort());
	expect(namesOf(all.filter(([, { pickups }]) => pickups?.cancellation))).toEqual([...canceling].sort());
});
