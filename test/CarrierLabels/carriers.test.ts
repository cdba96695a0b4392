import fc from 'fast-check';
import { CarrierLabels } from '../../nodes/CarrierLabels/CarrierLabels.node';
import { closeStores } from '../../nodes/shared/store/open';
import { runNode, testCredential, type NodeOptions } from '../support/harness';
import { openCase, type CaseFixture } from '../StripeRefunds/caseFixture';
import type { CarrierStandIn } from '../sandbox/carrier';
import { sandboxSecrets } from '../sandbox/catalogue';
import { createEasyPost } from '../sandbox/easypost';
import { createKarrio } from '../sandbox/karrio';
import { createSendcloud } from '../sandbox/sendcloud';
import { Journal, serve, type Fault, type Running } from '../sandbox/server';
import { createShipStation } from '../sandbox/shipstation';
import { createShippo } from '../sandbox/shippo';
import { parcel } from './addresses';

/** What every carrier service must hold alike; EasyPost's own tests are older (easypost.test.ts, case.test.ts). */

interface Kit {
	carrierService: string;
	make(): CarrierStandIn & { slowLabel?: boolean | number };
	type: string;
	credential(url: string): Record<string, string>;
	wrong: Record<string, string>;
	/** Part of the operation that buys, and of one that only looks. */
	order: string;
	look: string;
	/** Its words for a parcel that moves, and for a price that is back, and that is not. */
	moving: string;
	paid?: string;
	refused?: string;
	cheapest: { service: string; currency: string };
	/** One that comes in more than one format. */
	otherFormat?: boolean;
}

const kits: Kit[] = [
	{
		carrierService: 'karrio',
		make: createKarrio,
		type: 'returnsKarrioApi',
		credential: (url) => ({ apiKey: sandboxSecrets.karrioKey, baseUrl: `${url}/v1` }),
		wrong: { apiKey: 'wrong' },
		order: '/purchase',
		look: 'GET /shipments',
		moving: 'in_transit',
		cheapest: { service: 'ups_standard', currency: 'EUR' },
	},
	{
		carrierService: 'sendcloud',
		make: createSendcloud,
		type: 'returnsSendcloudApi',
		credential: (url) => ({
			publicKey: sandboxSecrets.sendcloudPublicKey,
			secretKey: sandboxSecrets.sendcloudSecretKey,
			baseUrl: `${url}/api/v3`,
		}),
		wrong: { secretKey: 'wrong' },
		order: '/announce-synchronously',
		look: 'GET /returns',
		moving: 'shipment-on-route',
		paid: 'cancelled',
		cheapest: { service: 'dpd:return/standard', currency: 'EUR' },
		otherFormat: true,
	},
	{
		carrierService: 'shippo',
		make: createShippo,
		type: 'returnsShippoApi',
		credential: (url) => ({ apiToken: sandboxSecrets.shippoToken, baseUrl: url }),
		wrong: { apiToken: 'wrong' },
		order: 'POST /transactions/',
		look: 'GET /transactions/',
		moving: 'TRANSIT',
		paid: 'REFUNDED',
		refused: 'REFUNDREJECTED',
		cheapest: { service: 'usps_standard', currency: 'USD' },
	},
	{
		carrierService: 'shipstation',
		make: createShipStation,
		type: 'returnsShipStationApi',
		credential: (url) => ({ apiKey: sandboxSecrets.shipstationKey, baseUrl: `${url}/v1` }),
		wrong: { apiKey: 'wrong' },
		order: 'POST /labels',
		look: 'external_shipment_id',
		moving: 'in_transit',
		paid: 'approved',
		refused: 'rejected',
		cheapest: { service: 'usps_standard', currency: 'USD' },
		otherFormat: true,
	},
];

