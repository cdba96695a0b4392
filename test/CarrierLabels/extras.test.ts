import type { INodeParameters } from 'n8n-workflow';
import { CarrierLabels } from '../../nodes/CarrierLabels/CarrierLabels.node';
import { carriers, type LabelRequest } from '../../nodes/CarrierLabels/carriers';
import { crossesCustoms } from '../../nodes/CarrierLabels/carriers/extras';
import { shipmentOf } from '../../nodes/CarrierLabels/carriers/easypost/label';
import { shipmentOf as karrioShipment } from '../../nodes/CarrierLabels/carriers/karrio/label';
import { shipmentOf as shippoShipment } from '../../nodes/CarrierLabels/carriers/shippo/label';
import { Label, labelOf, labelRequestOf } from '../../nodes/CarrierLabels/carriers/shipstation/label';
import { returnOf } from '../../nodes/CarrierLabels/carriers/sendcloud/label';
import type { CarrierName } from '../../nodes/shared/model';
import { closeStores } from '../../nodes/shared/store/open';
import { fact, openCase, type CaseFixture } from '../StripeRefunds/caseFixture';
import { sandboxSecrets } from '../sandbox/catalogue';
import { createEasyPost, type EasyPostStandIn } from '../sandbox/easypost';
import { Journal, serve, type Running } from '../sandbox/server';
import { createShippo, type ShippoStandIn } from '../sandbox/shippo';
import { runNode } from '../support/harness';
import { from, parcel, to } from './addresses';

const usd = (amount: number) => ({ amount, currency: 'USD' });
const request: LabelRequest = {
	from: { ...from, country: 'CA' },
	to,
	parcel,
	reference: 'RMA-1',
	choice: { by: 'cheapest' },
	format: 'PDF',
	insured: usd(12_050),
	customs: {
		signer: 'Alex Example',
		invoiceNumber: '#1001',
		items: [
			{ description: 'Tee', sku: 'TEE', quantity: 3, value: usd(10_000), weight: 600, hsCode: '610910', origin: 'PT' },
			{ description: 'Mug', sku: '', quantity: 1, value: usd(2_050), weight: 200 },
		],
	},
};

it.each([
	['DE', 'FR', false],
	['DE', 'DE', false],
	['US', 'US', false],
	['CH', 'DE', true],
	['GB', 'IE', true],
	['NO', 'SE', true],
])('a parcel from %s to %s meets customs: %s', (origin, destination, expected) => {
	expect(crossesCustoms({ country: origin }, { country: destination })).toBe(expected);
});

it('EasyPost is told what customs ask for, by the line', () => {
	expect(shipmentOf(request)).toMatchObject({
		shipment: {
			customs_info: {
				contents_type: 'returned_goods',
				customs_certify: true,
				customs_signer: 'Alex Example',
				non_delivery_option: 'return',
				restriction_type: 'none',
				customs_items: [
					{
						description: 'Tee',
						quantity: 3,
						value: 100,
						currency: 'USD',
						weight: 21.2,
						code: 'TEE',
						hs_tariff_number: '610910',
						origin_country: 'PT',
					},
					{ description: 'Mug', quantity: 1, value: 20.5, weight: 7.1 },
				],
			},
		},
	});
	expect(JSON.stringify(shipmentOf({ ...request, customs: undefined }))).not.toContain('customs');
	expect(JSON.stringify(shipmentOf({ ...request, from: { ...from, country: 'US' } }))).toContain('NOEEI 30.37(a)');
});

it('Sendcloud is told what customs ask for, by the piece', () => {
	expect(returnOf(request, { id: '7 dpd:return/x' })).toMatchObject({
		total_insured_value: { value: 120.5, currency: 'USD' },
		customs_information: { invoice_number: '#1001', export_reason: 'returned_goods' },
		parcel_items: [
			{
				description: 'Tee',
				quantity: 3,
				price: { value: 33.33, currency: 'USD' },
				weight: { value: 0.2, unit: 'kg' },
				hs_code: '610910',
				origin_country: 'PT',
			},
			{ description: 'Mug', quantity: 1, price: { value: 20.5, currency: 'USD' } },
		],
	});
});

