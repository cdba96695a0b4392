import { PayPalRefunds } from '../../nodes/PayPalRefunds/PayPalRefunds.node';
import { paypalError } from '../../nodes/PayPalRefunds/transport/paypalError';
import { markOf } from '../../nodes/PayPalRefunds/records/mark';
import { runNode, testCredential, type NodeOptions } from '../support/harness';
import { sandboxSecrets } from '../sandbox/catalogue';
import { capture, startPayPal, type PayPalFixture } from './fixture';

let shop: PayPalFixture;
beforeEach(async () => (shop = await startPayPal()));
afterEach(async () => await shop.stop());

const direct = { payment: capture, amount: '12.50', currency: 'EUR', refundReference: 'RMA-1/R1' };
const create = async (fields: object = {}, options: Partial<NodeOptions> = {}, more: object = {}) =>
	await shop.run('refund.create', { direct: { ...direct, ...fields }, ...more }, options);
const made = () => [...shop.paypal.refunds.values()];

describe('Create Refund without a case store', () => {
	it('pays the amount back and returns the refund', async () => {
		const { json, error } = await create();
		expect(error).toBeUndefined();
		expect(json).toEqual([
			{
				refund: {
					id: made()[0].id,
					intent: 'RMA-1/R1',
					amount: { amount: 1250, currency: 'EUR' },
					status: 'succeeded',
					providerStatus: 'COMPLETED',
					createdAt: expect.any(String),
					outcome: 'done',
					providerIds: { 'paypal.refund': made()[0].id, 'paypal.capture': capture },
				},
			},
		]);
		expect(made()).toMatchObject([
			{
				amount: { value: '12.50', currency_code: 'EUR' },
				invoice_id: 'RMA-1/R1',
				custom_id: markOf('RMA-1/R1'),
			},
		]);
	});

	it('signs in once, and sends every refund under an id that is made of its intent', async () => {
		await create();
		const look = [`GET /v2/payments/captures/${capture}`, 'GET /v2/checkout/orders/ORDSANDBOX0001007'];
		expect(shop.asked()).toEqual([...look, ...look, `POST /v2/payments/captures/${capture}/refund`]);
		expect(shop.paypal.exchanges.filter(({ path }) => path === '/v1/oauth2/token')).toHaveLength(1);
		expect(shop.paypal.exchanges.at(-1)!.headers).toMatchObject({
			'paypal-request-id': expect.stringMatching(/^return-refund-[0-9a-f]{40}$/),
			prefer: 'return=representation',
		});
	});

	it('signs in anew when the token has expired', async () => {
		await create();
		shop.paypal.expireTokens();
		expect((await create({ refundReference: 'RMA-1/R2' })).json).toMatchObject([{ refund: { outcome: 'done' } }]);
		expect(made()).toHaveLength(2);
	});

	it('finds its refund again, while PayPal keeps the request id and after it', async () => {
		const first = await create();
		const second = await create();
		shop.paypal.forgetKeys();
		const third = await create();
		expect([second, third].map(({ json }) => json[0].refund)).toEqual(
			[1, 2].map(() => ({ ...(first.json[0].refund as object), outcome: 'already_done' })),
		);
		expect(made()).toHaveLength(1);
	});

	it('pays two equal amounts when their references differ', async () => {
		await create({ refundReference: 'RMA-1/R1' });
		await create({ refundReference: 'RMA-1/R2' });
		expect(made().map(({ amount }) => amount.value)).toEqual(['12.50', '12.50']);
	});

	it('takes no refund of staff for its own, whatever numbers it has', async () => {
		shop.paypal.captures.get(capture)!.invoice_id = 'RMA-1/R1';
		shop.paypal.refundByHand(capture, '12.50');
		expect((await create()).json).toMatchObject([{ refund: { outcome: 'done' } }]);
		expect(made()).toHaveLength(2);
	});

	it('refuses another amount under a reference that is already paid', async () => {
		await create();
		const { error } = await create({ amount: '20.00' });
		expect(error).toMatchObject({
			message: 'Refund RMA-1/R1 was already made, of 12.50 EUR instead of 20.00 EUR',
			context: { category: 'rejected', code: 'amount_changed' },
			description: expect.stringMatching(/restored from a backup.*record each with Return Case: Settle by Hand/),
		});
		expect(made()).toHaveLength(1);
	});

	it('sees that PayPal answers with an earlier refund of the same id, of another amount', async () => {
		await create();
		// The look before shows nothing: only the answer can tell.
		shop.paypal.orders.get('ORDSANDBOX0001007')!.captures = [];
		shop.paypal.orders.delete('ORDSANDBOX0001007');
		shop.paypal.captures.get(capture)!.status = 'COMPLETED';
		expect((await create({ amount: '20.00' })).error).toMatchObject({
			message: 'Refund RMA-1/R1 was already made, of 12.50 EUR instead of 20.00 EUR',
		});
		expect(made()).toHaveLength(1);
	});

	it('refuses more than is left, with the figures, and sends nothing', async () => {
		const { error } = await create({ amount: '36.01' });
		expect(error).toMatchObject({
			message: `Refund RMA-1/R1 of 36.01 EUR is more than the 36.00 EUR left on payment ${capture}`,
			context: { category: 'rejected', connection: 'paypal' },
		});
		expect(shop.asked().filter((one) => one.startsWith('POST'))).toEqual([]);
	});

	it('counts a refund of another payment of the order for that one alone', async () => {
		shop.paypal.addPayment('CAPSANDBOX000000B', '50.00', 'EUR', { order: 'ORDSANDBOX0001007' });
		await create({ payment: 'CAPSANDBOX000000B', amount: '50.00' });
		expect((await create({ refundReference: 'RMA-1/R2', amount: '36.00' })).json).toMatchObject([
			{ refund: { outcome: 'done' } },
		]);
	});

	it.each([
		['PENDING', 'pending'],
		['FAILED', 'failed'],
		['CANCELLED', 'canceled'],
		['OF_TOMORROW', 'pending'],
	])('shows a refund that is %s as %s', async (theirs, status) => {
		shop.paypal.newRefundsAre = theirs;
		expect((await create()).json).toMatchObject([{ refund: { status, providerStatus: theirs } }]);
	});

	it.each([
		['PENDING', 'has not arrived yet'],
		['DECLINED', 'failed, so nothing was paid'],
		['FAILED', 'failed, so nothing was paid'],
	])('refuses a payment that is %s', async (status, message) => {
		shop.paypal.captures.get(capture)!.status = status;
		expect((await create()).error?.message).toContain(message);
		expect(made()).toEqual([]);
	});

	it.each([
		['USD', '12.50', 'is in USD, but payment'],
		['HUF', '12.50', 'PayPal has no fractions of HUF'],
		['TWD', '12.50', 'PayPal has no fractions of TWD'],
	])('refuses %s %s', async (currency, amount, message) => {
		expect((await create({ currency, amount })).error?.message).toContain(message);
		expect(made()).toEqual([]);
	});

	it.each([
		['HUF', '1500', '1500'],
		['JPY', '1500', '1500'],
		['TWD', '300.00', '300'],
		['GBP', '0.05', '0.05'],
	])('pays %s %s back as %s', async (currency, amount, sent) => {
		shop.paypal.addPayment('CAPSANDBOX000000C', currency === 'GBP' ? '10.00' : '9000', currency);
		expect((await create({ payment: 'CAPSANDBOX000000C', currency, amount })).json).toMatchObject([
			{ refund: { outcome: 'done' } },
		]);
		expect(made()[0].amount).toEqual({ currency_code: currency, value: sent });
	});

	it('does not pay on a payment of which PayPal does not say what has gone back', async () => {
		shop.paypal.addPayment('CAPSANDBOX000000D', '50.00', 'EUR', { order: null });
		const of = async (refundReference: string) => await create({ payment: 'CAPSANDBOX000000D', refundReference });
		expect((await of('RMA-1/R1')).json).toMatchObject([{ refund: { outcome: 'done' } }]);
		expect((await of('RMA-1/R2')).error).toMatchObject({
			message: 'PayPal does not say which refunds payment CAPSANDBOX000000D has had',
			context: { code: 'refunds_unknown', category: 'rejected' },
		});
		expect(made()).toHaveLength(1);
	});

	it('takes an order that the app may not see for none', async () => {
		shop.paypal.lacking.add('/checkout/orders/');
		expect((await create()).json).toMatchObject([{ refund: { outcome: 'done' } }]);
		expect((await create({ refundReference: 'RMA-1/R2' })).error?.context).toMatchObject({ code: 'refunds_unknown' });
		expect(made()).toHaveLength(1);
	});

	it('stops its step and not the connection, when the app may not see a payment', async () => {
		shop.paypal.lacking.add('/payments/captures/');
		expect(paypalError(403, { name: 'NOT_AUTHORIZED' }).details).not.toHaveProperty('credentialRefused');
		expect((await create()).error?.context).toMatchObject({ category: 'configuration', code: 'PERMISSION_DENIED' });
	});

	it.each(['rate_limit', 'server_error', 'drop_before_commit', 'drop_after_commit'] as const)(
		'pays once through %s',
		async (kind) => {
			shop.journal.inject({ provider: 'paypal', operation: '/refund', kind, retryAfter: 0 });
			expect((await create()).json).toMatchObject([{ refund: { status: 'succeeded' } }]);
			expect(made()).toHaveLength(1);
		},
	);

	it('pays once when PayPal answers with a server error after it was paid', async () => {
		let failures = 1;
		shop.paypal.failAfterCommit = () => failures-- > 0;
		expect((await create()).json).toMatchObject([{ refund: { status: 'succeeded' } }]);
		expect(made()).toHaveLength(1);
	});

	it('tells a request that is still in progress as something to try again', async () => {
		shop.paypal.inProgress = 1;
		expect((await create()).error?.context).toMatchObject({
			category: 'retryable',
			connection: 'paypal',
			code: 'PREVIOUS_REQUEST_IN_PROGRESS',
		});
	});

	it('says the outcome is unknown when PayPal stays silent, and finds the refund later', async () => {
		shop.journal.inject({ provider: 'paypal', operation: '/refund', kind: 'drop_after_commit', times: 3 });
		expect((await create()).error?.context).toMatchObject({ category: 'unknown_outcome' });
		expect((await create()).json).toMatchObject([{ refund: { outcome: 'already_done' } }]);
		expect(made()).toHaveLength(1);
	});

	it.each([
		['REFUND_TIME_LIMIT_EXCEEDED', 'too old', 'rejected'],
		['REFUND_FAILED_INSUFFICIENT_FUNDS', 'balance is too low', 'rejected'],
		['TRANSACTION_DISPUTED', 'open case', 'rejected'],
		['REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK', 'charged back', 'rejected'],
		['DUPLICATE_INVOICE_ID', 'has a refund with this number', 'rejected'],
		['PERMISSION_DENIED', 'may not do this', 'configuration'],
		['OF_TOMORROW', 'PayPal refused the request (422): OF_TOMORROW', 'rejected'],
	])('says what %s means, and what to do', async (issue, message, category) => {
		shop.paypal.refuseWith = issue;
		const { error } = await create();
		expect(error).toMatchObject({ message: expect.stringContaining(message), context: { category, code: issue } });
		expect(error?.description).toMatch(/debug ID f00000sandbox/);
		expect(made()).toEqual([]);
	});

	it('tells wrong keys by the name of the credential, without showing them', async () => {
		const wrong = { ...shop.credential, clientSecret: 'very-secret' };
		const { error } = await create({}, { credentials: { returnsPayPalApi: wrong } });
		expect(error).toMatchObject({ context: { category: 'configuration', connection: 'paypal' } });
		expect(JSON.stringify([error, error?.description, error?.message])).not.toContain('very-secret');
	});

	it.each([
		['payment', { payment: 'pi_1' }],
		['payment', { payment: '../captures' }],
		['refundReference', { refundReference: 'R'.repeat(128) }],
		['amount', { amount: '0' }],
	])('refuses a bad %s before it asks', async (field, wrong) => {
		expect((await create(wrong, { continueOnFail: true })).json).toMatchObject([
			{ details: { category: 'invalid_input', field } },
		]);
		expect(shop.asked()).toEqual([]);
	});

	it('asks for a case store when nothing is given', async () => {
		expect((await shop.run('refund.create')).error).toMatchObject({ message: 'This operation needs the case store' });
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
					providerIds: { 'paypal.capture': capture },
					outcome: 'dry_run',
				},
			},
		]);
		expect(shop.asked().every((one) => one.startsWith('GET'))).toBe(true);
	});

	it('already says that PayPal would refuse', async () => {
		expect((await create({ amount: '999.00' }, { mode: 'manual' })).error?.message).toContain(
			'more than the 36.00 EUR',
		);
	});
});

