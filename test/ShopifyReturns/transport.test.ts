import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import { ShopifyReturns } from '../../nodes/ShopifyReturns/ShopifyReturns.node';
import type { EffectError } from '../../nodes/shared/model';
import { readAnswer } from '../../nodes/ShopifyReturns/transport/answer';
import { endpointOf, shopOf } from '../../nodes/ShopifyReturns/transport/endpoint';
import { testCredential } from '../support/harness';
import { legacyToken } from '../sandbox/shopify';
import { start, type Fixture } from './fixture';

let shop: Fixture;
beforeEach(async () => (shop = await start({ webhooks: false })));
afterEach(async () => await shop.stop());

const get = () => ({ resource: 'return', operation: 'get', returnId: made().id });
const made = () =>
	shop.shopify.state.orders[1].returns[0] ??
	shop.shopify.state.request(shop.shopify.state.order('#1002'), [{ sku: 'CAP-RED', quantity: 1 }]);

describe('signing in', () => {
	it('gets one token and keeps it', async () => {
		await shop.run(get());
		await shop.run(get());
		expect(shop.journal.calls.filter(({ operation }) => operation === 'oauth.token')).toHaveLength(1);
		expect(shop.credential.sessionToken).toMatch(/^sandbox-token-/);
	});

	it('gets a fresh token when Shopify rejects the one it has, also in the middle of a run', async () => {
		await shop.run(get());
		shop.shopify.expireTokens();
		const { error, json } = await shop.run(get());
		expect(error).toBeUndefined();
		expect(json[0].shopifyReturn).toMatchObject({ name: '#1002-R1' });
		expect(shop.journal.calls.filter(({ operation }) => operation === 'oauth.token')).toHaveLength(2);
		expect(shop.journal.calls.filter(({ status }) => status === 401)).toHaveLength(1);
	});

	it('carries a refund through an expired token without paying twice', async () => {
		await shop.run(get());
		shop.shopify.expireTokens();
		const direct = { amount: '1.00', currency: 'EUR', order: '5002', transaction: '85002', refundReference: 'X/R1' };
		expect((await shop.run({ resource: 'refund', operation: 'create', direct })).json[0].refund).toMatchObject({
			outcome: 'done',
		});
		expect(shop.shopify.state.order('#1002').refunds).toHaveLength(1);
	});

	it.each([{ clientSecret: 'wrong' }, { authMode: 'accessToken', accessToken: 'shpat_wrong' }])(
		'says that the credential is wrong: %o',
		async (wrong) => {
			Object.assign(shop.credential, wrong);
			const { error } = await shop.run(get());
			expect(error?.context).toMatchObject({ category: 'configuration', connection: 'shopify' });
			expect(error?.description).toContain('Check the credential');
			expect(JSON.stringify(error)).not.toContain('sandbox-shopify-secret');
		},
	);

	it('leaves a failing sign-in to be tried again', async () => {
		shop.journal.inject({ provider: 'shopify', operation: 'oauth.token', kind: 'server_error', times: 9 });
		expect((await shop.run(get())).error?.context).toMatchObject({ category: 'retryable' });
	});

	it('takes the token of an older custom app', async () => {
		Object.assign(shop.credential, { authMode: 'accessToken', accessToken: legacyToken });
		expect((await shop.run(get())).error).toBeUndefined();
		expect(shop.journal.calls.some(({ operation }) => operation === 'oauth.token')).toBe(false);
	});

	const test = async (typed: IDataObject) =>
		await testCredential(new ShopifyReturns(), 'returnsShopifyApi', {
			...shop.credential,
			...typed,
		} as ICredentialDataDecryptedObject);
	it('tests the credential with a query that needs no scope', async () => {
		shop.shopify.scopes.clear();
		expect(await test({ authMode: 'accessToken', accessToken: legacyToken })).toEqual({
			status: 'OK',
			message: 'Connected to Sandbox',
		});
		expect(await test({ authMode: 'accessToken', accessToken: legacyToken, clientSecret: '' })).toEqual({
			status: 'OK',
			message: 'Connected to Sandbox. There is no Client Secret: the Shopify Returns Trigger needs it',
		});
	});

	it('never takes a token that n8n keeps from before for success', async () => {
		const { message: before } = await test({});
		expect(before).toBe('Connected to Sandbox');
		const kept = (await shop.run(get()), shop.credential.sessionToken);
		expect(await test({ sessionToken: kept, clientSecret: 'wrong' })).toMatchObject({
			status: 'Error',
			message: expect.stringContaining(
				'Shopify does not take Client ID and Client Secret. Copy it from Shopify: Dev Dashboard',
			) as string,
		});
	});

	it.each([
		[
			{ authMode: 'accessToken', accessToken: 'shpat_wrong' },
			"Shopify does not take the token. Copy it from Shopify's admin: Settings > Apps > your app > API credentials.",
		],
		[{ clientId: '' }, 'Client ID is empty. Copy it from Shopify: Dev Dashboard > your app > Settings.'],
		[{ clientSecret: ' ' }, 'Client Secret is empty. Copy it from Shopify: Dev Dashboard > your app > Settings.'],
		[{ shop: '', baseUrl: '' }, 'Shop is empty. Put the part before .myshopify.com there, e.g. my-shop.'],
		[
			{ shop: 'my shop', baseUrl: '' },
			'The Shop field of the Shopify credential must be the part before .myshopify.com, e.g. my-shop. "my shop" is none.',
		],
		[
			{ baseUrl: 'http://127.0.0.1:1' },
			'No answer from 127.0.0.1:1: nothing listens there. Check Base URL, and that n8n may reach it.',
		],
	])('says of the credential with %j what is wrong and where to get the right one', async (typed, message) => {
		expect(await test(typed)).toEqual({ status: 'Error', message });
	});
});

