import { join } from 'node:path';
import { readTemplates } from '../../workflows/importer';
import { report, review, waitForCase } from '../demo/people';
import { bring, openShop, type Shop } from '../demo/shop';
import { expectShown } from './expectShown';
import { atForm } from './formInBrowser';

const folder = join(__dirname, '../../workflows');

/** Templates that staff start by a form, beside template 01: each in a browser, counted at the providers. */
let shop: Shop;
beforeAll(async () => void (shop = await openShop({ leaseSeconds: 15 })), 300_000);
afterAll(async () => await shop?.stop());
afterEach(async () => expect(await shop.store.stuckSteps({ limit: 10 })).toEqual([]));

async function publish(name: string): Promise<void> {
	const [template] = readTemplates([name], folder);
	const [{ id, publication }] = await bring(shop.n8n, template, shop.sandbox.credentials(), true);
	expect(publication).toBe('published');
	await expectShown(shop.n8n, id!, template);
}
const newest = async () => (await shop.store.getMany({ limit: 1 }))[0];
const typesOf = async (reference: string) => (await shop.store.timeline(reference)).map(({ type }) => type as string);
const refundsOf = (reference: string) => [...shop.sandbox.stripe.refunds.values()].filter(({ metadata }) => metadata.return_reference === reference).map(({ amount }) => amount);
/** Transfers of a return in Odoo: how many pieces went where. */
function transfersOf(reference: string): Array<{ state: unknown; to: unknown; pieces: number }> {
	const { db } = shop.sandbox.odoo;
	return db.where('stock.picking', { origin: reference }).map((picking) => ({ state: picking.state, to: db.get('stock.location', db.one('stock.location', Number(picking.location_dest_id)), 'name'), pieces: db.where('stock.move', { picking_id: picking.id }).reduce((total, move) => total + Number(db.get('stock.move', move, 'quantity')), 0) }));
}
const creditNotes = (reference: string) => shop.sandbox.odoo.db.where('account.move', { move_type: 'out_refund', ref: reference, state: 'posted' });
async function inspected(reference: string): Promise<void> {
	const lines = (await shop.store.get(reference))!.lines.map(({ id, sku, quantities }) => ({ line: id, sku, quantity: quantities.received, destination: 'restock' }));
	await report(shop.n8n, reference, 'return.inspected', `inspection-${reference}`, { inspection: { id: `inspection-${reference}`, lines } });
}

describe('template 03, buy online, return in store', () => {
	beforeAll(async () => await publish('03-return-in-store'));

	/** What the associate reads in the end. */
	const atCounter = async (order: Record<string, string>, goods?: Record<string, string>) => await atForm(shop.n8n, 'returns/counter', order, ...(goods ? [goods] : []));

	it('pays back at the counter, keeps the goods out of sale, and closes after the inspection', async () => {
		const read = await atCounter({ 'Order number': '1001', 'E-mail address of the order': 'alex@example.com' }, { 'T-shirt blue M (TEE-BLUE-M): pieces': '1', 'TEE-BLUE-M: condition': 'Opened', Reason: 'Too small', 'Pay back': 'The way it was paid' });
		const { reference, channel } = await newest();
		expect(read).toContain(`Return ${reference}`);
		expect(read).toContain('The refund is settled: 21.60 EUR to the customer.');
		expect(channel).toBe('store');
		const types = await typesOf(reference);
		expect(types[0]).toBe('return.requested');
		expect((await shop.store.timeline(reference))[0].actor).toBe(shop.n8n.email);
		expect(types).not.toContain('label.issued');
		expect(refundsOf(reference)).toEqual([2160]);
		expect(transfersOf(reference)).toEqual([{ state: 'done', to: 'Returns inspection', pieces: 1 }]);
		const inShopify = (await shop.store.get(reference))!.ids['shopify.return'];
		expect(shop.sandbox.shopify.state.findReturn(inShopify).status).toBe('OPEN');

		await inspected(reference);
		await waitForCase(shop.store, reference, 'closed', (one) => !!one.closedAt);
		expect(transfersOf(reference)).toHaveLength(2);
		expect(creditNotes(reference)).toHaveLength(1);
		expect(refundsOf(reference)).toEqual([2160]);
		expect(shop.sandbox.shopify.state.findReturn(inShopify).status).toBe('CLOSED');
	});

	it('pays damaged pieces back after the inspection', async () => {
		const read = await atCounter({ 'Order number': '#1001' }, { 'Mug white (MUG-WHITE): pieces': '1', 'MUG-WHITE: condition': 'Damaged', Reason: 'Defective', 'Pay back': 'The way it was paid' });
		const { reference } = await newest();
		expect(read).toContain('Something is damaged, so the money follows after the inspection.');
		expect(refundsOf(reference)).toEqual([]);
		await inspected(reference);
		await waitForCase(shop.store, reference, 'closed', (one) => !!one.closedAt);
		expect(refundsOf(reference)).toEqual([1500]);
	});

	it('shows the reference when a reviewer has to decide, and goes on when that is done', async () => {
		const read = await atCounter({ 'Order number': '#1003' }, { 'Camera X (CAMERA-X): pieces': '1', Reason: 'Defective', 'Pay back': 'The way it was paid' });
		const { reference } = await newest();
		expect(read).toContain(`Return ${reference}`);
		expect(read).toContain('The return waits for a reviewer. Note the reference');
		await review(shop, reference, 'Approve');
		await waitForCase(shop.store, reference, 'settled', (one) => one.settlement === 'settled');
		expect(refundsOf(reference)).toEqual([150_000]);
		expect(transfersOf(reference)).toEqual([{ state: 'done', to: 'Returns inspection', pieces: 1 }]);
	});

	it('shows the reference when it takes longer, and pays once when it can', async () => {
		await shop.store.pauseConnection('stripe', 'a test');
		const read = await atCounter({ 'Order number': '#1004' }, { 'Socks grey (SOCKS-GREY): pieces': '2', Reason: 'Unwanted', 'Pay back': 'The way it was paid' });
		const { reference } = await newest();
		expect(read).toContain(`Return ${reference}`);
		expect(read).toContain('The return is still being worked on. Note the reference');
		expect(refundsOf(reference)).toEqual([]);
		await shop.store.resumeConnection('stripe');
		await waitForCase(shop.store, reference, 'settled and booked', (one) => !!one.refunds[0]?.payment);
		expect(refundsOf(reference)).toEqual([1200]);
	});

	it('lists only what did not come back yet', async () => {
		expect(await atCounter({ 'Order number': '#1003' })).toContain('Nothing of this order can come back any more.');
	});

	it.each([
		['the e-mail address is another one', { 'Order number': '#1002', 'E-mail address of the order': 'alex@example.com' }, undefined, 'Shopify has no order with this number and e-mail address'],
		['nothing was chosen', { 'Order number': '#1002' }, { Reason: 'Unwanted', 'Pay back': 'Store credit' }, 'No piece was chosen.'],
	])('says so and opens no case when %s', async (_how, order, goods, says) => {
		const before = (await shop.store.getMany({ limit: 100 })).length;
		expect(await atCounter(order as unknown as Record<string, string>, goods)).toContain(says);
		expect(await shop.store.getMany({ limit: 100 })).toHaveLength(before);
	});

	it('lets nobody in who is not signed in', async () => {
		const answer = await fetch(`${shop.n8n.url}/form/returns/counter`, { redirect: 'manual' });
		expect([answer.status, (await answer.text()).includes('Order number')]).toEqual([302, false]);
		expect((await fetch(`${shop.n8n.url}/form/returns/counter`, { method: 'POST', body: new FormData() })).status).toBe(401);
	});
});
