import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Stripe from 'stripe';
import { createExpressApp } from 'stripe-stateful-mock';
import { StripeBalanceTransaction } from '../../nodes/StripeRefunds/records/balanceTransaction';
import { StripeDispute, toDispute } from '../../nodes/StripeRefunds/records/dispute';
import { StripeEvent, toEventItem } from '../../nodes/StripeRefunds/records/event';
import { StripePayout } from '../../nodes/StripeRefunds/records/payout';
import { StripeRefund } from '../../nodes/StripeRefunds/records/refund';
import { bodyOf, idempotencyKeyOf } from '../../nodes/StripeRefunds/refund/refundOrder';
import { stripeVersion } from '../../nodes/StripeRefunds/transport/stripe';
import { money } from '../../nodes/shared/model';
import { catalogue, paidParts, sandboxSecrets } from '../sandbox/catalogue';
import { Journal, serve, type Running } from '../sandbox/server';
import { createStripe, type StripeStandIn } from '../sandbox/stripe';
import { answerFaults, requestFaults } from './stripeCheck';

type Json = Record<string, unknown>;
interface Said {
	status: number;
	replayed: boolean;
	body: Json;
}

async function ask(
	url: string,
	key: string,
	method: string,
	path: string,
	form?: Record<string, string>,
	idempotencyKey?: string,
): Promise<Said> {
	const headers = {
		authorization: `Bearer ${key}`,
		'stripe-version': stripeVersion,
		...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
	};
	const answer = await fetch(url + path, { method, headers, body: form && new URLSearchParams(form) });
	return {
		status: answer.status,
		replayed: answer.headers.get('idempotent-replayed') === 'true',
		body: (await answer.json()) as Json,
	};
}

// Reading the typings of the official package takes seconds, once.
jest.setTimeout(60_000);

let stripe: StripeStandIn;
let server: Running;
beforeEach(async () => {
	stripe = createStripe();
	server = await serve(stripe, new Journal());
});
afterEach(async () => await server.stop());
const here = async (method: string, path: string, form?: Record<string, string>, key?: string) =>
	await ask(server.url, sandboxSecrets.stripeKey, method, path, form, key);

describe('an independent emulator, asked the same,', () => {
	let other: Server;
	let url: string;
	beforeAll(async () => {
		other = createServer(createExpressApp() as never);
		await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
		url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
	});
	afterAll(async () => await new Promise((resolve) => other.close(resolve)));

	type Asker = typeof here;
	/** What an answer means, without ids and times that every server makes for itself. */
	const outcome = ({ status, replayed, body }: Said) => {
		const {
			error,
			object,
			amount,
			amount_refunded: amountRefunded,
			refunded,
			captured,
			currency,
			status: state,
			reason,
			metadata,
			data,
		} = body as Record<string, never>;
		return error
			? {
					status,
					replayed,
					error: {
						type: (error as Json).type,
						code: (error as Json).code,
						param: (error as Json).param,
						over: /greater than unrefunded amount/.test(String((error as Json).message)),
					},
				}
			: {
					status,
					replayed,
					object,
					amount,
					amountRefunded,
					refunded,
					captured,
					currency,
					state,
					reason,
					metadata,
					amounts: (data as Json[] | undefined)?.map((one) => one.amount),
				};
	};

	async function script(asked: Asker): Promise<unknown[]> {
		const made = await asked(
			'POST',
			'/v1/charges',
			{ amount: '5000', currency: 'eur', source: 'tok_visa' },
			'charge-1',
		);
		const again = await asked(
			'POST',
			'/v1/charges',
			{ amount: '5000', currency: 'eur', source: 'tok_visa' },
			'charge-1',
		);
		const charge = String(made.body.id);
		const refund = { charge, amount: '1200', reason: 'requested_by_customer', 'metadata[refund_intent]': 'RMA-1/R1' };
		const first = await asked('POST', '/v1/refunds', refund, 'refund-1');
		const second = await asked('POST', '/v1/refunds', refund, 'refund-1');
		const answers = [
			made,
			again,
			await asked('GET', `/v1/charges/${charge}`),
			await asked('GET', '/v1/charges?limit=100'),
			first,
			second,
			await asked('POST', '/v1/refunds', { ...refund, amount: '1300' }, 'refund-1'),
			await asked('POST', '/v1/refunds', { ...refund, amount: '1200' }, 'refund-2'),
			await asked('POST', '/v1/refunds', { ...refund, amount: '2601' }, 'refund-3'),
			await asked('POST', '/v1/refunds', { ...refund, amount: '2601' }, 'refund-3'),
			await asked('POST', '/v1/refunds', { ...refund, amount: '0' }),
			await asked('GET', `/v1/refunds/${String(first.body.id)}`),
			await asked('GET', '/v1/refunds/re_none'),
			await asked('GET', '/v1/charges/ch_none'),
			await asked('POST', '/v1/refunds', { charge }, 'refund-4'),
			await asked('POST', '/v1/refunds', { charge, amount: '1' }, 'refund-5'),
			await asked('GET', `/v1/charges/${charge}`),
		];
		return [...answers.map(outcome), { same: [made.body.id === again.body.id, first.body.id === second.body.id] }];
	}

	it('gives the same outcomes for charges, refunds, replays and refusals', async () => {
		stripe.charges.clear(); // the emulator starts empty
		const theirs = await script(
			async (method, path, form, key) => await ask(url, 'sk_test_any', method, path, form, key),
		);
		const ours = await script(here);
		// Of a missing object the emulator names the caller's parameter, Stripe itself the id; the node does not read it.
		const comparable = (outcomes: unknown[]) =>
			(JSON.parse(JSON.stringify(outcomes)) as Array<{ error?: { code?: string; param?: string } }>).map((one) =>
				one.error?.code === 'resource_missing' ? { ...one, error: { ...one.error, param: 'id' } } : one,
			);
		expect(comparable(ours)).toEqual(comparable(theirs));
		expect(theirs.length).toBe(18);
	});
});

