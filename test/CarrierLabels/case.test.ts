import { CarrierLabels } from '../../nodes/CarrierLabels/CarrierLabels.node';
import { closeStores } from '../../nodes/shared/store/open';
import { runNode, type NodeOptions } from '../support/harness';
import { address, fact, openCase, type CaseFixture } from '../StripeRefunds/caseFixture';
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
		credentials: {
			returnsEasyPostApi: { apiKey: sandboxSecrets.easypostKey, baseUrl: `${server.url}/v2` },
			returnCaseApi: fixture.credential,
		},
		input: [{ reference: fixture.reference }],
	});

describe('a label of a case', () => {
	it("goes from the case's customer to the settings' address, and the case knows it", async () => {
		const { json, error } = await label();
		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{ label: { outcome: 'done' }, case: { logistics: 'label_issued', labels: [{ carrier: 'USPS' }] } },
		]);
		const [bought] = easypost.bought();
		expect(bought).toMatchObject({
			reference: fixture.reference,
			to_address: { name: 'Alex Example' },
			from_address: { name: 'Returns' },
		});
		expect((await fixture.store.cases.findByReference('tracking', bought.tracking_code!))?.reference).toBe(
			fixture.reference,
		);
		expect((await label()).json).toMatchObject([
			{ label: { outcome: 'already_done', trackingNumber: bought.tracking_code } },
		]);
		expect(easypost.bought()).toHaveLength(1);
	});

	const decideAgain = async (offer: object) =>
		await fixture.store.cases.record({
			reference: fixture.reference,
			events: [
				fact(
					'return.approved',
					{
						decision: {
							outcome: 'approve',
							reasons: [],
							lines: [{ line: 'l1', quantity: 1 }],
							offers: [{ line: 'l1', rows: ['r'], ...offer }],
						},
					},
					'again',
				),
			],
		});

	it('is not bought for goods that the customer keeps', async () => {
		await decideAgain({ route: 'keep' });
		expect((await label()).json).toMatchObject([
			{ label: { outcome: 'nothing_to_do', message: expect.stringContaining('keeps the goods') as string } },
		]);
		expect(easypost.shipments.size).toBe(0);
		expect(await fixture.store.cases.get(fixture.reference)).toMatchObject({ logistics: 'not_expected' });
	});

	it('goes to the address of the cross-border rule that the return was decided by', async () => {
		await decideAgain({ returnTo: { ...address, name: 'Hub' } });
		await label();
		expect(easypost.bought()).toMatchObject([{ from_address: { name: 'Hub' } }]);
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
		expect((await label()).json).toMatchObject([
			{ label: { outcome: 'already_done' }, case: { logistics: 'label_issued' } },
		]);
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
		expect(items[0].binary!.label).toMatchObject({
			mimeType: 'application/pdf',
			fileName: `return-label-${fixture.reference}.pdf`,
		});
		expect((await label({ format: 'PNG' }, 'download')).items[0].binary!.label).toMatchObject({
			mimeType: 'image/png',
		});
	});
});

