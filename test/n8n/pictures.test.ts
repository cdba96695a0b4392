import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { ReturnMessages } from '../../nodes/ReturnMessages/ReturnMessages.node';
import { portalWords } from '../../nodes/ReturnPages/portal/languages';
import { keepOrder, shownOrder } from '../../nodes/ReturnPages/portal/order/kept';
import { orderToken } from '../../nodes/ReturnPages/portal/order/order';
import { portalKey } from '../../nodes/ReturnPages/session/token';
import { Order, parseNewEvent } from '../../nodes/shared/model';
import { Visitor } from '../ReturnPages/portal/visitor';
import { useDesk } from '../ReturnPages/useDesk';
import { runNode } from '../support/harness';
import { startBrowser } from './editor';

const folder = process.env.UPDATE_IMAGES
	? join(__dirname, '../../docs/images')
	: mkdtempSync(join(tmpdir(), 'n8n-returns-pictures-'));

/** The README's pictures of what people see; no n8n is needed for them. */
describe('pictures of the pages', () => {
	const desk = useDesk();
	let browser: Browser;
	beforeAll(async () => (browser = await startBrowser()), 120_000);
	afterAll(async () => await browser?.close());

	async function picture(name: string, html: string, says: string, [width, height]: [number, number]) {
		const page = await browser.newPage({ viewport: { width, height } });
		await page.setContent(html);
		expect(await page.locator('body').innerText()).toContain(says);
		const path = join(folder, `${name}.png`);
		await page.screenshot({ path });
		await page.close();
		expect([name, statSync(path).size < 90_000]).toEqual([name, true]);
	}

	it('set-up, the pages for withdrawals and returns on a phone, and a message', async () => {
		const { store, credential } = desk;
		await store.settings.save('default', {
			timeZone: 'Europe/Berlin',
			sender: 'Nord <returns@example.com>',
			portal: { name: 'Nord', color: '#0b5fff' },
		});
		const light = (what: string, one: 'ok' | 'look' | 'mend', is: string, fix: string) => ({
			what,
			light: one,
			is,
			fix,
		});
		await store.setUpReports.keep({
			connection: 'odoo',
			brand: 'default',
			lookedAt: '2026-11-30T10:00:00Z',
			checks: [
				light('Location for returned goods', 'ok', 'There.', ''),
				light('Operation type of returns', 'mend', 'Missing.', 'Press Install in Odoo.'),
				light(
					'App Repairs',
					'look',
					'Not installed; only for repairs.',
					'If you need that: install it in Odoo (Apps).',
				),
			],
			choices: {},
		});
		const setUp = await desk.call({ query: { page: 'setup' } });
		await picture('desk-setup', setUp.html, 'Install in Odoo', [1000, 760]);

		const visitor = new Visitor(credential);
		const form = { name: 'Kim Muster', contract: '#1001', email: 'kim@example.com', goods: '1 x T-shirt' };
		const query = { page: 'withdraw', language: 'en' };
		const { withdraw } = portalWords.en;
		await picture('portal-withdraw', (await visitor.send({ query })).html, withdraw.function, [390, 720]);
		const confirm = await visitor.send({ query, body: { ...form, step: 'check' } });
		await picture('portal-confirm', confirm.html, withdraw.confirm, [390, 720]);

		const line = (id: string, title: string, more: object = {}) => ({
			id,
			sku: title,
			title,
			quantity: 1,
			subtotal,
			tax,
			...more,
		});
		const [subtotal, tax] = [3490, 0].map((amount) => ({ amount, currency: 'EUR' }));
		const order = Order.parse({
			number: '#1001',
			currency: 'EUR',
			taxesIncluded: true,
			lines: [line('1', 'T-shirt, blue, M'), line('2', 'Coffee mug', { finalSale: true })],
		});
		const reasons = [{ code: 'final_sale', message: 'm', line: '2' }];
		const judged = { lines: [{ line: '1', quantity: 1 }], reasons };
		const shown = shownOrder(order, judged, { brand: 'default', email: 'kim@example.com', language: 'en' });
		const token = orderToken(await keepOrder(store, shown), portalKey('k'), Date.now());
		const { html: lines } = await visitor.send({ query: { page: 'order', language: 'en', token } });
		await picture('portal-order', lines, portalWords.en.order.cannot, [390, 760]);

		const { reference } = await desk.open('1', {
			orderNumber: '#1001',
			customer: { name: 'Kim Muster', email: 'kim@example.com', language: 'en', providerIds: {} },
		});
		const label = {
			id: 'l',
			carrier: 'UPS',
			trackingNumber: '1Z999AA10123456784',
			labelUrl: 'https://labels.example/1.pdf',
		};
		await store.cases.record({
			reference,
			events: [parseNewEvent({ id: 'approved', source: 'test', type: 'label.issued', data: { label } })],
		});
		const event = (await store.cases.timeline(reference)).at(-1)!;
		const { json, error } = await runNode(new ReturnMessages(), {
			parameters: { resource: 'message', operation: 'compose', message: 'label' },
			credentials: { returnCaseApi: { ...credential } },
			input: [{ reference, event } as never],
		});
		expect(error).toBeUndefined();
		const { html } = json[0].message as { html: string };
		expect(json[0].message).toMatchObject({ subject: expect.stringContaining(reference) as string });
		await picture('message', html, reference, [640, 480]);
	}, 600_000);
});
