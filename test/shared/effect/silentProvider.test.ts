import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { IExecuteFunctions, INodeType } from 'n8n-workflow';
import { EffectError } from '../../../nodes/shared/model/effectError';
import { httpClient, inTime, type HttpRequest } from '../../../nodes/shared/effect/http';
import { runNode } from '../../support/harness';

const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n{"refunds":[';

/** A provider that takes the request, and then this. */
async function provider(
	answer: (write: (text: string) => void) => void,
): Promise<{ url: string; stop(): void; asked(): number }> {
	let asked = 0;
	const server = createServer((socket) => {
		socket.on('error', () => undefined);
		socket.on('data', () => {
			asked++;
			answer((text) => void (socket.destroyed || socket.write(text)));
		});
	}).listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/refunds`,
		asked: () => asked,
		stop: () => void server.close(),
	};
}

/** Sends the request from a node, with n8n's own HTTP helper; how it ended, and after how many milliseconds. */
async function send(request: HttpRequest): Promise<{ error?: EffectError; ms: number }> {
	let error: EffectError | undefined;
	const started = Date.now();
	const node = {
		description: {
			displayName: 'x',
			name: 'x',
			group: ['output'],
			version: 1,
			description: '',
			defaults: { name: 'x' },
			inputs: ['main'],
			outputs: ['main'],
			properties: [],
		},
		async execute(this: IExecuteFunctions) {
			const http = httpClient({
				connection: 'stripe',
				tries: 1,
				sleep: async () => {},
				send: inTime(async (options) => await this.helpers.httpRequest(options)),
			});
			await http(request).catch((failure: EffectError) => (error = failure));
			return [[]];
		},
	} as unknown as INodeType;
	await runNode(node, { parameters: {}, credentials: {}, input: [{}] });
	return { error, ms: Date.now() - started };
}

const request = (url: string, repeatable: boolean): HttpRequest => ({
	method: 'POST',
	url,
	body: { amount: 100 },
	repeatable,
	timeoutMs: 1_000,
});

describe.each<[string, (write: (text: string) => void) => void]>([
	['says nothing at all', () => undefined],
	['goes silent after the head of its answer', (write) => write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n')],
	['goes silent in the middle of its answer', (write) => write(head)],
	[
		'sends its answer byte by byte, and never ends',
		(write) => {
			write(head);
			const drip = setInterval(() => write(' '), 20);
			setTimeout(() => clearInterval(drip), 25_000).unref();
			drip.unref();
		},
	],
])('a provider that %s', (_what, answer) => {
	it('is waited for only so long, and it counts as not known whether it was done', async () => {
		const silent = await provider(answer);
		const { error, ms } = await send(request(silent.url, false));
		silent.stop();
		expect(error).toBeInstanceOf(EffectError);
		expect(error!.details).toMatchObject({ category: 'unknown_outcome', connection: 'stripe' });
		expect(silent.asked()).toBe(1);
		expect(ms).toBeLessThan(6_000);
	}, 30_000);
});

it('no node calls a provider in any other way', () => {
	const nodes = join(__dirname, '../../../nodes');
	const sources = readdirSync(nodes, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => [file, readFileSync(join(nodes, file), 'utf8')] as const);
	// A call and what is written right before it, which may stand on lines of their own.
	const calls = sources.flatMap(([file, text]) => {
		const lines = text.split('\n');
		return lines.flatMap((line, at) =>
			/helpers\.(httpRequest|request)|\bfetch\(/.test(line)
				? [[file, lines.slice(Math.max(0, at - 3), at + 1).join('\n')] as const]
				: [],
		);
	});
	expect(calls.map(([file]) => file)).toContain('shared/effect/nodeHttp.ts');
	for (const [file, call] of calls)
		expect({ file, call, inTime: /inTime\(|\btimeout\b/.test(call) }).toMatchObject({ inTime: true });
});