describe('voiding the labels of a case', () => {
	const voided = async (parameters: NodeOptions['parameters'] = {}, more: Partial<NodeOptions> = {}) =>
		await runNode(new CarrierLabels(), {
			parameters: { resource: 'returnLabel', operation: 'void', ...parameters },
			credentials: {
				returnsEasyPostApi: { apiKey: sandboxSecrets.easypostKey, baseUrl: `${server.url}/v2` },
				returnCaseApi: fixture.credential,
			},
			input: [{ reference: fixture.reference }],
			...more,
		});
	const boughtId = () => easypost.bought()[0].id;
	const state = async () => (await fixture.store.cases.get(fixture.reference))!;

	it('gives each back once, however often it is asked, and the case counts them no more', async () => {
		await label();
		await label({ parcelNumber: 2 });
		const { json, error } = await voided();
		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{
				voiding: {
					outcome: 'done',
					labels: [{ status: 'voided', refundStatus: 'submitted', carrier: 'USPS' }, { status: 'voided' }],
				},
				case: { logistics: 'none', labels: [{ voided: true }, { voided: true }] },
			},
		]);
		expect((await voided()).json).toMatchObject([{ voiding: { labels: [], outcome: 'nothing_to_do' } }]);
		expect((await voided({ labelId: boughtId() })).json).toMatchObject([
			{ voiding: { labels: [{ status: 'voided' }] } },
		]);
		expect(easypost.givenBack).toHaveLength(2);
	});

	it('has nothing to do for a return that has no label', async () => {
		expect((await voided()).json).toMatchObject([{ voiding: { labels: [], outcome: 'nothing_to_do' } }]);
		expect(journal.calls).toEqual([]);
	});

	it('leaves alone what the carrier has scanned, says so, and tells the warehouse of the parcel of a return that has ended', async () => {
		await label();
		easypost.scan(boughtId());
		await fixture.store.cases.record({
			reference: fixture.reference,
			events: [{ source: 'test', id: 'c', type: 'return.canceled', data: {} }],
		});
		const { json, error } = await voided();
		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{
				voiding: {
					outcome: 'done',
					labels: [
						{ status: 'in_use', tracking: { status: 'in_transit' }, message: expect.stringContaining('on its way') },
					],
				},
			},
		]);
		expect(easypost.givenBack).toEqual([]);
		expect((await state()).exceptions).toMatchObject([
			{
				code: 'parcel_of_ended_return',
				owner: 'warehouse',
				message: expect.stringContaining(easypost.bought()[0].tracking_code!),
			},
		]);
		await voided();
		expect((await state()).exceptions).toHaveLength(1);
	});

	it.each([
		[
			'the answer is lost',
			() => journal.inject({ provider: 'easypost', operation: '/refund', kind: 'drop_after_commit' }),
			'voided',
		],
		[
			'EasyPost says it is too late',
			() => {
				easypost.refuseRefund = { status: 422, code: 'SOMETHING.NEW', message: 'Too late.' };
			},
			'refused',
		],
		[
			'the carrier rejects it',
			() => {
				easypost.refundAs = 'rejected';
			},
			'refused',
		],
		[
			'it costs something only when it is used',
			() => {
				easypost.refundAs = 'not_applicable';
			},
			'refused',
		],
	])('ends when %s', async (_when, upset, status) => {
		await label();
		upset();
		const { json, error } = await voided();
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ voiding: { outcome: 'done', labels: [{ status }] } }]);
		expect((await state()).labels[0].voided ?? false).toBe(status === 'voided');
	});

	it('does not ask again when what seemed lost was done later', async () => {
		await label();
		journal.inject({ provider: 'easypost', operation: '/refund', kind: 'server_error' });
		expect((await voided()).error?.context).toMatchObject({ category: 'unknown_outcome' });
		easypost.bought()[0].refund_status = 'submitted';
		expect((await voided()).json).toMatchObject([
			{ voiding: { outcome: 'already_done', labels: [{ status: 'voided' }] }, case: { labels: [{ voided: true }] } },
		]);
		expect(journal.calls.filter(({ operation }) => operation.endsWith('/refund'))).toHaveLength(1);
	});

	it('asks again when EasyPost broke before it did anything', async () => {
		await label();
		journal.inject({ provider: 'easypost', operation: '/refund', kind: 'server_error' });
		expect((await voided()).error?.context).toMatchObject({ category: 'unknown_outcome' });
		expect((await voided()).json).toMatchObject([{ voiding: { outcome: 'done', labels: [{ status: 'voided' }] } }]);
		expect(easypost.givenBack).toHaveLength(1);
	});

	it('leaves a label that another service sold to a person', async () => {
		await fixture.store.cases.record({
			reference: fixture.reference,
			events: [
				{
					source: 'test',
					id: 'l',
					type: 'label.issued',
					data: {
						label: { id: 'L-7', carrier: 'Regional', trackingNumber: 'R7', labelUrl: 'https://example.com/7.pdf' },
					},
				},
			],
		});
		expect((await voided()).json).toMatchObject([
			{
				voiding: {
					outcome: 'nothing_to_do',
					labels: [
						{
							id: 'L-7',
							status: 'refused',
							message: 'This label was not bought through EasyPost: void it where it was bought.',
						},
					],
				},
			},
		]);
		expect(journal.calls).toEqual([]);
	});

	it("is an error when the label is not this account's", async () => {
		expect((await voided({ labelId: 'shp_none' })).error).toMatchObject({
			message: expect.stringContaining('does not know this shipment'),
			context: { category: 'rejected' },
		});
	});

	it('in a test run of the editor says what it would do', async () => {
		await label();
		const calls = journal.calls.length;
		expect((await voided({}, { mode: 'manual' })).json).toMatchObject([
			{
				voiding: {
					outcome: 'dry_run',
					messages: [`Would void label ${boughtId()}, unless the carrier has scanned it.`],
				},
			},
		]);
		expect(journal.calls).toHaveLength(calls);
	});

	it('finds the label by its reference without a case store', async () => {
		await label();
		const bare = {
			credentials: { returnsEasyPostApi: { apiKey: sandboxSecrets.easypostKey, baseUrl: `${server.url}/v2` } },
		};
		expect((await voided({}, bare)).json).toMatchObject([
			{ voiding: { outcome: 'done', labels: [{ status: 'voided' }] } },
		]);
		expect((await voided({}, bare)).json).toMatchObject([{ voiding: { outcome: 'nothing_to_do', labels: [] } }]);
	});
});
