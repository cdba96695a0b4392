import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CarrierLabels } from '../../nodes/CarrierLabels/CarrierLabels.node';
import { eventOf } from '../../nodes/CarrierLabels/actions/returnLabel/buyLabel';
import { carriers, type RateChoice } from '../../nodes/CarrierLabels/carriers';
import { chooseOffer } from '../../nodes/CarrierLabels/carriers/offer';
import { connections, type CarrierName } from '../../nodes/shared/model';
import { easypostError } from '../../nodes/CarrierLabels/carriers/easypost/error';
import {
	fileUrlOf,
	isLabelFor,
	labelOf,
	messagesOf,
	parcelOf,
	quoteOf,
	Shipment,
	shipmentOf,
} from '../../nodes/CarrierLabels/carriers/easypost/label';
import { refusedVoid, standingOf } from '../../nodes/CarrierLabels/carriers/easypost/tracking';
import { eventOf as eventOfVoid } from '../../nodes/CarrierLabels/labels/voiding';
import { addressOf, merged, parcelOf as checkedParcel } from '../../nodes/CarrierLabels/carriers/labelRequest';
import { assertFetchable, kindOf } from '../../nodes/CarrierLabels/transport/labelFile';
import type { EffectMemory, Http } from '../../nodes/shared/effect';
import { parseNewEvent } from '../../nodes/shared/model';
import { labelFile } from '../sandbox/labelFile';

const customer = {
	name: 'Alex Example',
	street1: '1 Sample Street',
	city: 'Springfield',
	state: 'IL',
	postalCode: '62701',
	country: 'US',
	email: 'alex@example.com',
};
const shop = {
	name: 'Returns',
	company: 'Shop',
	street1: '9 Depot Road',
	city: 'Dayton',
	state: 'OH',
	postalCode: '45402',
	country: 'US',
};
const request = {
	from: customer,
	to: shop,
	parcel: { weight: 500, length: 30, width: 20, height: 10 },
	reference: 'RMA-1',
	choice: { by: 'cheapest' },
	format: 'PDF',
} as const;
const noMemory: EffectMemory = { progress: {}, note: async () => undefined };

describe('a shipment request', () => {
	it('is turned round for EasyPost: the customer is to_address, the shop from_address, and it is a return', () => {
		expect(shipmentOf(request)).toEqual({
			shipment: {
				is_return: true,
				to_address: {
					name: 'Alex Example',
					street1: '1 Sample Street',
					city: 'Springfield',
					state: 'IL',
					zip: '62701',
					country: 'US',
					email: 'alex@example.com',
				},
				from_address: {
					name: 'Returns',
					company: 'Shop',
					street1: '9 Depot Road',
					city: 'Dayton',
					state: 'OH',
					zip: '45402',
					country: 'US',
				},
				parcel: { weight: 17.7, length: 11.9, width: 7.9, height: 4 },
				reference: 'RMA-1',
				options: { label_format: 'PDF', print_custom_1: 'RMA-1' },
			},
		});
	});

	it('never declares a parcel smaller than it is, nor rounds up what is exact', () => {
		expect(parcelOf({ weight: 28.349523125, length: 2.54, width: 25.4, height: 2.55 })).toEqual({
			weight: 1,
			length: 1,
			width: 10,
			height: 1.1,
		});
	});
});

const chooseRate = (shipment: Shipment, choice: RateChoice) =>
	chooseOffer(quoteOf(shipment), { choice }, { provider: 'EasyPost', connection: 'easypost' });

const rate = (service: string, price: string, days: number | null, more = {}) => ({
	id: `rate_${service}`,
	carrier: 'USPS',
	service,
	rate: price,
	currency: 'USD',
	delivery_days: days,
	...more,
});
const quoted = (...rates: object[]) =>
	Shipment.parse({ id: 'shp_1', rates, messages: [{ carrier: 'UPS', type: 'rate_error', message: 'No account.' }] });

