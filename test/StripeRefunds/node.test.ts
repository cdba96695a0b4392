import { StripeRefunds } from '../../nodes/StripeRefunds/StripeRefunds.node';
import { runNode, testCredential, type NodeOptions } from '../support/harness';
import { sandboxSecrets } from '../sandbox/catalogue';
import { Journal, serve, type Running } from '../sandbox/server';
import { createStripe, type StripeStandIn } from '../sandbox/stripe';

let journal: Journal;
let stripe: StripeStandIn;
let server: Running;

beforeEach(async () => {
	journal = new Journal();
	stripe = createStripe();
	server = await serve(stripe, journal);
});
afterEach(async () => await server.stop());

const direct = { payment: 'pi_sandbox_1001', amount: '12.50', currency: 'EUR', refundReference: 'RMA-1/R1' };
const credentials = (more = {}) => ({
	returnsStripeApi: { secretKey: sandboxSecrets.stripeKey, baseUrl: server.url, ...more },
});

async function run(operation: string, parameters: NodeOptions['parameters'], options: Partial<NodeOptions> = {}) {
	return await runNode(new StripeRefunds(), {
		parameters: { resource: 'refund', operation, ...parameters },
		credentials: credentials(),
		...options,
	});
}
const create = async (fields: object = {}, options: Partial<NodeOptions> = {}) =>
	await run('create', { direct: { ...direct, ...fields } }, options);

