import EasyPostClient from '@easypost/api';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Shipment, shipmentOf } from '../../nodes/CarrierLabels/carriers/easypost/label';
import { standingOf } from '../../nodes/CarrierLabels/carriers/easypost/tracking';
import { sandboxSecrets } from '../sandbox/catalogue';
import { createEasyPost, type EasyPostStandIn } from '../sandbox/easypost';
import { Journal, serve, type Running } from '../sandbox/server';

let easypost: EasyPostStandIn;
let server: Running;
beforeEach(async () => {
	easypost = createEasyPost();
	server = await serve(easypost, new Journal());
});
afterEach(async () => await server.stop());

const customer = {
	name: 'Alex Example',
	street1: '1 Sample Street',
	city: 'Springfield',
	state: 'IL',
	postalCode: '62701',
	country: 'US',
	phone: '5555555555',
	email: 'alex@example.com',
};
const body = shipmentOf({
	from: customer,
	to: { ...customer, name: 'Returns' },
	parcel: { weight: 500, length: 30, width: 20, height: 10 },
	reference: 'RMA-1',
	choice: { by: 'cheapest' },
	format: 'PDF',
});

type Json = Record<string, unknown>;
const call = async (method: string, path: string, content?: object, key = sandboxSecrets.easypostKey) => {
	const answer = await fetch(`${server.url}/v2${path}`, {
		method,
		headers: {
			authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
			'content-type': 'application/json',
		},
		body: content && JSON.stringify(content),
	});
	return { status: answer.status, body: (await answer.json()) as Json };
};

describe('the official client, pointed at the stand-in,', () => {
	const client = () => new EasyPostClient(sandboxSecrets.easypostKey, { baseUrl: `${server.url}/v2/` });

	it('rates, buys, reads and converts the shipment that the node asks for', async () => {
		const shipment = await client().Shipment.create((body as { shipment: Json }).shipment);
		expect(shipment.is_return).toBe(true);
		const rate = shipment.lowestRate();
		expect(rate.service).toBe('GroundAdvantage');
		const bought = await client().Shipment.buy(shipment.id, rate);
		expect(bought).toMatchObject({
			tracking_code: expect.any(String),
			postage_label: { label_url: expect.stringContaining('.pdf') },
			tracker: { id: expect.stringMatching(/^trk_/) },
		});
		expect((await client().Shipment.retrieve(shipment.id)).tracking_code).toBe(bought.tracking_code);
		expect((await client().Shipment.convertLabelFormat(shipment.id, 'ZPL')).postage_label.label_zpl_url).toContain(
			'.zpl',
		);
		expect((await client().Shipment.all({ page_size: 5 })).shipments).toHaveLength(1);
	});

	it('gives a label back', async () => {
		const shipment = await client().Shipment.create((body as { shipment: Json }).shipment);
		await client().Shipment.buy(shipment.id, shipment.rates[0]);
		expect((await client().Shipment.refund(shipment.id)).refund_status).toBe('submitted');
		expect((await client().Shipment.retrieve(shipment.id)).refund_status).toBe('submitted');
	});

	it('orders, reads and cancels a pickup', async () => {
		const shipment = await client().Shipment.create((body as { shipment: Json }).shipment);
		const bought = await client().Shipment.buy(shipment.id, shipment.lowestRate());
		const pickup = await client().Pickup.create({
			shipment: { id: bought.id },
			address: { ...customer, zip: customer.postalCode },
			min_datetime: '2099-12-01T09:00:00Z',
			max_datetime: '2099-12-01T17:00:00Z',
			reference: 'RMA-1/P1',
		});
		const { carrier, service } = pickup.lowestRate();
		expect(await client().Pickup.buy(pickup.id, carrier, service)).toMatchObject({
			status: 'scheduled',
			confirmation: expect.any(String),
		});
		expect((await client().Pickup.cancel(pickup.id)).status).toBe('canceled');
		expect((await client().Pickup.retrieve(pickup.id)).status).toBe('canceled');
	});

	it('understands its refusals', async () => {
		await expect(new EasyPostClient('wrong', { baseUrl: `${server.url}/v2/` }).Shipment.all({})).rejects.toMatchObject({
			statusCode: 401,
		});
		await expect(client().Shipment.retrieve('shp_none')).rejects.toMatchObject({ statusCode: 404 });
		const shipment = await client().Shipment.create((body as { shipment: Json }).shipment);
		await client().Shipment.buy(shipment.id, shipment.rates[0]);
		await expect(client().Shipment.buy(shipment.id, shipment.rates[0])).rejects.toMatchObject({
			statusCode: 422,
			code: 'SHIPMENT.POSTAGE.EXISTS',
		});
	});
});

it("serves label files to anybody but those who send a key, as the carrier's storage does", async () => {
	const { body: shipment } = await call('POST', '/shipments', body);
	const { body: bought } = await call('POST', `/shipments/${String(shipment.id)}/buy`, {
		rate: { id: (shipment.rates as Json[])[0].id },
	});
	const url = (bought.postage_label as { label_url: string }).label_url;
	expect(Buffer.from(await (await fetch(url)).arrayBuffer()).toString('latin1')).toMatch(
		/^%PDF-1\.4[^]*startxref\n\d+\n%%EOF\n$/,
	);
	expect((await fetch(url, { headers: { authorization: 'Basic x' } })).status).toBe(400);
});

