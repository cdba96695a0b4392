import axios, { type AxiosInstance } from 'axios';
import { startSandbox, type Sandbox } from '.';
import { sandboxSecrets } from './catalogue';
import type { Call, FaultKind } from './server';

describe('the sandbox', () => {
	let sandbox: Sandbox;
	let control: AxiosInstance;
	beforeEach(async () => {
		sandbox = await startSandbox();
		control = axios.create({ baseURL: sandbox.urls.control, validateStatus: () => true, proxy: false });
	});
	afterEach(async () => await sandbox.stop());

	const refund = async (timeout = 5000) =>
		await axios.post(
			`${sandbox.urls.stripe}/v1/refunds`,
			new URLSearchParams({ payment_intent: 'pi_sandbox_1001', amount: '100' }),
			{
				headers: { authorization: `Bearer ${sandboxSecrets.stripeKey}` },
				validateStatus: () => true,
				proxy: false,
				timeout,
			},
		);
	const fail = async (kind: FaultKind, more: object = {}) =>
		expect(
			(await control.post('/faults', { provider: 'stripe', operation: 'POST /v1/refunds', kind, ...more })).status,
		).toBe(201);
	const lastCall = async () => (await control.get<Call[]>('/calls')).data.at(-1)!;

	it('lists every call it received, and whether it changed anything', async () => {
		expect((await refund()).status).toBe(200);
		expect(await lastCall()).toEqual({
			provider: 'stripe',
			method: 'POST',
			path: '/v1/refunds',
			operation: 'POST /v1/refunds',
			status: 200,
			committed: true,
		});
		expect((await control.get('/refunds')).data.stripe).toHaveLength(1);
	});
	it('drops a call before it is carried out, once', async () => {
		await fail('drop_before_commit');
		await expect(refund()).rejects.toThrow();
		expect(sandbox.stripe.refunds.size).toBe(0);
		expect(await lastCall()).toMatchObject({ committed: false, fault: 'drop_before_commit' });
		expect((await refund()).status).toBe(200);
	});
	it('drops the answer of a call that was carried out', async () => {
		await fail('drop_after_commit');
		await expect(refund()).rejects.toThrow();
		expect(sandbox.stripe.refunds.size).toBe(1);
		expect(await lastCall()).toMatchObject({ committed: true, fault: 'drop_after_commit' });
	});
	it('freezes after the work is done', async () => {
		await fail('freeze_after_commit');
		await expect(refund(300)).rejects.toThrow(/timeout/);
		expect(sandbox.stripe.refunds.size).toBe(1);
	});
	it('answers 429 with Retry-After, and 5xx, without doing anything', async () => {
		await fail('rate_limit', { retryAfter: 7 });
		await fail('server_error');
		const limited = await refund();
		expect([limited.status, limited.headers['retry-after']]).toEqual([429, '7']);
		expect((await refund()).status).toBe(500);
		expect(sandbox.stripe.refunds.size).toBe(0);
	});
	it('is slow on demand, and as often as asked', async () => {
		await fail('delay', { ms: 300, times: 2 });
		for (const fault of ['delay', 'delay', undefined]) {
			const started = performance.now();
			await refund();
			expect((await lastCall()).fault).toBe(fault);
			if (fault) expect(performance.now() - started).toBeGreaterThan(290);
		}
	});
	it('plays a customer, and shows what was mailed', async () => {
		const answer = await control.post('/returns', { order: '#1001', lines: [{ sku: 'MUG-WHITE', quantity: 1 }] });
		expect([answer.status, answer.data.webhookAnswered]).toEqual([201, 0]); // nobody has subscribed
		expect((await control.get('/mail')).data).toEqual([]);
	});
	it('says which field of a request is wrong', async () => {
		const answer = await control.post('/faults', { provider: 'klarna', kind: 'delay' });
		expect([answer.status, answer.data.problems[0]]).toEqual([400, expect.stringContaining('provider')]);
		expect((await control.get('/nothing')).status).toBe(404);
	});
});
