import { CarrierLabels } from '../../nodes/CarrierLabels/CarrierLabels.node';
import { carriers } from '../../nodes/CarrierLabels/carriers';
import { runNode } from '../support/harness';
import { openOwnStore, removeOwnStores } from '../support/ownStore';
import { sandboxSecrets } from '../sandbox/catalogue';
import { createEasyPost } from '../sandbox/easypost';
import { createKarrio } from '../sandbox/karrio';
import { createSendcloud } from '../sandbox/sendcloud';
import { Journal, serve, type StandIn } from '../sandbox/server';
import { createShipStation } from '../sandbox/shipstation';
import { createShippo } from '../sandbox/shippo';

interface Found {
	connection: string;
	ready: boolean;
	checks: Array<{ what: string; light: string; is: string; fix: string }>;
}

let journal: Journal;
const servers: Array<{ stop(): Promise<void> }> = [];
beforeEach(() => (journal = new Journal()));
afterEach(async () => {
	for (const server of servers.splice(0)) await server.stop();
	await removeOwnStores();
});

async function at(standIn: StandIn, path: string): Promise<string> {
	const server = await serve(standIn, journal);
	servers.push(server);
	return server.url + path;
}

async function check(carrierService: string, credentials: Record<string, object>) {
	const result = await runNode(new CarrierLabels(), {
		parameters: { resource: 'setUp', operation: 'check', carrierService },
		credentials: credentials as never,
	});
	return { ...result, found: result.json.map(({ setUp }) => setUp as unknown as Found) };
}

it('says of each carrier service with a credential whether the key works and which carriers are connected, and buys nothing', async () => {
	const [easypost, karrio, sendcloud, shippo, shipstation] = [
		await at(createEasyPost(), '/v2'),
		await at(createKarrio(), '/v1'),
		await at(createSendcloud(), '/api/v3'),
		await at(createShippo(), ''),
		await at(createShipStation(), '/v1'),
	];
	const { found, error } = await check('all', {
		returnsEasyPostApi: { apiKey: sandboxSecrets.easypostKey, baseUrl: easypost },
		returnsKarrioApi: { apiKey: sandboxSecrets.karrioKey, baseUrl: karrio },
		returnsSendcloudApi: {
			publicKey: sandboxSecrets.sendcloudPublicKey,
			secretKey: sandboxSecrets.sendcloudSecretKey,
			baseUrl: sendcloud,
		},
		returnsShippoApi: { apiToken: sandboxSecrets.shippoToken, baseUrl: shippo },
		returnsShipStationApi: { apiKey: sandboxSecrets.shipstationKey, baseUrl: shipstation },
	});
	expect(error).toBeUndefined();
	const connected = (is = 'USPS.') => ({ what: 'Accounts at carriers', light: 'ok', is, fix: '' });
	const takes = (what: string, is: string) => ({ what, light: 'ok', is, fix: '' });
	expect(found.map(({ connection, ready, checks }) => [connection, ready, checks])).toEqual([
		['easypost', true, [takes('EasyPost', 'EasyPost takes the key.'), connected()]],
		['karrio', true, [takes('Karrio', 'Karrio takes the key.'), connected()]],
		['sendcloud', true, [takes('Sendcloud', 'Sendcloud takes the keys. It has no test mode: its labels are real.')]],
		['shippo', true, [takes('Shippo', 'Shippo takes the token.'), connected()]],
		[
			'shipstation',
			true,
			[takes('ShipStation', 'ShipStation takes the key.'), connected('USPS, Letters (it takes no returns).')],
		],
	]);
	expect(new Set(journal.calls.map(({ operation }) => operation.split(' ')[0]))).toEqual(new Set(['GET']));
});

