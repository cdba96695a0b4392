import { readTemplates } from '../../workflows/importer';
import { askForReturn, receiveGoods, waitForCase } from '../demo/people';
import { bring, openShop, type Shop } from '../demo/shop';
import { reverseInvoice } from '../OdooReturns/odooStaff';
import { refundedElsewhere } from '../../nodes/shared/operation';

/** Template 32 beside 01 to 04: what a person gives in Odoo itself makes what is due of the order's return wait. */

let shop: Shop;
beforeAll(async () => {
	shop = await openShop({ shared: true });
	await bring(shop.n8n, readTemplates(['32']), shop.sandbox.credentials(), true);
}, 420_000);
afterAll(async () => await shop?.stop());

it('a credit note that somebody made in Odoo keeps the refund until finance has decided', async () => {
	const reference = await askForReturn(shop, '#1001', [{ sku: 'MUG-WHITE', quantity: 1 }]);
	await waitForCase(shop.store, reference, 'labelled', (one) => one.labels.length > 0);
	reverseInvoice(shop.sandbox.odoo);
	const state = await waitForCase(shop.store, reference, 'asked about', (one) => one.exceptions.length > 0);
	expect(state.exceptions).toMatchObject([{ code: refundedElsewhere, owner: 'finance' }]);

	await receiveGoods(shop, reference);
	const held = await waitForCase(shop.store, reference, 'held', (one) =>
		one.refunds.some(({ state: is }) => is === 'held'),
	);
	expect(held.exceptions.some(({ code, intent }) => code === refundedElsewhere && intent)).toBe(true);
	expect(shop.sandbox.stripe.refunds.size).toBe(0);
});
