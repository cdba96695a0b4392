import { createHmac } from 'node:crypto';
import { remindAll } from '../../nodes/ReturnCase/trigger/overdueWatch';
import { Policy, ReturnRequest, type NewEvent, type ParcelStatus } from '../../nodes/shared/model';
import { readTemplates, type Template } from '../../workflows/importer';
import { askForReturn, receiveGoods, waitForCase } from '../demo/people';
import { bring, openShop, type Shop } from '../demo/shop';
import { waitFor } from './waitFor';
import { publish, unpublish, waitPublished } from './workflows';

const day = 24 * 3_600_000;
const eur = (amount: number) => ({ amount, currency: 'EUR' });

/** How EasyPost says where a parcel is. */
const words: Record<ParcelStatus, [status: string, detail: string]> = {
	label_made: ['pre_transit', 'status_update'],
	accepted: ['in_transit', 'received_at_origin_facility'],
	in_transit: ['in_transit', 'in_transit'],
	out_for_delivery: ['out_for_delivery', 'out_for_delivery'],
	available_for_pickup: ['available_for_pickup', 'available_for_pickup'],
	exception: ['failure', 'address_correction'],
	lost: ['failure', 'lost'],
	delivered: ['delivered', 'arrived_at_destination'],
	returned_to_sender: ['return_to_sender', 'return'],
};
const statuses = Object.keys(words) as ParcelStatus[];

/** Template 30 as it ships; only the day comes every few seconds. */
function daily(): Template {
	const [template] = readTemplates(['30']);
	const soon = { rule: { interval: [{ field: 'seconds', secondsInterval: 10 }] } };
	return {
		...template,
		nodes: template.nodes.map((node) => (node.name === 'Every Day' ? { ...node, parameters: soon } : node)),
	};
}

/** Orders in which each status stands at each place, and each comes right behind each other one (E. J. Williams, 1949). */
function balancedOrders(count: number): number[][] {
	const zigzag = Array.from({ length: count }, (_, index) =>
		index % 2 ? (index + 1) / 2 : (count - index / 2) % count,
	);
	const shifted = Array.from({ length: count }, (_, by) => zigzag.map((one) => (one + by) % count));
	return [...shifted, ...shifted.map((one) => [...one].reverse())];
}

/** Where a parcel is by what was said of it, told by a person: forward only, and the end is the end. */
function told(order: ParcelStatus[]): { reached?: ParcelStatus; codes: string[] } {
	const way = ['label_made', 'accepted', 'in_transit', 'out_for_delivery'];
	let reached: ParcelStatus | undefined;
	const codes: string[] = [];
	const isOver = () => reached === 'delivered' || reached === 'returned_to_sender';
	for (const one of order) {
		if (isOver()) continue;
		if (one === 'delivered' || one === 'returned_to_sender') {
			if (one === 'returned_to_sender') codes.push('returned_parcel');
			else if (reached === 'lost') codes.push('found_parcel');
			reached = one;
		} else if (reached === 'lost') continue;
		else if (one === 'lost') {
			reached = one;
			codes.push('lost_parcel');
		} else if (one === 'exception') {
			codes.push('shipment');
			reached ??= 'accepted';
		} else {
			const place = (status?: string) => way.indexOf(status === 'available_for_pickup' ? 'out_for_delivery' : status!);
			if (one !== 'label_made' && place(one) > place(reached)) reached = one;
		}
	}
	return { reached, codes: codes.sort() };
}

