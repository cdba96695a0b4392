import { CarrierLabels } from '../../nodes/CarrierLabels/CarrierLabels.node';
import { closeStores } from '../../nodes/shared/store/open';
import { runNode, type NodeOptions } from '../support/harness';
import { openCase, type CaseFixture } from '../StripeRefunds/caseFixture';
import { sandboxSecrets } from '../sandbox/catalogue';
import { createEasyPost, type EasyPostStandIn } from '../sandbox/easypost';
import { labelFile } from '../sandbox/labelFile';
import { Journal, serve, type Running } from '../sandbox/server';

/** What Carrier Labels does besides buying, fetching and voiding. */

let journal: Journal;
let easypost: EasyPostStandIn;
let server: Running;
let known: CaseFixture;

beforeEach(async () => {
	journal = new Journal();
	easypost = createEasyPost();
	server = await serve(easypost, journal);
	known = await openCase();
});
afterEach(async () => {
	await closeStores();
	await server.stop();
});

const easypostOf = () => ({
	returnsEasyPostApi: { apiKey: sandboxSecrets.easypostKey, baseUrl: `${server.url}/v2` },
});
async function run(
	operation: string,
	parameters: NodeOptions['parameters'] = {},
	{ bare, ...more }: Partial<NodeOptions> & { bare?: boolean } = {},
) {
	return await runNode(new CarrierLabels(), {
		parameters: { resource: 'returnLabel', operation, ...parameters },
		credentials: { ...(!bare && easypostOf()), returnCaseApi: known.credential },
		input: [{ reference: known.reference }],
		...more,
	});
}
const state = async () => (await known.store.cases.get(known.reference))!;
const binary = (extension: string, line = 'x') => ({
	json: { reference: known.reference },
	binary: { pdf: { data: labelFile(extension, line).toString('base64'), mimeType: 'application/octet-stream' } },
});

describe('Record Existing', () => {
	const regional = { carrier: 'Regional Express', trackingNumber: 'RX-1' };
	const record = async (parameters: NodeOptions['parameters'] = {}, more: Partial<NodeOptions> = {}) =>
		await run('recordExisting', { ...regional, ...parameters }, { bare: true, ...more });

	it('lets the case know label, number and file, with no carrier service at hand, and Download gives the file', async () => {
		const { json, error } = await record({ binaryProperty: 'pdf' }, { input: [binary('pdf')] });
		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{
				label: { id: 'RX-1', carrier: 'Regional Express', labelFormat: 'PDF', outcome: 'done' },
				case: { logistics: 'label_issued', labels: [{ file: { mimeType: 'application/pdf' } }] },
			},
		]);
		expect((await known.store.cases.findByReference('tracking', 'RX-1'))?.reference).toBe(known.reference);
		for (const label of [undefined, json[0].label]) {
			const { items, error: failure } = await run(
				'download',
				{},
				{ bare: true, input: [{ reference: known.reference, ...(label ? { label } : {}) }] },
			);
			expect(failure).toBeUndefined();
			expect(Buffer.from(items[0].binary!.label.data, 'base64')).toEqual(labelFile('pdf', 'x'));
		}
		expect(journal.calls).toEqual([]);
	});

	it('is stored once; another file under its name is asked about, and the first one stays', async () => {
		await record({ binaryProperty: 'pdf' }, { input: [binary('pdf')] });
		const again = await record({ binaryProperty: 'pdf' }, { input: [binary('pdf')] });
		expect(again.json).toMatchObject([{ label: { outcome: 'already_done' } }]);
		const other = await record({ binaryProperty: 'pdf' }, { input: [binary('pdf', 'other')] });
		expect(other.json).toMatchObject([{ label: { outcome: 'conflicting', message: expect.any(String) } }]);
		expect((await state()).labels).toHaveLength(1);
		const { items } = await run('download', {}, { bare: true });
		expect(Buffer.from(items[0].binary!.label.data, 'base64')).toEqual(labelFile('pdf', 'x'));
	});

	it('takes an address instead of a file, and neither when there is only a number', async () => {
		expect((await record({ labelUrl: `${server.url}/labels/x.pdf` })).json).toMatchObject([
			{ label: { labelUrl: `${server.url}/labels/x.pdf`, outcome: 'done' } },
		]);
		expect((await record({ trackingNumber: 'RX-2' })).json).toMatchObject([{ label: { outcome: 'done' } }]);
		expect((await run('download', {}, { bare: true })).error?.message).toBe('This label has no file');
	});

	it.each([
		['carrier', { carrier: ' ' }],
		['carrier', { carrier: 'easypost' }],
		['trackingNumber', { trackingNumber: '' }],
		['labelUrl', { labelUrl: 'http://files.example.com/1.pdf' }],
		['binaryProperty', { binaryProperty: 'text' }],
	])('names the field %s when it is missing or wrong, and records nothing', async (field, parameters) => {
		const { json } = await record(parameters, {
			continueOnFail: true,
			input: [
				{
					json: { reference: known.reference },
					binary: { text: { data: Buffer.from('no label').toString('base64'), mimeType: 'application/pdf' } },
				},
			],
		});
		expect(json).toMatchObject([{ details: { category: 'invalid_input', field } }]);
		expect((await state()).labels).toEqual([]);
	});

	it('says which format there is when another is wanted', async () => {
		await record({ binaryProperty: 'pdf' }, { input: [binary('zpl')] });
		expect((await run('download', { format: 'PNG' })).error?.message).toBe(
			'This label is a ZPL, and was made elsewhere',
		);
		expect((await run('download', { format: 'ZPL' })).items[0].binary!.label.mimeType).toBe('application/zpl');
	});

	it('in a test run of the editor keeps nothing', async () => {
		const { json } = await record({ binaryProperty: 'pdf' }, { input: [binary('pdf')], mode: 'manual' });
		expect(json).toMatchObject([{ label: { outcome: 'dry_run' }, recorded: { outcome: 'dry_run' } }]);
		expect((await state()).labels).toEqual([]);
		expect(await known.store.files.get({ reference: known.reference, name: 'label RX-1' })).toBeUndefined();
	});
});

