import { Browser, decoded, submitForm } from '../demo/n8nForm';
import { bring, openShop, type Shop } from '../demo/shop';
import { readTemplates } from '../../workflows/importer';
import { catalogue } from '../sandbox/catalogue';

/** Template 15-returns-desk-order: an order that no return is known of, on the page of a customer. */
describe('looking up an order', () => {
	let shop: Shop;
	let browser: Browser;
	const [{ number, customer }] = catalogue;
	beforeAll(async () => {
		shop = await openShop({ editor: true, desk: true });
		await bring(shop.n8n, readTemplates(['15-returns-desk-order']), shop.sandbox.credentials(), true);
		browser = new Browser(shop.n8n);
		await browser.get((await submitForm(shop.n8n, 'returns/open-desk', [''])).redirect!);
	}, 420_000);
	afterAll(async () => await shop?.stop());

	const lookUp = async (...values: string[]) => await submitForm(shop.n8n, 'returns/look-up-order', values);

	it('shows its lines with what the policy says, and a return of it is started', async () => {
		const { redirect, message } = await lookUp(number, customer.email);
		expect([message, redirect]).toEqual(['', expect.stringContaining('/webhook/returns/desk?page=customer')]);
		const { text } = await browser.get(redirect!);
		expect(text).toContain(`Order ${number}, as it was looked up`);
		const rows = [...text.matchAll(/<tr><td>([^<]*)<\/td><td>(\d+)<\/td><td>(\d+)<\/td><td>(\d+)<\/td>/g)];
		expect(rows.length).toBeGreaterThan(0);
		for (const [, , bought, returned, left] of rows)
			expect(Number(left)).toBeLessThanOrEqual(Number(bought) - Number(returned));
		expect(rows.some(([, , , , left]) => Number(left) > 0)).toBe(true);
		const [form = ''] =
			/<form(?:(?!<\/form>).)*aria-label="Start the return of order(?:(?!<\/form>).)*<\/form>/s.exec(text) ?? [];
		const action = decoded(/name="action" value="([^"]+)"/.exec(form)![1]);
		const field = /name="(pieces\d+)"/.exec(form)![1];
		const started = await browser.post(redirect!, { action, [field]: '1', reason: 'too_small' });
		expect([started.status, started.text]).toEqual([200, expect.stringContaining('The return is opened.')]);
		expect(await shop.store.cases.ofOrder(number, 5)).toMatchObject([
			{ channel: 'service', customer: { email: customer.email } },
		]);
	}, 120_000);

	it('says so when number and e-mail address are not those of one order', async () => {
		const { redirect, message } = await lookUp(number, 'somebody.else@example.com');
		expect([redirect, message]).toEqual([
			undefined,
			expect.stringContaining('No order has this number and this e-mail address'),
		]);
	}, 120_000);
});
