import { CarrierLabels } from '../../nodes/CarrierLabels/CarrierLabels.node';
import { closeStores } from '../../nodes/shared/case/open';
import { runNode, type NodeOptions } from '../harness';
import { openCase, type CaseFixture } from '../StripeRefunds/caseFixture';
import { sandboxSecrets } from '../sandbox/catalogue';
import { createEasyPost, type EasyPostStandIn } from '../sandbox/easypost';
import { Journal, serve, type Running } from '../sandbox/server';

let journal: Journal;
let easypost: EasyPostStandIn;
let server: Running;
let fixture: CaseFixture;

beforeEach(async () => {
	journal = new Journal();
	easypost = createEasyPost();
	server = await serve(easypost, journal);
	fixture = await openCase();
});
afterEach(async () => {
	await closeStores();
	await server.stop();
});

const label = async (parameters: NodeOptions['parameters'] = {}, operation = 'create') =>
	await runNode(new CarrierLabels(), {
		parameters: { resource: 'returnLabel', operation, ...parameters },
		credentials: { returnsEasyPostApi: { apiKey: sandboxSecrets.easypostKey, baseUrl: `${server.url}/v2` }, returnCaseApi: fixture.credential },
		input: [{ reference: fixture.reference }],
	});

describe('a label of a case', () => {
	it('goes from the case\'s customer to the settings\' address, and the case knows it', async () => {
		const { json, error } = await label();
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ label: { outcome: 'done' }, case: { logistics: 'label_issued', labels: [{ carrier: 'USPS' }] } }]);
		const [bought] = easypost.bought();
		expect(bought).toMatchObject({ reference: fixture.reference, to_address: { name: 'Alex Example' }, from_address: { name: 'Returns' } });
		expect((await fixture.store.findByReference('tracking', bought.tracking_code!))?.reference).toBe(fixture.reference);
		expect((await label()).json).toMatchObject([{ label: { outcome: 'already_done', trackingNumber: bought.tracking_code } }]);
		expect(easypost.bought()).toHaveLength(1);
	});

	it('is bought for the shipment that was noted, never for a second one', async () => {
		journal.inject({ provider: 'easypost', operation: '/buy', kind: 'drop_before_commit' });
		expect((await label()).error?.context).toMatchObject({ category: 'unknown_outcome' });
		expect((await label()).json).toMatchObject([{ label: { outcome: 'done' } }]);
		expect(easypost.shipments.size).toBe(1);
	});

	it('is found when EasyPost bought it but nothing could be heard of it', async () => {
		journal.inject({ provider: 'easypost', operation: '/buy', kind: 'drop_after_commit' });
		journal.inject({ provider: 'easypost', operation: 'GET /shipments/:id', kind: 'drop_before_commit', times: 3 });
		expect((await label()).error?.context).toMatchObject({ category: 'unknown_outcome' });
		expect((await label()).json).toMatchObject([{ label: { outcome: 'already_done' }, case: { logistics: 'label_issued' } }]);
		expect(easypost.bought()).toHaveLength(1);
	});

	it('starts anew with corrected input after EasyPost refused', async () => {
		easypost.refuseBuying = { status: 422, code: 'ADDRESS.VERIFY.FAILURE' };
		expect((await label()).error?.context).toMatchObject({ category: 'invalid_input' });
		expect((await label({ from: { street1: '2 Right Street' } })).json).toMatchObject([{ label: { outcome: 'done' } }]);
		expect(easypost.bought()).toMatchObject([{ to_address: { street1: '2 Right Street' } }]);
	});

	it('is downloaded from what the case knows', async () => {
		await label();
		const { items } = await label({}, 'download');
		expect(items[0].binary!.label).toMatchObject({ mimeType: 'application/pdf', fileName: `return-label-${fixture.reference}.pdf` });
		expect((await label({ format: 'PNG' }, 'download')).items[0].binary!.label).toMatchObject({ mimeType: 'image/png' });
	});
});