describe('Create Refund without a case store', () => {
	it('pays the amount back and returns the refund', async () => {
		const { json, error } = await create();
		expect(error).toBeUndefined();
		expect(json).toEqual([
			{
				refund: expect.objectContaining({
					id: expect.stringMatching(/^re_/),
					intent: 'RMA-1/R1',
					amount: { amount: 1250, currency: 'EUR' },
					status: 'succeeded',
					outcome: 'done',
					providerIds: {
						'stripe.refund': expect.any(String),
						'stripe.payment_intent': 'pi_sandbox_1001',
						'stripe.charge': 'ch_sandbox_1001',
						'stripe.balance_transaction': expect.any(String),
					},
				}),
			},
		]);
		expect([...stripe.refunds.values()]).toMatchObject([
			{
				amount: 1250,
				reason: 'requested_by_customer',
				metadata: { return_reference: 'RMA-1', refund_intent: 'RMA-1/R1' },
			},
		]);
	});

	it('names its API version in every request, a key in every write, and no account of its own', async () => {
		await create();
		expect(stripe.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
			'GET /v1/refunds',
			'GET /v1/payment_intents/pi_sandbox_1001',
			'POST /v1/refunds',
		]);
		for (const { headers } of stripe.requests)
			expect(headers).toMatchObject({
				'stripe-version': '2026-10-28.endive',
				authorization: `Bearer ${sandboxSecrets.stripeKey}`,
			});
		expect(stripe.requests.at(-1)!.headers['idempotency-key']).toMatch(/^return-refund-[0-9a-f]{40}$/);
		expect(stripe.requests.at(-1)!.headers['content-type']).toContain('application/x-www-form-urlencoded');
		expect(stripe.requests.some(({ headers }) => 'stripe-account' in headers)).toBe(false);
	});

	it('speaks for a connected account when the credential names one', async () => {
		await create({}, { credentials: credentials({ account: 'acct_1' }) });
		expect(stripe.requests.every(({ headers }) => headers['stripe-account'] === 'acct_1')).toBe(true);
		expect(stripe.refunds.size).toBe(1);
	});

	it('finds its refund again, within a day and after it', async () => {
		const first = await create();
		const second = await create();
		stripe.forgetKeys();
		const third = await create();
		expect([second, third].map(({ json }) => json[0].refund)).toEqual(
			[1, 2].map(() => ({ ...(first.json[0].refund as object), outcome: 'already_done' })),
		);
		expect(journal.count('stripe', 'POST /v1/refunds')).toBe(1);
	});

	it('finds its refund among more than a hundred', async () => {
		stripe.addPayment('pi_many', 'ch_many', 1_000_000);
		await create({ payment: 'pi_many' });
		for (let i = 0; i < 120; i++)
			await fetch(`${server.url}/v1/refunds`, {
				method: 'POST',
				headers: { authorization: `Bearer ${sandboxSecrets.stripeKey}` },
				body: new URLSearchParams({ charge: 'ch_many', amount: '1' }),
			});
		stripe.forgetKeys();
		expect((await create({ payment: 'pi_many' })).json).toMatchObject([
			{ refund: { outcome: 'already_done', amount: { amount: 1250 } } },
		]);
		expect(stripe.refunds.size).toBe(121);
	});

	it('pays two equal amounts when their references differ', async () => {
		await create({ refundReference: 'RMA-1/R1' });
		await create({ refundReference: 'RMA-1/R2' });
		expect(stripe.charges.get('ch_sandbox_1001')!.amount_refunded).toBe(2500);
	});

	it('refunds by charge', async () => {
		await create({ payment: 'ch_sandbox_1001' });
		expect([...stripe.refunds.values()]).toMatchObject([{ charge: 'ch_sandbox_1001', amount: 1250 }]);
	});

	it('refuses another amount under a reference that is already paid', async () => {
		await create();
		const { error } = await create({ amount: '20.00' });
		expect(error).toMatchObject({
			message: 'Refund RMA-1/R1 was already made, of 12.50 EUR instead of 20.00 EUR',
			context: { category: 'rejected', code: 'amount_changed' },
			description: expect.stringMatching(/restored from a backup.*record each with Return Case: Settle by Hand/),
		});
		expect(stripe.refunds.size).toBe(1);
	});

	it('refuses more than is left, with the figures, and sends nothing', async () => {
		const { error } = await create({ amount: '64.21' });
		expect(error).toMatchObject({
			message: 'Refund RMA-1/R1 of 64.21 EUR is more than the 64.20 EUR left on payment pi_sandbox_1001',
			context: { category: 'rejected', connection: 'stripe' },
		});
		expect(journal.calls.filter(({ method }) => method === 'POST')).toEqual([]);
	});

	it('refuses a disputed payment and says why', async () => {
		stripe.charges.get('ch_sandbox_1001')!.disputed = true;
		const { error } = await create();
		expect(error?.description).toContain('paid twice');
		expect(stripe.refunds.size).toBe(0);
	});

	it.each([
		['requires_action', 'pending'],
		['pending', 'pending'],
		['failed', 'failed'],
	])('shows a refund that is %s as %s', async (theirs, status) => {
		stripe.newRefundsAre = theirs;
		expect((await create()).json).toMatchObject([{ refund: { status, providerStatus: theirs } }]);
	});

	it('gets past a server error that Stripe saved under the key', async () => {
		stripe.saveServerErrors = 1;
		expect((await create()).json).toMatchObject([{ refund: { outcome: 'done' } }]);
		expect(stripe.refunds.size).toBe(1);
	});

	it.each(['rate_limit', 'server_error', 'drop_before_commit', 'drop_after_commit'] as const)(
		'pays once through %s',
		async (kind) => {
			journal.inject({ provider: 'stripe', operation: 'POST /v1/refunds', kind, retryAfter: 0 });
			expect((await create()).json).toMatchObject([{ refund: { status: 'succeeded' } }]);
			expect(stripe.refunds.size).toBe(1);
		},
	);

	it('tells a key in use as something to try again', async () => {
		stripe.keysInUse = 1;
		expect((await create()).error?.context).toMatchObject({
			category: 'retryable',
			connection: 'stripe',
			code: 'idempotency_key_in_use',
		});
	});

	it('says the outcome is unknown when Stripe stays silent, and finds the refund later', async () => {
		journal.inject({ provider: 'stripe', operation: 'POST /v1/refunds', kind: 'drop_after_commit', times: 3 });
		expect((await create()).error?.context).toMatchObject({ category: 'unknown_outcome' });
		expect((await create()).json).toMatchObject([{ refund: { outcome: 'already_done' } }]);
		expect(stripe.refunds.size).toBe(1);
	});

	it('tells a wrong key by the name of the credential, without showing it', async () => {
		const { error } = await create({}, { credentials: credentials({ secretKey: 'sk_wrong' }) });
		expect(error).toMatchObject({ message: 'Stripe does not accept the key', context: { category: 'configuration' } });
		expect(JSON.stringify([error, error?.description])).not.toContain('sk_wrong');
	});

	it('takes the amount as a refund of Return Policy has it, in minor units', async () => {
		const amount = '={{ $json.refund.intent.amount }}';
		const input = (currency: string, value: unknown) => ({
			input: [{ refund: { intent: { amount: { amount: value, currency } } } } as never],
		});
		const of = async (currency: string, value: unknown, typed = '') =>
			await create({ amount, currency: typed }, input(currency, value));
		expect((await of('EUR', 1250)).json).toMatchObject([{ refund: { amount: { amount: 1250, currency: 'EUR' } } }]);
		expect((await of('EUR', 1250, 'USD')).error?.message).toBe('The amount is in EUR, Currency says USD');
		expect((await of('EUR', 12.5)).error?.message).toMatch(/^amount\.amount: /);
		expect((await of('EUR', 0)).error?.message).toBe('The refund amount must be more than zero');
	});

	it('keeps a bad item to itself', async () => {
		const { json } = await run(
			'create',
			{ direct: { ...direct, amount: '={{ $json.amount }}', refundReference: '={{ $json.name }}' } },
			{
				input: [
					{ name: 'A/R1', amount: '1.00' },
					{ name: 'B/R1', amount: 'much' },
					{ name: 'C/R1', amount: '2.00' },
				],
				continueOnFail: true,
			},
		);
		expect(json).toMatchObject([
			{ name: 'A/R1', refund: { outcome: 'done' } },
			{ error: expect.stringContaining('much'), details: { itemIndex: 1, field: 'amount', category: 'invalid_input' } },
			{ name: 'C/R1', refund: { outcome: 'done' } },
		]);
		expect(stripe.refunds.size).toBe(2);
	});

	it('asks for a case store when nothing is given', async () => {
		expect((await run('create', {})).error).toMatchObject({
			message: 'This operation needs the case store',
			context: { category: 'configuration' },
		});
	});
});

