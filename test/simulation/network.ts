import { createRequire } from 'node:module';
import type { AxiosError, AxiosResponse, AxiosStatic, InternalAxiosRequestConfig } from 'axios';
import type { Answer, Incoming } from '../sandbox/server';
import { callFaults, minute, type CallFault, type Provider } from './faults';
import { never, type N8nProcess } from './n8nProcess';
import { poisonOf } from './poison';
import { owners } from './virtualTime';
import type { World } from './world';

/** The client that n8n itself sends requests with. */
const axios = createRequire(createRequire(require.resolve('n8n-core')).resolve('@n8n/backend-network'))(
	'axios',
) as AxiosStatic;

let world: World | undefined;

/** From now on every request of n8n goes to this world's stand-ins. */
export function connect(to: World | undefined): void {
	world = to;
}

axios.defaults.adapter = async (config) => await send(world!, config);
// Shopify's stand-in sends its webhooks by fetch.
globalThis.fetch = (async (target: string, { headers, body }: { headers: Record<string, string>; body: string }) => {
	world!.post.webhook(new URL(target), headers, body);
	return { status: 200 };
}) as unknown as typeof fetch;

async function send(on: World, config: InternalAxiosRequestConfig): Promise<AxiosResponse> {
	const request = incomingOf(config);
	const standIn = on.providers.hosts[request.url.host];
	const operation = standIn.operationOf(request);
	const { error, answer } = await call(
		on,
		standIn.provider as Provider,
		operation,
		config.timeout || 5 * minute,
		async () => await on.asked(standIn, request),
		(kind) => standIn.refusal(kind, { provider: standIn.provider, kind }),
	);
	if (error) throw Object.assign(new axios.AxiosError(error.message, error.code, config), { config }) as AxiosError;
	return settled(config, answer!);
}

/** A message to somebody outside, with all that can go wrong on the way. `work` is what the other side does, once it gets there. */
export async function call(
	on: World,
	provider: Provider,
	operation: string,
	timeoutMs: number,
	work: () => Promise<Answer>,
	refusal: (kind: 'rate_limit' | 'server_error') => Answer,
): Promise<{ error?: { code: string; message: string }; answer?: Answer }> {
	const process = owners.getStore() as N8nProcess;
	const { boundaries, time, random, story, plan } = on;
	const where = `${provider} ${operation}`;
	await boundaries.pass(process, `before ${where}`);
	const aimed =
		boundaries.stormy && plan.aim && where.includes(plan.aim.operation) && on.aimed++ < plan.aim.times
			? plan.aim.how
			: undefined;
	const fault = poisonOf(on, where) ?? (aimed && aimed !== 'crash' ? aimed : faultOf(on, provider));
	if (fault) {
		story.count(fault.startsWith('outage') ? 'outage' : fault);
		story.tell(process.name, `${where}: ${fault.replace(/_/g, ' ')}`);
	}
	if (operation === 'ir.actions.server/run') story.count('calls of Odoo in batches');
	const sentAt = time.now;
	let answered = false;
	const outcome = new Promise<{ error?: { code: string; message: string }; answer?: Answer }>((resolve) => {
		const answer = (ms: number, result: Awaited<typeof outcome>) =>
			!answered && ((answered = true), owners.run(process, () => time.set(() => resolve(result), ms)));
		const timedOut = () =>
			answer(Math.max(0, timeoutMs - (time.now - sentAt)), {
				error: { code: 'ECONNABORTED', message: `timeout of ${timeoutMs}ms exceeded` },
			});
		// What is on the wire gets there also when the sender dies meanwhile.
		const arrives = (ms: number, then: (result: Answer) => void) =>
			owners.run(undefined, () => time.set(() => void work().then(then), ms));
		const travel = random.int(5, 150);
		switch (fault) {
			case 'rate_limit':
			case 'server_error':
				return answer(travel, { answer: refusal(fault) });
			case 'outage refused':
				return answer(travel, { error: { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' } });
			case 'outage unavailable':
				return answer(travel, { answer: refusal('server_error') });
			case 'outage silent':
				return timedOut();
			case 'drop_before_commit':
				return answer(travel, { error: { code: 'ECONNRESET', message: 'socket hang up' } });
			case 'drop_after_commit':
				return arrives(travel, () =>
					answer(random.int(1, 100), { error: { code: 'ECONNRESET', message: 'socket hang up' } }),
				);
			case 'no_answer':
				timedOut();
				return arrives(travel, () => undefined);
			case 'late_commit':
				timedOut();
				return arrives(timeoutMs + random.int(1, 2 * minute), () =>
					story.tell(provider, `only now carries out ${operation}`),
				);
			case 'slow_answer':
				return arrives(random.int(travel, timeoutMs / 2), (result) =>
					answer(random.int(1_000, timeoutMs / 2 - 1), { answer: result }),
				);
			default:
				return arrives(travel, (result) => answer(random.int(5, 150), { answer: result }));
		}
	});
	const result = await outcome;
	if (!process.alive) return await never();
	if (aimed === 'crash') boundaries.kill(process, `after ${where}`);
	await boundaries.pass(process, `after ${where}`);
	return result;
}

function faultOf(on: World, provider: Provider): CallFault | `outage ${string}` | undefined {
	const { boundaries, plan, random, time, startedAt } = on;
	const index = on.calls();
	if (!boundaries.stormy) return undefined;
	const at = time.now - startedAt;
	const outage = plan.outages.find((one) => one.provider === provider && one.from <= at && at < one.until);
	if (outage) return `outage ${outage.how}`;
	if (plan.failAt && plan.failAt.call === index) return plan.failAt.how;
	return random.chance(plan.call) ? random.pick(callFaults) : undefined;
}

function incomingOf(config: InternalAxiosRequestConfig): Incoming {
	const headers = Object.fromEntries(
		Object.entries(config.headers.toJSON()).map(([name, value]) => [name.toLowerCase(), String(value)]),
	);
	if (config.auth)
		headers.authorization = `Basic ${Buffer.from(`${config.auth.username}:${config.auth.password}`).toString('base64')}`;
	const url = new URL(axios.getUri(config));
	const raw = Buffer.from((config.data as string | undefined) ?? '');
	return {
		method: (config.method ?? 'get').toUpperCase(),
		url,
		path: url.pathname,
		headers: { host: url.host, ...headers },
		raw,
		json: () => JSON.parse(raw.toString('utf8') || '{}'),
		form: () => new URLSearchParams(raw.toString('utf8')),
	};
}

function settled(config: InternalAxiosRequestConfig, { status, headers = {}, body }: Answer): AxiosResponse {
	const data = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body ?? {});
	const response = {
		data,
		status,
		statusText: '',
		headers: { 'content-type': 'application/json', ...headers },
		config,
		request: {},
	} as unknown as AxiosResponse;
	if (!config.validateStatus || config.validateStatus(status)) return response;
	throw new axios.AxiosError(
		`Request failed with status code ${status}`,
		status < 500 ? 'ERR_BAD_REQUEST' : 'ERR_BAD_RESPONSE',
		config,
		{},
		response,
	);
}
