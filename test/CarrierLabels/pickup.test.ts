import { carriers } from '../../nodes/CarrierLabels/carriers';
import { fact } from '../StripeRefunds/caseFixture';
import { from } from './addresses';
import { fetching, PickupKit, when } from './pickupKit';

/* A carrier is asked to fetch a parcel once, whatever is answered. */

let kit: PickupKit;
beforeEach(async () => {
	kit = await PickupKit.open();
});
afterEach(async () => await kit.close());

describe.each(fetching)('%s', (service) => {
	it('comes once for a label, at the hours of the shop, and the case knows', async () => {
		const label = await kit.label(service);
		const { json, error } = await kit.order(service, { driverNote: 'Back door' });
		expect(error).toBeUndefined();
		expect(json[0].pickup).toMatchObject({
			labels: [label],
			outcome: 'done',
			confirmation: expect.stringMatching(/\d/) as string,
		});
		const { from, until } = json[0].pickup as { from: string; until: string };
		expect(Date.parse(until) - Date.parse(from)).toBe(8 * 3_600_000);
		const again = await kit.order(service);
		expect(again.json[0].pickup).toMatchObject({ outcome: 'already_done' });
		expect(kit.comes(service)).toHaveLength(1);
		expect(JSON.stringify(kit.comes(service)[0])).toContain('Back door');
		expect(await kit.timeline('note.added')).toHaveLength(1);
	});

	it.each(['drop_after_commit', 'drop_before_commit', 'server_error'] as const)(
		'comes once at most when the order is answered by %s',
		async (kind) => {
			await kit.label(service);
			const operation = service === 'easypost' ? 'POST /pickups/:id/buy' : 'POST /pickups';
			kit.journals[service].inject({ provider: service, operation, kind });
			const first = await kit.order(service);
			const isThere = kind === 'drop_after_commit';
			// Nobody is asked again before it was looked up whether somebody comes.
			expect(kit.comes(service)).toHaveLength(isThere ? 1 : 0);
			const { json, error } = await kit.order(service);
			if (service === 'shippo') {
				// It shows none that was ordered: only a person can tell.
				for (const one of [first.error, error])
					expect(one).toMatchObject({
						context: { category: 'unknown_outcome' },
						description: expect.stringContaining('another Pickup Number') as string,
					});
				expect(kit.comes(service)).toHaveLength(isThere ? 1 : 0);
				expect((await kit.order(service, { pickupNumber: 2 })).error).toBeUndefined();
				return;
			}
			expect(!!first.error).toBe(!isThere);
			expect(error).toBeUndefined();
			expect(json[0].pickup).toMatchObject({ outcome: isThere ? 'already_done' : 'done' });
			expect(kit.comes(service)).toHaveLength(1);
		},
	);

	it('is refused without a label, hours or a telephone, with the field', async () => {
		const refused = async (more: object) => (await kit.order(service, more)).error?.message;
		expect(await refused({})).toMatch(/no label for the parcel/);
		await kit.label(service);
		expect(await refused({ fetchFrom: 'soon' })).toBe('"soon" is no time');
		expect(await refused({ fetchFrom: '={{ "" }}' })).toBe('It is not said when the carrier shall come');
		expect(await refused({ fetchUntil: '2099-12-01T08:00' })).toBe('Until is not after From');
		expect(await refused({ from: { email: 'alex@example.com' } })).toMatch(/phone number is not known/);
		expect(kit.comes(service)).toEqual([]);
	});

	it('is not ordered for a voided label', async () => {
		const label = await kit.label(service);
		const { store, reference } = kit.known;
		await store.cases.record({ reference, events: [fact('label.voided', { label })] });
		expect((await kit.order(service)).error?.message).toMatch(/no label for the parcel/);
	});
});

it('EasyPost is asked what became of it while nobody can tell, and not asked to come again', async () => {
	await kit.label('easypost');
	const { easypost: journal } = kit.journals;
	journal.inject({ provider: 'easypost', operation: '/buy', kind: 'drop_after_commit' });
	journal.inject({ provider: 'easypost', operation: 'GET /pickups/:id', kind: 'server_error', times: 30 });
	for (let tries = 0; tries < 2; tries++)
		expect((await kit.order('easypost')).error?.context?.category).toBe(['unknown_outcome', 'retryable'][tries]);
	journal.faults.length = 0;
	expect((await kit.order('easypost')).json[0].pickup).toMatchObject({ outcome: 'already_done' });
	expect(kit.orders('easypost')).toHaveLength(1);
});

