import { createHmac } from 'node:crypto';
import type { CaseState } from '../../nodes/shared/case';
import { readTemplates } from '../../workflows/importer';
import { receiveGoods, review, waitForCase } from '../demo/people';
import { bring, openShop, type Shop } from '../demo/shop';
import { withdrawalSecret } from '../sandbox';
import { paidByStripe } from './atProviders';
import { atForm } from './formInBrowser';
import { waitFor } from './waitFor';

/** Template 12 beside 01 to 04: statements by form and by webhook, counted at the providers and the mail server. */
let shop: Shop;
beforeAll(async () => {
	shop = await openShop({ editor: true, leaseSeconds: 15 });
	for (const order of shop.sandbox.shopify.state.orders) order.entry.customer.country = 'DE';
	await bring(shop.n8n, readTemplates(['12']), shop.sandbox.credentials(), true);
}, 420_000);
afterAll(async () => await shop?.stop());
afterEach(async () => expect(await shop.store.steps.stuck({ limit: 10 })).toEqual([]));

const events = async (reference: string, type: string) =>
	(await shop.store.cases.timeline(reference)).filter((event) => event.type === type);
const receipts = (reference: string) =>
	// In the customer's language, which is known once the order is found.
	shop.sandbox.mail
		.messages()
		.filter(({ subject }) =>
			['We have received your withdrawal', 'Wir haben Ihren Widerruf erhalten'].some(
				(words) => subject === `${words} (${reference})`,
			),
		);
const refundsOf = (reference: string) => paidByStripe(shop.sandbox, reference);
const isAcknowledged = ({ statements }: CaseState) => !!statements?.every(({ acknowledgedAt }) => acknowledgedAt);
/** The order leaves the warehouse only now: neither Shopify nor Odoo has sent it. */
function unsent(number: string): () => unknown[] {
	const { shopify, odoo } = shop.sandbox;
	shopify.state.order(number).parcels = [];
	const [order] = odoo.db.where('sale.order', { client_order_ref: number });
	const pickings = odoo.db.where('stock.picking', { origin: order.name });
	for (const picking of pickings) {
		odoo.db.update('stock.picking', picking, { state: 'assigned' });
		for (const move of odoo.db.where('stock.move', { picking_id: picking.id }))
			odoo.db.update('stock.move', move, { state: 'assigned' });
	}
	return () => [
		!!shopify.state.order(number).cancelledAt,
		odoo.db.one('sale.order', order.id).state,
		...pickings.map(({ id }) => odoo.db.one('stock.picking', id).state),
	];
}

async function send(body: object, signature?: string) {
	const raw = JSON.stringify(body);
	const answer = await fetch(`${shop.n8n.url}/webhook/returns/withdrawals`, {
		method: 'POST',
		headers: {
			'content-type': 'application/json',
			'x-signature': signature ?? `sha256=${createHmac('sha256', withdrawalSecret).update(raw).digest('hex')}`,
		},
		body: raw,
	});
	return {
		status: answer.status,
		answer: (await answer.json()) as Record<string, string> & { receipt?: { text: string } },
	};
}
const statement = {
	name: 'Alex Example',
	contract: '#1001',
	email: 'alex@example.com',
	channel: 'page',
	text: 'I withdraw from the contract.',
};

it('an agent takes down what a customer says on the phone; the order was not sent, so it is canceled and paid back, and the case is closed', async () => {
	const standing = unsent('#1004');
	const read = await atForm(
		shop.n8n,
		'returns/withdrawal',
		{ 'What do you tell?': 'A customer withdraws' },
		{
			'Name of the customer': 'Kim Muster',
			'Order number, or what identifies the contract': '1004',
			'E-mail address for the receipt': 'kim@example.com',
			'How did it come?': 'phone',
			"The customer's words": 'I do not want it any more.',
		},
	);
	expect(read).toContain('The customer gets this receipt: We have received your statement');
	const [{ reference }] = await shop.store.cases.getMany({ limit: 1, kind: 'withdrawal' });
	const closed = await waitForCase(shop.store, reference, 'closed', (one) => !!one.closedAt && isAcknowledged(one));
	expect(closed).toMatchObject({ settlement: 'settled', orderCanceledIn: ['shopify', 'odoo'], labels: [] });
	expect(standing()).toEqual([true, 'cancel', 'cancel']);
	expect(refundsOf(reference)).toEqual([12_000]);
	expect(
		shop.sandbox.shopify.state.order('#1004').refunds.filter((one) => shop.sandbox.shopify.state.pays(one)),
	).toEqual([]);
	expect(receipts(reference).map(({ to }) => to)).toEqual([['kim@example.com']]);
	expect(await events(reference, 'withdrawal.acknowledged')).toHaveLength(1);
	expect((await shop.store.cases.timeline(reference))[0].actor).toBe(shop.n8n.email);
});

