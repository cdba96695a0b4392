import type { CaseState } from '../../nodes/shared/case';
import { askForReturn, payByHand, receiveGoods, review, waitForCase, type AskedLine } from '../demo/people';
import { openShop, type Shop } from '../demo/shop';
import { warehouseKey } from '../sandbox';
import { waitFor } from './waitFor';

const closed = (one: CaseState) => one.settlement === 'settled' && !!one.closedAt;

describe('how returns are settled, in a real n8n', () => {
	let shop: Shop;
	beforeAll(async () => void (shop = await openShop({ shared: true })), 240_000);
	afterAll(async () => await shop?.stop());
	afterEach(async () => expect(await shop.store.steps.stuck({ limit: 10 })).toEqual([]));

	/** What the customer got back for a return, counted at those who gave it: cents by refund. */
	function givenFor(reference: string, order: string): Record<string, number> {
		const { stripe, shopify } = shop.sandbox;
		const found = shopify.state.order(order);
		const marks = JSON.parse(
			shopify.state.credits.metafield(found.id, '$app:returns', 'credits')?.value ?? '{}',
		) as Record<string, { id?: string }>;
		const given = [
			...[...stripe.refunds.values()].map(({ metadata, charge, amount }) => ({
				intent: metadata.refund_intent,
				how: charge,
				amount,
			})),
			...found.refunds.flatMap(({ note, transactions }) =>
				transactions
					.filter(({ gateway }) => shopify.state.connected.has(gateway))
					.map(({ parentId, amount }) => ({
						intent: /\[(.+)\]/.exec(note ?? '')?.[1] ?? '',
						how: parentId!.split('/').pop()!,
						amount: amount.amount,
					})),
			),
			...shopify.state.credits.credits.map(({ id, customerId, amount }) => ({
				intent: Object.entries(marks).find(([, mark]) => mark.id === id)?.[0] ?? '',
				how: `credit of ${customerId.split('/').pop()}`,
				amount: amount.amount,
			})),
		].filter(({ intent }) => intent.startsWith(`${reference}/`));
		expect(new Set(given.map(({ intent }) => intent)).size).toBe(given.length);
		return Object.fromEntries(given.map(({ intent, how, amount }) => [`${intent.split('/')[1]} ${how}`, amount]));
	}

	/** Credit notes of a return in Odoo, in cents, and what of them is paid. */
	function booksOf(reference: string): Array<{ cents: number; open: number }> {
		const { db } = shop.sandbox.odoo;
		return db.where('account.move', { move_type: 'out_refund', ref: reference, state: 'posted' }).map((note) => ({
			cents: Math.round(Number(db.get('account.move', note, 'amount_total')) * 100),
			open: Math.round(Number(db.get('account.move', note, 'amount_residual')) * 100),
		}));
	}

	async function readyToSend(order: string, lines: AskedLine[], reviewed?: string): Promise<string> {
		const reference = await askForReturn(shop, order, lines);
		if (reviewed) {
			await waitForCase(shop.store, reference, 'waiting for a reviewer', (one) => one.authorization === 'in_review');
			await review(shop, reference, 'Approve', '', reviewed);
		}
		await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
		return reference;
	}
	const shopifyStatus = async (reference: string) =>
		shop.sandbox.shopify.state.findReturn((await shop.store.cases.get(reference))!.ids['shopify.return']).status;

	it('pays an order of a card and a gift card back in the same shares, each once, and closes when both are settled', async () => {
		const reference = await readyToSend('#1005', [{ sku: 'SCARF-GREEN', quantity: 3 }]);
		await receiveGoods(shop, reference);
		const { refunds } = await waitForCase(shop.store, reference, 'settled and closed', closed);
		expect(givenFor(reference, '#1005')).toEqual({ 'R1 ch_sandbox_1005': 3000, 'R2 credit of 95005': 1500 });
		expect(booksOf(reference)).toEqual(
			expect.arrayContaining([
				{ cents: 3000, open: 0 },
				{ cents: 1500, open: 0 },
			]),
		);
		expect(refunds).toMatchObject([
			{ state: 'succeeded', payment: { amount: { amount: 3000 } } },
			{
				state: 'succeeded',
				storeCredit: { amount: { amount: 1500 } },
				creditNote: { amount: { amount: 1500 } },
				payment: { amount: { amount: 1500 } },
			},
		]);
		expect(await shopifyStatus(reference)).toBe('CLOSED');
	});

	it('pays two charges of Stripe and one of Shopify Payments back, part by part, as the goods come', async () => {
		const reference = await readyToSend('#1006', [{ sku: 'BELT-BROWN', quantity: 4 }]);
		await receiveGoods(shop, reference, { number: 1, pieces: [{ sku: 'BELT-BROWN', quantity: 1 }] });
		const part = await waitForCase(
			shop.store,
			reference,
			'settled in part',
			(one) => one.refunds.length === 3 && one.refunds.every(({ payment }) => payment),
		);
		expect(part).toMatchObject({ logistics: 'part_received', settlement: 'settled' });
		expect(part.closedAt).toBeUndefined();
		expect(givenFor(reference, '#1006')).toEqual({
			'R1 ch_sandbox_1006': 600,
			'R2 850061': 600,
			'R3 ch_sandbox_1006b': 300,
		});
		await receiveGoods(shop, reference, { number: 2, pieces: [{ sku: 'BELT-BROWN', quantity: 3 }] });
		await waitForCase(shop.store, reference, 'settled and closed', closed);
		expect(givenFor(reference, '#1006')).toEqual({
			'R1 ch_sandbox_1006': 600,
			'R2 850061': 600,
			'R3 ch_sandbox_1006b': 300,
			'R4 ch_sandbox_1006': 1800,
			'R5 850061': 1800,
			'R6 ch_sandbox_1006b': 900,
		});
		expect(
			booksOf(reference)
				.map(({ cents, open }) => [cents, open])
				.sort(),
		).toEqual([
			[1800, 0],
			[1800, 0],
			[300, 0],
			[600, 0],
			[600, 0],
			[900, 0],
		]);
		expect(await shopifyStatus(reference)).toBe('CLOSED');
	});

	it('pays one payment back in two parts', async () => {
		const reference = await readyToSend('#1001', [
			{ sku: 'TEE-BLUE-M', quantity: 2 },
			{ sku: 'MUG-WHITE', quantity: 1 },
		]);
		await receiveGoods(shop, reference, { number: 1, pieces: [{ sku: 'TEE-BLUE-M', quantity: 1 }] });
		await waitForCase(shop.store, reference, 'settled in part', (one) => !!one.refunds[0]?.payment);
		expect(givenFor(reference, '#1001')).toEqual({ 'R1 ch_sandbox_1001': 2160 });
		await receiveGoods(shop, reference, {
			number: 2,
			pieces: [
				{ sku: 'TEE-BLUE-M', quantity: 1 },
				{ sku: 'MUG-WHITE', quantity: 1 },
			],
		});
		await waitForCase(shop.store, reference, 'settled and closed', closed);
		expect(givenFor(reference, '#1001')).toEqual({ 'R1 ch_sandbox_1001': 2160, 'R2 ch_sandbox_1001': 3660 });
	});

	it('gives store credit when the reviewer chose it, and tells the customer', async () => {
		const reference = await readyToSend('#1007', [{ sku: 'GLOVES-BLACK', quantity: 1 }], 'Store credit');
		await receiveGoods(shop, reference);
		await waitForCase(shop.store, reference, 'settled and closed', closed);
		expect(givenFor(reference, '#1007')).toEqual({ 'R1 credit of 95007': 1200 });
		expect(booksOf(reference)).toEqual([{ cents: 1200, open: 0 }]);
		await waitFor(
			'the customer to be told',
			async () =>
				shop.sandbox.mail.messages().some(({ subject }) => subject === `Your store credit (${reference})`) || undefined,
		);
		expect(await shopifyStatus(reference)).toBe('CLOSED');
	});

	it('asks finance to pay what nobody can pay by itself, and goes on when finance has', async () => {
		const reference = await readyToSend('#1007', [{ sku: 'GLOVES-BLACK', quantity: 2 }], 'Original payment');
		await receiveGoods(shop, reference);
		const asked = await waitForCase(shop.store, reference, 'with finance', (one) =>
			one.exceptions.some(({ code }) => code === 'pay_by_hand'),
		);
		expect(asked.exceptions).toMatchObject([
			{
				owner: 'finance',
				intent: `${reference}/R1`,
				message: expect.stringContaining(
					'Pay 24.00 EUR back to the customer of order #1007 by hand. Payment paypal',
				) as string,
			},
		]);
		expect(await shop.store.alarms.open({ limit: 9, reference })).toMatchObject([
			{ kind: 'exception', owner: 'finance', facts: { subject: 'pay_by_hand', intent: `${reference}/R1` } },
		]);
		expect(givenFor(reference, '#1007')).toEqual({});

		await payByHand(shop, reference, '', 'transfer 7');
		const done = await waitForCase(shop.store, reference, 'settled and closed', closed);
		// Shopify would pay such a payment once more if it were told, so its Refund button still offers it.
		expect(done.exceptions).toMatchObject([
			{ code: 'pay_by_hand', resolved: true },
			{ code: 'not_in_shop', owner: 'finance' },
		]);
		expect(done.exceptions[1]).not.toHaveProperty('resolved');
		expect(booksOf(reference)).toEqual([{ cents: 2400, open: 0 }]);
		expect(
			shop.sandbox.odoo.db.all('account.payment').filter(({ memo }) => memo === `${reference}/R1 transfer 7`),
		).toHaveLength(1);
		expect((await shop.store.cases.timeline(reference)).find(({ type }) => type === 'refund.succeeded')?.actor).toBe(
			shop.n8n.email,
		);
	});

	it('closes a return that was paid back when the goods arrived, once they were looked at', async () => {
		const settings = await shop.store.settings.get('default');
		await shop.store.settings.save('default', {
			...settings,
			policy: { ...settings.policy, refundTiming: 'at_receipt' },
		});
		const reference = await readyToSend('#1005', [{ sku: 'SCARF-GREEN', quantity: 1 }]);
		const pieces = [{ sku: 'SCARF-GREEN', quantity: 1 }];
		const report = async (type: string, data: object) =>
			expect(
				(
					await shop.n8n.postWebhook(
						'returns/warehouse',
						{ reference, type, id: `${type} ${reference}`, data },
						{ 'X-Warehouse-Key': warehouseKey },
					)
				).status,
			).toBe(200);
		await report('return.received', { receipt: { id: 'at the door', lines: pieces } });
		const paid = await waitForCase(
			shop.store,
			reference,
			'paid back',
			(one) => one.refunds.length === 2 && one.refunds.every(({ creditNote, payment }) => creditNote && payment),
		);
		expect(paid.closedAt).toBeUndefined();
		await report('return.inspected', {
			inspection: { id: 'looked at', lines: pieces.map((piece) => ({ ...piece, destination: 'restock' })) },
		});
		await waitForCase(shop.store, reference, 'settled and closed', closed);
		expect(givenFor(reference, '#1005')).toEqual({ 'R1 ch_sandbox_1005': 1000, 'R2 credit of 95005': 500 });
		expect(await shopifyStatus(reference)).toBe('CLOSED');
	});
});
