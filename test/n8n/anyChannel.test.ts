import { createHmac } from 'node:crypto';
import { readTemplates } from '../../workflows/importer';
import { waitForCase } from '../demo/people';
import { bring, openShop, type Shop } from '../demo/shop';
import { channelSecret } from '../sandbox';
import { labelsOf, paidByStripe } from './atProviders';
import { reportInspected, reportReceived } from './warehouse';

/** Template 23 beside 01 to 04: what senders are answered, and who pays, counted at the providers. */
let shop: Shop;
beforeAll(async () => {
	shop = await openShop({ shared: true, leaseSeconds: 15 });
	await bring(shop.n8n, readTemplates(['23']), shop.sandbox.credentials(), true);
}, 420_000);
afterAll(async () => await shop?.stop());
afterEach(async () => expect(await shop.store.steps.stuck({ limit: 10 })).toEqual([]));

const now = () => Math.floor(Date.now() / 1000);
async function send(body: object | string, { time = now(), secret = channelSecret, sign = true } = {}) {
	const raw = typeof body === 'string' ? body : JSON.stringify(body);
	const signature = createHmac('sha256', secret).update(`${time}.${raw}`).digest('hex');
	const answer = await fetch(`${shop.n8n.url}/webhook/returns/channels`, {
		method: 'POST',
		headers: {
			'content-type': 'application/json',
			...(sign && { 'x-timestamp': String(time), 'x-signature': `sha256=${signature}` }),
		},
		body: raw,
	});
	return { status: answer.status, answer: (await answer.json()) as Record<string, string> };
}

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const sold = (payment: object) => ({
	currency: 'EUR',
	lines: [
		{ id: '11', sku: 'TEE-BLUE-M', quantity: 2, subtotal: eur(3600), tax: eur(720) },
		{ id: '12', sku: 'MUG-WHITE', quantity: 1, subtotal: eur(1250), tax: eur(250) },
	],
	shipping: { subtotal: eur(500), tax: eur(100) },
	payments: [{ captured: eur(6420), refunded: eur(0), refundable: eur(6420), ...payment }],
});
const asked = {
	id: 'R-1',
	channel: 'marketplace',
	sender: 'bol',
	orderNumber: '#1001',
	customer: { name: 'Alex Example', email: 'alex@example.com' },
	lines: [{ sku: 'MUG-WHITE', quantity: 1, reason: 'changed_mind' }],
	order: sold({ id: 'bol-1', processor: 'other', method: 'bol' }),
};
const made = (reference: string) => ({
	type: 'refund.made',
	id: `refund of ${reference}`,
	channel: 'marketplace',
	sender: 'bol',
	reference,
	refund: { id: 'BOL-9', amount: eur(1500) },
});
const refunds = (reference: string) => paidByStripe(shop.sandbox, reference);
const bought = (reference: string) => labelsOf(shop.sandbox, reference);

it('a marketplace asks, the return is approved, its own refund is recorded and booked, and nothing is paid from here', async () => {
	const first = await send(asked);
	expect(first).toMatchObject({ status: 200, answer: { outcome: 'opened', id: 'R-1' } });
	const { reference } = first.answer;
	expect(await send(asked)).toMatchObject({ status: 200, answer: { outcome: 'duplicate', reference } });
	await waitForCase(shop.store, reference, 'approved', (one) => one.authorization === 'approved');
	expect(await send(made(reference))).toMatchObject({ status: 409, answer: { outcome: 'refused', field: 'refund' } });

	await reportReceived(shop, reference);
	await reportInspected(shop, reference);
	const due = await waitForCase(shop.store, reference, 'due', (one) => one.settlement === 'due');
	expect(due.refunds).toMatchObject([
		{ intent: { amount: eur(1500), payment: { processor: 'other', method: 'bol' } } },
	]);
	expect(await send(made(reference))).toMatchObject({ status: 200, answer: { outcome: 'recorded', reference } });
	expect(await send(made(reference))).toMatchObject({ status: 200, answer: { outcome: 'duplicate', reference } });

	const closed = await waitForCase(shop.store, reference, 'booked and closed', (one) => !!one.closedAt);
	expect(closed).toMatchObject({ channel: 'marketplace', settlement: 'settled', labels: [] });
	expect(closed.refunds).toMatchObject([{ refund: { providerStatus: 'marketplace' } }]);
	expect(closed.exceptions.filter(({ resolved }) => !resolved)).toEqual([]);
	expect([refunds(reference), bought(reference)]).toEqual([[], []]);
	const types = (await shop.store.cases.timeline(reference)).map(({ type }) => type);
	for (const type of ['return.requested', 'refund.due', 'refund.succeeded', 'credit_note.posted', 'payment.recorded'])
		expect(types.filter((one) => one === type)).toHaveLength(1);
});

it('WooCommerce asks for an order that Stripe took: the customer gets a label, and Stripe pays back once', async () => {
	const { answer } = await send({
		...asked,
		id: 'W-1',
		channel: 'woocommerce',
		sender: undefined,
		lines: [{ orderLineId: '11', sku: 'TEE-BLUE-M', quantity: 1, reason: 'size' }],
		order: sold({ id: 'woo-1', processor: 'stripe', providerIds: { 'stripe.payment_intent': 'pi_sandbox_1001' } }),
	});
	const { reference } = answer;
	await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
	await reportReceived(shop, reference);
	await reportInspected(shop, reference);
	await waitForCase(shop.store, reference, 'booked and closed', (one) => !!one.closedAt);
	expect([refunds(reference), bought(reference).length]).toEqual([[2160], 1]);
});

it.each<[string, object | string, Parameters<typeof send>[1], number, string | undefined]>([
	['that is not signed', asked, { sign: false }, 401, undefined],
	['signed with another secret', asked, { secret: 'another' }, 401, undefined],
	['signed six minutes ago', asked, { time: now() - 360 }, 401, undefined],
	['of a channel that is not taken', { ...asked, id: 'X', channel: 'register' }, {}, 422, 'channel'],
	['of no pieces', { ...asked, id: 'X', lines: [{ sku: 'MUG-WHITE', quantity: 0 }] }, {}, 422, 'lines.0.quantity'],
	['without an id', { ...asked, id: undefined }, {}, 422, 'id'],
])('a request %s opens no case, and the answer says why', async (_what, body, how, status, field) => {
	const before = (await shop.store.cases.getMany({ limit: 100 })).length;
	const answered = await send(body, how);
	expect(answered).toMatchObject({ status, answer: { outcome: 'refused', advice: expect.any(String) as string } });
	expect(answered.answer.field).toBe(field);
	expect(JSON.stringify(answered.answer)).not.toContain('alex@example.com');
	expect(await shop.store.cases.getMany({ limit: 100 })).toHaveLength(before);
});

it('what is no JSON is refused', async () => {
	expect((await send('{ "id": ')).status).toBe(422);
});
