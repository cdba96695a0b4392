import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { EffectError, type ErrorCategory, type Http, type HttpResponse, type OperationContext } from '../../shared/effect';
import { StripeRefund } from '../refund/refundAnswer';
import { stripeError } from '../refund/stripeError';

/** Stripe's API version that requests and answers of this node are written for. */
export const stripeVersion = '2026-10-28.endive';

/** Stripe's API, signed in with the node's credential. Methods throw EffectError; nothing here changes money but `post`. */
export interface Stripe {
	get<T extends z.ZodTypeAny>(path: string, schema: T, qs?: IDataObject): Promise<z.output<T>>;
	/** Every refund of a payment, the newest first. */
	refundsOf(payment: { paymentIntent?: string; charge?: string }): Promise<StripeRefund[]>;
	/** A write under an idempotency key; `replayed`: Stripe repeated the answer to an earlier one. */
	post(path: string, body: Record<string, string>, idempotencyKey: string): Promise<HttpResponse & { replayed: boolean }>;
}

/** The API client of an operation's item. */
export async function stripeOf(context: OperationContext): Promise<Stripe> {
	const { baseUrl } = await context.node.getCredentials<{ baseUrl: string }>('returnsStripeApi');
	return stripe(context.http('stripe', 'returnsStripeApi'), baseUrl);
}

export function stripe(http: Http, baseUrl: string): Stripe {
	const root = baseUrl.replace(/\/+$/, '');
	const version = { 'Stripe-Version': stripeVersion };

	async function get<T extends z.ZodTypeAny>(path: string, schema: T, qs?: IDataObject): Promise<z.output<T>> {
		const { status, body } = await http({ method: 'GET', url: root + path, qs, headers: version, repeatable: true });
		if (status >= 400) throw stripeError(status, body);
		return parsed(schema, body, 'rejected');
	}

	async function refundsOf({ paymentIntent, charge }: { paymentIntent?: string; charge?: string }): Promise<StripeRefund[]> {
		const found: StripeRefund[] = [];
		const of = paymentIntent ? { payment_intent: paymentIntent } : { charge };
		for (let after: string | undefined; ; after = found[found.length - 1].id) {
			const page = await get('/v1/refunds', RefundList, { ...of, limit: 100, ...(after && { starting_after: after }) });
			found.push(...page.data);
			if (!page.has_more || !page.data.length) return found;
		}
	}

	async function post(path: string, body: Record<string, string>, idempotencyKey: string) {
		try {
			// Safe to send again: Stripe does the work of one key once.
			const answer = await http({ method: 'POST', url: root + path, body, send: 'form', headers: { ...version, 'Idempotency-Key': idempotencyKey }, repeatable: true });
			return { ...answer, replayed: isReplay(answer.headers) };
		} catch (error) {
			const { details, headers, body: said } = error as EffectError & Partial<HttpResponse>;
			// A saved 5xx is an answer too: the caller decides what it means.
			if (details?.httpStatus && details.httpStatus >= 500 && headers && isReplay(headers)) return { status: details.httpStatus, headers, body: said, replayed: true };
			throw error;
		}
	}

	return { get, refundsOf, post };
}

const RefundList = z.object({ data: z.array(StripeRefund), has_more: z.boolean() });

function isReplay(headers: Record<string, string>): boolean {
	return headers['idempotent-replayed'] === 'true';
}

/** Checks an answer's shape; `category` says what a misshapen one means (after a write: that its outcome is unknown). */
export function parsed<T extends z.ZodTypeAny>(schema: T, body: unknown, category: ErrorCategory): z.output<T> {
	const result = schema.safeParse(typeof body === 'string' ? fromJson(body) : body);
	if (result.success) return result.data;
	const [{ path, message }] = result.error.issues;
	throw new EffectError(`Stripe's answer has an unexpected shape (${path.join('.') || 'answer'}: ${message})`, { category, connection: 'stripe', advice: 'Check the Base URL in the credential; update this package when it is right.' });
}

function fromJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
