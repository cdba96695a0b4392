import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { askForReturn, report, waitForCase } from '../demo/people';
import { caseFileOf, openShop, type Shop } from '../demo/shop';
import { stepsOf } from './stepRows';
import { waitFor } from './waitFor';
import { publish, unpublish, waitPublished } from './workflows';

/** Template 02, *End without goods*: a return that was canceled or has expired leaves nothing behind. Counted at the providers. */
let shop: Shop;
beforeAll(async () => void (shop = await openShop({ shared: true, leaseSeconds: 15 })), 300_000);
afterAll(async () => await shop?.stop());
afterEach(async () => expect(await shop.store.steps.stuck({ limit: 10 })).toEqual([]));

const idOf = async (reference: string) => (await shop.store.cases.get(reference))!.ids['shopify.return'];
const transfers = (reference: string) =>
	shop.sandbox.odoo.db.where('stock.picking', { origin: reference }).map(({ state }) => state);
const label = (reference: string) => shop.sandbox.easypost.bought().find((one) => one.reference === reference)!;
const mails = (reference: string) =>
	shop.sandbox.mail
		.messages()
		.filter(({ subject }) => subject.includes(reference))
		.map(({ subject, to }) => `${subject.split(' (')[0]} -> ${JSON.stringify(to)}`);
const allDone = async (reference: string) =>
	await waitFor(
		`the steps of ${reference} to be done`,
		async () => {
			const steps = stepsOf(shop, reference);
			return steps.some(({ name }) => name === 'End') && steps.every(({ state }) => state === 'done')
				? steps
				: undefined;
		},
		{ timeoutMs: 60_000 },
	);

async function sentOff(order: string, sku: string): Promise<string> {
	const reference = await askForReturn(shop, order, [{ sku, quantity: 1 }]);
	await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
	return reference;
}
async function cancelInShopify(reference: string): Promise<void> {
	const { state, webhooks } = shop.sandbox.shopify;
	const found = state.findReturn(await idOf(reference));
	state.cancel(found.id);
	expect(
		await webhooks.deliver('returns/cancel', webhooks.bodyOf('returns/cancel', found), { webhookId: randomUUID() }),
	).toEqual([200]);
	await waitForCase(shop.store, reference, 'canceled', (one) => one.authorization === 'canceled');
}
const noted = async (reference: string, type: string) =>
	(await shop.store.cases.timeline(reference)).filter((event) => event.type === type).length;

it('calls off receipt and label of a return that the customer cancels in Shopify, and tells the warehouse', async () => {
	const reference = await sentOff('#1004', 'SOCKS-GREY');
	await cancelInShopify(reference);
	await allDone(reference);
	expect([transfers(reference), label(reference).refund_status, shop.sandbox.easypost.givenBack]).toEqual([
		['cancel'],
		'submitted',
		[label(reference).id],
	]);
	expect(await shop.store.cases.get(reference)).toMatchObject({
		authorization: 'canceled',
		logistics: 'none',
		labels: [{ voided: true }],
		exceptions: [],
	});
	await waitFor(
		"the warehouse's mail",
		async () => mails(reference).some((one) => one.startsWith('Do not expect this return')) || undefined,
	);
	expect([await noted(reference, 'return.canceled'), await noted(reference, 'return_document.canceled')]).toEqual([
		1, 1,
	]);

	// The goods come all the same: counted, nothing is paid, and the warehouse hears what to do.
	await report(shop.n8n, reference, 'return.received', `late-${reference}`, {
		receipt: { id: `late-${reference}`, lines: [{ sku: 'SOCKS-GREY', quantity: 1 }] },
	});
	await waitForCase(shop.store, reference, 'with the warehouse', (one) =>
		one.exceptions.some(({ code, owner }) => code === 'goods_of_ended_return' && owner === 'warehouse'),
	);
	await allDone(reference);
	expect([
		transfers(reference),
		[...shop.sandbox.stripe.refunds.values()].filter(({ metadata }) => metadata.return_reference === reference),
	]).toEqual([['cancel'], []]);
}, 180_000);

it('leaves a label alone that the carrier has scanned, and tells the warehouse of the parcel', async () => {
	const reference = await sentOff('#1001', 'TEE-BLUE-M');
	shop.sandbox.easypost.scan(label(reference).id);
	await cancelInShopify(reference);
	await allDone(reference);
	expect([transfers(reference), label(reference).refund_status]).toEqual([['cancel'], null]);
	expect((await shop.store.cases.get(reference))!.exceptions).toMatchObject([
		{ code: 'parcel_of_ended_return', owner: 'warehouse' },
	]);
}, 180_000);

it('lets a return expire that never comes: Shopify hears of it once, and the customer too', async () => {
	const reference = await sentOff('#1002', 'CAP-RED');
	// Its time is over.
	const db = new DatabaseSync(caseFileOf(shop));
	db.exec('pragma busy_timeout = 10000');
	db.prepare('update cases set expires_at = ? where reference = ?').run(Date.now() - 1_000, reference);
	db.close();
	// A trigger looks a minute after it was published.
	const ending = shop.workflows.of('Return Ended');
	await unpublish(shop.n8n, ending);
	await publish(shop.n8n, ending);
	expect((await waitPublished(shop.n8n, ending)).status).toBe('published');
	await waitForCase(shop.store, reference, 'expired', (one) => one.authorization === 'expired', 150_000);
	await allDone(reference);
	expect([
		transfers(reference),
		label(reference).refund_status,
		shop.sandbox.shopify.state.findReturn(await idOf(reference)).status,
	]).toEqual([['cancel'], 'submitted', 'CANCELED']);
	// Shopify tells of its canceling as well: that was our own doing.
	const { webhooks, state } = shop.sandbox.shopify;
	expect(
		await webhooks.deliver(
			'returns/cancel',
			webhooks.bodyOf('returns/cancel', state.findReturn(await idOf(reference))),
			{ webhookId: randomUUID() },
		),
	).toEqual([200]);
	await waitFor(
		'both mails',
		async () =>
			['Do not expect this return', 'Your return has expired'].every((subject) =>
				mails(reference).some((one) => one.startsWith(subject)),
			) || undefined,
	);
	expect(await shop.store.cases.get(reference)).toMatchObject({ authorization: 'expired', exceptions: [] });
	expect([await noted(reference, 'return.expired'), await noted(reference, 'return.canceled')]).toEqual([1, 0]);
}, 300_000);