it.each(['easypost', 'karrio', 'sendcloud', 'shippo'] as const)(
	'%s says why nobody comes; nothing is ordered, and corrected hours are',
	async (service) => {
		await kit.label(service);
		kit.at[service].noPickup = 'Pickup is not available on that day.';
		const { error } = await kit.order(service);
		expect(error?.message).toMatch(/not available on that day/);
		expect(error?.context?.category).toBe(service === 'sendcloud' ? 'invalid_input' : 'rejected');
		expect(kit.comes(service)).toEqual([]);
		kit.at[service].noPickup = undefined;
		expect((await kit.order(service)).json[0].pickup).toMatchObject({ outcome: 'done' });
	},
);

it.each(['karrio', 'sendcloud', 'shippo', 'shipstation'] as const)(
	'%s fetches several parcels together',
	async (service) => {
		const labels = [await kit.label(service, 1), await kit.label(service, 2)];
		expect((await kit.order(service)).json[0].pickup).toMatchObject({ labels });
		expect(kit.orders(service)).toHaveLength(1);
	},
);

it('EasyPost fetches one parcel with a pickup, the next under another number', async () => {
	for (const number of [1, 2]) await kit.label('easypost', number);
	const { error } = await kit.order('easypost');
	expect(error?.message).toMatch(/fetches one parcel with a pickup, and this return has 2/);
	const [one, two] = kit.at.easypost.bought().map(({ id }) => id);
	await kit.order('easypost', { labelId: one });
	await kit.order('easypost', { labelId: two, pickupNumber: 2 });
	expect(kit.comes('easypost')).toHaveLength(2);
});

describe('Karrio', () => {
	it('is told the day and the hours of the shop, for the parcels by their numbers', async () => {
		const { store } = kit.known;
		const settings = await store.settings.get('default');
		await store.settings.save('default', { ...settings, timeZone: 'Asia/Tokyo' });
		await kit.label('karrio');
		const { json } = await kit.order('karrio');
		const [{ tracking_number: number }] = [...kit.at.karrio.shipments.values()];
		expect(kit.orders('karrio')[0].body).toMatchObject({
			carrier_code: 'ups',
			pickup_date: '2099-12-01',
			ready_time: '09:00',
			closing_time: '17:00',
			tracking_numbers: [number],
			metadata: { reference: `${kit.known.reference}/P1` },
		});
		expect(json[0].pickup).toMatchObject({
			from: '2099-12-01T00:00:00Z',
			carrier: 'ups',
			cost: { amount: 450, currency: 'EUR' },
		});
	});

	it('finds the pickup of a reference behind a hundred others', async () => {
		await kit.label('karrio');
		expect((await kit.order('karrio')).error).toBeUndefined();
		const { pickups } = kit.at.karrio;
		const [[id, own]] = pickups;
		for (let more = 0; more < 120; more++) pickups.set(`pck_${more}`, { ...own, id: `pck_${more}`, metadata: {} });
		const alone = { labelId: [...kit.at.karrio.shipments.keys()][0], from: { ...from, ...when.from } };
		const { json } = await kit.order('karrio', alone, { store: false });
		expect(json[0].pickup).toMatchObject({ id, outcome: 'already_done' });
	});

	it('has no place for hours of two days, a long note, or parcels of two carriers', async () => {
		const refused = async (more: object) => (await kit.order('karrio', more)).error?.message;
		await kit.label('karrio', 1);
		expect(await refused({ fetchUntil: '2099-12-02T08:00' })).toBe('With Karrio a carrier comes on one day');
		expect(await refused({ driverNote: 'x'.repeat(51) })).toMatch(/at most 50 characters, and this one has 51/);
		const [shipment] = kit.at.karrio.shipments.values();
		await kit.label('karrio', 2);
		shipment.carrier_name = 'usps';
		expect(await refused({})).toBe('These parcels are of several carriers: usps, ups');
		expect(kit.orders('karrio')).toEqual([]);
	});
});

