import { CarrierLabels } from '../../nodes/CarrierLabels/CarrierLabels.node';
import { priceOf } from '../../nodes/CarrierLabels/carriers/price';
import { carriers, type RateChoice } from '../../nodes/CarrierLabels/carriers';
import { addressOf } from '../../nodes/CarrierLabels/carriers/labelRequest';
import { eventOf } from '../../nodes/CarrierLabels/trigger/takeIn';
import { chooseOffer } from '../../nodes/CarrierLabels/carriers/offer';
import { easypostError } from '../../nodes/CarrierLabels/carriers/easypost/error';
import {
	fileUrlOf,
	isLabelFor,
	labelOf,
	messagesOf,
	quoteOf,
	Shipment,
	uninsured,
} from '../../nodes/CarrierLabels/carriers/easypost/label';
import { closeStores } from '../../nodes/shared/store/open';
import { runNode, type NodeOptions } from '../support/harness';
import { sandboxSecrets } from '../sandbox/catalogue';
import { createEasyPost, type EasyPostStandIn } from '../sandbox/easypost';
import { Journal, serve, type Running } from '../sandbox/server';
import { openCase, type CaseFixture } from '../StripeRefunds/caseFixture';
import { from, parcel, to } from './addresses';

/** What people reported of labels elsewhere, tried here (docs/reliability.md#tried-against-public-reports). */

let easypost: EasyPostStandIn;
let server: Running;
let known: CaseFixture;
let journal: Journal;

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

async function run(operation: string, parameters: NodeOptions['parameters'] = {}, withStore = true) {
	return await runNode(new CarrierLabels(), {
		parameters: {
			resource: 'returnLabel',
			operation,
			...(operation === 'create' && { from, to, parcel }),
			...parameters,
		},
		credentials: {
			returnsEasyPostApi: { apiKey: sandboxSecrets.easypostKey, baseUrl: `${server.url}/v2` },
			...(withStore && { returnCaseApi: known.credential }),
		},
		input: [{ reference: known.reference }],
	});
}

const chooseRate = (shipment: Shipment, choice: RateChoice) =>
	chooseOffer(quoteOf(shipment), { choice }, { provider: 'EasyPost', connection: 'easypost' });

const bought = (changes: object = {}) =>
	Shipment.parse({ id: 'shp_1', postage_label: { label_url: 'https://x/1.pdf' }, ...changes });

describe('a label without a tracking number', () => {
	it('is the label that was bought, in the case and out of it', async () => {
		easypost.letterMail = true;
		const { json, error } = await run('create');
		expect(error).toBeUndefined();
		expect(json[0].label).toMatchObject({
			trackingNumber: '',
			labelUrl: expect.stringContaining('/labels/') as string,
		});
		expect((await known.store.cases.get(known.reference))?.labels).toMatchObject([{ trackingNumber: '' }]);
		// No case is found by a blank number.
		expect(await known.store.cases.findByReference('tracking', '')).toBeUndefined();
		expect((await run('create')).json[0].label).toMatchObject({ outcome: 'already_done' });
		expect(easypost.bought()).toHaveLength(1);
	});

	it('is found again and voided like any other', async () => {
		easypost.letterMail = true;
		const { json } = await run('create', {}, false);
		expect((await run('create', {}, false)).json[0].label).toMatchObject({ id: (json[0].label as { id: string }).id });
		expect((await run('void', {}, false)).json[0].voiding).toMatchObject({
			labels: [{ status: 'voided', trackingNumber: '' }],
		});
		expect(easypost.bought()).toHaveLength(1);
	});

	it.each([
		{ tracking_code: null },
		{ tracking_code: '' },
		{},
		{ tracker: { status: 'unknown' } },
		{ selected_rate: { rate: 'free' } },
	])('is one with %j', (changes) => {
		expect(labelOf(bought(changes))).toMatchObject({ id: 'shp_1', trackingNumber: '', labelUrl: 'https://x/1.pdf' });
	});
});

describe('a label that was bought', () => {
	it.each([{ is_return: 'true' }, { is_return: null }, { mode: 5 }, { reference: { id: 'x' } }, { refund_status: 7 }])(
		'is one with the strange field %j',
		(changes) => {
			expect(labelOf(bought(changes))).toMatchObject({ id: 'shp_1' });
		},
	);

	it('is found by its reference, also when EasyPost does not say that it is a return', () => {
		for (const is_return of [true, null, 'true'])
			expect(isLabelFor(bought({ is_return, reference: 'RMA-1' }), 'RMA-1')).toBe(true);
		expect(isLabelFor(bought({ is_return: false, reference: 'RMA-1' }), 'RMA-1')).toBe(false);
	});
});

