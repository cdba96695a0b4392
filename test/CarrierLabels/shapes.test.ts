import { CarrierLabels } from '../../nodes/CarrierLabels/CarrierLabels.node';
import { easypostError } from '../../nodes/CarrierLabels/carriers/easypost/error';
import * as easypost from '../../nodes/CarrierLabels/carriers/easypost/label';
import { karrioError } from '../../nodes/CarrierLabels/carriers/karrio/error';
import * as karrio from '../../nodes/CarrierLabels/carriers/karrio/label';
import { sendcloudError } from '../../nodes/CarrierLabels/carriers/sendcloud/error';
import * as sendcloud from '../../nodes/CarrierLabels/carriers/sendcloud/label';
import { shippoError } from '../../nodes/CarrierLabels/carriers/shippo/error';
import * as shippo from '../../nodes/CarrierLabels/carriers/shippo/label';
import { shipstationError } from '../../nodes/CarrierLabels/carriers/shipstation/error';
import * as shipstation from '../../nodes/CarrierLabels/carriers/shipstation/label';
import { closeStores } from '../../nodes/shared/store/open';
import { runNode } from '../support/harness';
import { sandboxSecrets } from '../sandbox/catalogue';
import { Journal, serve } from '../sandbox/server';
import { createShippo } from '../sandbox/shippo';
import { openCase } from '../StripeRefunds/caseFixture';
import { from, parcel, to } from './addresses';

/** Shapes in which carrier services answer, whatever their documents say (docs/reliability.md#tried-against-public-reports). */

describe.each([
	['EasyPost', easypostError],
	['Sendcloud', sendcloudError],
	['Shippo', shippoError],
	['ShipStation', shipstationError],
	['Karrio', karrioError],
])('a refusal of %s', (provider, errorOf) => {
	it.each<[body: unknown, said: string, field?: string]>([
		['Too many parcels.', 'Too many parcels.'],
		[['Bad zip.'], 'Bad zip.'],
		[[{ message: 'Too heavy.', code: 'w' }], 'Too heavy.'],
		[{ detail: 'Not found.' }, 'Not found.'],
		[{ message: 'Malformed.' }, 'Malformed.'],
		[{ message: 'Malformed.', errors: [] }, 'Malformed.'],
		[{ error: 'invalid_request' }, 'invalid_request'],
		[{ error: { message: 'Malformed.', code: 7 } }, 'Malformed.'],
		[{ error: [{ code: 'x', message: 'Malformed.' }] }, 'Malformed.'],
		[{ errors: { parcels: ['too many'] } }, 'parcels: too many', 'parcels'],
		[{ errors: 'Malformed.' }, 'Malformed.'],
		[{ errors: [null, 'Malformed.'] }, 'Malformed.'],
		[{ errors: [{ detail: { weight: ['too heavy'] }, source: null }] }, 'weight: too heavy', 'weight'],
		[
			{ errors: [{ title: 'Too heavy.', status: '400', source: { pointer: '/data/weight' } }] },
			'Too heavy.',
			'/data/weight',
		],
		[{ errors: [{ message: ['Bad.', 'Blank.'], field_name: 'ship_to.zip' }] }, 'Bad. Blank.', 'ship_to.zip'],
		[{ errors: [{ message: null, error_code: 'no_rates_returned' }] }, 'no_rates_returned'],
		[{ non_field_errors: ['Twice.'] }, 'Twice.'],
		[{ address_from: { zip: ['is blank'] } }, 'address_from: zip: is blank', 'zip'],
		[{ status: ['is no choice'] }, 'status: is no choice', 'status'],
		[{ messages: [{ message: 'UPS says no.', carrier_name: 'ups', carrier_id: 'c' }] }, 'UPS says no.'],
		[{ success: false, fields: { zip: 'is blank' } }, 'zip: is blank', 'zip'],
	])('%j is shown', (...[body, said, field]) => {
		const { message, details } = errorOf(422, body);
		expect(message).toMatch(new RegExp(`^${provider} [^:]*: `));
		expect(message.slice(message.indexOf(': ') + 2)).toBe(said);
		expect(details.field).toBe(field);
	});

	it.each([undefined, null, '', '<html><body>502</body></html>', '\n<!doctype html>', [], {}, { errors: [] }])(
		'%j says nothing, and that is said',
		(body) => {
			const { message, details } = errorOf(422, body);
			expect(message).toContain('(422)');
			expect(details.advice).toContain('did not say why');
		},
	);
});

