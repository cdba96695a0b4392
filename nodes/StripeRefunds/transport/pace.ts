import { createHash } from 'node:crypto';
import { sleep } from 'n8n-workflow';
import { retryAfterOf, type Send } from '../../shared/effect';

/** How many requests a second may go out. */
export interface Rates {
	/** To the whole account. Stripe allows 100 live and 25 in a sandbox (docs/facts/stripe.md#limits-of-requests). */
	perSecond: number;
	/** To one endpoint: a method and a path without ids. Stripe allows 25. */
	perEndpoint: number;
}

/** Below Stripe's limits, with room for what else the shop asks of Stripe. */
export const defaultRates: Rates = { perSecond: 80, perEndpoint: 24 };
const sandboxRates: Rates = { perSecond: 20, perEndpoint: 20 };
const heldWithoutAdviceMs = 1_000;

/** The rates of a key: those asked for, and never more than a sandbox allows when it is a sandbox's key. */
export function ratesFor(secretKey: string, asked: Rates = defaultRates): Rates {
	if (!/^(sk|rk)_test_/.test(secretKey)) return asked;
	return {
		perSecond: Math.min(asked.perSecond, sandboxRates.perSecond),
		perEndpoint: Math.min(asked.perEndpoint, sandboxRates.perEndpoint),
	};
}

const windowMs = 1_000;

/**
 * Spaces requests to one account evenly, and counts what really went out, so that no second holds more than allowed, also when
 * a busy process wakes late.
 */
export class Pacer {
	private readonly next = new Map<string, number>();
	private readonly sent = new Map<string, number[]>();
	private heldUntil = 0;

	/** `now`: milliseconds of a clock that nobody sets back, or all would wait until it has caught up. */
	constructor(private readonly now: () => number = () => performance.now()) {}

	/** Takes a place for a request to `endpoint`: milliseconds until its time has come. */
	take(endpoint: string, { perSecond, perEndpoint }: Rates): number {
		const now = this.now();
		const at = Math.max(now, this.heldUntil, this.next.get('') ?? 0, this.next.get(endpoint) ?? 0);
		this.next.set('', at + windowMs / perSecond);
		this.next.set(endpoint, at + windowMs / perEndpoint);
		return at - now;
	}

	/** Whether a request whose time has come may go out: 0, and it counts from now on; else milliseconds to wait still. */
	enter(endpoint: string, rates: Rates): number {
		const now = this.now();
		// Another place, so that not all who waited set off together after the hold.
		if (this.heldUntil > now) return this.take(endpoint, rates);
		const windows = [
			[this.sentTo(''), rates.perSecond],
			[this.sentTo(endpoint), rates.perEndpoint],
		] as const;
		for (const [times, most] of windows) {
			while (times.length && times[0] <= now - windowMs) times.shift();
			if (times.length >= most) return times[0] + windowMs - now;
		}
		for (const [times] of windows) times.push(now);
		return 0;
	}

	/** Lets every request wait, since the account was told to slow down. */
	hold(ms: number): void {
		this.heldUntil = Math.max(this.heldUntil, this.now() + ms);
	}

	/** Milliseconds that are left of a hold. */
	held(): number {
		return this.heldUntil - this.now();
	}

	private sentTo(endpoint: string): number[] {
		let times = this.sent.get(endpoint);
		if (!times) this.sent.set(endpoint, (times = []));
		return times;
	}
}

const pacers = new Map<string, Pacer>();

/** The pacer of an account: all nodes and executions of this process share it. Keys are kept only as a digest. */
export function pacerOf(baseUrl: string, secretKey: string, account = ''): Pacer {
	const name = createHash('sha256')
		.update(JSON.stringify([baseUrl, secretKey, account]))
		.digest('hex');
	let pacer = pacers.get(name);
	if (!pacer) pacers.set(name, (pacer = new Pacer()));
	return pacer;
}

/** `send`, waiting for its turn, and holding back all others when Stripe says that there are too many. */
export function paced(send: Send, pacer: Pacer, rates: Rates): Send {
	return async (options) => {
		const endpoint = endpointOf(String(options.method), options.url);
		for (let wait = pacer.take(endpoint, rates); ;) {
			if (wait > 0) await sleep(wait);
			wait = pacer.enter(endpoint, rates);
			if (!wait) break;
		}
		const answer = await send(options);
		// A lock is about one payment, not about the account.
		if (answer.statusCode === 429 && codeOf(answer.body) !== 'lock_timeout')
			pacer.hold(retryAfterOf(answer.headers) ?? heldWithoutAdviceMs);
		return answer;
	};
}

/** `GET /v1/refunds/:id` */
export function endpointOf(method: string, url: string): string {
	const [, version, resource, id, action] = new URL(url).pathname.split('/');
	return `${method} /${[version, resource, ...(id ? [':id'] : []), ...(action ? [action] : [])].join('/')}`;
}

function codeOf(body: unknown): unknown {
	return (body as { error?: { code?: unknown } } | undefined)?.error?.code;
}
