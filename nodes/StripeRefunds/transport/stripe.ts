import type {
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	ITriggerFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { z } from 'zod';
import { EffectError, jsonOrText, withoutSlash, type ErrorCategory } from '../../shared/model';
import { nodeHttp, parsedAnswer, type Http, type HttpResponse, type Send } from '../../shared/effect';
import type { OperationContext } from '../../shared/operation';
import { stripeError } from './stripeError';
import { defaultRates, paced, pacerOf, ratesFor, type Rates } from './pace';

/** Stripe's API version that requests and answers of this node are written for. */
export const stripeVersion = '2026-10-28.endive';

const credentialType = 'returnsStripeApi';
const pageSize = 100;

/** Stripe's API, signed in with the node's credential. Methods throw EffectError; nothing here changes anything but `post` and `remove`. */
export interface Stripe {
	get<T extends z.ZodTypeAny>(path: string, schema: T, qs?: IDataObject): Promise<z.output<T>>;
	/** A list, newest first: page by page until its end, or until `limit` were read. */
	list<T extends z.ZodTypeAny>(path: string, schema: T, qs?: IDataObject, limit?: number): Promise<Array<z.output<T>>>;
	/**
	 * A write. Under an idempotency key Stripe does its work once (`replayed`: it repeated the answer to an earlier one); without
	 * a key it must be one that may be done twice, such as setting a field.
	 */
	post(
		path: string,
		body: Record<string, string>,
		idempotencyKey?: string,
	): Promise<HttpResponse & { replayed: boolean }>;
	/** Deletes; false when it was gone already. */
	remove(path: string): Promise<boolean>;
}

/** The API client of an operation's item; `rates` when its node has options for them. */
export async function stripeOf(context: OperationContext, rates?: Rates): Promise<Stripe> {
	const client = await stripeOfNode(context.node, rates);
	return {
		...client,
		post: async (path, ...rest) => {
			context.assertMayChange(`Stripe's POST ${path}`);
			return await client.post(path, ...rest);
		},
	};
}

/** The API client of any node that has the credential. Requests of all nodes to one account keep Stripe's limits together. */
export async function stripeOfNode(
	node: IExecuteFunctions | IHookFunctions | ITriggerFunctions | IWebhookFunctions,
	rates: Rates = defaultRates,
): Promise<Stripe> {
	const { baseUrl, secretKey, account } = await node.getCredentials<{
		baseUrl: string;
		secretKey: string;
		account?: string;
	}>(credentialType);
	const pacer = pacerOf(baseUrl, secretKey, account);
	const through = (send: Send) => paced(send, pacer, ratesFor(secretKey, rates));
	return stripe(nodeHttp(node, { connection: 'stripe', credentialType, through }), baseUrl);
}

export function stripe(http: Http, baseUrl: string): Stripe {
	const root = withoutSlash(baseUrl);
	const version = { 'Stripe-Version': stripeVersion };

	async function get<T extends z.ZodTypeAny>(path: string, schema: T, qs?: IDataObject): Promise<z.output<T>> {
		const { status, body } = await http({ method: 'GET', url: root + path, qs, headers: version, repeatable: true });
		if (status >= 400) throw stripeError(status, body);
		return answerOf(schema, body, 'rejected');
	}

	async function list<T extends z.ZodTypeAny>(
		path: string,
		schema: T,
		qs: IDataObject = {},
		limit = Infinity,
	): Promise<Array<z.output<T>>> {
		const found: Array<z.output<T>> = [];
		for (let after: string | undefined; ;) {
			const page = await get(path, pageOf(schema), {
				...qs,
				limit: Math.min(pageSize, limit - found.length),
				...(after && { starting_after: after }),
			});
			found.push(...page.data);
			const last = (page.data.at(-1) as { id?: string } | undefined)?.id;
			// A page that does not move on would be asked for for ever.
			if (!page.has_more || !last || last === after || found.length >= limit) return found;
			after = last;
		}
	}

	async function post(path: string, body: Record<string, string>, idempotencyKey?: string) {
		try {
			const answer = await http({
				method: 'POST',
				url: root + path,
				body,
				send: 'form',
				headers: { ...version, ...(idempotencyKey && { 'Idempotency-Key': idempotencyKey }) },
				repeatable: true,
			});
			return { ...answer, replayed: isReplay(answer.headers) };
		} catch (error) {
			const { details, headers, body: said } = error as EffectError & Partial<HttpResponse>;
			// A saved 5xx is an answer too: the caller decides what it means.
			if (details?.httpStatus && details.httpStatus >= 500 && headers && isReplay(headers))
				return { status: details.httpStatus, headers, body: said, replayed: true };
			throw error;
		}
	}

	async function remove(path: string): Promise<boolean> {
		const { status, body } = await http({ method: 'DELETE', url: root + path, headers: version, repeatable: true });
		if (status === 404) return false;
		if (status >= 400) throw stripeError(status, body);
		return true;
	}

	return { get, list, post, remove };
}

function pageOf<T extends z.ZodTypeAny>(schema: T) {
	return z.object({ data: z.array(schema), has_more: z.boolean() });
}

function isReplay(headers: Record<string, string>): boolean {
	return headers['idempotent-replayed'] === 'true';
}

/** Stripe's answer, checked; `category` says what a misshapen one means (after a write: that its outcome is unknown). */
export function answerOf<T extends z.ZodTypeAny>(schema: T, body: unknown, category: ErrorCategory): z.output<T> {
	const stripe = { provider: 'Stripe', connection: 'stripe' };
	return parsedAnswer(schema, typeof body === 'string' ? jsonOrText(body) : body, stripe, category);
}