const offerOf = (rate: object) => ({ id: 'r', carrier: 'DPD', service: 'return', rate: '5.00', ...rate });

describe('a price in no currency, beyond all, blank or below zero', () => {
	it.each([
		{ currency: '' },
		{ currency: 'US$' },
		{ currency: 5 },
		{ currency: 'USD', rate: '99999999999999999999' },
		{ currency: 'USD', rate: '' },
		{ currency: 'USD', rate: '-5.00' },
	])('%j loses neither the other offers nor the label that was bought', (strange) => {
		const good = offerOf({ id: 'good', rate: '5.90', currency: 'usd' });
		const quote = easypost.quoteOf(easypost.Shipment.parse({ id: 's', rates: [offerOf(strange), good] }));
		expect(quote).toMatchObject({
			offers: [{ id: 'good', cost: { amount: 590, currency: 'USD' } }],
			messages: [expect.stringContaining('is left out')],
		});
		const bought = { id: 's', postage_label: { label_url: 'https://x/1.pdf' }, selected_rate: offerOf(strange) };
		const label = easypost.labelOf(easypost.Shipment.parse(bought));
		expect(label).toMatchObject({ id: 's', carrier: 'DPD', service: 'return' });
		expect(label).not.toHaveProperty('cost');
	});
});

describe.each<[string, (rates: unknown[]) => { offers: unknown[]; messages: string[] }, (price: unknown) => object]>([
	[
		'Shippo',
		(rates) => shippo.quoteOf(shippo.Shipment.parse({ object_id: 's', rates })),
		(amount) => ({ object_id: 'r', provider: 'DPD', servicelevel: { token: 'return' }, amount, currency: 'EUR' }),
	],
	[
		'Karrio',
		(rates) => karrio.quoteOf(karrio.Shipment.parse({ id: 's', rates })),
		(total_charge) => ({ id: 'r', carrier_name: 'DPD', service: 'return', total_charge, currency: 'EUR' }),
	],
	[
		'ShipStation',
		(rates) =>
			shipstation.quoteOf(shipstation.Rates.parse({ rate_response: { rates, invalid_rates: [], errors: [] } })),
		(amount) => ({
			carrier_id: 'c',
			carrier_friendly_name: 'DPD',
			service_code: 'return',
			shipping_amount: { amount, currency: 'EUR' },
		}),
	],
])('an offer of %s whose price cannot be read', (_name, quoteOf, rateOf) => {
	it.each(['35,65', '1,234.50', '', null, 'N/A', -5])('%j is told, and loses no other', (price) => {
		const { offers, messages } = quoteOf([rateOf(price), rateOf('5.90')]);
		expect(offers).toMatchObject([{ cost: { amount: 590, currency: 'EUR' } }]);
		expect(messages).toEqual([`An offer of DPD return is left out, its price "${price ?? ''}" cannot be read.`]);
	});
	it('that is none is told, too', () => {
		expect(quoteOf([5]).messages).toEqual(['An offer is left out, its price "" cannot be read.']);
	});
});