describe.each(kits.map((kit) => [kit.carrierService, kit] as const))('%s', (carrierService, kit) => {
	let journal: Journal;
	let standIn: ReturnType<Kit['make']>;
	let server: Running;
	let known: CaseFixture;
	beforeEach(async () => {
		journal = new Journal();
		standIn = kit.make();
		server = await serve(standIn, journal);
		known = await openCase();
	});
	afterEach(async () => {
		await closeStores();
		await server.stop();
	});

	async function run(
		operation: string,
		parameters: NodeOptions['parameters'] = {},
		{ bare, ...more }: Partial<NodeOptions> & { bare?: boolean } = {},
	) {
		return await runNode(new CarrierLabels(), {
			parameters: { carrierService, resource: 'returnLabel', operation, ...parameters },
			credentials: {
				[kit.type]: kit.credential(server.url),
				...(!bare && { returnCaseApi: known.credential }),
			},
			input: [{ reference: known.reference }],
			...more,
		});
	}
	const create = async (parameters: NodeOptions['parameters'] = {}, more: Parameters<typeof run>[2] = {}) =>
		await run('create', { ...(more.bare && { parcel, from: sender, to: shop }), ...parameters }, more);
	const sender = {
		name: 'Alex Example',
		street1: '1 Sample Street',
		city: 'Springfield',
		state: 'IL',
		postalCode: '62701',
		country: 'US',
	};
	const shop = { ...sender, name: 'Returns', street1: '9 Depot Road' };
	const inject = (operation: string, kind: Fault['kind'], times = 1) =>
		journal.inject({ provider: carrierService, operation, kind, times });

	it('buys the cheapest label once, and the case knows it', async () => {
		const { json, error } = await create();
		expect(error).toBeUndefined();
		const [bought] = standIn.bought();
		expect(json).toMatchObject([
			{
				label: {
					outcome: 'done',
					id: bought.id,
					service: kit.cheapest.service,
					trackingNumber: bought.trackingNumber,
					cost: { currency: kit.cheapest.currency },
				},
				case: { logistics: 'label_issued', labels: [{ id: bought.id }] },
			},
		]);
		expect(bought.reference).toBe(known.reference);
		expect((await known.store.cases.findByReference('tracking', bought.trackingNumber))?.reference).toBe(
			known.reference,
		);
		expect((await create()).json).toMatchObject([{ label: { outcome: 'already_done' } }]);
		expect(standIn.bought()).toHaveLength(1);
	});

	it('gives the file, and another format where there is one', async () => {
		const [made] = (await create()).json;
		for (const input of [[made], [{ reference: known.reference }]]) {
			const { items, error } = await run('download', {}, { input });
			expect(error).toBeUndefined();
			expect(items[0].binary!.label).toMatchObject({ mimeType: 'application/pdf' });
		}
		const png = await run('download', { format: 'PNG' }, { input: [made] });
		if (kit.otherFormat) expect(png.items[0].binary!.label).toMatchObject({ mimeType: 'image/png' });
		else expect(png.error?.message).toContain('has no PNG of this label');
		const pdf = await run('download', { format: 'PDF' }, { input: [made] });
		expect(pdf.items[0].binary!.label).toMatchObject({ mimeType: 'application/pdf' });
	});

	it('buys the service that is named, and says which there are when there is none of that name', async () => {
		const express = kit.cheapest.service.replace('standard', 'express');
		expect((await create({ rate: 'service', service: express })).json).toMatchObject([{ label: { service: express } }]);
		const { error } = await create({ rate: 'service', service: 'Drone', parcelNumber: 2 });
		expect(error?.message).toContain('No carrier offers "Drone"');
		expect(error?.description).toContain(express);
	});

	it.each(['drop_after_commit', 'drop_before_commit', 'server_error'] as const)(
		'never has two labels when the answer to the order is lost: %s',
		async (kind) => {
			inject(kit.order, kind);
			inject(kit.look, 'drop_before_commit', 0);
			for (let times = 0; times < 3 && (await create()).error; times++);
			expect(standIn.bought()).toHaveLength(1);
			expect((await create()).json).toMatchObject([
				{ label: { outcome: 'already_done', trackingNumber: standIn.bought()[0].trackingNumber } },
			]);
		},
	);

	it('says that the outcome is unknown while nobody can be asked, and finds the label then', async () => {
		inject(kit.order, 'drop_after_commit');
		const before = journal.calls.length;
		await create({}, { mode: 'manual' });
		expect(journal.calls).toHaveLength(before); // a test run asks nothing
		// Looks before the order are let through: only those after it fail.
		const answer = standIn.answer.bind(standIn);
		let isOrdered = false;
		let silent = 12;
		standIn.answer = async (request) => {
			if (standIn.operationOf(request).includes(kit.order)) isOrdered = true;
			else if (isOrdered && silent-- > 0)
				return standIn.refusal('server_error', { provider: '', kind: 'server_error' });
			return await answer(request);
		};
		expect((await create()).error?.context).toMatchObject({ category: 'unknown_outcome' });
		silent = 0;
		expect((await create()).json).toMatchObject([{ label: { outcome: 'already_done' } }]);
		expect(standIn.bought()).toHaveLength(1);
	});

	it('waits for a label that is in the making', async () => {
		standIn.slowLabel = carrierService === 'sendcloud' ? 2 : true;
		for (let times = 0; times < 5 && (await create()).error; times++);
		expect((await create()).json).toMatchObject([{ label: { outcome: 'already_done' } }]);
		expect(standIn.bought()).toHaveLength(1);
	});

	it('has one label, or says that it does not know, whatever is lost on the way', async () => {
		const faults = fc.array(
			fc.record({
				operation: fc.constantFrom(kit.order, kit.look, 'POST', 'GET'),
				kind: fc.constantFrom<Fault['kind']>('drop_after_commit', 'drop_before_commit', 'server_error', 'rate_limit'),
			}),
			{ maxLength: 4 },
		);
		let number = 0;
		await fc.assert(
			fc.asyncProperty(faults, async (given) => {
				number++;
				journal.faults.length = 0;
				for (const { operation, kind } of given)
					journal.inject({ provider: carrierService, operation, kind, retryAfter: 0 });
				let last = await create({ parcelNumber: number });
				for (let times = 0; times < 8 && last.error; times++) {
					expect(['unknown_outcome', 'retryable']).toContain(last.error.context?.category);
					last = await create({ parcelNumber: number });
				}
				const reference = number === 1 ? known.reference : `${known.reference}/L${number}`;
				const found = standIn.bought().filter((one) => one.reference.replace('-L', '/L') === reference);
				expect(found).toHaveLength(1);
				expect(last.json).toMatchObject([{ label: { trackingNumber: found[0].trackingNumber } }]);
			}),
			{ numRuns: 12 },
		);
	}, 120_000);

	it('without a case store finds the label that was bought with one', async () => {
		await create();
		await closeStores();
		const { reference } = known;
		known = await openCase();
		const { json, error } = await create({}, { input: [{ reference }], bare: true });
		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{ label: { outcome: 'already_done', trackingNumber: standIn.bought()[0].trackingNumber } },
		]);
		expect(standIn.bought()).toHaveLength(1);
	});

	it('starts anew with corrected input after a refusal, and says what was said', async () => {
		standIn.refuseOrder = 'The street is not known.';
		const { error } = await create();
		expect(error?.message).toContain('The street is not known.');
		expect(['invalid_input', 'rejected']).toContain(error?.context?.category);
		expect((await create()).json).toMatchObject([{ label: { outcome: 'done' } }]);
		expect(standIn.bought()).toHaveLength(1);
	});

	it('tells what carriers say when none offers anything', async () => {
		standIn.noOffers = 'Too heavy.';
		expect((await create()).error?.message).toContain('Too heavy.');
		expect((await run('getRates')).json).toMatchObject([{ rates: { offers: [] } }]);
		standIn.noOffers = undefined;
		expect((await run('getRates')).json).toMatchObject([
			{ rates: { carrierService, offers: [{ service: kit.cheapest.service, days: 3 }, { days: 1 }] } },
		]);
		expect(standIn.bought()).toEqual([]);
	});

	it('voids a label once, and tells what becomes of its price', async () => {
		await create();
		const [{ id }] = standIn.bought();
		expect((await run('get')).json).toMatchObject([{ label: { id }, standing: { id } }]);
		const { json, error } = await run('void');
		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{ voiding: { outcome: 'done', labels: [{ id, status: 'voided' }] }, case: { labels: [{ voided: true }] } },
		]);
		await run('void', { labelId: id });
		expect(standIn.voided).toEqual([id]);
		expect((await run('getRefundStatus')).json).toMatchObject([{ refunds: { labels: [{ id, refund: 'requested' }] } }]);
		if (!kit.paid) return;
		standIn.decideRefund(id, kit.paid);
		expect((await run('getRefundStatus')).json).toMatchObject([{ refunds: { labels: [{ id, refund: 'paid' }] } }]);
		expect((await known.store.cases.get(known.reference))?.labels[0].refund).toBe('paid');
	});

	it('opens an exception for finance when the carrier keeps the price', async () => {
		if (!kit.refused) return expect(kit.refused).toBeUndefined(); // it never says so
		await create();
		const [{ id }] = standIn.bought();
		await run('void');
		standIn.decideRefund(id, kit.refused);
		expect((await run('getRefundStatus')).json).toMatchObject([{ refunds: { labels: [{ refund: 'refused' }] } }]);
		expect((await known.store.cases.get(known.reference))?.exceptions).toMatchObject([{ code: 'label_not_refunded' }]);
	});

	it('leaves a label alone whose parcel is on its way, and the case learns that', async () => {
		await create();
		const [{ id }] = standIn.bought();
		standIn.scan(id, kit.moving);
		const { json, error } = await run('void');
		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{
				voiding: { labels: [{ status: 'in_use', tracking: { status: 'in_transit', detail: kit.moving } }] },
				case: { logistics: 'in_transit' },
			},
		]);
		expect(standIn.voided).toEqual([]);
	});

	it('tells a wrong key without showing it, and waits when it is asked to', async () => {
		const wrong = { ...kit.credential(server.url), ...kit.wrong };
		const { error } = await create({}, { credentials: { [kit.type]: wrong, returnCaseApi: known.credential } });
		expect(error).toMatchObject({
			message: expect.stringContaining('does not accept the key'),
			context: { category: 'configuration' },
		});
		inject('', 'rate_limit', 5);
		expect((await create()).error?.context).toMatchObject({ category: 'retryable' });
	});

	it('tests its credential', async () => {
		const credential = kit.credential(server.url);
		expect(await testCredential(new CarrierLabels(), kit.type, credential)).toMatchObject({ status: 'OK' });
		expect(await testCredential(new CarrierLabels(), kit.type, { ...credential, ...kit.wrong })).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('does not know th'),
		});
		expect(await testCredential(new CarrierLabels(), kit.type, { ...credential, baseUrl: '' })).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('Base URL is empty'),
		});
		expect(
			await testCredential(new CarrierLabels(), kit.type, { ...credential, baseUrl: 'http://127.0.0.1:1' }),
		).toMatchObject({ status: 'Error', message: expect.stringContaining('nothing listens there') });
	});

	it('buys nothing while another carrier service may have sold the label, and nothing when that has', async () => {
		const easypost = createEasyPost();
		const other = await serve(easypost, journal);
		const first = async () =>
			await run(
				'create',
				{ carrierService: 'easypost' },
				{
					credentials: {
						returnsEasyPostApi: { apiKey: sandboxSecrets.easypostKey, baseUrl: `${other.url}/v2` },
						returnCaseApi: known.credential,
					},
				},
			);
		try {
			journal.inject({ provider: 'easypost', operation: '/buy', kind: 'drop_after_commit' });
			journal.inject({ provider: 'easypost', operation: 'GET /shipments/:id', kind: 'drop_before_commit', times: 3 });
			expect((await first()).error?.context).toMatchObject({ category: 'unknown_outcome' });
			expect((await create()).error).toMatchObject({
				message: 'EasyPost may have sold a label for this parcel',
				context: { category: 'retryable' },
			});
			await first();
			expect((await create()).error).toMatchObject({
				message: 'This parcel has a label of EasyPost already',
				context: { category: 'rejected' },
			});
			expect(standIn.bought()).toEqual([]);
			easypost.noRates = [{ carrier: 'USPS', message: 'No.' }];
			expect((await create({ parcelNumber: 2 })).error).toBeUndefined();
		} finally {
			await other.stop();
		}
	});
});

