import { CarrierLabels } from '../../nodes/CarrierLabels/CarrierLabels.node';
import { closeStores } from '../../nodes/shared/store/open';
import { fact, openCase, type CaseFixture } from '../StripeRefunds/caseFixture';
import { sandboxSecrets } from '../sandbox/catalogue';
import { createEasyPost, type EasyPostStandIn } from '../sandbox/easypost';
import { createShipStation, type ShipStationStandIn } from '../sandbox/shipstation';
import { Journal, serve, type Running } from '../sandbox/server';
import { runNode } from '../support/harness';

/* A carrier is asked to fetch a parcel once, whatever is answered. */

let known: CaseFixture;
let servers: Running[];
let journals: Record<'easypost' | 'shipstation', Journal>;
let easypost: EasyPostStandIn;
let shipstation: ShipStationStandIn;
beforeEach(async () => {
	known = await openCase();
	[easypost, shipstation] = [createEasyPost(), createShipStation()];
	journals = { easypost: new Journal(), shipstation: new Journal() };
	servers = [await serve(easypost, journals.easypost), await serve(shipstation, journals.shipstation)];
});
afterEach(async () => {
	await closeStores();
	for (const server of servers) await server.stop();
});

type Service = 'easypost' | 'shipstation' | 'karrio';
const run = async (carrierService: Service, operation: string, parameters: object = {}, store = true) =>
	await runNode(new CarrierLabels(), {
		parameters: { carrierService, resource: 'returnLabel', operation, ...parameters },
		credentials: {
			returnsEasyPostApi: { apiKey: sandboxSecrets.easypostKey, baseUrl: `${servers[0].url}/v2` },
			returnsShipStationApi: { apiKey: sandboxSecrets.shipstationKey, baseUrl: `${servers[1].url}/v1` },
			returnsKarrioApi: { apiKey: 'k', baseUrl: 'http://127.0.0.1:1' },
			...(store && { returnCaseApi: known.credential }),
		},
		input: [{ reference: known.reference }],
	});
const when = {
	fetchFrom: '2026-12-01T09:00',
	fetchUntil: '2026-12-01T17:00',
	from: { email: 'alex@example.com', phone: '5550100100' },
};
const pickup = async (service: Service, more: object = {}) => await run(service, 'createPickup', { ...when, ...more });
const bought = async (service: Service, number = 1) => {
	const { json, error } = await run(service, 'create', { parcelNumber: number });
	expect(error).toBeUndefined();
	return (json[0].label as { id: string }).id;
};
/** Pickups that somebody comes for. */
const ordered = (service: Service) =>
	service === 'easypost'
		? [...easypost.pickups.values()].filter(({ status }) => status === 'scheduled')
		: shipstation.pickups;

describe.each(['easypost', 'shipstation'] as const)('%s', (service) => {
	it('comes once for a label, at the hours of the shop, and the case knows', async () => {
		const label = await bought(service);
		const { json, error } = await pickup(service, { driverNote: 'Back door' });
		expect(error).toBeUndefined();
		expect(json[0].pickup).toMatchObject({
			labels: [label],
			outcome: 'done',
			confirmation: expect.stringMatching(/\d/) as string,
		});
		const { from, until } = json[0].pickup as { from: string; until: string };
		expect(Date.parse(until) - Date.parse(from)).toBe(8 * 3_600_000);
		const again = await pickup(service);
		expect(again.json[0].pickup).toMatchObject({ outcome: 'already_done' });
		expect(ordered(service)).toHaveLength(1);
		expect(JSON.stringify(ordered(service)[0])).toContain('Back door');
		const notes = (await known.store.cases.timeline(known.reference)).filter(({ type }) => type === 'note.added');
		expect(notes).toHaveLength(1);
	});

	it.each(['drop_after_commit', 'drop_before_commit', 'server_error'] as const)(
		'comes once when the order is answered by %s',
		async (kind) => {
			await bought(service);
			const operation = service === 'easypost' ? 'POST /pickups/:id/buy' : 'POST /pickups';
			journals[service].inject({ provider: service, operation, kind });
			const first = await pickup(service);
			// Nobody is asked again before it was looked up whether somebody comes.
			expect(ordered(service)).toHaveLength(kind === 'drop_after_commit' ? 1 : 0);
			expect(!!first.error).toBe(kind !== 'drop_after_commit');
			const { json, error } = await pickup(service);
			expect(error).toBeUndefined();
			expect(json[0].pickup).toMatchObject({ outcome: kind === 'drop_after_commit' ? 'already_done' : 'done' });
			expect(ordered(service)).toHaveLength(1);
		},
	);

	it('is refused without a label, hours or a telephone, with the field', async () => {
		const refused = async (more: object) => (await pickup(service, more)).error?.message;
		expect(await refused({})).toMatch(/no label for the parcel/);
		await bought(service);
		expect(await refused({ fetchFrom: 'soon' })).toBe('"soon" is no time');
		expect(await refused({ fetchFrom: '={{ "" }}' })).toBe('It is not said when the carrier shall come');
		expect(await refused({ fetchUntil: '2026-12-01T08:00' })).toBe('Until is not after From');
		expect(await refused({ from: { email: 'alex@example.com' } })).toMatch(/phone number is not known/);
		expect(ordered(service)).toEqual([]);
	});

	it('is not ordered for a voided label', async () => {
		const label = await bought(service);
		await known.store.cases.record({ reference: known.reference, events: [fact('label.voided', { label })] });
		expect((await pickup(service)).error?.message).toMatch(/no label for the parcel/);
	});
});

it('EasyPost is asked what became of it while nobody can tell, and not asked to come again', async () => {
	await bought('easypost');
	journals.easypost.inject({ provider: 'easypost', operation: '/buy', kind: 'drop_after_commit' });
	journals.easypost.inject({ provider: 'easypost', operation: 'GET /pickups/:id', kind: 'server_error', times: 30 });
	for (let tries = 0; tries < 2; tries++)
		expect((await pickup('easypost')).error?.context?.category).toBe(['unknown_outcome', 'retryable'][tries]);
	journals.easypost.faults.length = 0;
	expect((await pickup('easypost')).json[0].pickup).toMatchObject({ outcome: 'already_done' });
	expect(easypost.requests.filter(({ path }) => path.endsWith('/buy') && path.includes('pickup_'))).toHaveLength(1);
});

it('EasyPost says why nobody comes; nothing is ordered', async () => {
	await bought('easypost');
	easypost.noPickup = 'Pickup is not available on that day.';
	expect((await pickup('easypost')).error?.message).toMatch(/No carrier comes for this parcel then.*not available/);
	expect(ordered('easypost')).toEqual([]);
});

it('EasyPost fetches one parcel with a pickup, the next under another number; ShipStation fetches them together', async () => {
	for (const number of [1, 2]) await bought('easypost', number);
	const { error } = await pickup('easypost');
	expect(error?.message).toMatch(/fetches one parcel with a pickup, and this return has 2/);
	const [one, two] = easypost.bought().map(({ id }) => id);
	await pickup('easypost', { labelId: one });
	await pickup('easypost', { labelId: two, pickupNumber: 2 });
	expect(ordered('easypost')).toHaveLength(2);
	const labels = [await bought('shipstation', 3), await bought('shipstation', 4)];
	expect((await pickup('shipstation')).json[0].pickup).toMatchObject({ labels });
});

it('another carrier service is not asked, and the message says which are', async () => {
	expect((await pickup('karrio', { labelId: 'x' })).error?.description).toContain('Choose EasyPost or ShipStation');
});