describe('what carriers said besides', () => {
	it.each<[string, (said: unknown[]) => { messages: string[] }]>([
		['EasyPost', (messages) => easypost.quoteOf(easypost.Shipment.parse({ id: 's', messages }))],
		['Shippo', (messages) => shippo.quoteOf(shippo.Shipment.parse({ object_id: 's', messages }))],
		['Karrio', (messages) => karrio.quoteOf(karrio.Shipment.parse({ id: 's', messages }))],
	])('%s tells as sentences, lists or objects', (_name, quoteOf) => {
		const said = ['Too heavy.', null, 7, { errors: ['Too long.'] }, undefined];
		const messages = said.map((one) => ({ message: one, text: one }));
		expect(quoteOf(['A sentence.', null, ...messages]).messages).toEqual([
			'A sentence.',
			'Too heavy.',
			'7',
			'Too long.',
		]);
	});
});

describe('a label that was bought', () => {
	it.each([
		easypost.labelOf(
			easypost.Shipment.parse({ id: 's', tracking_code: 77, postage_label: { label_url: 'https://x/1.pdf' } }),
		),
		shippo.labelOf(
			shippo.Transaction.parse({ object_id: 's', status: null, tracking_number: 77, label_url: 'https://x/1.pdf' }),
			undefined,
		),
		shipstation.labelOf(
			shipstation.Label.parse({ label_id: 's', tracking_number: 77, label_download: { href: 'https://x/1.pdf' } }),
		),
		sendcloud.labelOf(sendcloud.Return.parse({ tracking_number: 77, label_url: 'https://x/1.pdf' }), 's'),
		karrio.labelOf(
			karrio.Shipment.parse({ id: 's', status: 'purchased', tracking_number: 77, label_url: 'https://x/1.pdf' }),
			'https://k',
		),
	])('is one with a number for its tracking number, and without a status', (label) => {
		expect(label).toMatchObject({ id: 's', trackingNumber: '77', labelUrl: 'https://x/1.pdf' });
	});

	it.each([
		{ status: 'SUCCESS', label_url: '' },
		{ status: null, label_url: null },
		{ status: 'PROCESSING', label_url: null },
	])('is not bought again while Shippo shows of it no more than %j', async (shown) => {
		const standIn = createShippo();
		const server = await serve(standIn, new Journal());
		const known = await openCase();
		try {
			const answer = standIn.answer.bind(standIn);
			let isHidden = true;
			standIn.answer = async (request) => {
				const given = await answer(request);
				if (!isHidden || !request.path.startsWith('/transactions/') || given.status >= 400) return given;
				const body = given.body as { results?: object[] };
				const hide = (one: object) => ({ ...one, ...shown });
				return { ...given, body: body.results ? { ...body, results: body.results.map(hide) } : hide(body) };
			};
			const create = async () =>
				await runNode(new CarrierLabels(), {
					parameters: {
						resource: 'returnLabel',
						operation: 'create',
						carrierService: 'shippo',
						...{ from, to, parcel },
					},
					credentials: {
						returnsShippoApi: { apiToken: sandboxSecrets.shippoToken, baseUrl: server.url },
						returnCaseApi: known.credential,
					},
					input: [{ reference: known.reference }],
				});
			for (let times = 0; times < 2; times++)
				expect((await create()).error?.context).toMatchObject({ category: 'unknown_outcome' });
			isHidden = false;
			expect((await create()).json).toMatchObject([{ label: { outcome: 'already_done' } }]);
			expect(standIn.bought()).toHaveLength(1);
		} finally {
			await closeStores();
			await server.stop();
		}
	});
});

describe('offers', () => {
	it('of ShipStation are asked of the carriers that can be read', () => {
		expect(shipstation.Carriers.parse({ carriers: [{ carrier_id: null }, { carrier_id: 'c' }] }).carriers).toEqual([
			{ carrier_id: 'c' },
		]);
	});

	it('of Sendcloud keep the contract that its id names as a text', () => {
		const option = { code: 'dpd:return/return', contract: { id: '55' } };
		expect(sendcloud.quoteOf(sendcloud.Options.parse({ data: [option] })).offers).toMatchObject([
			{ id: '55 dpd:return/return' },
		]);
	});
});
