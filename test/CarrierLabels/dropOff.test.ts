import { CarrierLabels } from '../../nodes/CarrierLabels/CarrierLabels.node';
import { closeStores } from '../../nodes/shared/store/open';
import { openCase, type CaseFixture } from '../StripeRefunds/caseFixture';
import { sandboxSecrets } from '../sandbox/catalogue';
import { createSendcloud } from '../sandbox/sendcloud';
import { createShipStation } from '../sandbox/shipstation';
import { Journal, serve, type Running } from '../sandbox/server';
import { runNode } from '../support/harness';

let server: Running;
let known: CaseFixture;
beforeEach(async () => {
	server = await serve(createSendcloud(), new Journal());
	known = await openCase();
});
afterEach(async () => {
	await closeStores();
	await server.stop();
});

const find = async (parameters: object) =>
	await runNode(new CarrierLabels(), {
		parameters: {
			carrierService: 'sendcloud',
			resource: 'returnLabel',
			operation: 'findDropOffPoints',
			...parameters,
		},
		credentials: {
			returnsSendcloudApi: {
				publicKey: sandboxSecrets.sendcloudPublicKey,
				secretKey: sandboxSecrets.sendcloudSecretKey,
				baseUrl: `${server.url}/api/v3`,
			},
			returnsEasyPostApi: { apiKey: sandboxSecrets.easypostKey, baseUrl: `${server.url}/v2` },
			returnCaseApi: known.credential,
		},
		input: [{ reference: known.reference }],
	});

it('finds where a customer can hand in the parcel, near the address of the case', async () => {
	const { json, error } = await find({});
	expect(error).toBeUndefined();
	const { points } = json[0] as unknown as { points: Array<{ carrier: string; opening: object }> };
	expect(points.map(({ carrier }) => carrier)).toEqual(['DHL', 'DPD']);
	expect(points[0]).toMatchObject({
		id: '1',
		name: 'Parcel Shop 1',
		street: 'Stadhuisplein 1',
		country: 'US',
		latitude: 51.438022,
		opening: { friday: [{ from: '09:00', to: '17:00' }] },
	});
	expect(points[0].opening).not.toHaveProperty('sunday');
});

it.each<[object, string[]]>([
	[{ carrier: ' DPD ' }, ['DPD']],
	[{ limit: 1 }, ['DHL']],
	[{ carrier: 'GLS' }, []],
])('with %j', async (parameters, expected) => {
	const { json } = await find(parameters);
	expect((json[0] as unknown as { points: Array<{ carrier: string }> }).points.map(({ carrier }) => carrier)).toEqual(
		expected,
	);
});

describe('ShipStation', () => {
	let other: Running;
	beforeEach(async () => (other = await serve(createShipStation(), new Journal())));
	afterEach(async () => await other.stop());
	const ask = async (parameters: object = {}) =>
		await runNode(new CarrierLabels(), {
			parameters: {
				carrierService: 'shipstation',
				resource: 'returnLabel',
				operation: 'findDropOffPoints',
				...parameters,
			},
			credentials: {
				returnsShipStationApi: { apiKey: sandboxSecrets.shipstationKey, baseUrl: `${other.url}/v1` },
				returnCaseApi: known.credential,
			},
			input: [{ reference: known.reference }],
		});

	it("finds points of the account's carriers, the nearest first", async () => {
		const { json, error } = await ask();
		expect(error).toBeUndefined();
		expect(json[0].points).toMatchObject([
			{
				id: '1',
				name: 'Parcel Shop 1',
				carrier: 'USPS',
				street: '1 Sample Street',
				city: 'Springfield',
				country: 'US',
				latitude: 48.842608,
				opening: { monday: [{ from: '09:15', to: '12:00' }] },
			},
			{ id: '2' },
		]);
		expect((json[0].points as unknown as Array<{ opening: object }>)[0].opening).not.toHaveProperty('sunday');
	});

	it.each<[object, number]>([
		[{ carrier: 'usps' }, 2],
		[{ carrier: 'stamps.com' }, 2],
		[{ limit: 1 }, 1],
		[{ carrier: 'GLS' }, 0],
	])('with %j: %i', async (parameters, count) => {
		expect((await ask(parameters)).json[0].points).toHaveLength(count);
	});
});

it('says which carrier service to choose when another is asked', async () => {
	expect((await find({ carrierService: 'easypost' })).error?.message).toBe(
		'Through EasyPost this node finds no drop-off points',
	);
});