describe('the three channels of refusal', () => {
	it('waits out a throttled call, and leaves a long wait to the step', async () => {
		shop.journal.inject({ provider: 'shopify', operation: 'return', kind: 'rate_limit', retryAfter: 0.2 });
		expect((await shop.run(get())).error).toBeUndefined();
		shop.journal.inject({ provider: 'shopify', operation: 'return', kind: 'rate_limit', retryAfter: 60, times: 1 });
		expect((await shop.run(get())).error?.context).toMatchObject({
			category: 'retryable',
			code: 'THROTTLED',
			retryAfterMs: 60_000,
		});
	});

	it('waits for the bucket of a busy app to fill', async () => {
		await shop.run(get());
		shop.shopify.drain();
		expect((await shop.run(get())).error).toBeUndefined();
	});

	it('names the scope that is missing', async () => {
		shop.shopify.scopes.delete('read_returns');
		const { error } = await shop.run(get());
		expect(error?.context).toMatchObject({ category: 'configuration', code: 'ACCESS_DENIED' });
		expect(error?.description).toContain('read_returns');
	});

	it('reads every kind of answer', () => {
		const query = { name: 'Q', repeatable: true };
		const mutation = { name: 'M', repeatable: false };
		const category = (body: unknown, of = mutation, status = 200) => {
			try {
				readAnswer({ status, body }, of);
				return 'read';
			} catch (error) {
				return (error as { category: string }).category;
			}
		};
		const top = (code: string, message = 'x') => ({ errors: [{ message, extensions: { code } }], data: { m: null } });
		const user = (code: string | null, message = 'no') => ({
			data: { m: { userErrors: [{ code, field: ['a'], message }] } },
		});
		expect(category({ data: { m: { userErrors: [] } } })).toBe('read');
		expect([401, 402, 403, 404, 423].map((status) => category({}, query, status))).toEqual(
			Array(5).fill('configuration'),
		);
		expect(category({}, query, 400)).toBe('rejected');
		expect(category('<html>', mutation)).toBe('unknown_outcome');
		expect(category('<html>', query)).toBe('retryable');
		expect([top('INTERNAL_SERVER_ERROR'), user('INTERNAL_ERROR')].map((body) => category(body))).toEqual([
			'unknown_outcome',
			'unknown_outcome',
		]);
		expect(category(top('INTERNAL_SERVER_ERROR'), query)).toBe('retryable');
		expect(category(top('RESOURCE_NOT_FOUND', 'Invalid id: gid://shopify/Return/1'))).toBe('invalid_input');
		expect(category(top('INVALID_VARIABLE'))).toBe('invalid_input');
		expect(category(top('undefinedField'))).toBe('configuration');
		expect(
			category(top('BAD_REQUEST', 'The @idempotent directive is required for this mutation but was not provided.')),
		).toBe('rejected');
		expect([user('INVALID_STATE'), user(null), user('NOT_FOUND')].map((body) => category(body))).toEqual([
			'rejected',
			'rejected',
			'rejected',
		]);
		expect(category(user('MISSING_PERMISSION'))).toBe('configuration');
		expect(category(top('IDEMPOTENCY_CONCURRENT_REQUEST'))).toBe('retryable');
		expect(category(user(null, 'The idempotency key was used before with different parameters.'))).toBe('rejected');
	});

	it('does not repeat what a customer wrote in a message', () => {
		const body = {
			errors: [
				{
					message: 'Variable $input was provided invalid value (secret words)',
					extensions: { code: 'INVALID_VARIABLE', problems: [{ path: ['input', 'declineNote'] }] },
				},
			],
		};
		expect(() => readAnswer({ status: 200, body }, { name: 'M', repeatable: false })).toThrow(
			'Shopify does not take the value of input.declineNote',
		);
	});
});