describe('the official client, pointed at the stand-in,', () => {
	const client = () =>
		new Stripe(sandboxSecrets.stripeKey, {
			host: '127.0.0.1',
			port: server.port,
			protocol: 'http',
			maxNetworkRetries: 0,
			telemetry: false,
		});

	it('reads payments, makes, reads, lists, changes and cancels refunds', async () => {
		const payment = await client().paymentIntents.retrieve('pi_sandbox_1001', { expand: ['latest_charge'] });
		expect(payment.latest_charge).toMatchObject({ id: 'ch_sandbox_1001', amount_captured: 6420 });
		const refund = await client().refunds.create({
			payment_intent: 'pi_sandbox_1001',
			amount: 100,
			metadata: { refund_intent: 'RMA-1/R1' },
		});
		expect(refund).toMatchObject({
			status: 'succeeded',
			charge: 'ch_sandbox_1001',
			metadata: { refund_intent: 'RMA-1/R1' },
		});
		expect(await client().refunds.retrieve(refund.id)).toMatchObject({ id: refund.id, amount: 100 });
		expect((await client().refunds.update(refund.id, { metadata: { odoo_move: '7' } })).metadata).toEqual({
			refund_intent: 'RMA-1/R1',
			odoo_move: '7',
		});
		stripe.newRefundsAre = 'requires_action';
		const waiting = await client().refunds.create({ charge: 'ch_sandbox_1001', amount: 200 });
		expect(await client().refunds.cancel(waiting.id)).toMatchObject({ status: 'canceled' });
		const listed: number[] = [];
		for await (const one of client().refunds.list({ payment_intent: 'pi_sandbox_1001', limit: 1 }))
			listed.push(one.amount);
		expect(listed).toEqual([200, 100]);
		expect(await client().accounts.retrieveCurrent()).toMatchObject({ object: 'account' });
		expect((await client().charges.list()).data.length).toBe(
			catalogue.flatMap(paidParts).filter(({ gateway }) => gateway === 'stripe').length,
		);
	});

	it('understands its refusals', async () => {
		await expect(
			new Stripe('sk_wrong', {
				host: '127.0.0.1',
				port: server.port,
				protocol: 'http',
				maxNetworkRetries: 0,
			}).refunds.list(),
		).rejects.toMatchObject({ type: 'StripeAuthenticationError' });
		await expect(client().refunds.retrieve('re_none')).rejects.toMatchObject({
			type: 'StripeInvalidRequestError',
			code: 'resource_missing',
		});
		await expect(client().refunds.create({ payment_intent: 'pi_sandbox_1001', amount: 6421 })).rejects.toMatchObject({
			type: 'StripeInvalidRequestError',
			param: 'amount',
		});
		await expect(
			client().refunds.create({ payment_intent: 'pi_sandbox_1001', note: 'x' } as never),
		).rejects.toMatchObject({ code: 'parameter_unknown', param: 'note' });
		stripe.charges.get('ch_sandbox_1003')!.disputed = true;
		await expect(client().refunds.create({ charge: 'ch_sandbox_1003' })).rejects.toMatchObject({
			code: 'charge_disputed',
		});
		await client().refunds.create({ charge: 'ch_sandbox_1001', amount: 100 }, { idempotencyKey: 'k' });
		await expect(
			client().refunds.create({ charge: 'ch_sandbox_1001', amount: 200 }, { idempotencyKey: 'k' }),
		).rejects.toMatchObject({ type: 'StripeIdempotencyError' });
	});
});