it('a shop sends a signed statement; the receipt is tried again until the mail server takes it, and the refund waits for the carrier, not for the goods', async () => {
	shop.sandbox.mail.refuse(2);
	const toldAt = new Date(Date.now() - 60_000).toISOString();
	const { status, answer } = await send({ ...statement, toldAt });
	expect([status, answer.outcome, answer.toldAt]).toEqual([200, 'recorded', toldAt]);
	expect(answer.receipt!.text).toContain('I withdraw from the contract.');
	const { reference } = answer;
	expect(await send({ ...statement, toldAt })).toMatchObject({
		status: 200,
		answer: { outcome: 'duplicate', reference },
	});
	await waitForCase(shop.store, reference, 'acknowledged', isAcknowledged);
	expect([receipts(reference).length, (await events(reference, 'withdrawal.acknowledged')).length]).toEqual([1, 1]);
	expect(receipts(reference)[0].text).toContain('I withdraw from the contract.');

	const ready = await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
	expect(ready.lines.map(({ sku, quantities }) => [sku, quantities.approved])).toEqual([
		['TEE-BLUE-M', 2],
		['MUG-WHITE', 1],
	]);
	expect([ready.settlement, refundsOf(reference)]).toEqual(['none', []]);
	await shop.store.cases.record({
		reference,
		events: [
			{
				source: 'carrier:default',
				id: 'scan 1',
				type: 'shipment.in_transit',
				data: { tracking: { trackingNumber: ready.labels[0].trackingNumber, status: 'in_transit' } },
			},
		],
	});
	await waitForCase(shop.store, reference, 'paid back', (one) => one.settlement === 'settled');
	expect(refundsOf(reference)).toEqual([6420]);
	await receiveGoods(shop, reference);
	await waitForCase(shop.store, reference, 'closed', (one) => !!one.closedAt);
	expect(refundsOf(reference)).toEqual([6420]);
});

it('proof that the goods were sent, taken down in the form, is enough', async () => {
	const { answer } = await send({
		...statement,
		name: 'Robin Probe',
		contract: '1003',
		email: 'robin@example.com',
		toldAt: new Date().toISOString(),
	});
	const { reference } = answer;
	// It is worth more than a person wants to let through unseen.
	await waitForCase(shop.store, reference, 'waiting for a reviewer', (one) => one.authorization === 'in_review');
	await review(shop, reference, 'Approve');
	await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
	const read = await atForm(
		shop.n8n,
		'returns/withdrawal',
		{ 'What do you tell?': 'Proof that goods were sent', 'Case reference': reference },
		{ 'What shows it?': 'Slip of the post office, by e-mail' },
	);
	expect(read).toContain('Recorded.');
	await waitForCase(shop.store, reference, 'paid back', (one) => one.settlement === 'settled');
	expect(refundsOf(reference)).toEqual([150_000]);
});

it('a statement about an order that nobody finds is acknowledged all the same, and waits for a person', async () => {
	const { status, answer } = await send({ ...statement, contract: 'the lamp', toldAt: new Date().toISOString() });
	expect(status).toBe(200);
	const state = await waitForCase(
		shop.store,
		answer.reference,
		'in review and acknowledged',
		(one) => one.authorization === 'in_review' && isAcknowledged(one),
	);
	expect(state.decision!.reasons.map(({ code }) => code)).toEqual(['order_unknown', 'lines_unknown']);
	expect(receipts(answer.reference)).toHaveLength(1);
	await waitFor('the e-mail to the reviewer', async () =>
		shop.sandbox.mail.messages().find(({ text }) => text.includes(answer.reference) && text.includes('was not found')),
	);
});

it.each<[string, object, string | undefined, number]>([
	['that is not signed', { ...statement, toldAt: '2026-11-29T10:00:00Z' }, 'sha256=00', 401],
	['that says no time', statement, undefined, 422],
	[
		'with a line of no pieces',
		{ ...statement, toldAt: '2026-11-29T10:00:00Z', lines: [{ sku: 'A', quantity: 0 }] },
		undefined,
		422,
	],
])('a message %s opens no case, and the answer says why', async (_what, body, signature, status) => {
	const before = (await shop.store.cases.getMany({ limit: 100 })).length;
	const answered = await send(body, signature);
	expect(answered).toMatchObject({ status, answer: { outcome: 'refused', advice: expect.any(String) as string } });
	expect(JSON.stringify(answered.answer)).not.toContain('alex@example.com');
	expect(await shop.store.cases.getMany({ limit: 100 })).toHaveLength(before);
});