describe('an answer in a shape of its own', () => {
	const query = { name: 'OrderGet', repeatable: true };
	const change = { name: 'RefundCreate', repeatable: false };
	const failureOf = (body: unknown, of: Parameters<typeof readAnswer>[1] = query, status = 200) => {
		try {
			readAnswer({ status, body }, of);
		} catch (error) {
			const { category, message, details } = error as EffectError;
			return { ...details, category, message };
		}
		throw new Error('it was read');
	};

	it.each([{ errors: null }, { errors: [] }, { extensions: null }, { errors: null, extensions: { cost: null } }])(
		'is read with %j beside the data',
		(more) => {
			const data = { order: { id: 1 } };
			expect(readAnswer({ status: 200, body: { data, ...more } }, query)).toMatchObject({ data });
		},
	);

	it.each([
		[{ errors: 'Not Found' }, 'Not Found'],
		[{ errors: { query: 'Required parameter missing' } }, 'Required parameter missing'],
		[{ errors: { base: ['Not so.'] } }, 'Not so.'],
		[{ errors: ['Not so.'] }, 'Not so.'],
		[{ errors: [{ message: 'Not so.', path: null, extensions: null }] }, 'Not so.'],
		[{ errors: [{ message: 'Not so.', extensions: { code: 403 } }] }, 'Not so.'],
	])('%j is shown in its words, with whatever status', (body, said) => {
		for (const status of [200, 400, 403, 418]) expect(failureOf(body, query, status).message).toContain(`: ${said}`);
		expect(failureOf(body, query, 401).message).not.toContain(said);
	});

	it.each([
		[{ message: 'Throttled', field: null }, undefined, 'Throttled'],
		[{ message: 'Not so.', field: ['refund', 0, 'amount'] }, 'refund.0.amount', 'Not so.'],
		[{ message: 'Not so.', field: 'refund' }, 'refund', 'Not so.'],
		[{ message: 'Not so.', code: 5 }, undefined, 'Not so.'],
		['Not so.', undefined, 'Not so.'],
	])('a user error %j is shown in its words, beside others', (one, field, said) => {
		const body = { data: { refundCreate: { refund: null, userErrors: [one, { message: 'Nor that.' }] } } };
		expect(failureOf(body, change)).toMatchObject({
			category: 'rejected',
			message: `Shopify refused: ${said} Nor that.`,
			field,
		});
	});

	it('is throttled, or an internal failure, also without a code', () => {
		expect(readAnswer({ status: 200, body: { errors: [{ message: 'Throttled' }] } }, change)).toMatchObject({
			throttledForMs: 1000,
		});
		const body = { errors: [{ message: 'Internal error. Looks like something went wrong on our end.' }] };
		expect(failureOf(body).category).toBe('retryable');
		expect(failureOf(body, change).category).toBe('unknown_outcome');
		expect(failureOf({}, query, 430).category).toBe('retryable');
		expect(failureOf({}, change, 202).category).toBe('unknown_outcome');
	});

	it.each(['ACCESS_DENIED', 'INTERNAL_SERVER_ERROR', ''])(
		'that keeps back a part of what a change gives (%s) leaves its outcome open',
		(code) => {
			const error = {
				message: 'Access denied for customer field.',
				path: ['refundCreate', 'refund', 'order', 'customer'],
				extensions: { code },
			};
			const body = { data: { refundCreate: { refund: { id: 'gid://shopify/Refund/1' } } }, errors: [error] };
			for (const one of [change, { ...query, text: 'mutation M { a }' }])
				expect(failureOf(body, one)).toMatchObject({
					category: 'unknown_outcome',
					message: expect.stringContaining('Access denied for customer field.') as string,
				});
			// Refused as a whole, nothing was done.
			const whole = { data: { refundCreate: null }, errors: [{ ...error, path: ['refundCreate'] }] };
			if (code === 'ACCESS_DENIED') expect(failureOf(whole, change).category).toBe('configuration');
		},
	);

	it('says what is denied when no scope is named, and where a closed shop is opened', () => {
		const top = (code: string, message: string) => ({ data: null, errors: [{ message, extensions: { code } }] });
		expect(failureOf(top('ACCESS_DENIED', 'Access denied for customer field.')).message).toContain('customer field');
		expect(failureOf(top('SHOP_INACTIVE', 'The shop is inactive.'))).toMatchObject({
			category: 'configuration',
			advice: expect.stringContaining('plan and bills') as string,
		});
	});
});

