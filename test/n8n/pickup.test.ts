import { readTemplates } from '../../workflows/importer';
import { submitForm } from '../demo/n8nForm';
import { askForReturn, waitForCase } from '../demo/people';
import { bring, openShop, type Shop } from '../demo/shop';
import { waitFor } from './waitFor';

/** Templates 34 and 35 beside 01 to 04: a carrier is ordered with a form and called off when the return ends; Shopify and Odoo show the parcel. */
describe('the parcel of a return', () => {
	let shop: Shop;
	beforeAll(async () => {
		shop = await openShop({ shared: true, leaseSeconds: 15 });
		await bring(shop.n8n, readTemplates(['34', '35']), shop.sandbox.credentials(), true);
	}, 420_000);
	afterAll(async () => await shop?.stop());
	afterEach(async () => expect(await shop.store.steps.stuck({ limit: 10 })).toEqual([]));

	const fetchParcel = async (reference: string, latest = '17:00') =>
		await submitForm(shop.n8n, 'returns/fetch-parcel', [
			reference,
			'2099-12-01',
			'09:00',
			latest,
			'+15550100100',
			'At the back door',
			'',
		]);
	const coming = () => [...shop.sandbox.easypost.pickups.values()].filter(({ status }) => status === 'scheduled');

	it('is ordered once with the form, and called off once when the return is canceled', async () => {
		const reference = await askForReturn(shop, '#1002', [{ sku: 'CAP-RED', quantity: 1 }]);
		await waitForCase(shop.store, reference, 'labelled', (one) => one.logistics === 'label_issued');
		expect(await fetchParcel(reference, '08:00')).toEqual({
			title: 'Nothing was ordered',
			message: expect.stringContaining('Until is not after From') as string,
		});
		const first = await fetchParcel(` ${reference.toLowerCase()} `);
		expect(first).toEqual({ title: reference, message: expect.stringMatching(/^USPS comes.*WTC\d/) as string });
		expect(await fetchParcel(reference)).toEqual(first);
		// Nine o'clock of the shop, in Chicago.
		expect(coming()).toMatchObject([{ min_datetime: '2099-12-01T15:00:00Z', instructions: 'At the back door' }]);
		await shop.store.cases.record({
			reference,
			events: [{ source: 'flow:desk', id: `${reference}/canceled`, type: 'return.canceled', data: {} }],
		});
		await waitFor('nobody to come', () => Promise.resolve(coming().length ? undefined : true), { timeoutMs: 90_000 });
		await waitFor(
			'every step',
			async () => {
				const ours = (await shop.store.steps.of(reference)).filter(({ name }) => name === 'Parcel: pickup');
				return (ours.length === 1 && ours[0].state === 'done') || undefined;
			},
			{ timeoutMs: 90_000 },
		);
		const notes = (await shop.store.cases.timeline(reference)).filter(({ type }) => type === 'note.added');
		expect(notes.map(({ data }) => (data as { note: string }).note)).toEqual([
			expect.stringMatching(/^USPS fetches the parcel/),
			expect.stringMatching(/^USPS does not come/),
		]);
	}, 240_000);

	it('is announced in Shopify with its label, and noted in Odoo, once', async () => {
		const reference = await askForReturn(shop, '#1001', [{ sku: 'TEE-BLUE-M', quantity: 1 }]);
		const { labels } = await waitForCase(shop.store, reference, 'labelled', (one) => one.logistics === 'label_issued');
		const [{ trackingNumber }] = labels;
		const step = async () =>
			(await shop.store.steps.of(reference)).filter(
				({ name, state }) => name === 'Parcel: announce' && state === 'done',
			);
		await waitFor('the step', async () => (await step()).length || undefined, { timeoutMs: 90_000 });
		const announced = (await shop.store.cases.timeline(reference)).filter(
			({ type }) => type === 'shop_parcel.announced',
		);
		expect(announced).toHaveLength(1);
		const inShopify = shop.sandbox.shopify.state
			.order('#1001')
			.returns.flatMap(({ deliveries }) => deliveries ?? [])
			.filter((one) => JSON.stringify(one).includes(trackingNumber));
		expect(inShopify).toHaveLength(1);
		const notes = shop.sandbox.odoo.db
			.where('mail.message', { model: 'stock.picking' })
			.filter(({ body }) => String(body).includes(trackingNumber));
		expect(notes).toHaveLength(1);
	}, 180_000);

	it('is not called off for a return that has none', async () => {
		const reference = await askForReturn(shop, '#1004', [{ sku: 'SOCKS-GREY', quantity: 1 }]);
		await waitForCase(shop.store, reference, 'labelled', (one) => one.logistics === 'label_issued');
		await shop.store.cases.record({
			reference,
			events: [{ source: 'flow:desk', id: `${reference}/canceled`, type: 'return.canceled', data: {} }],
		});
		await waitFor(
			'every step',
			async () => {
				const ours = (await shop.store.steps.of(reference)).filter(({ name }) => name === 'Parcel: pickup');
				return (ours.length === 1 && ours[0].state === 'done') || undefined;
			},
			{ timeoutMs: 90_000 },
		);
	}, 180_000);
});
