import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { retryAfterOf } from './retryAfter';
import { doubled, scattered } from '../model';
import { EffectError } from '../model/effectError';

export interface HttpRequest {
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	url: string;
	qs?: IDataObject;
	headers?: Record<string, string>;
	body?: IHttpRequestOptions['body'];
	/** 'json' by default; 'form' sends application/x-www-form-urlencoded; 'binary' reads a Buffer. */
	send?: 'json' | 'form';
	receive?: 'json' | 'binary';
	/**
	 * Whether the same request may be sent twice without doing its work twice (reads, and writes with an idempotency key).
	 * Such a request is tried again a few times; any other that may have arrived ends as `unknown_outcome`.
	 */
	repeatable: boolean;
	timeoutMs?: number;
	/**
	 * For credentials whose token expires (`preAuthentication`): n8n signs in anew and sends the request once more when the token
	 * is rejected. n8n does that only when a 401 is left to it as an error, so a 401 that stays is no answer but `configuration`
	 * (docs/facts/n8n.md#an-expired-token-is-renewed-only-behind-an-error).
	 */
	expiringToken?: boolean;
}

export interface HttpResponse<T = unknown> {
	status: number;
	headers: Record<string, string>;
	body: T;
}

/** Sends one request and gives back whatever answer came, of any status; rejects only when none came. */
export type Send = (
	options: IHttpRequestOptions,
) => Promise<{ statusCode: number; headers: Record<string, unknown>; body: unknown }>;

export interface HttpOptions {
	connection: string;
	send: Send;
	sleep: (ms: number) => Promise<void>;
	random?: () => number;
	/** Tries of a repeatable request, the first included. */
	tries?: number;
	/** Longest Retry-After waited for inside the node; a longer one is left to the step. */
	maxWaitMs?: number;
}

/** Longest silence of a provider. */
const usualTimeoutMs = 30_000;

interface BrokenRequest {
	code?: string;
	httpCode?: string | null;
	cause?: { code?: string };
}

/** One provider's HTTP client. Resolves with answers below 500 that are not 429 (4xx included: only the provider's code knows what they mean). */
export type Http = <T = unknown>(request: HttpRequest) => Promise<HttpResponse<T>>;

/**
 * Makes an HTTP client that tries repeatable requests again (429, 5xx, broken connections; honours Retry-After) and turns
 * everything else into an EffectError: `retryable` when the request cannot have been carried out, `unknown_outcome` when it may.
 */
export function httpClient({
	connection,
	send,
	sleep,
	random = Math.random,
	tries = 3,
	maxWaitMs = 10_000,
}: HttpOptions): Http {
	return async <T>(request: HttpRequest) => {
		for (let attempt = 1; ; attempt++) {
			const failure = await once<T>(request);
			if (!(failure instanceof EffectError)) return failure;
			const { category, retryAfterMs } = failure.details;
			const again = category === 'retryable' || (category === 'unknown_outcome' && request.repeatable);
			const pause = retryAfterMs ?? scattered(doubled(250, attempt - 1), random);
			if (!again || attempt >= tries || pause > maxWaitMs) throw failure;
			await sleep(pause);
		}
	};

	async function once<T>(request: HttpRequest): Promise<HttpResponse<T> | EffectError> {
		const where = `${request.method} ${pathOf(request.url)}`;
		let answer;
		try {
			answer = await send(optionsOf(request));
		} catch (error) {
			const status = request.expiringToken ? Number((error as BrokenRequest).httpCode) : 0;
			return status ? notSignedIn(status) : noAnswer(error as BrokenRequest, where);
		}
		const { statusCode, body } = answer;
		const headers = Object.fromEntries(
			Object.entries(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
		);
		if (statusCode === 429) {
			return new EffectError(`${connection} asks for fewer requests`, {
				category: 'retryable',
				connection,
				httpStatus: 429,
				retryAfterMs: retryAfterOf(headers),
				advice:
					'Nothing is wrong; it is tried again later. When it happens often, lower the number of steps at once in the trigger.',
			});
		}
		// 408: what is in between gave up waiting.
		if (statusCode >= 500 || statusCode === 408) {
			const category = request.repeatable ? 'retryable' : 'unknown_outcome';
			return Object.assign(
				new EffectError(`${connection} answered ${statusCode} to ${where}`, {
					category,
					connection,
					httpStatus: statusCode,
					retryAfterMs: retryAfterOf(headers),
					advice: 'It is tried again later. Look at the status page of the service when it goes on.',
				}),
				{ body, headers },
			);
		}
		return { status: statusCode, headers, body: body as T };
	}

	/** Signing in failed, or the fresh token was rejected too: the request itself was never carried out. */
	function notSignedIn(status: number): EffectError {
		const passing = status === 429 || status >= 500;
		return new EffectError(`${connection} did not accept the credential (${status})`, {
			category: passing ? 'retryable' : 'configuration',
			connection,
			httpStatus: status,
			credentialRefused: !passing,
			advice: passing
				? 'It is tried again later.'
				: 'Check the credential: keys, secret and the address of the account. Its Test button tells whether it works.',
		});
	}

	function noAnswer(error: BrokenRequest, where: string): EffectError {
		const code = error.code ?? error.cause?.code ?? '';
		const neverSent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code);
		return new EffectError(`${connection} did not answer ${where}${code ? ` (${code})` : ''}`, {
			category: neverSent ? 'retryable' : 'unknown_outcome',
			connection,
			code: code || undefined,
			advice: neverSent
				? 'It is tried again later. Check the address in the credential when it goes on.'
				: 'It is looked up before anything is tried again, so nothing is done twice.',
		});
	}
}

function optionsOf(request: HttpRequest): IHttpRequestOptions {
	const form = request.send === 'form';
	return {
		method: request.method,
		url: request.url,
		qs: request.qs,
		headers: { ...(form && { 'content-type': 'application/x-www-form-urlencoded' }), ...request.headers },
		body: form ? new URLSearchParams(request.body as Record<string, string>).toString() : request.body,
		...(request.receive === 'binary' ? { encoding: 'arraybuffer' as const } : { json: !form }),
		timeout: request.timeoutMs ?? usualTimeoutMs,
		returnFullResponse: true,
		ignoreHttpStatusErrors: request.expiringToken ? { ignore: true, except: [401] } : true,
	};
}

/**
 * Sends, and waits for the whole answer in bounded time: twice the request's time-out. n8n's own time-out ends when nothing comes for that
 * long; an answer that comes byte by byte would be waited for as long as it goes on.
 */
export function inTime(send: (options: IHttpRequestOptions) => Promise<unknown>): Send {
	return async (options) => {
		let timer: NodeJS.Timeout | undefined;
		const late = new Promise<never>(
			(_, reject) =>
				(timer = setTimeout(
					() => reject(Object.assign(new Error('the answer did not end'), { code: 'ETIMEDOUT' })),
					2 * (options.timeout ?? usualTimeoutMs),
				)),
		);
		const answer = send(options);
		try {
			return (await Promise.race([answer, late])) as Awaited<ReturnType<Send>>;
		} finally {
			clearTimeout(timer);
			answer.catch(() => undefined);
		}
	};
}

/** The path only: queries and hosts may hold what must not be in a log. */
function pathOf(url: string): string {
	try {
		return new URL(url).pathname;
	} catch {
		return 'the request';
	}
}