describe(`Stripe's typings of ${stripeVersion}`, () => {
	it('accept the body of a refund, by payment intent and by charge', () => {
		for (const payment of [{ paymentIntent: 'pi_1' }, { charge: 'ch_1' }]) {
			const body = bodyOf({ intent: 'RMA-1/R1', amount: money(1250, 'EUR'), ...payment });
			expect(requestFaults('POST', '/v1/refunds', body)).toEqual([]);
			expect(requestFaults('POST', '/v1/refunds', { ...body, note: 'x' })).not.toEqual([]);
		}
	});

	it("accept the stand-in's refunds, charges and payment intents, each by itself", async () => {
		for (const status of ['succeeded', 'pending', 'requires_action']) {
			stripe.newRefundsAre = status;
			const { body } = await here(
				'POST',
				'/v1/refunds',
				bodyOf({ intent: `RMA-1/${status}`, amount: money(100, 'EUR'), paymentIntent: 'pi_sandbox_1001' }),
				idempotencyKeyOf(status),
			);
			expect(answerFaults('refund', body)).toEqual([]);
		}
		const [failed] = stripe.refunds.keys();
		stripe.settle(failed, 'failed', 'expired_or_canceled_card');
		expect(answerFaults('refund', (await here('GET', `/v1/refunds/${failed}`)).body)).toEqual([]);
		expect(answerFaults('charge', (await here('GET', '/v1/charges/ch_sandbox_1001')).body)).toEqual([]);
		expect(
			answerFaults(
				'payment_intent',
				(await here('GET', '/v1/payment_intents/pi_sandbox_1001?expand[]=latest_charge')).body,
			),
		).toEqual([]);
		expect(answerFaults('refund', { id: 're_1' })).not.toEqual([]);
	});
});

const folder = join(process.env.RETURNS_DATA ?? join(__dirname, '../../../shared/data'), 'stripe');
const recorded = existsSync(folder);

(recorded ? describe : describe.skip)(
	`what Stripe really sent (needs ${recorded ? 'the' : 'RETURNS_DATA to name the'} folder with its fixtures and recorded events)`,
	() => {
		const json = (name: string) => (recorded ? JSON.parse(readFileSync(join(folder, name), 'utf8')) : {}) as Json;

		it('is read by the node: its own fixtures', () => {
			const {
				refund,
				payout,
				dispute,
				balance_transaction: transaction,
			} = json('official-fixtures.json').resources as Json;
			expect(StripeRefund.safeParse(refund).error).toBeUndefined();
			for (const [schema, fixture] of [
				[StripePayout, payout],
				[StripeDispute, dispute],
				[StripeBalanceTransaction, transaction],
			] as const)
				if (fixture) expect(schema.safeParse(fixture).error).toBeUndefined();
		});

		it('is read by the node: recorded events', () => {
			const refunded = StripeEvent.parse(json('events/refund.created.json'));
			expect(toEventItem(refunded)).toMatchObject({
				stripeEvent: { type: 'refund.created', object: { type: 'refund', status: 'succeeded' } },
				refund: { id: expect.stringMatching(/^re_/) },
			});
			expect(StripeRefund.safeParse(refunded.data.object).error).toBeUndefined();
			const disputed = StripeEvent.parse(json('events/charge.dispute.created.json'));
			expect(toDispute(StripeDispute.parse(disputed.data.object))).toMatchObject({
				chargeRefundable: false,
				open: true,
				amount: { amount: 2200, currency: 'USD' },
			});
			expect(toEventItem(disputed)).toMatchObject({
				dispute: { id: expect.stringMatching(/^du_/) },
				payment: { id: expect.stringMatching(/^pi_/) },
			});
		});
	},
);
