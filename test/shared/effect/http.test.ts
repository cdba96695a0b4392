import type { IHttpRequestOptions } from 'n8n-workflow';
import { httpClient, type HttpRequest, type Send } from '../../../nodes/shared/effect';

type Reply = { statusCode: number; headers?: Record<string, unknown>; body?: unknown } | Error;

function client(replies: Reply[]) {
	const sent: IHttpRequestOptions[] = [];
	const pauses: number[] = [];
	const send: Send = async (options) => {
		sent.push(options);
		const reply = replies.shift();
		if (!reply) throw new Error('one request too many');
		if (reply instanceof Error) throw reply;
		return { headers: {}, body: {}, ...reply };
	};
	const http = httpClient({ connection: 'stripe', send, sleep: async (ms) => void pauses.push(ms), random: () => 0.5 });
	return { http, sent, pauses };
}
const broken = (code: string) => Object.assign(new Error('socket'), { code });
const read: HttpRequest = {
	method: 'GET',
	url: 'https://api.example.com/v1/refunds?customer=secret',
	repeatable: true,
};
const pay: HttpRequest = { method: 'POST', url: 'https://api.example.com/v1/refunds', repeatable: false };

describe('HTTP client', () => {
	it('tries a repeatable request again after a broken connection, a 500 and a 429, and waits as asked', async () => {
		const { http, sent, pauses } = client([
			broken('ECONNRESET'),
			{ statusCode: 429, headers: { 'Retry-After': '2' } },
			{ statusCode: 200, body: { ok: true } },
		]);
		expect(await http(read)).toMatchObject({ status: 200, body: { ok: true } });
		expect(sent).toHaveLength(3);
		expect(pauses).toEqual([250, 2000]);
	});
	it('leaves a long Retry-After to the step', async () => {
		const { http, sent } = client([{ statusCode: 429, headers: { 'retry-after': '120' } }]);
		await expect(http(read)).rejects.toMatchObject({
			category: 'retryable',
			details: { retryAfterMs: 120_000, connection: 'stripe' },
		});
		expect(sent).toHaveLength(1);
	});
	it.each([broken('ECONNRESET'), broken('ECONNABORTED'), broken('ETIMEDOUT')])(
		'never repeats an unrepeatable request that may have arrived (%s)',
		async (failure) => {
			const { http, sent } = client([failure]);
			await expect(http(pay)).rejects.toMatchObject({ category: 'unknown_outcome' });
			expect(sent).toHaveLength(1);
		},
	);
	it('takes a 500 for an unknown outcome unless the request is repeatable', async () => {
		await expect(client([{ statusCode: 500 }]).http(pay)).rejects.toMatchObject({ category: 'unknown_outcome' });
		await expect(
			client([{ statusCode: 500 }, { statusCode: 502 }, { statusCode: 503 }]).http(read),
		).rejects.toMatchObject({ category: 'retryable' });
	});
	it('repeats even an unrepeatable request when it cannot have arrived', async () => {
		const { http } = client([broken('ECONNREFUSED'), { statusCode: 201 }]);
		expect((await http(pay)).status).toBe(201);
	});
	it("hands over answers of the 400s: only the provider's code knows them", async () => {
		expect((await client([{ statusCode: 404, body: { error: 'no such refund' } }]).http(read)).status).toBe(404);
	});
	it('names neither host nor query in its errors', async () => {
		const failure = await client([broken('ECONNRESET'), broken('ECONNRESET'), broken('ECONNRESET')])
			.http(read)
			.catch((error: Error) => error);
		expect((failure as Error).message).toBe('stripe did not answer GET /v1/refunds (ECONNRESET)');
	});
});