it('Karrio is told what customs ask for, by the piece, and what the parcel is insured for', () => {
	expect(karrioShipment(request)).toMatchObject({
		options: { insurance: 120.5, currency: 'USD' },
		customs: {
			content_type: 'return_merchandise',
			certify: true,
			signer: 'Alex Example',
			invoice: '#1001',
			commodities: [
				{
					title: 'Tee',
					quantity: 3,
					weight: 0.2,
					weight_unit: 'KG',
					value_amount: 33.33,
					value_currency: 'USD',
					sku: 'TEE',
					hs_code: '610910',
					origin_country: 'PT',
				},
				{ title: 'Mug', quantity: 1, weight: 0.2, value_amount: 20.5 },
			],
		},
	});
	expect(Object.keys(karrioShipment({ ...request, customs: undefined, insured: undefined }))).not.toContain('customs');
});

it('Shippo is told what customs ask for, by the line, and what the parcel is insured for', () => {
	expect(shippoShipment(request)).toMatchObject({
		extra: { insurance: { amount: '120.50', currency: 'USD', content: 'Returned goods' } },
		customs_declaration: {
			contents_type: 'RETURN_MERCHANDISE',
			non_delivery_option: 'RETURN',
			certify: true,
			certify_signer: 'Alex Example',
			invoice: '#1001',
			items: [
				{
					description: 'Tee',
					quantity: 3,
					net_weight: '600',
					mass_unit: 'g',
					value_amount: '100.00',
					value_currency: 'USD',
					sku_code: 'TEE',
					tariff_number: '610910',
					origin_country: 'PT',
				},
				{ description: 'Mug', quantity: 1, net_weight: '200', value_amount: '20.50' },
			],
		},
	});
	expect(JSON.stringify(shippoShipment(request))).not.toContain('eel_pfc');
	expect(JSON.stringify(shippoShipment({ ...request, from: { ...from, country: 'US' } }))).toContain('NOEEI_30_37_a');
	expect(JSON.stringify(shippoShipment({ ...request, customs: undefined, insured: undefined }))).not.toMatch(
		/customs|insurance/,
	);
});

it('ShipStation makes a code, charges at the scan, and gives the code with the label or without one', () => {
	const asked = labelRequestOf({ ...request, payOnScan: true, code: 'instead' }, { id: 'se-1|ups_ground' });
	expect(asked).toMatchObject({
		charge_event: 'on_carrier_acceptance',
		display_scheme: 'paperless',
		shipment: {
			insurance_provider: 'carrier',
			packages: [{ insured_value: { currency: 'usd', amount: 120.5 } }],
		},
	});
	const plain = labelRequestOf({ ...request, insured: undefined }, { id: 'se-1|ups_ground' });
	expect(JSON.stringify(plain)).not.toMatch(/charge_event|display_scheme|insur/);
	const given = { href: 'https://codes.example.com/1.png', handoff_code: 'K7-22', instructions: 'Any store.' };
	const label = (more: object) => labelOf(Label.parse({ label_id: 'se-9', status: 'completed', ...more }));
	expect(label({ paperless_download: given })).toMatchObject({
		labelUrl: '',
		code: { url: given.href, text: 'K7-22', instructions: 'Any store.' },
	});
	expect(label({})).toBeUndefined();
	expect(label({ label_download: { href: 'https://labels.example.com/1.pdf' } })?.code).toBeUndefined();
});