describe('the rate', () => {
	const offers = quoted(
		rate('Express', '33.10', 1),
		rate('Priority', '9.10', 2),
		rate('GroundAdvantage', '10.00', 3),
		rate('Slow', '9.2', null),
	);

	it('is the cheapest by money, not by text', () => {
		expect(chooseRate(offers, { by: 'cheapest' }).service).toBe('Priority');
	});

	it('is the fastest, and of equally fast ones the cheapest', () => {
		expect(chooseRate(offers, { by: 'fastest' }).service).toBe('Express');
		expect(
			chooseRate(quoted(rate('A', '12.00', 1), rate('B', '11.00', 1), rate('C', '1.00', null)), { by: 'fastest' })
				.service,
		).toBe('B');
	});

	it.each(['GroundAdvantage', 'USPS GroundAdvantage', 'usps ground advantage'])('is the one called %s', (service) => {
		expect(chooseRate(offers, { by: 'service', service }).id).toBe('rate_GroundAdvantage');
	});

	it.each([
		['no carrier offers any', quoted(), { by: 'cheapest' } as const, 'No carrier offers this return: UPS: No account.'],
		[
			'the named service is not offered',
			offers,
			{ by: 'service', service: 'Drone' } as const,
			'No carrier offers "Drone"',
		],
		[
			'prices cannot be compared',
			quoted(rate('A', '1.00', 1), rate('B', '1.00', 1, { currency: 'CAD' })),
			{ by: 'cheapest' } as const,
			'several currencies',
		],
	])('is refused when %s', (_when, shipment, choice, message) => {
		expect(() => chooseRate(shipment, choice)).toThrow(message);
	});
});

describe('an answer', () => {
	const bought = Shipment.parse({
		id: 'shp_1',
		mode: 'test',
		is_return: true,
		reference: 'RMA-1',
		tracking_code: '94001',
		selected_rate: rate('Priority', '9.10', 2),
		messages: [],
		postage_label: {
			label_url: 'https://files.example.com/1.png',
			label_pdf_url: null,
			label_zpl_url: 'https://files.example.com/1.zpl',
			label_file_type: 'image/png',
		},
		tracker: { id: 'trk_1', public_url: 'https://track.example.com/1' },
	});

	it('becomes the canonical label', () => {
		expect(labelOf(bought)).toEqual({
			id: 'shp_1',
			carrier: 'USPS',
			service: 'Priority',
			cost: { amount: 910, currency: 'USD' },
			trackingNumber: '94001',
			trackingUrl: 'https://track.example.com/1',
			labelUrl: 'https://files.example.com/1.png',
			labelFormat: 'PNG',
			testMode: true,
			messages: [],
			providerIds: { 'easypost.shipment': 'shp_1', 'easypost.tracker': 'trk_1' },
		});
	});

	it.each([['no label', { postage_label: null }]])('is no label while there is %s', (_what, missing) => {
		expect(labelOf({ ...bought, ...missing })).toBeUndefined();
	});

	it('is recorded so that the case is found by shipment, tracker and tracking number', () => {
		expect(parseNewEvent(eventOf(labelOf(bought)!))).toMatchObject({
			source: 'easypost',
			id: 'shp_1.label',
			type: 'label.issued',
			references: { 'easypost.shipment': 'shp_1', 'easypost.tracker': 'trk_1', tracking: '94001' },
		});
	});

	it('gives the file of a format', () => {
		expect([fileUrlOf(bought, 'PNG'), fileUrlOf(bought, 'ZPL'), fileUrlOf(bought, 'PDF')]).toEqual([
			'https://files.example.com/1.png',
			'https://files.example.com/1.zpl',
			undefined,
		]);
	});

	it('is looked for by reference among returns that were not given back', () => {
		expect(isLabelFor(bought, 'RMA-1')).toBe(true);
		for (const other of [
			{ reference: 'RMA-2' },
			{ is_return: false },
			{ refund_status: 'submitted' },
			{ refund_status: 'refunded' },
		])
			expect(isLabelFor({ ...bought, ...other }, 'RMA-1')).toBe(false);
		expect(isLabelFor({ ...bought, refund_status: 'rejected' }, 'RMA-1')).toBe(true);
	});

	it.each([
		['older than 2,900 others that were bought since the return was opened', '2026-11-01T00:00:00Z', true],
		['older than 1,000 others, when nobody knows since when', undefined, false],
	])('is looked for: one %s', async (_what, since, isFound) => {
		const bodyOf = (page: number) => ({
			shipments: [{ ...bought, id: `shp_${page}`, reference: page === 29 ? 'RMA-1' : 'RMA-2' }],
			has_more: page < 40,
		});
		const asked: object[] = [];
		const api = {
			baseUrl: 'https://api.example.com',
			remembers: false,
			http: (async ({ qs }: { qs: object }) => ({ status: 200, body: bodyOf(asked.push(qs) - 1) })) as unknown as Http,
		};
		const look = carriers.easypost
			.create({ ...api, remembers: true }, { ...request, since }, noMemory)
			.catch(() => 'bought');
		expect(await look).toEqual(isFound ? expect.objectContaining({ id: 'shp_29' }) : 'bought');
		expect(asked[1]).toMatchObject({ before_id: 'shp_0', ...(since && { start_datetime: since }) });
	});

	it('keeps what carriers say in sentences', () => {
		expect(messagesOf({ messages: [{ carrier: 'UPS', message: 'Too heavy.' }, { message: { nested: 1 } }] })).toEqual([
			'UPS: Too heavy.',
			'nested: 1',
		]);
	});
});