describe('Shippo', () => {
	it('asks the account that sold the labels', async () => {
		await kit.label('shippo');
		const { json } = await kit.order('shippo');
		expect(json[0].pickup).toMatchObject({ carrier: 'USPS' });
		expect(kit.orders('shippo')[0].body).toMatchObject({
			carrier_account: 'ca_sandbox',
			metadata: `${kit.known.reference}/P1`,
			requested_start_time: '2099-12-01T09:00:00Z',
		});
	});

	it('orders none where nothing can remember that it did', async () => {
		const labelId = await kit.label('shippo');
		const { error } = await kit.order('shippo', { labelId, from: { ...from, ...when.from } }, { store: false });
		expect(error?.message).toMatch(/could be ordered twice/);
		expect(kit.orders('shippo')).toEqual([]);
	});
});

describe('Sendcloud', () => {
	it('is told the carrier of the labels, their number and weight, and our reference', async () => {
		for (const number of [1, 2]) await kit.label('sendcloud', number);
		const { json } = await kit.order('sendcloud', { driverNote: 'Back door' });
		expect(json[0].pickup).toMatchObject({ carrier: 'dpd', confirmation: expect.stringMatching(/^PRG/) as string });
		expect(kit.orders('sendcloud')[0].body).toEqual({
			carrier_code: 'dpd',
			address: expect.objectContaining({ email: 'alex@example.com', phone_number: '5550100100' }) as object,
			time_slots: [{ start_at: '2099-12-01T09:00:00Z', end_at: '2099-12-01T17:00:00Z' }],
			items: [{ quantity: 2, container_type: 'parcel', total_weight: { value: '1.00', unit: 'kg' } }],
			reference: `${kit.known.reference}/P1`,
			special_instructions: 'Back door',
		});
	});

	it('finds the pickup of a reference among others of the same hour', async () => {
		const labelId = await kit.label('sendcloud');
		const first = await kit.order('sendcloud', { labelId });
		const { pickups } = kit.at.sendcloud;
		const [own] = pickups.values();
		for (let more = 0; more < 5; more++)
			pickups.set(String(more), { ...own, id: more, reference: `RMA-OTHER/P${more}` });
		const alone = { labelId, from: { ...from, ...when.from } };
		const { json } = await kit.order('sendcloud', alone, { store: false });
		expect(json[0].pickup).toMatchObject({ id: (first.json[0].pickup as { id: string }).id, outcome: 'already_done' });
	});

	it('orders none anew while its list is too short to tell whether one was ordered', async () => {
		const labelId = await kit.label('sendcloud');
		kit.journals.sendcloud.inject({ provider: 'sendcloud', operation: 'POST /pickups', kind: 'drop_after_commit' });
		const { pickups } = kit.at.sendcloud;
		const others = async () => {
			// Before the answer is looked up, so many others are ordered that it is in the list no more.
			while (!pickups.size) await new Promise((resolve) => setTimeout(resolve, 1));
			const [own] = pickups.values();
			for (let more = 0; more < 100; more++) pickups.set(String(more), { ...own, id: more, reference: 'x' });
		};
		const [first] = await Promise.all([kit.order('sendcloud', { labelId }), others()]);
		expect(first.error).toMatchObject({ context: { category: 'unknown_outcome' } });
		expect((await kit.order('sendcloud', { labelId })).error?.message).toMatch(/list is too short to tell/);
		expect(kit.orders('sendcloud')).toHaveLength(1);
	});

	it('says so when the carrier does not take one that Sendcloud took', async () => {
		await kit.label('sendcloud');
		const { sendcloud } = kit.at;
		const answer = sendcloud.answer.bind(sendcloud);
		sendcloud.answer = async (request) => {
			const given = await answer(request);
			for (const one of sendcloud.pickups.values()) one.status = 'FAILED';
			return given;
		};
		const { error } = await kit.order('sendcloud');
		expect(error).toMatchObject({
			message: 'No carrier comes for this parcel then',
			context: { category: 'rejected' },
		});
		sendcloud.answer = answer;
		expect((await kit.order('sendcloud')).json[0].pickup).toMatchObject({ outcome: 'done' });
	});
});

it('a carrier service that fetches none is not asked, and the message says which do', async () => {
	const replaced = jest.replaceProperty(carriers.sendcloud, 'pickups', undefined);
	try {
		const { error } = await kit.order('sendcloud', { labelId: 'x' });
		expect(error?.description).toContain('EasyPost, Karrio, Shippo, ShipStation');
	} finally {
		replaced.restore();
	}
});
