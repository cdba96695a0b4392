import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Call {
	provider: string;
	method: string;
	path: string;
	/** What the provider calls it: a GraphQL operation, an Odoo model/method, or "POST /v1/refunds". */
	operation: string;
	status?: number;
	/** Whether the stand-in changed its state; a replayed idempotent answer has not. */
	committed: boolean;
	fault?: FaultKind;
}

export type FaultKind =
	'delay' | 'rate_limit' | 'server_error' | 'drop_before_commit' | 'drop_after_commit' | 'freeze_after_commit';

export interface Fault {
	provider: string;
	/** Part of `operation`; absent: every call. */
	operation?: string;
	kind: FaultKind;
	/** How many calls it hits; default 1. */
	times?: number;
	/** For `delay`; default 1000. */
	ms?: number;
	/** For `rate_limit`: seconds in Retry-After; default 1. */
	retryAfter?: number;
}

export interface Incoming {
	method: string;
	url: URL;
	path: string;
	headers: Record<string, string>;
	/** The body as it came. */
	raw: Buffer;
	json(): any; // eslint-disable-line @typescript-eslint/no-explicit-any -- whatever a client sends
	form(): URLSearchParams;
}

export interface Answer {
	status: number;
	headers?: Record<string, string>;
	/** A Buffer or string is sent as it is, anything else as JSON. */
	body?: unknown;
	/** Default: the request was no read and was answered below 400. */
	committed?: boolean;
}

export interface StandIn {
	provider: string;
	/** Names a request for the journal and for faults. */
	operationOf(request: Incoming): string;
	answer(request: Incoming): Promise<Answer> | Answer;
	/** The provider's own shape of 429 and 500. */
	refusal(kind: 'rate_limit' | 'server_error', fault: Fault): Answer;
}

/** Every call that reached a stand-in, and the faults waiting for the next ones. */
export class Journal {
	readonly calls: Call[] = [];
	readonly faults: Fault[] = [];

	inject(fault: Fault): void {
		this.faults.push({ times: 1, ...fault });
	}

	take(provider: string, operation: string): Fault | undefined {
		const fault = this.faults.find(
			(one) => one.provider === provider && (!one.operation || operation.includes(one.operation)),
		);
		if (fault && --fault.times! <= 0) this.faults.splice(this.faults.indexOf(fault), 1);
		return fault;
	}

	count(provider: string, operation?: string): number {
		return this.calls.filter(
			(call) => call.provider === provider && call.committed && (!operation || call.operation.includes(operation)),
		).length;
	}
}

export interface Running {
	url: string;
	port: number;
	stop(): Promise<void>;
}

/** Serves a stand-in on loopback, with its faults and its journal. */
export async function serve(standIn: StandIn, journal: Journal, port = 0): Promise<Running> {
	return await listen(async (request, response) => {
		const incoming = await read(request);
		const operation = standIn.operationOf(incoming);
		const call: Call = {
			provider: standIn.provider,
			method: incoming.method,
			path: incoming.path,
			operation,
			committed: false,
		};
		journal.calls.push(call);
		const fault = journal.take(standIn.provider, operation);
		call.fault = fault?.kind;
		if (fault?.kind === 'drop_before_commit') return void request.socket.destroy();
		if (fault?.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.ms ?? 1000));
		let answer: Answer;
		if (fault?.kind === 'rate_limit' || fault?.kind === 'server_error') {
			answer = { committed: false, ...standIn.refusal(fault.kind, fault) };
		} else {
			answer = await standIn.answer(incoming);
		}
		call.status = answer.status;
		call.committed = answer.committed ?? (incoming.method !== 'GET' && answer.status < 400);
		if (fault?.kind === 'drop_after_commit') return void request.socket.destroy();
		if (fault?.kind === 'freeze_after_commit') return; // the answer never comes
		write(response, answer);
	}, port);
}

/** An HTTP server on 127.0.0.1 that ends its connections when it is stopped. */
export async function listen(
	handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
	port = 0,
): Promise<Running> {
	const server: Server = createServer((request, response) => {
		handle(request, response).catch((error: Error) => {
			// A fault of the stand-in itself must be seen, never be taken for the provider's.
			process.stderr.write(`stand-in: ${error.stack}\n`);
			if (!response.headersSent) write(response, { status: 599, body: { standIn: error.message } });
		});
	});
	await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
	const { port: taken } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${taken}`,
		port: taken,
		stop: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

export async function read(request: IncomingMessage): Promise<Incoming> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const raw = Buffer.concat(chunks);
	const url = new URL(request.url ?? '/', 'http://127.0.0.1');
	return {
		method: request.method ?? 'GET',
		url,
		path: url.pathname,
		headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
		raw,
		json: () => JSON.parse(raw.toString('utf8') || '{}'),
		form: () => new URLSearchParams(raw.toString('utf8')),
	};
}

export function write(response: ServerResponse, { status, headers, body }: Answer): void {
	const plain = typeof body === 'string' || Buffer.isBuffer(body);
	response.writeHead(status, { ...(!plain && { 'content-type': 'application/json' }), ...headers });
	response.end(plain ? body : JSON.stringify(body ?? {}));
}