describe("the shop's address", () => {
	it.each(['my-shop', 'My-Shop.myshopify.com', 'https://my-shop.myshopify.com/admin'])('reads %s', (shopName) => {
		expect(endpointOf({ shop: shopName })).toBe('https://my-shop.myshopify.com/admin/api/2026-10/graphql.json');
	});
	it.each(['', 'evil.example.com', 'shop@evil.com', 'a b', '../x'])(
		'refuses %s, so that no key goes elsewhere',
		(shopName) => {
			expect(() => shopOf(shopName)).toThrow('before .myshopify.com');
		},
	);
});

describe('a refusal that has nothing to do with a return or an order', () => {
	const failureOf = (root: string, message: string) => {
		try {
			readAnswer(
				{ status: 200, body: { data: { [root]: { userErrors: [{ field: null, message }] } } } },
				{ name: root, repeatable: true },
			);
		} catch (error) {
			return error as EffectError;
		}
		throw new Error('it was read');
	};

	it.each([
		[
			'webhookSubscriptionCreate',
			'This app is not approved to subscribe to webhook topics containing protected customer data.',
			'protected customer data',
		],
		['webhookSubscriptionCreate', 'Address is invalid', 'WEBHOOK_URL'],
		['webhookSubscriptionCreate', 'Address is not allowed', 'WEBHOOK_URL'],
		['webhookSubscriptionCreate', 'Address protocol http:// is not supported', 'WEBHOOK_URL'],
		['webhookSubscriptionCreate', 'Address for this topic has already been taken', 'Unpublish it'],
		['refundCreate', 'Arbitrary refund not allowed', 'Settle by Hand'],
	])('%s: %s', (root, message, advice) => {
		const { message: said, details } = failureOf(root, message);
		expect(said).toBe(`Shopify refused: ${message}`);
		expect(details.advice).toContain(advice);
		expect(details.advice).not.toContain('Open the return');
		expect(details.credentialRefused).toBeFalsy();
	});

	it.each([
		['returnCreate', 'Address is invalid'],
		['tagsAdd', 'Name has already been taken'],
		['returnProcess', 'Return status is invalid.'],
	])('is another one than %s: %s', (root, message) => {
		expect(failureOf(root, message)).toMatchObject({ category: 'rejected' });
		expect(failureOf(root, message).details.advice).toContain('Open the return or order');
	});

	it('is told when Shopify says it of the whole request', () => {
		const message =
			'This app is not approved to access the Customer object. See https://shopify.dev/docs/apps/launch/protected-customer-data for more details.';
		const body = { data: null, errors: [{ message, path: ['order'], extensions: { code: 'ACCESS_DENIED' } }] };
		expect(() => readAnswer({ status: 200, body }, { name: 'OrderFind', repeatable: true })).toThrow('not approved');
	});
});