describe('in a test run of the editor', () => {
	it('shows what would be refunded and sends nothing', async () => {
		const { json } = await create({}, { mode: 'manual' });
		expect(json).toEqual([
			{
				refund: {
					intent: 'RMA-1/R1',
					amount: { amount: 1250, currency: 'EUR' },
					providerIds: { 'stripe.payment_intent': 'pi_sandbox_1001' },
					outcome: 'dry_run',
				},
			},
		]);
		expect(journal.calls.every(({ method }) => method === 'GET')).toBe(true);
	});

	it('already says that Stripe would refuse', async () => {
		expect((await create({ amount: '999.00' }, { mode: 'manual' })).error?.message).toContain(
			'more than the 64.20 EUR left',
		);
	});

	it('sends when the analyst asked for it', async () => {
		const { json } = await run('create', { direct, options: { sendForReal: true } }, { mode: 'manual' });
		expect(json).toMatchObject([{ refund: { outcome: 'done' } }]);
	});
});

describe('the limit of the node', () => {
	it('refuses what is above it', async () => {
		const { error } = await run('create', { direct, options: { highestAmount: '12.49' } });
		expect(error).toMatchObject({
			message: "Refund RMA-1/R1 of 12.50 EUR is above this node's limit of 12.49 EUR",
			context: { code: 'above_limit' },
		});
		expect(journal.calls).toEqual([]);
	});

	it('lets through what is not', async () => {
		expect((await run('create', { direct, options: { highestAmount: '12.50' } })).json).toMatchObject([
			{ refund: { outcome: 'done' } },
		]);
	});

	it('is required of an AI agent', async () => {
		const tool = new StripeRefunds();
		tool.description = { ...tool.description, name: 'stripeRefundsTool' };
		const options = { parameters: { resource: 'refund', operation: 'create', direct }, credentials: credentials() };
		expect((await runNode(tool, options)).error?.message).toContain('without a limit');
		expect(stripe.refunds.size).toBe(0);
		expect(
			(await runNode(tool, { ...options, parameters: { ...options.parameters, options: { highestAmount: '50' } } }))
				.json,
		).toMatchObject([{ refund: { outcome: 'done' } }]);
	});
});

