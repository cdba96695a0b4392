import { CarrierLabels } from '../../nodes/CarrierLabels/CarrierLabels.node';
import { runNode, testCredential, type NodeOptions } from '../support/harness';
import { sandboxSecrets } from '../sandbox/catalogue';
import { createEasyPost, type EasyPostStandIn } from '../sandbox/easypost';
import { Journal, serve, type Running } from '../sandbox/server';
import { from, parcel, to } from './addresses';

let journal: Journal;
let easypost: EasyPostStandIn;
let server: Running;

beforeEach(async () => {
	journal = new Journal();
	easypost = createEasyPost();
	server = await serve(easypost, journal);
});
afterEach(async () => await server.stop());

const settings = { returnAddress: to, parcel };
const input = [{ reference: 'RMA-1', settings }];
const credentials = () => ({ returnsEasyPostApi: { apiKey: sandboxSecrets.easypostKey, baseUrl: `${server.url}/v2` } });

async function run(operation: string, parameters: NodeOptions['parameters'], options: Partial<NodeOptions> = {}) {
	return await runNode(new CarrierLabels(), {
		parameters: { resource: 'returnLabel', operation, ...parameters },
		credentials: credentials(),
		input,
		...options,
	});
}
const create = async (parameters: NodeOptions['parameters'] = {}, options: Partial<NodeOptions> = {}) =>
	await run('create', { from, ...parameters }, options);

describe('Create Return Label without a case store', () => {
	it('buys the cheapest label to the address of the settings', async () => {
		const { json, error } = await create();
		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{
				reference: 'RMA-1',
				label: {
					carrier: 'USPS',
					service: 'GroundAdvantage',
					trackingNumber: expect.stringMatching(/^9400/),
					labelUrl: expect.stringContaining('/labels/'),
					labelFormat: 'PDF',
					cost: { amount: 612, currency: 'USD' },
					testMode: true,
					outcome: 'done',
				},
			},
		]);
		expect(easypost.bought()).toMatchObject([
			{
				is_return: true,
				reference: 'RMA-1',
				to_address: { name: 'Alex Example', zip: '62701' },
				from_address: { name: 'Returns', zip: '45402' },
				parcel: { weight: 17.7 },
			},
		]);
	});

	it('buys the service that is named, in the format asked for, for the parcel given', async () => {
		const { json } = await create({
			rate: 'service',
			service: 'USPS Express',
			labelFormat: 'ZPL',
			parcel: { weight: 2000 },
		});
		expect(json).toMatchObject([{ label: { service: 'Express', labelFormat: 'ZPL' } }]);
		expect(easypost.bought()).toMatchObject([{ parcel: { weight: 70.6, length: 11.9 } }]);
	});

	it('finds its label again by the reference, also behind a hundred others', async () => {
		const first = await create();
		for (let i = 2; i < 105; i++) {
			const copy = structuredClone(easypost.bought()[0]);
			easypost.shipments.set(`shp_copy${i}`, { ...copy, id: `shp_copy${i}`, reference: `RMA-${i}` });
		}
		const second = await create();
		expect(second.json[0].label).toEqual({ ...(first.json[0].label as object), outcome: 'already_done' });
		expect(journal.count('easypost', '/buy')).toBe(1);
	});

	it('buys one label for each parcel number', async () => {
		await create();
		await create({ parcelNumber: 2 });
		await create({ parcelNumber: 2 });
		expect(easypost.bought().map(({ reference }) => reference)).toEqual(['RMA-1', 'RMA-1/L2']);
	});

	it('buys anew when the label was given back', async () => {
		await create();
		easypost.bought()[0].refund_status = 'refunded';
		expect((await create()).json).toMatchObject([{ label: { outcome: 'done' } }]);
	});

	it.each([
		[
			'the answer is lost',
			() => journal.inject({ provider: 'easypost', operation: '/buy', kind: 'drop_after_commit' }),
		],
		[
			'postage exists already',
			() => {
				easypost.buyButSay = 'SHIPMENT.POSTAGE.EXISTS';
			},
		],
		[
			'the purchase timed out at EasyPost but was made',
			() => {
				easypost.buyButSay = 'SHIPMENT.PURCHASE.TIMED_OUT';
			},
		],
		[
			'the label comes late',
			() => {
				easypost.slowLabel = true;
			},
		],
		[
			'a quote is lost',
			() => journal.inject({ provider: 'easypost', operation: 'POST /shipments', kind: 'drop_after_commit' }),
		],
	])('buys once when %s', async (_when, upset) => {
		upset();
		expect((await create()).json).toMatchObject([{ label: { outcome: 'done', trackingNumber: expect.any(String) } }]);
		expect(easypost.bought()).toHaveLength(1);
	});

	it.each([
		[
			'the order is lost on its way',
			() => journal.inject({ provider: 'easypost', operation: '/buy', kind: 'drop_before_commit' }),
		],
		['EasyPost breaks', () => journal.inject({ provider: 'easypost', operation: '/buy', kind: 'server_error' })],
		[
			'the purchase is in progress',
			() => {
				easypost.refuseBuying = { status: 422, code: 'SHIPMENT.PURCHASE.IN_PROGRESS' };
			},
		],
	])('says the outcome is unknown when %s, and never orders twice blindly', async (_when, upset) => {
		upset();
		expect((await create()).error?.context).toMatchObject({ category: 'unknown_outcome', connection: 'easypost' });
		expect(journal.calls.filter(({ operation }) => operation.endsWith('/buy'))).toHaveLength(1);
		expect((await create()).json).toMatchObject([{ label: { outcome: 'done' } }]);
		expect(easypost.bought()).toHaveLength(1);
	});

	it('tells what the carriers said when none offers the return', async () => {
		easypost.noRates = [
			{ carrier: 'UPS', carrier_account_id: 'ca_1', type: 'rate_error', message: 'Postal code is wrong.' },
		];
		const { error } = await create();
		expect(error).toMatchObject({
			message: 'No carrier offers this return: UPS: Postal code is wrong.',
			context: { category: 'rejected', code: 'no_rates' },
		});
		expect(easypost.bought()).toEqual([]);
	});

	it('tells an empty wallet', async () => {
		easypost.refuseBuying = { status: 402, code: 'PAYMENT_REQUIRED', message: 'Insufficient funds.' };
		expect((await create()).error).toMatchObject({
			message: 'The EasyPost wallet is too low for this label: Insufficient funds.',
			description: expect.stringContaining('Add funds'),
			context: { category: 'rejected' },
		});
	});

	it('tells a wrong key without showing it', async () => {
		const { error } = await create(
			{},
			{ credentials: { returnsEasyPostApi: { ...credentials().returnsEasyPostApi, apiKey: 'EZTKwrong' } } },
		);
		expect(error).toMatchObject({
			message: 'EasyPost does not accept the key',
			context: { category: 'configuration' },
		});
		expect(JSON.stringify([error, error?.description])).not.toContain('EZTKwrong');
	});

	it.each([
		['from.street1', { from: { ...from, street1: '' } }],
		['to.name', {}],
		['parcel.weight', { to: settings.returnAddress }],
		['reference', { reference: '' }],
		['service', { rate: 'service', service: '={{ $json.none }}' }],
		['parcelNumber', { parcelNumber: 1.5 }],
	])('names the field %s when it is missing or wrong, and orders nothing', async (field, parameters) => {
		const bare = ['to.name', 'parcel.weight'].includes(field);
		const { json } = await create(parameters, {
			input: [bare ? { reference: 'RMA-1' } : input[0]],
			continueOnFail: true,
		});
		expect(json).toMatchObject([{ details: { category: 'invalid_input', field, itemIndex: 0 } }]);
		expect(easypost.shipments.size).toBe(0);
	});
});