it('needs a limit for an AI agent', async () => {
	const tool = new PayPalRefunds();
	tool.description = { ...tool.description, name: 'payPalRefundsTool' };
	const asked = (more: object) => ({
		parameters: { resource: 'refund', operation: 'create', direct, ...more },
		credentials: { returnsPayPalApi: shop.credential },
	});
	expect((await runNode(tool, asked({}))).error?.message).toContain('without a limit');
	expect(made()).toEqual([]);
	expect((await runNode(tool, asked({ options: { highestAmount: '50' } }))).json).toMatchObject([
		{ refund: { outcome: 'done' } },
	]);
});

describe('Get Refund', () => {
	it('reads the refund that the item carries', async () => {
		shop.paypal.newRefundsAre = 'PENDING';
		const [{ refund }] = (await create()).json;
		shop.paypal.settle((refund as { id: string }).id, 'FAILED', 'ECHECK');
		expect((await shop.run('refund.get', {}, { input: [{ refund } as never] })).json).toMatchObject([
			{ refund: { status: 'failed', failureReason: 'ECHECK', intent: 'RMA-1/R1' } },
		]);
	});

	it('tells a refund of staff by its blank intent', async () => {
		const { id } = shop.paypal.refundByHand(capture, '1.00');
		expect((await shop.run('refund.get', { refundId: id })).json).toMatchObject([{ refund: { id, intent: '' } }]);
	});

	it('says when PayPal knows no such refund, and refuses what is no id', async () => {
		expect((await shop.run('refund.get', { refundId: 'RFD00000000000404' })).error).toMatchObject({
			message: 'PayPal does not know this payment or refund',
			httpCode: '404',
		});
		expect((await shop.run('refund.get', { refundId: '../captures' })).error?.description).toContain('in Refund ID');
	});
});