const cassettes = join(
	process.env.RETURNS_DATA ?? join(__dirname, '../../../shared/data'),
	'carriers/easypost/cassettes',
);
const recorded = existsSync(cassettes);

(recorded ? describe : describe.skip)(
	`recordings of the real EasyPost (needs ${recorded ? 'the' : 'RETURNS_DATA to name the'} folder of recorded answers)`,
	() => {
		interface Entry {
			request: { method: string; url: string; postData?: { text: string } };
			response: { status: number; content: { text: string } };
		}
		const entries = (path: string): Entry[] =>
			(JSON.parse(readFileSync(join(cassettes, path, 'recording.har'), 'utf8')) as { log: { entries: Entry[] } }).log
				.entries;
		const keys = (value: unknown) => Object.keys(value as Json).sort();
		/** Parts of a shipment whose fields must be the same. */
		const parts = (shipment: Json) => ({
			shipment,
			rate: (shipment.rates as Json[])[0],
			address: shipment.to_address,
			parcel: shipment.parcel,
			...(shipment.postage_label ? { label: shipment.postage_label, tracker: shipment.tracker } : {}),
		});

		it('have the same statuses and fields as the stand-in: create, buy', async () => {
			const [created, bought] = entries('Shipment-Service_2987889512/buys-a-shipment_3413405727');
			const ours = await call('POST', '/shipments', JSON.parse(created.request.postData!.text) as object);
			const oursBought = await call('POST', `/shipments/${String(ours.body.id)}/buy`, {
				rate: { id: (ours.body.rates as Json[])[0].id },
			});
			for (const [real, mine] of [
				[created, ours],
				[bought, oursBought],
			] as const) {
				expect(mine.status).toBe(real.response.status);
				const theirs = parts(JSON.parse(real.response.content.text) as Json);
				const here = parts(mine.body);
				for (const [part, value] of Object.entries(theirs))
					expect({ part, keys: keys(here[part as keyof typeof here]) }).toEqual({ part, keys: keys(value) });
			}
		});

		it('have the same statuses and fields as the stand-in: give back', async () => {
			const [, refunded] = entries('Shipment-Service_2987889512/refunds-a-shipment_2011747091');
			const real = JSON.parse(refunded.response.content.text) as Json;
			const { body: made } = await call('POST', '/shipments', body);
			await call('POST', `/shipments/${String(made.id)}/buy`, { rate: { id: (made.rates as Json[])[0].id } });
			const mine = await call('POST', `/shipments/${String(made.id)}/refund`, {});
			expect({
				status: mine.status,
				refund: mine.body.refund_status,
				standing: standingOf(Shipment.parse(mine.body))?.status,
			}).toEqual({ status: refunded.response.status, refund: real.refund_status, standing: 'voided' });
			expect(keys(mine.body)).toEqual(keys(real));
			expect(standingOf(Shipment.parse(real))).toEqual({
				id: real.id,
				carrier: 'USPS',
				trackingNumber: real.tracking_code,
				refundStatus: 'submitted',
				status: 'voided',
			});
			expect(standingOf(Shipment.parse({ ...real, refund_status: null }))).toBeUndefined();
		});

		it('have the same statuses and fields as the stand-in: pickups', async () => {
			const recordedPickups = entries('Pickup-Service_2981084322/cancels-a-pickup_4207662041').filter(({ request }) =>
				request.url.includes('/pickups'),
			);
			const { body: made } = await call('POST', '/shipments', body);
			await call('POST', `/shipments/${String(made.id)}/buy`, { rate: { id: (made.rates as Json[])[0].id } });
			let id = '';
			for (const { request, response } of recordedPickups) {
				const asked = JSON.parse(request.postData?.text ?? '{}') as { pickup?: Json };
				const ours = asked.pickup ? { pickup: { ...asked.pickup, shipment: { id: made.id } } } : asked;
				const path = new URL(request.url).pathname.replace('/v2', '').replace(/pickup_\w+/, id);
				const mine = await call(request.method, path, ours);
				id = String(mine.body.id);
				const real = JSON.parse(response.content.text) as Json;
				expect({ status: mine.body.status, keys: keys(mine.body) }).toEqual({ status: real.status, keys: keys(real) });
			}
			expect(recordedPickups).toHaveLength(3);
		});

		it('refuse in the same shape', async () => {
			const [real] = entries(
				'Address-Service_1115845720/throws-an-error-when-we-cannot-create-and-verify-an-address_2925377245',
			);
			const mine = await call('POST', '/shipments', { shipment: {} });
			expect(mine.status).toBe(real.response.status);
			expect(keys(mine.body.error)).toEqual(keys((JSON.parse(real.response.content.text) as Json).error));
		});
	},
);