describe('a label that shall be voided', () => {
	const label = (refund_status: string | null, status = 'unknown') =>
		Shipment.parse({
			id: 'shp_1',
			refund_status,
			tracking_code: '94',
			selected_rate: rate('Priority', '9.10', 2),
			tracker: { id: 'trk_1', status, status_detail: 'status_update' },
		});

	it.each([
		[null, 'unknown', undefined],
		[null, 'pre_transit', undefined],
		[null, 'cancelled', undefined],
		['rejected', 'pre_transit', undefined],
		['submitted', 'pre_transit', 'voided'],
		['refunded', 'in_transit', 'voided'],
		[null, 'in_transit', 'in_use'],
		['rejected', 'in_transit', 'in_use'],
		[null, 'delivered', 'in_use'],
		[null, 'failure', 'in_use'],
		[null, 'a status of tomorrow', 'in_use'],
		['not_applicable', 'pre_transit', 'refused'],
	])('with price %s and parcel %s stands as %s', (refund, tracker, status) => {
		expect(standingOf(label(refund, tracker))?.status).toBe(status);
	});

	it('says why the carrier keeps it', () => {
		expect(refusedVoid(label('rejected')).message).toContain('bought too long ago');
		expect(refusedVoid(label(null), 'Too late.')).toMatchObject({
			status: 'refused',
			trackingNumber: '94',
			message: 'The carrier does not take this label back: Too late. It can still be used.',
		});
	});

	it.each([
		['in_transit', 'in_transit', 'shipment.in_transit'],
		['out_for_delivery', 'out_for_delivery', 'shipment.in_transit'],
		['delivered', 'delivered', 'shipment.delivered'],
		['return_to_sender', 'returned_to_sender', 'shipment.exception'],
		['failure', 'exception', 'shipment.exception'],
	])('and is %s tells the case %s as %s', (word, status, type) => {
		const event = eventOfVoid('easypost', standingOf(label(null, word))!)!;
		expect(parseNewEvent(event)).toMatchObject({
			source: 'easypost',
			id: `shp_1.${status}`,
			type,
			data: { tracking: { trackingNumber: '94', status, detail: 'status_update' } },
		});
	});

	it('tells the case that it is void, and nothing when the carrier keeps it', () => {
		expect(eventOfVoid('easypost', standingOf(label('submitted'))!)).toEqual({
			source: 'easypost',
			id: 'shp_1.voided',
			type: 'label.voided',
			data: { label: 'shp_1' },
		});
		expect(eventOfVoid('easypost', refusedVoid(label('rejected')))).toBeUndefined();
	});
});