it('in a test run of the editor shows what would be bought and sends nothing', async () => {
	const { json } = await create({}, { mode: 'manual' });
	expect(json).toMatchObject([
		{
			label: {
				outcome: 'dry_run',
				carrier: 'EasyPost',
				service: 'cheapest',
				messages: [
					'Would buy a label RMA-1 from 62701 Springfield, US to 45402 Dayton, US for 500 g, 30 x 20 x 10 cm.',
				],
			},
		},
	]);
	expect(journal.calls).toEqual([]);
});

describe('Download Return Label', () => {
	it('attaches the file, fetched without the key', async () => {
		const [made] = (await create()).json;
		const { items, error } = await run('download', {}, { input: [made] });
		expect(error).toBeUndefined();
		const file = items[0].binary!.label;
		expect(file).toMatchObject({
			mimeType: 'application/pdf',
			fileName: 'return-label-RMA-1.pdf',
			fileExtension: 'pdf',
		});
		expect(Buffer.from(file.data, 'base64').subarray(0, 8).toString()).toBe('%PDF-1.4');
		expect(items[0].json).toMatchObject({
			reference: 'RMA-1',
			label: { trackingNumber: expect.any(String), fileName: 'return-label-RMA-1.pdf', mimeType: 'application/pdf' },
		});
	});

	it('has the carrier service make another format', async () => {
		const [made] = (await create()).json;
		const { items } = await run('download', { format: 'ZPL', binaryProperty: 'zpl' }, { input: [made] });
		expect(items[0].binary!.zpl).toMatchObject({ mimeType: 'application/zpl', fileName: 'return-label-RMA-1.zpl' });
	});

	it('keeps the files that the item has', async () => {
		const [made] = (await create()).json;
		const { items } = await run(
			'download',
			{},
			{ input: [{ json: made, binary: { photo: { data: '', mimeType: 'image/png' } } }] },
		);
		expect(Object.keys(items[0].binary!)).toEqual(['photo', 'label']);
	});

	it('says when the carrier keeps the file no more', async () => {
		const { error } = await run('download', { labelUrl: `${server.url}/labels/shp_gone.pdf` });
		expect(error).toMatchObject({ message: "The label's file cannot be had (403)", context: { category: 'rejected' } });
	});

	it('fetches from no address that is neither https nor this machine', async () => {
		expect((await run('download', { labelUrl: 'http://files.example.com/1.pdf' })).error?.context).toMatchObject({
			category: 'invalid_input',
		});
	});

	it('asks for a label when there is none', async () => {
		expect((await run('download', {})).error?.message).toBe('No label is named');
	});
});

it.each([
	[{}, 'OK', 'EasyPost takes the key'],
	[
		{ apiKey: 'EZTKwrong' },
		'Error',
		'EasyPost does not know this key. Copy a key from EasyPost: Account Settings > API Keys. A key that was deleted no longer works.',
	],
	[{ apiKey: ' ' }, 'Error', 'API Key is empty. Copy a key from EasyPost: Account Settings > API Keys.'],
	[{ baseUrl: '' }, 'Error', 'Base URL is empty. Put the address there, e.g. https://api.easypost.com/v2.'],
	[
		{ baseUrl: 'http://127.0.0.1:1' },
		'Error',
		'No answer from 127.0.0.1:1: nothing listens there. Check Base URL, and that n8n may reach it.',
	],
])('says of the credential with %j what is wrong and where to get the right one', async (typed, status, message) => {
	expect(
		await testCredential(new CarrierLabels(), 'returnsEasyPostApi', { ...credentials().returnsEasyPostApi, ...typed }),
	).toEqual({ status, message });
});
