import { z } from 'zod';
import { catalogue } from './catalogue';
import { mailPage, type MailCatcher } from './mail';
import { listen, read, write, type Answer, type Incoming, type Journal, type Running } from './server';
import type { Shopify } from './shopify';
import type { PayPalStandIn } from './paypal';
import { askedOnPage, shopPage } from './shopPage';
import type { StripeStandIn } from './stripe';

const fault = z
	.object({
		provider: z.enum(['shopify', 'stripe', 'paypal', 'easypost', 'odoo']),
		operation: z.string().optional(),
		kind: z.enum([
			'delay',
			'rate_limit',
			'server_error',
			'drop_before_commit',
			'drop_after_commit',
			'freeze_after_commit',
		]),
		times: z.number().int().positive().optional(),
		ms: z.number().int().nonnegative().optional(),
		retryAfter: z.number().nonnegative().optional(),
	})
	.strict();

const returnRequest = z
	.object({
		order: z.string(),
		lines: z
			.array(
				z.object({
					sku: z.string(),
					quantity: z.number().int().positive(),
					reason: z.string().optional(),
					note: z.string().optional(),
				}),
			)
			.min(1),
	})
	.strict();

interface Controlled {
	journal: Journal;
	shopify: Shopify;
	stripe: StripeStandIn;
	paypal: PayPalStandIn;
	mail: MailCatcher;
	settings(): object;
}

const outcome = z
	.object({
		refund: z.string(),
		status: z.enum(['succeeded', 'failed', 'pending', 'canceled']),
		reason: z.string().optional(),
	})
	.strict();

const page = (body: string): Answer => ({
	status: 200,
	headers: { 'content-type': 'text/html; charset=utf-8' },
	body,
});

/**
 * The sandbox's own endpoint: `GET /calls` lists every call that a stand-in received, `POST /faults` makes the next ones fail,
 * `POST /returns` plays a customer who asks for a return (`GET /shop` is a page for that), `POST /refunds/outcome` a bank that tells Stripe how a refund ended. `GET /mail`
 * shows the e-mails (as a page in a browser), `GET /refunds` what was paid back, `GET /orders` what can be returned, `GET /settings` settings that fit.
 */
export async function serveControl(
	{ journal, shopify, stripe, paypal, mail, settings }: Controlled,
	port?: number,
): Promise<Running> {
	const routes: Record<string, (request: Incoming) => Promise<Answer> | Answer> = {
		'GET /calls': () => ({ status: 200, body: journal.calls }),
		'GET /faults': () => ({ status: 200, body: journal.faults }),
		'POST /faults': (request) => {
			journal.inject(fault.parse(request.json()));
			return { status: 201, body: journal.faults };
		},
		'POST /returns': async (request) => {
			const { order, lines } = returnRequest.parse(request.json());
			const { status, return: made } = await shopify.requestReturn(order, lines);
			return { status: 201, body: { id: made.id, webhookAnswered: status } };
		},
		'GET /shop': () => page(shopPage()),
		'POST /shop': async (request) => {
			const { order, lines } = returnRequest.parse(askedOnPage(request.form()));
			const { status } = await shopify.requestReturn(order, lines);
			return page(
				shopPage(`Asked for: ${lines[0].sku} of ${order}. n8n answered the shop with ${status || 'nothing'}.`),
			);
		},
		'POST /refunds/outcome': (request) => {
			const { refund, status, reason } = outcome.parse(request.json());
			if (!stripe.refunds.has(refund))
				return {
					status: 404,
					body: { problems: [`Stripe has no refund ${refund}`], refunds: [...stripe.refunds.keys()] },
				};
			stripe.settle(refund, status, reason);
			return { status: 200, body: stripe.refunds.get(refund) };
		},
		'GET /settings': () => ({ status: 200, body: settings() }),
		'GET /orders': () => ({
			status: 200,
			body: catalogue.map(({ number, processor, total, lines }) => ({
				number,
				paidWith: processor,
				total,
				lines: lines.map(({ sku, title, quantity }) => ({ sku, title, quantity })),
			})),
		}),
		'GET /mail': ({ headers: { accept = '' } }) =>
			accept.includes('text/html')
				? page(mailPage(mail.messages()))
				: { status: 200, body: mail.messages().map(({ from, to, subject, text }) => ({ from, to, subject, text })) },
		'GET /refunds': () => ({
			status: 200,
			body: {
				stripe: [...stripe.refunds.values()],
				paypal: [...paypal.refunds.values()],
				shopify: shopify.state.orders.flatMap(({ refunds }) => refunds),
			},
		}),
	};
	return await listen(async (request, response) => {
		const incoming = await read(request);
		const route = routes[`${incoming.method} ${incoming.path}`];
		if (!route) return write(response, { status: 404, body: { routes: Object.keys(routes) } });
		try {
			write(response, await route(incoming));
		} catch (error) {
			if (!(error instanceof z.ZodError)) throw error;
			write(response, {
				status: 400,
				body: { problems: error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) },
			});
		}
	}, port);
}