describe('Get Refund', () => {
	it('reads the refund that the item carries', async () => {
		const [{ refund }] = (await create()).json;
		stripe.settle((refund as { id: string }).id, 'failed', 'expired_or_canceled_card');
		const { json } = await run('get', {}, { input: [{ refund } as never] });
		expect(json).toMatchObject([
			{ refund: { status: 'failed', failureReason: 'expired_or_canceled_card', intent: 'RMA-1/R1' } },
		]);
	});

	it('says when Stripe knows no such refund', async () => {
		expect((await run('get', { refundId: 're_none' })).error).toMatchObject({
			message: 'Stripe does not know this payment or refund',
			httpCode: '404',
			context: { code: 'resource_missing' },
		});
	});

	it('refuses what is no refund id', async () => {
		expect((await run('get', { refundId: '../charges' })).error?.description).toContain('re_');
		expect(journal.calls).toEqual([]);
	});
});

describe('Find Refunds by Return', () => {
	it('lists those of the return, the newest first', async () => {
		await create({ refundReference: 'RMA-1/R1', amount: '1.00' });
		await create({ refundReference: 'RMA-2/R1', amount: '2.00' });
		await create({ refundReference: 'RMA-1/R2', amount: '3.00' });
		const { json } = await run('findByReturn', { reference: 'RMA-1', payment: 'pi_sandbox_1001' });
		expect(json).toMatchObject([
			{
				refunds: [
					{ intent: 'RMA-1/R2', amount: { amount: 300 } },
					{ intent: 'RMA-1/R1', amount: { amount: 100 } },
				],
				refund: { intent: 'RMA-1/R2' },
			},
		]);
	});

	it('returns an empty list when there is none', async () => {
		expect((await run('findByReturn', { reference: 'RMA-9', payment: 'pi_sandbox_1003' })).json).toEqual([
			{ refunds: [] },
		]);
	});
});

describe('the credential', () => {
	const where = 'Copy a restricted or secret key from Stripe: Developers > API keys.';
	it.each([
		[{}, 'OK', 'Stripe takes the key'],
		[
			{ secretKey: 'sk_wrong' },
			'Error',
			`Stripe does not know this key. ${where} A key that was rolled or deleted no longer works.`,
		],
		[{ secretKey: 'pk_live_1' }, 'Error', `Secret Key holds a publishable key. ${where}`],
		[
			{ secretKey: 'whsec_1' },
			'Error',
			`Secret Key holds the signing secret of a webhook, which belongs into Webhook Signing Secrets. ${where}`,
		],
		[{ secretKey: '' }, 'Error', `Secret Key is empty. ${where}`],
		[{ baseUrl: ' ' }, 'Error', 'Base URL is empty. Put the address there, e.g. https://api.stripe.com.'],
		[
			{ baseUrl: 'api.stripe.com' },
			'Error',
			'Base URL is no address: "api.stripe.com". Write it whole, e.g. https://api.stripe.com.',
		],
		[
			{ baseUrl: 'http://127.0.0.1:1' },
			'Error',
			'No answer from 127.0.0.1:1: nothing listens there. Check Base URL, and that n8n may reach it.',
		],
	])(
		'with %j is tested by a read that a restricted key may do, and says what is wrong',
		async (typed, status, message) => {
			expect(
				await testCredential(new StripeRefunds(), 'returnsStripeApi', { ...credentials().returnsStripeApi, ...typed }),
			).toEqual({ status, message });
		},
	);
});