describe('an error of EasyPost', () => {
	it.each([
		[
			422,
			{
				code: 'ADDRESS.VERIFY.FAILURE',
				message: 'Unable to verify address.',
				errors: [{ code: 'E.ADDRESS.NOT_FOUND', field: 'address', message: 'Address not found', suggestion: null }],
			},
			'invalid_input',
			'An address of this return cannot be used: Unable to verify address. Address not found',
			'address',
		],
		[
			422,
			{
				code: 'PARAMETER.REQUIRED',
				message: 'Missing required parameter.',
				errors: [{ field: 'shipment', message: 'cannot be blank' }],
			},
			'invalid_input',
			'cannot be blank',
			'shipment',
		],
		[
			422,
			{ code: 'SHIPMENT.PURCHASE.IN_PROGRESS', message: 'x', errors: [] },
			'unknown_outcome',
			'has not finished',
			undefined,
		],
		[
			422,
			{ code: 'SHIPMENT.PURCHASE.TIMED_OUT', message: 'x', errors: [] },
			'unknown_outcome',
			'has not finished',
			undefined,
		],
		[
			402,
			{ code: 'SOMETHING.NEW', message: 'Add funds.', errors: ['Add funds.'] },
			'rejected',
			'wallet is too low',
			undefined,
		],
		[
			401,
			{ code: 'APIKEY.INVALID', message: 'Key EZAKsecret is wrong', errors: [] },
			'configuration',
			'EasyPost does not accept the key',
			undefined,
		],
		[404, { code: 'NOT_FOUND', message: 'Gone', errors: [] }, 'rejected', 'does not know this shipment', undefined],
	])('%i %j is %s', (status, error, category, message, field) => {
		const failure = easypostError(status, { error });
		expect(failure.details).toMatchObject({ category, connection: 'easypost', httpStatus: status });
		expect(failure.details.field).toBe(field);
		expect(failure.message).toContain(message);
		expect(failure.message).not.toContain('EZAKsecret');
		expect(failure.details.advice).toBeTruthy();
	});

	it('is no surprise when it is no JSON', () => {
		expect(easypostError(400, '<html>').message).toBe('EasyPost refused the request (400)');
	});
});

describe("the request's parts", () => {
	it("are the case's, with what the analyst gave instead", () => {
		expect(merged(customer, { city: '', street1: '2 New Street' })).toMatchObject({
			city: 'Springfield',
			street1: '2 New Street',
		});
	});

	it('name what is missing', () => {
		expect(() =>
			addressOf({ ...customer, postalCode: undefined }, 'from', "The customer's address", 'Add it.'),
		).toThrow("The customer's address is incomplete: postalCode is missing");
		expect(() => checkedParcel({ weight: 500, length: 30, width: 0, height: 10 })).toThrow('The parcel has no width');
		expect(addressOf({ ...customer, country: 'us ' }, 'from', '', '').country).toBe('US');
	});
});

describe('a label file', () => {
	it.each([
		['https://files.example.com/1.pdf', true],
		['http://127.0.0.1:8080/1.pdf', true],
		['http://localhost/1.pdf', true],
		['http://files.example.com/1.pdf', false],
		['http://localhost.example.com/1', false],
		['http://127.0.0.1.example.com/1', false],
		['file:///etc/passwd', false],
		['ftp://127.0.0.1/1', false],
		['1.pdf', false],
	])('%s may be fetched: %s', (url, allowed) => {
		const fetching = expect(() => assertFetchable(url));
		if (allowed) fetching.not.toThrow();
		else fetching.toThrow('not a secure one');
	});

	it.each([
		['pdf', 'application/pdf'],
		['png', 'image/png'],
		['zpl', 'application/zpl'],
	])('is known to be %s by what it begins with', (extension, mimeType) => {
		expect(kindOf(labelFile(extension, 'RMA-1'))).toEqual({ extension, mimeType });
	});

	it('is not an error page', () => {
		expect(kindOf(Buffer.from('<Error><Code>AccessDenied</Code></Error>'))).toBeUndefined();
	});
});

it.each(Object.keys(carriers) as CarrierName[])(
	'%s is offered in the node with its credential, and its folder is like the others',
	(id) => {
		const { description, methods } = new CarrierLabels();
		const { name, credentials } = connections[id];
		expect(description.properties.find((one) => one.name === 'carrierService')!.options).toContainEqual({
			name,
			value: id,
		});
		const slot = description.credentials!.find((one) => one.name === credentials[0])!;
		expect(slot).toMatchObject({
			displayName: name,
			required: false,
			displayOptions: { show: { carrierService: [id, 'byRules', 'seller', 'all'] } },
		});
		expect(methods.credentialTest[slot.testedBy as string]).toBeInstanceOf(Function);
		expect(readdirSync(join(__dirname, '../../nodes/CarrierLabels/carriers', id))).toEqual(
			expect.arrayContaining(['index.ts', 'label.ts', 'tracking.ts', 'error.ts']),
		);
	},
);