describe('in the node', () => {
	let easypost: EasyPostStandIn;
	let journal: Journal;
	let server: Running;
	let known: CaseFixture;
	beforeEach(async () => {
		easypost = createEasyPost();
		journal = new Journal();
		server = await serve(easypost, journal);
		known = await openCase();
		const eur = (amount: number) => ({ amount, currency: 'EUR' });
		const order = {
			number: '#1001',
			currency: 'EUR',
			lines: [{ id: 'o1', sku: 'MUG', quantity: 1, subtotal: eur(1250), tax: eur(250) }],
		};
		await known.store.cases.record({
			reference: known.reference,
			events: [fact('order.found', { order, system: 'shop' })],
		});
	});
	afterEach(async () => {
		await closeStores();
		await server.stop();
	});
	const create = async (parameters: object) =>
		await runNode(new CarrierLabels(), {
			parameters: { resource: 'returnLabel', operation: 'create', ...parameters },
			credentials: {
				returnsEasyPostApi: { apiKey: sandboxSecrets.easypostKey, baseUrl: `${server.url}/v2` },
				returnCaseApi: known.credential,
			},
			input: [{ reference: known.reference }],
		});

	it('says before it buys what a carrier service is not asked for', async () => {
		const { error } = await create({ extras: { payOnScan: true } });
		expect(error?.message).toBe('Through EasyPost this node orders no label with payment at the scan only');
		expect(easypost.requests).toEqual([]);
	});

	describe('a code of EasyPost', () => {
		const coded = async () => {
			const { json, error } = await create({ extras: { code: 'besides' } });
			if (error) throw error;
			return json[0].label as { labelUrl: string; code?: { url: string }; messages: string[]; outcome: string };
		};
		const forms = () => easypost.requests.filter(({ path }) => path.endsWith('/forms'));

		it('is made of the label that was bought, once, and the case has it', async () => {
			const label = await coded();
			expect(label).toMatchObject({
				outcome: 'done',
				code: { url: expect.stringContaining('/form/') as string },
				messages: [],
			});
			expect(label.labelUrl).toMatch(/^http/);
			expect(forms()).toMatchObject([{ body: { form: { type: 'label_qr_code' } } }]);
			expect(await coded()).toMatchObject({ outcome: 'already_done', code: label.code });
			expect(forms()).toHaveLength(1);
			const [kept] = (await known.store.cases.get(known.reference))!.labels;
			expect(kept.code).toEqual(label.code);
		});

		it('that the carrier does not have leaves the label, and says why', async () => {
			easypost.noCode = 'Label broker is not available for this service.';
			const label = await coded();
			expect(label.code).toBeUndefined();
			expect(label.messages).toEqual([
				expect.stringMatching(/no code.*not available for this service\. It has to be printed/),
			]);
			expect(easypost.bought()).toHaveLength(1);
		});

		it('is asked for again when the answer is lost, and buys no second label', async () => {
			journal.inject({ provider: 'easypost', operation: '/forms', kind: 'drop_after_commit' });
			expect((await coded()).code?.url).toMatch(/\/form\//);
			expect(easypost.bought()).toHaveLength(1);
		});

		it('of a label that is found after a stop is said to be missing', async () => {
			journal.inject({ provider: 'easypost', operation: '/buy', kind: 'drop_after_commit' });
			journal.inject({ provider: 'easypost', operation: 'GET /shipments/:id', kind: 'server_error', times: 3 });
			await expect(coded()).rejects.toMatchObject({ context: { category: 'unknown_outcome' } });
			const label = await coded();
			expect(label.messages).toEqual(['EasyPost made no code for this label. It has to be printed.']);
			expect(easypost.bought()).toHaveLength(1);
		});
	});

	describe('Shippo', () => {
		let shippo: ShippoStandIn;
		let at: Running;
		beforeEach(async () => {
			shippo = createShippo();
			at = await serve(shippo, new Journal());
		});
		afterEach(async () => await at.stop());
		const label = async (extras: INodeParameters, from: INodeParameters = {}) => {
			const { json, error } = await runNode(new CarrierLabels(), {
				parameters: { resource: 'returnLabel', operation: 'create', carrierService: 'shippo', extras, from },
				credentials: {
					returnsShippoApi: { apiToken: sandboxSecrets.shippoToken, baseUrl: at.url },
					returnCaseApi: known.credential,
				},
				input: [{ reference: known.reference }],
			});
			return { error, label: json[0]?.label as { code?: { url: string }; messages: string[] } | undefined };
		};
		const asked = () =>
			shippo.requests.find(({ path }) => path === '/shipments/')!.body as {
				address_from: { name: string };
				extra: object;
			};

		it('makes a code with the label, and keeps the label when the carrier has none', async () => {
			expect((await label({ code: 'instead' })).label).toMatchObject({
				code: { url: expect.stringContaining('_qr_code') as string },
				messages: [],
			});
			expect(asked().extra).toMatchObject({ qr_code_requested: true });
		});

		it('says when the carrier has no codes', async () => {
			shippo.noCode = true;
			const { label: bought } = await label({ code: 'besides' });
			expect(bought?.code).toBeUndefined();
			expect(bought?.messages).toEqual(['Shippo made no code for this label. It has to be printed.']);
		});

		it('is given the addresses of the outbound parcel for a label that is paid at the scan', async () => {
			await label({ payOnScan: true });
			expect(asked()).toMatchObject({ address_from: { name: 'Returns' }, extra: { is_return: true } });
		});

		it('is given them as the parcel travels, without the mark, for any other', async () => {
			await label({});
			expect(asked().address_from.name).toBe('Alex Example');
			expect(asked().extra).not.toHaveProperty('is_return');
		});

		it('sells none that is paid at the scan across a customs border', async () => {
			const { error } = await label({ payOnScan: true }, { country: 'CH', state: '' });
			expect(error?.message).toMatch(/within a country only/);
			expect(shippo.requests).toEqual([]);
		});
	});

	it('declares a parcel that crosses a customs border by the goods of the case, and no other', async () => {
		const { json } = await create({
			from: { country: 'CH', state: '' },
			extras: { hsCode: '6109.10', origin: 'pt' },
		});
		const { goods, customs } = await declared();
		expect(customs.customs_items.map(({ quantity }) => quantity)).toEqual(goods.map(({ quantity }) => quantity));
		expect(customs.customs_items[0]).toMatchObject({ hs_tariff_number: '610910', origin_country: 'PT' });
		expect(json[0].label).toMatchObject({ outcome: 'done' });

		async function declared() {
			const { lines } = (await known.store.cases.get(known.reference))!;
			const [shipment] = [...easypost.shipments.values()];
			return {
				goods: lines.map(({ quantities }) => ({ quantity: quantities.approved })).filter(({ quantity }) => quantity),
				customs: shipment.customs_info as unknown as { customs_items: Array<{ quantity: number }> },
			};
		}
	});

	it('declares what came, when a label is asked for once more after all of it has come', async () => {
		const { lines } = (await known.store.cases.get(known.reference))!;
		const came = lines.map(({ id, quantities }) => ({ line: id, quantity: quantities.approved }));
		await known.store.cases.record({
			reference: known.reference,
			events: [fact('return.received', { receipt: { id: 'A', lines: came.filter(({ quantity }) => quantity) } })],
		});
		const { json, error } = await create({ from: { country: 'CH', state: '' } });
		expect([error, json[0]?.label]).toMatchObject([undefined, { outcome: 'done' }]);
		const [{ customs_info: customs }] = [...easypost.shipments.values()];
		expect((customs as unknown as { customs_items: object[] }).customs_items).toHaveLength(came.length);
	});

	it('insures for what the goods were sold for, and says when EasyPost cannot', async () => {
		const { error } = await create({ extras: { insure: true } });
		expect(error?.message).toMatch(/EasyPost insures in USD only/);
		expect(easypost.bought()).toEqual([]);
	});

	it('every carrier service says what it can be asked for', () => {
		const can = Object.fromEntries(
			(Object.keys(carriers) as CarrierName[]).map((id) => [id, carriers[id].extras ?? []]),
		);
		expect(can).toEqual({
			easypost: ['customs', 'insurance', 'code'],
			karrio: ['customs', 'insurance'],
			sendcloud: ['customs', 'insurance'],
			shippo: ['customs', 'insurance', 'payOnScan', 'code'],
			shipstation: ['insurance', 'payOnScan', 'code'],
		});
	});
});