it('without a carrier that can be used says what to do', async () => {
	const [karrio, shippo] = [createKarrio(), createShippo()];
	const credentials = {
		returnsKarrioApi: { apiKey: sandboxSecrets.karrioKey, baseUrl: await at(karrio, '/v1') },
		returnsShippoApi: { apiToken: sandboxSecrets.shippoToken, baseUrl: await at(shippo, '') },
	};
	karrio.connections = [];
	shippo.carrierAccounts[0].active = false;
	const { found } = await check('all', credentials);
	expect(found).toMatchObject([
		{
			ready: false,
			checks: [
				{},
				{ light: 'mend', is: 'None: no label can be bought.', fix: expect.stringContaining('Connect a carrier') },
			],
		},
		{ ready: false, checks: [{}, { light: 'mend', is: 'USPS (it is switched off).', fix: expect.any(String) }] },
	]);
	karrio.connections = [
		{ carrier_name: 'ups', active: false },
		{ carrier_name: 'usps', active: true },
	];
	expect((await check('karrio', credentials)).found).toMatchObject([
		{ ready: true, checks: [{}, { light: 'ok', is: 'ups (it is switched off), usps.' }] },
	]);
});

it('tells a test key, under which EasyPost lists no accounts', async () => {
	const easypost = createEasyPost();
	const answer = easypost.answer.bind(easypost);
	const real = `Basic ${Buffer.from(`${sandboxSecrets.easypostKey}:`).toString('base64')}`;
	easypost.answer = (request) => {
		request.headers.authorization = real;
		return answer(request);
	};
	const returnsEasyPostApi = { apiKey: 'EZTKsandbox', baseUrl: await at(easypost, '/v2') };
	const { found } = await check('easypost', { returnsEasyPostApi });
	expect(found).toMatchObject([
		{
			ready: true,
			checks: [
				{ what: 'EasyPost', light: 'look', is: expect.stringContaining('a test key'), fix: expect.any(String) },
				{ what: 'Accounts at carriers', light: 'look', is: 'Not told under a test key.' },
			],
		},
	]);
	expect(journal.calls.map(({ operation }) => operation)).toEqual(['GET /addresses']);
	const { easypost: own, shippo, shipstation } = carriers;
	expect([
		own.isForTests!({ apiKey: 'EZAK1' }),
		shippo.isForTests!({ apiToken: ' shippo_test_1' }),
		shippo.isForTests!({ apiToken: 'shippo_live_1' }),
		shipstation.isForTests!({ apiKey: 'TEST_1' }),
		shipstation.isForTests!({ apiKey: '1' }),
	]).toEqual([false, true, false, true, false]);
});

it('tells the desk of each, also of one that does not take the key, and looks at the others all the same', async () => {
	const { store, credential } = await openOwnStore();
	const { error } = await check('all', {
		returnsEasyPostApi: { apiKey: 'EZAKgone', baseUrl: await at(createEasyPost(), '/v2') },
		returnsKarrioApi: { apiKey: sandboxSecrets.karrioKey, baseUrl: await at(createKarrio(), '/v1') },
		returnCaseApi: credential,
	});
	expect(error?.message).toBe('EasyPost does not know this key');
	const reports = await store.setUpReports.list();
	expect(reports).toMatchObject([
		{
			connection: 'easypost',
			checks: [
				{
					what: 'EasyPost',
					light: 'mend',
					is: 'EasyPost does not know this key',
					fix: expect.stringContaining('API Keys'),
				},
			],
		},
		{ connection: 'karrio', checks: [{ light: 'ok' }, { light: 'ok' }] },
	]);
	expect(JSON.stringify(reports)).not.toContain('EZAKgone');
});

it('without any credential says so, and nothing is told', async () => {
	const { store, credential } = await openOwnStore();
	const { error } = await check('all', { returnCaseApi: credential });
	expect(error?.message).toBe('This node has no credential of a carrier service');
	expect((await check('karrio', { returnCaseApi: credential })).error?.message).toContain('no credential of Karrio');
	expect(await store.setUpReports.list()).toEqual([]);
});