describe('Get Payment', () => {
	it('tells what was paid, what has gone back and what is left, also what staff refunded', async () => {
		await create();
		shop.paypal.refundByHand(capture, '3.50');
		const money = (amount: number) => ({ amount, currency: 'EUR' });
		expect((await shop.run('payment.get', { payment: capture })).json).toMatchObject([
			{
				payment: {
					id: capture,
					processor: 'paypal',
					captureState: 'captured',
					captured: money(3600),
					refunded: money(1600),
					refundable: money(2000),
					fee: money(108),
					net: money(3492),
					providerIds: { 'paypal.capture': capture, 'paypal.order': 'ORDSANDBOX0001007' },
				},
			},
		]);
	});

	it('says why a payment has not arrived', async () => {
		Object.assign(shop.paypal.captures.get(capture)!, { status: 'PENDING', status_details: { reason: 'ECHECK' } });
		expect((await shop.run('payment.get', { payment: capture })).json).toMatchObject([
			{
				payment: {
					captureState: 'pending',
					captureReason: 'ECHECK',
					captured: { amount: 0 },
					refundable: { amount: 0 },
				},
			},
		]);
	});
});

describe('Find Payment', () => {
	const paidAt = '2026-09-21T14:13:21Z';
	const find = async (fields: object) =>
		await shop.run('payment.find', { direct: { amount: '36.00', currency: 'EUR', paidAt, ...fields } });

	it.each([
		['order', { order: '#1007' }],
		['email', { email: 'Max@Example.com' }],
	])('finds the one payment that fits by its %s', async (fit, fields) => {
		expect((await find(fields)).json).toMatchObject([
			{
				found: true,
				payment: { id: capture, processor: 'paypal', refundable: { amount: 3600 } },
				searches: [{ found: true, candidates: [{ id: capture, fits: [fit] }] }],
			},
		]);
	});

	it('leaves to a person what amount and time alone say, and payments of another amount', async () => {
		expect((await find({ order: 'shop-9' })).json).toMatchObject([
			{ found: false, message: expect.stringMatching(/nothing says that it is this order's/) },
		]);
		expect((await find({ order: '#1007', amount: '35.00' })).json).toMatchObject([
			{ found: false, message: expect.stringMatching(/no payment of 35.00 EUR/) },
		]);
	});

	it('reads every page', async () => {
		for (let number = 0; number < 600; number++)
			shop.paypal.addPayment(`CAPMANY${String(number).padStart(10, '0')}`, '1.00', 'EUR', {}, '2026-09-21T14:20:00Z');
		shop.paypal.captures.set('last', { ...shop.paypal.captures.get(capture)!, status: 'DECLINED' });
		expect((await find({ order: '#1007' })).json).toMatchObject([{ found: true }]);
		expect(shop.asked().filter((one) => one.endsWith('/transactions'))).toHaveLength(2);
	});

	it('waits for a payment of the last hours, which PayPal may not show yet', async () => {
		const { error } = await find({ order: '#1007', paidAt: new Date(Date.now() - 60_000).toISOString() });
		expect(error).toMatchObject({ message: expect.stringContaining('up to three hours') });
	});

	it('says what the app lacks', async () => {
		shop.paypal.lacking.add('/reporting/');
		expect((await find({ order: '#1007' })).error?.context).toMatchObject({
			category: 'configuration',
			code: 'PERMISSION_DENIED',
		});
	});
});

describe('the credential', () => {
	const where = 'Copy it from developer.paypal.com: Apps & Credentials > your app, Live or Sandbox.';
	it.each([
		[{}, 'OK', 'PayPal takes Client ID and Client Secret'],
		[
			{ clientSecret: 'very-secret' },
			'Error',
			`PayPal does not take Client ID and Client Secret. ${where} Those of the sandbox need the Base URL https://api-m.sandbox.paypal.com.`,
		],
		[{ clientId: '' }, 'Error', `Client ID is empty. ${where}`],
		[{ clientSecret: ' ' }, 'Error', `Client Secret is empty. ${where}`],
		[{ baseUrl: ' ' }, 'Error', 'Base URL is empty. Put the address there, e.g. https://api-m.paypal.com.'],
		[
			{ baseUrl: 'http://127.0.0.1:1' },
			'Error',
			'No answer from 127.0.0.1:1: nothing listens there. Check Base URL, and that n8n may reach it.',
		],
	])('with %j is tested by signing in, and says what is wrong', async (typed, status, message) => {
		expect(await testCredential(new PayPalRefunds(), 'returnsPayPalApi', { ...shop.credential, ...typed })).toEqual({
			status,
			message,
		});
		expect(message).not.toContain(sandboxSecrets.paypalClientSecret);
	});
});