describe('no offer', () => {
	const advice = (message: string) => {
		try {
			chooseRate(Shipment.parse({ id: 'shp_1', rates: [], messages: [{ carrier: 'USPS', message }] }), {
				by: 'cheapest',
			});
		} catch (error) {
			return (error as { details: { advice: string } }).details.advice;
		}
		throw new Error('was offered');
	};

	it('for want of customs data says that this package sends none', () => {
		expect(advice('customs_info is required for international shipments')).toMatch(/customs.*by hand/i);
		expect(advice('Shipment is too heavy')).not.toMatch(/customs/i);
	});

	it('says no half of an emoji', () => {
		const [said] = messagesOf(
			Shipment.parse({ id: 'shp_1', messages: [{ message: `${'x'.repeat(299)}📦 is too heavy` }] }),
		);
		expect(said).not.toMatch(/\p{Surrogate}/u);
	});
});

describe('a purchase that was made before', () => {
	it.each([
		['SHIPMENT.POSTAGE.EXISTS', {}],
		['SHIPMENT.POSTAGE.EXISTS', { base: ['Postage already exists'] }],
		['SHIPMENT.POSTAGE.EXISTS', 'Postage already exists'],
		['SHIPMENT.POSTAGE.EXISTS', null],
		// A word that nobody knows here: the shipment tells.
		['SHIPMENT.LABEL.ALREADY', []],
	])('is %s with errors %j, and buys no second label', async (code, errors) => {
		Object.assign(easypost, { buyButSay: code, errorsAs: errors });
		const { json, error } = await run('create');
		expect(error).toBeUndefined();
		expect(json[0].label).toMatchObject({ id: easypost.bought()[0].id });
		expect((await run('create')).json[0].label).toMatchObject({ outcome: 'already_done' });
		expect(easypost.bought()).toHaveLength(1);
	});

	it('is no refusal, also while the shipment cannot be read: it is looked up, and no second label is bought', async () => {
		Object.assign(easypost, { buyButSay: 'SHIPMENT.POSTAGE.EXISTS', errorsAs: {} });
		journal.inject({ provider: 'easypost', operation: 'GET /shipments/:id', kind: 'drop_before_commit', times: 4 });
		const { error } = await run('create');
		expect(error?.message).toContain('took the order but shows no label yet');
		expect(error?.context).toMatchObject({ category: 'unknown_outcome' });
		let found: unknown;
		for (let times = 0; times < 4 && !found; times++) found = (await run('create')).json[0]?.label;
		expect(found).toMatchObject({ id: easypost.bought()[0].id });
		expect(easypost.bought()).toHaveLength(1);
	});
});

describe('a strange offer', () => {
	it.each(['35,65', '', null, 'N/A', '-1.00', '1e400'])('of price %j does not lose the others', async (price) => {
		easypost.offers = ([first, ...rest]) => [{ ...first, rate: price }, ...rest];
		expect((await run('create')).json[0].label).toMatchObject({
			service: 'GroundAdvantage',
			messages: [expect.stringContaining('An offer of USPS Express is left out')],
		});
	});

	it.each([null, 'rate', { id: 'rate_1' }, { id: 'rate_1', carrier: 'USPS', service: 'X', rate: '1.00' }])(
		'that is %j does not lose the others',
		async (strange) => {
			easypost.offers = (rates) => [strange, ...rates];
			expect((await run('create')).json[0].label).toMatchObject({ service: 'GroundAdvantage' });
		},
	);

	it.each([' 5.90', '5.90 ', '\t5.90\n', '\u00a05.90'])('with space around its price is read: %j', (price) =>
		expect(priceOf(price, ' usd')).toEqual({ amount: 590, currency: 'USD' }),
	);
	it.each([' ', '5 90', '5. 90', '\t'])('whose price is %j has none', (price) =>
		expect(priceOf(price, 'USD')).toBeUndefined(),
	);

	it('is told when no other is left', () => {
		const shipment = Shipment.parse({
			id: 'shp_1',
			rates: [{ id: 'r', carrier: 'USPS', service: 'Express', rate: '35,65', currency: 'USD' }],
		});
		expect(() => chooseRate(shipment, { by: 'cheapest' })).toThrow('its price "35,65" cannot be read');
	});

	it('is no reason to lose messages, either', () => {
		const messages = [null, 'x', { carrier: 5, message: 'Closed.' }, { carrier: 'UPS', message: { text: 'Closed.' } }];
		expect(messagesOf(Shipment.parse({ id: 'shp_1', messages }))).toEqual(['x', 'Closed.', 'UPS: Closed.']);
	});
});

