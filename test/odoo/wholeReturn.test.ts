import { ownOdoo, type OwnOdoo } from '../demo/odooTarget';
import { askForReturn, waitForCase } from '../demo/people';
import { countAtProviders, play, returns } from '../demo/play';
import { openShop, type Shop } from '../demo/shop';
import { waitFor } from '../n8n/waitFor';
import { warehouseKey } from '../sandbox';
import { catalogue } from '../sandbox/catalogue';
import { odooAt, requireMachine, type OdooDatabase } from './server';
import { documentsOf, journalEntries, piecesAt } from './tables';
import { call } from './target';

/** Templates 01 to 04 in a real n8n, on a real Odoo that has the apps the package asks for and no other; the node's user has the two groups it asks for. */
describe('a return on a real Odoo', () => {
	let database: OdooDatabase;
	let odoo: OwnOdoo;
	let shop: Shop;
	let references: string[];

	beforeAll(async () => {
		database = await odooAt(requireMachine()).freshDatabase('plain');
		odoo = (await ownOdoo(database, () => undefined))!;
		const key = await database.keyOfUser('returns', ['stock.group_stock_user', 'account.group_account_invoice']);
		shop = await openShop({ odoo: { ...odoo, key } });
	}, 300_000);
	afterAll(async () => await shop?.stop());

	/** What went back to the customer, as the provider has it. */
	function refundOf(reference: string, order: string): { id: string; amount: number } {
		const atStripe = [...shop.sandbox.stripe.refunds.values()].find(
			({ metadata }) => metadata.return_reference === reference,
		);
		if (atStripe) return { id: atStripe.id, amount: atStripe.amount };
		const [refund] = shop.sandbox.shopify.state.orders.find(({ entry }) => entry.number === order)!.refunds;
		return { id: refund.id, amount: refund.transactions[0].amount.amount };
	}

	/** What Odoo itself offers for sale. */
	async function forSale(sku: string): Promise<number> {
		return (
			await call(database, 'product.product', 'search_read', {
				domain: [['default_code', '=', sku]],
				fields: ['free_qty'],
			})
		).body[0].free_qty;
	}

	async function report(reference: string, type: 'receipt' | 'inspection', lines: object[]): Promise<void> {
		const id = `${type}-${reference}`;
		const body = {
			reference,
			type: type === 'receipt' ? 'return.received' : 'return.inspected',
			id,
			data: { [type]: { id, lines } },
		};
		expect((await shop.n8n.postWebhook('returns/warehouse', body, { 'X-Warehouse-Key': warehouseKey })).status).toBe(
			200,
		);
	}

	it('takes three returns to money, books and stock, each document once', async () => {
		references = await play(shop);
		expect(countAtProviders(shop, references)).toContain('2 refunds at Stripe, 1 at Shopify, 3 labels');
		for (const [index, reference] of references.entries()) {
			const { order, lines } = returns[index];
			const sold = catalogue.find(({ number }) => number === order)!;
			const pieces = lines.reduce((total, { quantity }) => total + quantity, 0);
			const { id, amount } = refundOf(reference, order);
			const found = await documentsOf(database, reference, id);
			expect(found).toEqual({
				returns: [{ state: 'done', at: 'Returns inspection', ordered: pieces, received: pieces }],
				sorted: [{ state: 'done', pieces, to: 'WH/Stock' }],
				creditNotes: [{ state: 'posted', payment_state: 'paid', cents: amount, currency: 'EUR' }],
				payments: [{ state: 'paid', memo: id, cents: amount }],
				// What came back is taken off the ordered quantity as well, so that no invoicing run bills it again.
				lines: lines.map(({ sku, quantity }) => {
					const left = sold.lines.find((line) => line.sku === sku)!.quantity - quantity;
					return { policy: 'order', ordered: left, delivered: left, invoiced: left, to_invoice: 0 };
				}),
			});
			for (const { sku } of lines) expect(await piecesAt(database, sku, odoo.settings.inspectionLocation!)).toBe(0);
		}
		expect(await shop.store.steps.stuck({ limit: 10 })).toEqual([]);
		const { posted, unbalanced } = await journalEntries(database);
		// Four orders were billed and paid, three were credited and paid back.
		expect(posted).toBeGreaterThanOrEqual(14);
		expect(unbalanced).toEqual([]);
	});

	it('does not offer goods for sale before they are inspected and sorted as restock', async () => {
		const [order, sku] = ['#1004', 'SOCKS-GREY'];
		const { inspectionLocation, destinations } = odoo.settings;
		const before = await forSale(sku);
		const reference = await askForReturn(shop, order, [{ sku, quantity: 3 }]);
		const {
			lines: [{ id: line }],
		} = await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
		await report(reference, 'receipt', [{ line, sku, quantity: 3 }]);
		await waitForCase(shop.store, reference, 'received', (one) => one.logistics === 'received');
		await waitFor('the receipt in Odoo', async () =>
			(await shop.store.cases.timeline(reference)).find(({ type }) => type === 'receipt.posted'),
		);

		expect((await documentsOf(database, reference, '')).returns).toEqual([
			{ state: 'done', at: 'Returns inspection', ordered: 3, received: 3 },
		]);
		expect(await piecesAt(database, sku, inspectionLocation!)).toBe(3);
		expect(await forSale(sku)).toBe(before);

		await report(reference, 'inspection', [
			{ line, sku, quantity: 2, condition: 'as new', destination: 'restock' },
			{ line, sku, quantity: 1, condition: 'torn', destination: 'quarantine' },
		]);
		await waitForCase(
			shop.store,
			reference,
			'settled and closed',
			(one) => one.settlement === 'settled' && !!one.closedAt,
		);
		expect(await piecesAt(database, sku, inspectionLocation!)).toBe(0);
		expect(await piecesAt(database, sku, destinations.quarantine!)).toBe(1);
		expect(await forSale(sku)).toBe(before + 2);
		const { id, amount } = refundOf(reference, order);
		expect(await documentsOf(database, reference, id)).toMatchObject({
			creditNotes: [{ payment_state: 'paid', cents: amount }],
			payments: [{ memo: id, cents: amount }],
			lines: [{ ordered: 17, to_invoice: 0 }],
		});
		expect((await journalEntries(database)).unbalanced).toEqual([]);
	});

	it('would see a document that is there twice', async () => {
		const [reference] = references;
		const of = async (model: string, domain: unknown[]): Promise<number[]> =>
			(await call(database, model, 'search', { domain })).body;
		const notes = await of('account.move', [
			['ref', '=', reference],
			['move_type', '=', 'out_refund'],
		]);
		const [{ memo }] = (
			await call(database, 'account.payment', 'search_read', {
				domain: [['reconciled_invoice_ids', 'in', notes]],
				fields: ['memo'],
			})
		).body;
		const [payment] = await of('account.payment', [['memo', '=', memo]]);
		await call(database, 'account.move', 'copy', { ids: notes, default: { ref: reference } });
		await call(database, 'account.payment', 'copy', { ids: [payment], default: { memo } });
		await call(database, 'stock.picking', 'copy', {
			ids: await of('stock.picking', [['origin', '=', reference]]),
			default: { origin: reference },
		});
		const { returns: receipts, sorted, creditNotes, payments } = await documentsOf(database, reference, memo);
		expect([receipts, sorted, creditNotes, payments].map(({ length }) => length)).toEqual([2, 2, 2, 2]);
	});
});