it('a return of Sendcloud whose own id was never heard is known by its parcel, and left to a person to cancel', async () => {
	const journal = new Journal();
	const sendcloud = createSendcloud();
	const server = await serve(sendcloud, journal);
	const known = await openCase();
	const [kit] = kits.filter(({ carrierService }) => carrierService === 'sendcloud');
	const run = async (operation: string) =>
		await runNode(new CarrierLabels(), {
			parameters: { carrierService: 'sendcloud', resource: 'returnLabel', operation },
			credentials: { [kit.type]: kit.credential(server.url), returnCaseApi: known.credential },
			input: [{ reference: known.reference }],
		});
	try {
		journal.inject({ provider: 'sendcloud', operation: kit.order, kind: 'drop_after_commit' });
		const [{ label }] = (await run('create')).json;
		expect(label).toMatchObject({ id: expect.stringMatching(/^parcel \d+$/) });
		expect((await run('get')).json).toMatchObject([{ label: { carrier: 'dpd' } }]);
		expect((await run('void')).json).toMatchObject([
			{ voiding: { labels: [{ status: 'refused', message: expect.stringContaining('cancel it there') }] } },
		]);
		expect(sendcloud.voided).toEqual([]);
	} finally {
		await closeStores();
		await server.stop();
	}
});