describe('a file of a format', () => {
	it.each(['PDF', 'PNG', 'ZPL'])('is given when the label is a %s already', async (format) => {
		await run('create', { labelFormat: format });
		const { json, error } = await run('download', { format });
		expect(error).toBeUndefined();
		expect(json[0].label).toMatchObject({ fileName: expect.stringContaining(`.${format.toLowerCase()}`) as string });
	});

	it.each([
		[{ label_url: null, label_pdf_url: 'https://x/1', label_file_type: 'application/pdf' }, 'PDF', 'https://x/1'],
		[{ label_url: 'https://x/1.pdf?sig=1', label_file_type: null }, 'PDF', 'https://x/1.pdf?sig=1'],
		[{ label_url: 'https://x/1', label_file_type: 'application/PDF; v=1' }, 'PDF', 'https://x/1'],
		[{ label_url: 'https://x/1.png', label_file_type: null }, 'PDF', undefined],
		[{ label_url: 'https://x/1.png', label_file_type: 'image/png' }, 'ZPL', undefined],
		[{ label_url: 'https://x/1.txt', label_file_type: 'image/zpl' }, 'ZPL', 'https://x/1.txt'],
	] as const)('of %j as %s is %s', (file, format, url) => {
		expect(fileUrlOf(bought({ postage_label: file }), format)).toBe(url);
	});
});

describe('what EasyPost says is shown', () => {
	it.each([
		[
			422,
			{ error: { code: 'X', message: ['Zip is wrong.', 'City is blank.'] } },
			'Zip is wrong. City is blank.',
			undefined,
		],
		[422, { error: { code: 'X', message: { errors: ['Zip is wrong.'] } } }, 'Zip is wrong.', undefined],
		[422, { error: { code: 'X', message: { zip: ['is wrong'] } } }, 'zip: is wrong', 'zip'],
		[
			422,
			{ error: { code: 'X', message: 'No.', errors: { weight: 'is too high' } } },
			'No. weight: is too high',
			'weight',
		],
		[
			422,
			{ error: { message: 'No.', errors: [null, 7, { field: 'zip', message: ['is wrong'] }] } },
			'No. 7 is wrong',
			'zip',
		],
		[400, { error: 'The request was malformed.' }, 'The request was malformed.', undefined],
		[400, { message: 'Malformed.' }, 'Malformed.', undefined],
		[400, { errors: ['Malformed.'] }, 'Malformed.', undefined],
	])('%i %j', (status, body, said, field) => {
		const failure = easypostError(status, body);
		expect(failure.message).toBe(`EasyPost refused the request (${status}): ${said}`);
		expect(failure.details.field).toBe(field);
		expect(failure.details.advice).toContain('Read what EasyPost says');
	});

	it.each([undefined, null, '', '<html>', [], {}, { error: null }, { error: {} }])(
		'%j says nothing, and so do we',
		(body) => {
			const failure = easypostError(400, body);
			expect(failure.message).toBe('EasyPost refused the request (400)');
			expect(failure.details.advice).toContain('did not say why');
		},
	);

	it('but no key', () => {
		expect(easypostError(401, { error: 'Key EZAKsecret is wrong' }).message).toBe('EasyPost does not accept the key');
	});
});

