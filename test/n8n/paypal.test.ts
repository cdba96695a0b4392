import { readTemplates } from '../../workflows/importer';
import type { CaseState } from '../../nodes/shared/case';
import { askForReturn, receiveGoods, review, waitForCase } from '../demo/people';
import { bring, openShop, type Shop } from '../demo/shop';
import { captureIdOf } from '../sandbox/paypal';
import { waitFor } from './waitFor';

const capture = captureIdOf('#1007');
const closed = (one: CaseState) => one.settlement === 'settled' && !!one.closedAt;

/** Template 47 beside 01 to 04, in a real n8n. What is paid is counted at PayPal. */
describe('what was paid with PayPal', () => {
	let shop: Shop;
	beforeAll(async () => {
		shop = await openShop({ shared: true, leaseSeconds: 15 });
		await bring(shop.n8n, readTemplates(['47']), shop.sandbox.credentials(), true);
	}, 420_000);
	afterAll(async () => await shop?.stop());
	afterEach(async () => expect(await shop.store.steps.stuck({ limit: 10 })).toEqual([]));

	const paypal = () => shop.sandbox.paypal;
	const paidFor = (reference: string) =>
		[...paypal().refunds.values()].filter(({ invoice_id: number }) => number?.startsWith(`${reference}/`));

	async function received(): Promise<string> {
		const reference = await askForReturn(shop, '#1007', [{ sku: 'GLOVES-BLACK', quantity: 1 }]);
		await waitForCase(shop.store, reference, 'in review', (one) => one.authorization === 'in_review');
		await review(shop, reference, 'Approve', '', 'Original payment');
		await waitForCase(shop.store, reference, 'labelled', (one) => one.logistics === 'label_issued');
		await receiveGoods(shop, reference);
		return reference;
	}

	it('goes back by itself, once, also when PayPal breaks off in the middle, and finance is not asked any more', async () => {
		shop.sandbox.journal.inject({ provider: 'paypal', operation: '/refund', kind: 'drop_after_commit', times: 3 });
		const reference = await received();
		const done = await waitForCase(shop.store, reference, 'settled and closed', closed);
		expect(paidFor(reference)).toMatchObject([{ amount: { value: '12.00', currency_code: 'EUR' } }]);
		expect(done.refunds).toMatchObject([
			{ state: 'succeeded', intent: { payment: { processor: 'paypal', providerIds: { 'paypal.capture': capture } } } },
		]);
		await waitFor(
			'the question to be taken back',
			async () =>
				(await shop.store.cases.get(reference))!.exceptions.some(
					({ code, resolved }) => code === 'pay_by_hand' && resolved,
				) || undefined,
		);
	}, 300_000);

	it('is held when staff have refunded in PayPal meanwhile, and PayPal tells of it', async () => {
		const { id } = paypal().refundByHand(capture, '12.00');
		expect(await paypal().webhooks.deliver(paypal().events.at(-1)!)).toEqual([200]);
		const reference = await received();
		const held = await waitForCase(shop.store, reference, 'held', (one) =>
			one.exceptions.some(({ code }) => code === 'refunded_elsewhere'),
		);
		expect(held.exceptions.find(({ code }) => code === 'refunded_elsewhere')?.message).toContain(id);
		expect(paidFor(reference)).toEqual([]);
	}, 300_000);
});
