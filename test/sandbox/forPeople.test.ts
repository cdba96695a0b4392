import axios from 'axios';
import { createTransport } from 'nodemailer';
import { catalogue } from './catalogue';
import { startSandbox, type Sandbox } from './index';
import { leafletOf } from './leaflet';

describe('the sandbox for people', () => {
	let sandbox: Sandbox;
	beforeAll(async () => void (sandbox = await startSandbox()));
	afterAll(async () => await sandbox.stop());
	const control = async (path: string, body?: object, accept = 'application/json') =>
		await axios.request({
			url: `${sandbox.urls.control}${path}`,
			method: body ? 'POST' : 'GET',
			data: body,
			headers: { accept },
			validateStatus: () => true,
		});

	it('prints every credential with its values, the settings, every order with its articles', () => {
		const leaflet = leafletOf(sandbox, 'http://127.0.0.1:4407');
		for (const [name, { data }] of Object.entries(sandbox.credentials()))
			for (const value of [name, ...Object.values(data)])
				expect(leaflet).toContain(value === '' ? '(leave empty)' : String(value));
		for (const { number, lines } of catalogue)
			for (const text of [number, ...lines.map(({ sku }) => sku)]) expect(leaflet).toContain(text);
		expect(leaflet).toContain('"timeZone": "America/Chicago"');
		expect(leaflet).toContain('N8N_TEMPLATES_HOST=http://127.0.0.1:4407');
	});

	it('tells settings and orders at its control address', async () => {
		expect((await control('/settings')).data).toEqual(sandbox.settings());
		expect((await control('/orders')).data).toHaveLength(catalogue.length);
	});

	it('shows the e-mails as a page, and nothing in them is taken for a part of it', async () => {
		await createTransport({ host: '127.0.0.1', port: sandbox.mail.port, secure: false, ignoreTLS: true }).sendMail({
			from: 'a@example.com',
			to: 'b@example.com',
			subject: 'Hello <script>',
			text: 'Your label',
		});
		const { data, headers } = await control('/mail', undefined, 'text/html');
		expect(headers['content-type']).toContain('text/html');
		expect(data).toContain('Hello &lt;script&gt;');
		expect(data).toContain('Your label');
		expect((await control('/mail')).data).toMatchObject([{ subject: 'Hello <script>' }]);
	});

	it('has a page for customers who ask for a return', async () => {
		const { data } = await control('/shop');
		for (const { lines } of catalogue) for (const { title } of lines) expect(data).toContain(title);
		const { data: asked } = await axios.post(`${sandbox.urls.control}/shop`, 'line=%231001+TEE-BLUE-M');
		expect(asked).toContain('Asked for: TEE-BLUE-M of #1001. n8n answered the shop with nothing.');
		expect(sandbox.shopify.state.order('#1001').returns).toMatchObject([{ status: 'REQUESTED' }]);
		const { data: strange } = await axios.post(`${sandbox.urls.control}/shop`, 'line=%231001', {
			validateStatus: () => true,
		});
		expect(JSON.stringify(strange)).toContain('sku');
	});

	it('plays a bank that refuses a refund, and says which refunds there are', async () => {
		expect(await control('/refunds/outcome', { refund: 're_none', status: 'failed' })).toMatchObject({
			status: 404,
			data: { problems: ['Stripe has no refund re_none'] },
		});
		const { status, data } = await axios.post(
			`${sandbox.urls.stripe}/v1/refunds`,
			'payment_intent=pi_sandbox_1001&amount=100',
			{ headers: { authorization: `Bearer ${String(sandbox.credentials().Stripe.data.secretKey)}` } },
		);
		expect(status).toBe(200);
		expect(
			await control('/refunds/outcome', { refund: data.id, status: 'failed', reason: 'expired_or_canceled_card' }),
		).toMatchObject({ status: 200, data: { status: 'failed' } });
	});

	it("lives now: what Stripe did today has today's date, and payments are as old as their orders", async () => {
		const { data } = await axios.get(`${sandbox.urls.stripe}/v1/payment_intents/pi_sandbox_1001`, {
			headers: { authorization: `Bearer ${String(sandbox.credentials().Stripe.data.secretKey)}` },
		});
		const days = (Date.now() / 1000 - data.created) / 86_400;
		expect(Math.round(days)).toBe(catalogue[0].placedDaysAgo);
		const [refund] = [...sandbox.stripe.refunds.values()];
		expect(Math.abs(Date.now() / 1000 - (refund as unknown as { created: number }).created)).toBeLessThan(120);
	});
});