describe('a parcel whose carrier writes otherwise', () => {
	const hooks = {
		easypost: (tracking_code: unknown) => ({
			id: 'evt_1',
			description: 'tracker.updated',
			result: { object: 'Tracker', tracking_code, status: 'delivered', updated_at: null },
		}),
		shippo: (tracking_number: unknown) => ({
			event: 'track_updated',
			data: { tracking_number, tracking_status: { status: 'DELIVERED' } },
		}),
		shipstation: (tracking_number: unknown) => ({
			resource_type: 'API_TRACK',
			data: { tracking_number, status_code: 'DE', events: [{ occurred_at: '', postal_code: '', latitude: null }] },
		}),
		karrio: (tracking_number: unknown) => ({
			event: 'tracker_updated',
			data: { tracking_number, status: 'delivered', events: [] },
		}),
		sendcloud: (tracking_number: unknown) => ({
			action: 'parcel_status_changed',
			parcel: { tracking_number, status: { message: 'Delivered' } },
		}),
	};
	it.each(Object.keys(hooks) as Array<keyof typeof hooks>)('%s: its number is a number', (name) => {
		const { read } = carriers[name].webhook!;
		expect(read(hooks[name](940_011_089_882_502))).toMatchObject({
			news: [{ trackingNumber: '940011089882502', status: 'delivered' }],
		});
		// One above 2^53 has lost digits, and a blank one is of no parcel: neither is believed.
		for (const none of [2 ** 53, ''])
			expect(() => {
				const { news } = read(hooks[name](none));
				if (!news.length) throw new Error('no news');
			}).toThrow();
	});

	const news = (time: string) =>
		(
			eventOf('easypost', { trackingNumber: '1Z', status: 'in_transit', detail: '', time }).data as {
				tracking: { time?: string };
			}
		).tracking.time;
	it.each([
		['2026-11-01 10:00:00', '2026-11-01T10:00:00.000Z'],
		['2026-11-01T10:00:00', '2026-11-01T10:00:00.000Z'],
		['2026-11-01T10:00:00+02:00', '2026-11-01T08:00:00.000Z'],
		['2026-11-01T10:00:00+0200', '2026-11-01T08:00:00.000Z'],
		['Sun, 01 Nov 2026 10:00:00 GMT', '2026-11-01T10:00:00.000Z'],
		['yesterday', undefined],
		['', undefined],
	])('its time %s is that of no computer of ours', (time, instant) => {
		expect(news(time)).toBe(instant);
	});
	it.each([1_793_527_200, 1_793_527_200_000, '1793527200000'])(
		'Sendcloud counts %s in seconds or thousandths',
		(timestamp) => {
			expect(carriers.sendcloud.webhook!.read({ ...hooks.sendcloud('1Z'), timestamp })).toMatchObject({
				news: [{ time: '2026-11-01T10:00:00.000Z' }],
			});
		},
	);
});

describe('a label that was to be insured', () => {
	const insured = { amount: 12_050, currency: 'USD' };
	it.each([
		[{ insurance: null }, 1],
		[{}, 1],
		[{ insurance: '0.00', fees: [{ type: 'PostageFee' }] }, 1],
		[{ insurance: '120.50' }, 0],
		[{ insurance: 120.5 }, 0],
		[{ fees: [null, { type: 'InsuranceFee' }] }, 0],
	])('and of which EasyPost says %j', (changes, told) => {
		const said = uninsured(bought(changes), insured);
		expect(said).toHaveLength(told);
		if (told) expect(said[0]).toContain('120.50 USD');
		expect(uninsured(bought(changes), undefined)).toEqual([]);
	});

	it.each([
		['the answer', { status: 200, body: { id: 'shp_1', postage_label: { label_url: 'https://x/1.pdf' } } }],
		['a look, after a refusal', { status: 422, body: { error: { code: 'INSURANCE.FAILED', message: 'Not insured' } } }],
	])('is there all the same, and says so: by %s', async (_what, order) => {
		const there = { id: 'shp_1', postage_label: { label_url: 'https://x/1.pdf' } };
		const offered = {
			id: 'shp_1',
			rates: [{ id: 'r1', carrier: 'USPS', service: 'P', rate: '5.90', currency: 'USD' }],
		};
		let isBought = false;
		const api = {
			baseUrl: 'https://x',
			remembers: false,
			http: async ({ method, url }: { method: string; url: string }) => {
				if (url.endsWith('/buy')) isBought = true;
				return await Promise.resolve({
					headers: {},
					...(url.endsWith('/buy') ? order : { status: 200, body: method === 'GET' && isBought ? there : offered }),
				});
			},
		};
		const request = {
			from,
			to,
			parcel,
			reference: 'RMA-1',
			choice: { by: 'cheapest' },
			format: 'PDF',
			insured,
		} as const;
		const label = await carriers.easypost.create(api as never, request, {
			progress: {},
			note: async () => await Promise.resolve(),
		} as never);
		expect(label).toMatchObject({ id: 'shp_1', messages: [expect.stringContaining('insured for 120.50 USD')] });
	});
});

it('an address loses the spaces around its fields, of which some carriers refuse a postal code', () => {
	const given = { ...from, postalCode: ' 62701 ', city: 'Springfield\t', street2: '  ', name: ' Alex Example' };
	expect(addressOf(given, 'from', 'It', 'there')).toEqual({ ...from, name: 'Alex Example' });
	expect(() => addressOf({ ...from, city: '  ' }, 'from', 'It', 'there')).toThrow(/city is missing/);
});

it.each<[object, string, string?]>([
	[
		{ detail: [{ loc: ['body', 'to', 'zip'], msg: 'field required', type: 'missing' }] },
		'field required',
		'body.to.zip',
	],
	[{ errors: [{ loc: 5, msg: 'Bad.' }] }, 'Bad.', undefined],
])('a refusal that names its place as a list: %j', (body, said, field) => {
	const { message, details } = easypostError(422, body);
	expect(message).toContain(`: ${said}`);
	expect(details.field).toBe(field);
});