/** Template 30 beside 01 to 04, in a real n8n: the carrier's messages come signed, to the address that it was given. */
describe('parcels', () => {
	let shop: Shop;
	let workflow: string;
	beforeAll(async () => {
		shop = await openShop({ shared: true, leaseSeconds: 15 });
		[{ id: workflow = '' }] = await bring(shop.n8n, [daily()], shop.sandbox.credentials(), true);
	}, 420_000);
	afterAll(async () => await shop?.stop());
	afterEach(async () => expect(await shop.store.steps.stuck({ limit: 10 })).toEqual([]));

	const hooks = () =>
		[...shop.sandbox.easypost.hooks.values()].map(({ webhook }) => webhook as { url: string; webhook_secret: string });
	async function send(
		trackingNumber: string,
		status: ParcelStatus,
		{ secret = hooks()[0].webhook_secret, id = '' } = {},
	) {
		const body = JSON.stringify({
			id: `evt_${trackingNumber}_${status}${id}`,
			object: 'Event',
			description: 'tracker.updated',
			result: {
				object: 'Tracker',
				tracking_code: trackingNumber,
				carrier: 'USPS',
				status: words[status][0],
				status_detail: words[status][1],
				updated_at: new Date().toISOString(),
			},
		});
		const signature = createHmac('sha256', secret.normalize('NFKD')).update(body).digest('hex');
		const { status: answer } = await fetch(hooks()[0].url, {
			method: 'POST',
			body,
			headers: { 'content-type': 'application/json', 'x-hmac-signature': `hmac-sha256-hex=${signature}` },
		});
		return answer;
	}

	/** An approved return of a portal with a label, told to the case alone. */
	async function labelled(trackingNumber: string, approvedDaysAgo = 0): Promise<string> {
		const { reference } = await shop.store.cases.open({
			request: ReturnRequest.parse({
				channel: 'portal',
				orderNumber: trackingNumber,
				customer: { name: 'Kim Example', email: 'kim@example.com' },
				lines: [{ id: 'L1', orderLineId: 'O1', sku: 'MUG', title: 'Mug', quantity: 1 }],
			}),
			source: 'test',
			sourceId: trackingNumber,
		});
		const order = {
			number: trackingNumber,
			currency: 'EUR',
			lines: [{ id: 'O1', sku: 'MUG', quantity: 1, subtotal: eur(1200), tax: eur(240) }],
			payments: [{ id: 'p', processor: 'other', captured: eur(1440), refunded: eur(0), refundable: eur(1440) }],
		};
		const decision = { outcome: 'approve', reasons: [], lines: [{ line: 'L1', quantity: 1 }], rules: Policy.parse({}) };
		const label = { id: `lb ${trackingNumber}`, carrier: 'USPS', trackingNumber, labelUrl: '', cost: eur(612) };
		const tell = (type: NewEvent['type'], data: object, more: object = {}) =>
			({ source: 'test', id: `${reference} ${type}`, type, data, ...more }) as NewEvent;
		await shop.store.cases.record({
			reference,
			events: [
				tell('order.found', { order, system: 'portal' }),
				tell('return.approved', { decision }, { time: new Date(Date.now() - approvedDaysAgo * day).toISOString() }),
				tell('label.issued', { label }, { references: { tracking: trackingNumber } }),
			],
		});
		return reference;
	}
	const mails = (reference: string, words: RegExp) =>
		shop.sandbox.mail.messages().filter(({ subject }) => subject.includes(reference) && words.test(subject));

	it('makes its webhook when it is published, removes it with the publication, and makes it again', async () => {
		expect(hooks()).toMatchObject([{ url: expect.stringContaining(`${shop.n8n.url}/webhook/`) as string }]);
		await unpublish(shop.n8n, workflow);
		await waitFor('the webhook to be gone', () => Promise.resolve(hooks().length ? undefined : true));
		await publish(shop.n8n, workflow);
		expect(await waitPublished(shop.n8n, workflow)).toMatchObject({ status: 'published' });
		expect(hooks()).toHaveLength(1);
	}, 120_000);

	it('believes nobody but the carrier service', async () => {
		const reference = await labelled('FORGED');
		expect(await send('FORGED', 'delivered', { secret: 'guessed' })).toBe(401);
		expect((await shop.store.cases.get(reference))!.logistics).toBe('label_issued');
	});

	it('says the same of a parcel whatever order the carrier tells in, and however often', async () => {
		const orders = balancedOrders(statuses.length).map((order) => order.map((index) => statuses[index]));
		const pairs = new Set(orders.flatMap((order) => order.slice(1).map((one, index) => `${order[index]} ${one}`)));
		expect(pairs.size).toBe(statuses.length * (statuses.length - 1));
		const cases = await Promise.all(orders.map(async (_order, index) => await labelled(`W${index}`)));
		await Promise.all(
			orders.map(async (order, index) => {
				for (const status of order) {
					expect(await send(`W${index}`, status)).toBe(200);
					if (index % 3 === 0) expect(await send(`W${index}`, status, { id: ' again' })).toBe(200);
				}
			}),
		);
		for (const [index, order] of orders.entries()) {
			const { parcels, exceptions, claims } = (await shop.store.cases.get(cases[index]))!;
			const { reached, codes } = told(order);
			expect([order, parcels![0].reached, exceptions.map(({ code }) => code).sort()]).toEqual([order, reached, codes]);
			expect(claims?.length ?? 0).toBe(codes.includes('lost_parcel') ? 1 : 0);
		}
	}, 240_000);

	it('tells service of each lost parcel, with what the carrier asks for', async () => {
		const reference = await labelled('LOST-1');
		await send('LOST-1', 'in_transit');
		await send('LOST-1', 'lost');
		const [mail] = await waitFor('the e-mail', () => {
			const found = mails(reference, /to claim from the carrier/);
			return Promise.resolve(found.length ? found : undefined);
		});
		expect(mail.to).toEqual(['operator@example.com']);
		expect(mail.text).toMatch(/Tracking number: LOST-1[^]*1 × Mug[^]*14\.40/);
	}, 60_000);

	it('reminds the customer of what was not sent', async () => {
		const reference = await labelled('LATE-1', 14.5);
		await remindAll(shop.store, () => undefined);
		const [mail] = await waitFor('the e-mail', () => {
			const found = mails(reference, /Please send your return/);
			return Promise.resolve(found.length ? found : undefined);
		});
		expect(mail.to).toEqual(['kim@example.com']);
		expect((await shop.store.cases.timeline(reference)).filter(({ type }) => type === 'return.reminded')).toHaveLength(
			1,
		);
	}, 60_000);

	it('gives the label of a canceled return back, and knows when its price is back', async () => {
		const reference = await askForReturn(shop, '#1002', [{ sku: 'CAP-RED', quantity: 1 }]);
		await waitForCase(shop.store, reference, 'labelled', (one) => one.logistics === 'label_issued');
		await shop.store.cases.record({
			reference,
			events: [{ source: 'flow:desk', id: `${reference}/canceled`, type: 'return.canceled', data: {} }],
		});
		const voided = await waitForCase(shop.store, reference, 'voided', (one) => !!one.labels[0]?.voided);
		expect(voided.labels[0].refund).toBeUndefined();
		const [shipment] = shop.sandbox.easypost.bought().filter((one) => one.reference === reference);
		expect([shipment.refund_status, shop.sandbox.easypost.givenBack]).toEqual(['submitted', [shipment.id]]);
		shipment.refund_status = 'refunded';
		await waitForCase(shop.store, reference, 'paid by the carrier', (one) => one.labels[0].refund === 'paid');
		const decided = (await shop.store.cases.timeline(reference)).filter(({ type }) => type === 'label.refund_decided');
		expect(decided).toHaveLength(1);
	}, 120_000);

	it('pays at the first scan when the policy says so, once, and closes when the goods are here', async () => {
		const settings = await shop.store.settings.get('default');
		await shop.store.settings.save('default', {
			...settings,
			policy: { ...settings.policy, refundTiming: 'at_first_scan' },
		});
		const reference = await askForReturn(shop, '#1001', [{ sku: 'TEE-BLUE-M', quantity: 2 }]);
		const { labels } = await waitForCase(shop.store, reference, 'labelled', (one) => one.logistics === 'label_issued');
		const paid = () =>
			[...shop.sandbox.stripe.refunds.values()]
				.filter(({ metadata }) => metadata.return_reference === reference)
				.map(({ amount }) => amount);
		expect(paid()).toEqual([]);
		for (const status of ['accepted', 'in_transit', 'accepted', 'delivered'] as const)
			expect(await send(labels[0].trackingNumber, status)).toBe(200);
		await waitForCase(shop.store, reference, 'paid back', (one) => one.settlement === 'settled');
		await receiveGoods(shop, reference);
		await waitForCase(shop.store, reference, 'closed', (one) => !!one.closedAt);
		expect(paid()).toEqual([4320]);
	}, 180_000);
});