describe('Get Rates', () => {
	it('gives every offer, the cheapest first, and buys nothing', async () => {
		const { json, error } = await run('getRates');
		expect(error).toBeUndefined();
		const { offers, carrierService } = json[0].rates as { offers: object[]; carrierService: string };
		expect(carrierService).toBe('easypost');
		expect(offers).toMatchObject([
			{ carrier: 'USPS', service: 'GroundAdvantage', days: 3, cost: { currency: 'USD' } },
			{ service: 'Priority', days: 2 },
			{ service: 'Express', days: 1 },
		]);
		expect(easypost.bought()).toEqual([]);
		expect((await state()).labels).toEqual([]);
	});

	it('says what the carriers said when there is none', async () => {
		easypost.noRates = [{ carrier: 'UPS', message: 'No account.' }];
		expect((await run('getRates')).json).toMatchObject([{ rates: { offers: [], messages: ['UPS: No account.'] } }]);
	});
});

describe('Get', () => {
	it('gives the label as it is now, and the case learns that its parcel is on its way', async () => {
		await run('create');
		const [{ id }] = easypost.bought();
		expect((await run('get')).json).toMatchObject([{ label: { id, carrier: 'USPS' }, standing: { id } }]);
		easypost.scan(id);
		expect((await run('get')).json).toMatchObject([
			{ label: { id }, standing: { status: 'in_use' }, case: { logistics: 'in_transit' } },
		]);
		expect((await run('get', { labelId: id })).json).toMatchObject([{ standing: { status: 'in_use' } }]);
	});

	it('says when there is none', async () => {
		expect((await run('get', {}, { continueOnFail: true })).json).toMatchObject([
			{ error: 'This return has no label of EasyPost', details: { category: 'invalid_input', field: 'labelId' } },
		]);
	});
});

describe('Get Refund Status', () => {
	const refunds = async () => (await run('getRefundStatus')).json[0].refunds as { labels: object[] };

	it('tells what became of the price of voided labels, and the case keeps what is decided', async () => {
		await run('create');
		const [bought] = easypost.bought();
		expect(await refunds()).toEqual({ labels: [] });
		await run('void');
		expect(await refunds()).toMatchObject({
			labels: [{ id: bought.id, carrier: 'USPS', refund: 'requested', refundStatus: 'submitted' }],
		});
		expect((await state()).labels[0].refund).toBeUndefined();
		bought.refund_status = 'refunded';
		expect(await refunds()).toMatchObject({ labels: [{ refund: 'paid' }] });
		expect((await state()).labels[0]).toMatchObject({ voided: true, refund: 'paid' });
		expect(await refunds()).toEqual({ labels: [] });
	});

	it('opens an exception for finance when the carrier keeps the money', async () => {
		await run('create');
		await run('void');
		const [bought] = easypost.bought();
		bought.refund_status = 'rejected';
		expect(await refunds()).toMatchObject({ labels: [{ refund: 'refused', trackingNumber: bought.tracking_code }] });
		expect((await state()).exceptions).toMatchObject([
			{ code: 'label_not_refunded', owner: 'finance', message: expect.stringContaining(bought.tracking_code!) },
		]);
	});
});
