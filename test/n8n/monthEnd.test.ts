import { readTemplates, type Template } from '../../workflows/importer';
import { askForReturn, receiveGoods, waitForCase } from '../demo/people';
import { bring, openShop, type Shop } from '../demo/shop';
import { waitFor } from './waitFor';

/** Template 44 in a real n8n, beside 01 to 04: a month with one return agrees, until somebody credits what nobody returned. */
describe('the end of a month', () => {
	let shop: Shop;
	beforeAll(async () => {
		shop = await openShop({ leaseSeconds: 15, shared: true });
	}, 420_000);
	afterAll(async () => await shop?.stop());

	/** As it ships; only the third comes every few seconds, and the month that is over is this one. */
	function monthly(): Template {
		const [template] = readTemplates(['44-month-end']);
		const nodes = template.nodes.map((node) =>
			node.name === 'Third of the Month'
				? { ...node, parameters: { rule: { interval: [{ field: 'seconds', secondsInterval: 10 }] } } }
				: node,
		);
		return JSON.parse(JSON.stringify({ ...template, nodes }).replace('.minus({ months: 1 })', '')) as Template;
	}
	const mailOf = async (subject: string) =>
		await waitFor(
			`the report: ${subject}`,
			() => Promise.resolve(shop.sandbox.mail.messages().find((one) => one.subject.endsWith(subject))),
			{ timeoutMs: 45_000 },
		);

	it('is reported to finance with a page to sign, and names the return by which systems differ', async () => {
		const reference = await askForReturn(shop, '#1004', [{ sku: 'SOCKS-GREY', quantity: 1 }]);
		await waitForCase(shop.store, reference, 'labelled', (one) => one.logistics === 'label_issued');
		await receiveGoods(shop, reference);
		await waitForCase(shop.store, reference, 'closed', (one) => !!one.closedAt);
		const [imported] = await bring(shop.n8n, [monthly()], shop.sandbox.credentials(), true);
		expect(imported).toMatchObject({ publication: 'published', errors: [], missing: [] });
		const good = await mailOf('everything agrees');
		expect(good.text).toMatch(/Credit notes of the month: cases \d+\.\d\d EUR, books/);
		expect(good.text).toMatch(/Refunds that left in the month: cases \d+\.\d\d EUR, payment providers/);
		expect(good.text).toContain('Pieces that came back: cases 1, books 1');
		expect(good.raw).toMatch(/filename="?returns-20\d\d-\d\d\.html/);

		const { db } = shop.sandbox.odoo;
		const [journal] = db.where('account.journal', { type: 'sale' });
		const [company] = db.all('res.company');
		const [own] = db.where('account.move', { move_type: 'out_refund' });
		db.insert('account.move', {
			move_type: 'out_refund',
			state: 'posted',
			journal_id: journal.id,
			company_id: company.id,
			currency_id: company.currency_id,
			ref: 'RMA-NOBODY',
			invoice_date: own.invoice_date,
			amount: 12.34,
			settled: 12.34,
		});
		const bad = await mailOf('1 differences');
		expect(bad.text).toContain('RMA-NOBODY, -12.34 EUR, The books have it, and no return that was read');
	}, 420_000);
});
