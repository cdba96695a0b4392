import { seal } from '../../nodes/shared/effect/seal';
import { registrationsOf } from '../../nodes/shared/trigger/registration';
import { EndpointMemory } from '../../nodes/StripeRefunds/trigger/endpoint';
import { withEndpoint } from '../../nodes/StripeRefunds/trigger/kept';
import { TriggerShop } from './triggerShop';

let at: TriggerShop;
beforeEach(async () => (at = await TriggerShop.open()));
afterEach(async () => await at.close());

describe('publishing', () => {
	it('makes one endpoint with the wanted events, the pinned version and a mark, and keeps its secret', async () => {
		const one = await at.trigger();
		expect(await one.call('checkExists')).toBe(false);
		for (let i = 0; i < 5; i++) expect(await one.call('create')).toBe(true);
		expect(await one.call('checkExists')).toBe(true);
		expect(at.endpoints).toMatchObject([
			{
				url: one.uri,
				enabled_events: ['refund.created', 'refund.updated', 'refund.failed'],
				api_version: '2026-10-28.endive',
				status: 'enabled',
				metadata: { made_by: 'n8n-nodes-returns' },
			},
		]);
		const [{ id }] = at.endpoints;
		expect(one.memory).toEqual({
			endpoints: { [one.uri]: { id, sealed: expect.stringMatching(/^sealed1\./) } },
			webhookAddress: one.uri,
		});
		expect(new EndpointMemory(one.memory, at.stripe.credential.secretKey).get(one.uri)).toEqual({
			id,
			secret: at.stripe.stripe.account.secrets.get(id)![0],
		});
	});

	it('makes the endpoint anew when the key was changed', async () => {
		const one = await at.published();
		const [{ id }] = at.endpoints;
		one.memory.endpoints = { [one.uri]: { id, sealed: seal('whsec_x', 'sk_before') } };
		const place = { receiver: 'workflow/node', url: one.uri, secretKey: 'sk_before' };
		await withEndpoint(at.store, place, async () => ({ id, secret: 'whsec_x' }));
		expect(await one.call('checkExists')).toBe(false);
		await one.call('create');
		expect(at.endpoints).toMatchObject([{ id: expect.not.stringMatching(id) as string }]);
		expect(await one.call('checkExists')).toBe(true);
		await at.refund();
		expect(await at.deliver(at.last('refund.created'))).toEqual([200]);
	});

	it('leaves no secret in the workflow in plain text, and needs no other endpoint for it', async () => {
		const one = await at.published();
		const [{ id }] = at.endpoints;
		one.memory.endpoints = { [one.uri]: { id, secret: 'whsec_plain' } };
		expect(await one.call('checkExists')).toBe(true);
		expect(JSON.stringify(one.memory)).not.toContain('whsec');
		expect(at.endpoints).toMatchObject([{ id }]);
	});

	it('believes and keeps its endpoint when n8n has lost what was kept with the workflow', async () => {
		const one = await at.published();
		const [{ id }] = at.endpoints;
		const forget = () => Object.keys(one.memory).forEach((key) => delete one.memory[key]);
		forget();
		await at.refund();
		expect(await at.deliver(at.last('refund.created'))).toEqual([200]);
		forget();
		expect(await at.deliver(at.last('refund.created'), { secrets: ['whsec_guessed'] })).toEqual([401]);
		expect(await one.call('checkExists')).toBe(true); // n8n starts again
		expect(at.endpoints).toMatchObject([{ id }]);
		forget();
		await one.call('delete');
		expect(at.endpoints).toEqual([]);
		expect(await registrationsOf(at.store, 'workflow/node')).toEqual({});
	});

	it.each([
		['other events', (id: string) => (at.stripe.stripe.account.endpoints.get(id)!.enabled_events = ['refund.failed'])],
		['more events', (id: string) => at.stripe.stripe.account.endpoints.get(id)!.enabled_events.push('charge.refunded')],
		['a switched-off endpoint', (id: string) => (at.stripe.stripe.account.endpoints.get(id)!.status = 'disabled')],
	])('notices and repairs %s, and keeps the secret', async (_what, change) => {
		const one = await at.published();
		const [{ id }] = at.endpoints;
		change(id);
		expect(await one.call('checkExists')).toBe(false);
		await one.call('create');
		expect(at.endpoints).toMatchObject([
			{ id, status: 'enabled', enabled_events: ['refund.created', 'refund.updated', 'refund.failed'] },
		]);
		expect(await one.call('checkExists')).toBe(true);
		await at.refund();
		expect(await at.deliver(at.last('refund.created'))).toEqual([200]);
	});

	it('replaces an endpoint whose secret was lost, removes what other tries left, and leaves endpoints of people alone', async () => {
		const one = await at.trigger();
		const byHand = { url: one.uri, 'enabled_events[0]': '*' };
		await fetch(`${at.stripe.url}/v1/webhook_endpoints`, {
			method: 'POST',
			headers: { authorization: `Bearer ${at.stripe.credential.secretKey}` },
			body: new URLSearchParams(byHand),
		});
		at.stripe.journal.inject({
			provider: 'stripe',
			operation: 'POST /v1/webhook_endpoints',
			kind: 'drop_after_commit',
			times: 3,
		});
		await expect(one.call('create')).rejects.toThrow();
		expect(at.endpoints).toHaveLength(2);
		await one.call('create');
		expect(at.endpoints.map(({ metadata }) => metadata.made_by)).toEqual([undefined, 'n8n-nodes-returns']);
		await one.call('delete');
		expect(at.endpoints.map(({ metadata }) => metadata.made_by)).toEqual([undefined]);
		expect(one.memory).toEqual({ endpoints: {} });
		expect(await one.call('delete')).toBe(true);
	});

	it('hears the secret although the first answer was lost, since the try has a key', async () => {
		const one = await at.trigger();
		at.stripe.journal.inject({
			provider: 'stripe',
			operation: 'POST /v1/webhook_endpoints',
			kind: 'drop_after_commit',
		});
		await one.call('create');
		expect(at.endpoints).toHaveLength(1);
		expect(await one.call('checkExists')).toBe(true);
	});

	it.each(['checkExists', 'create'] as const)('by hand is refused by %s without a secret', async (method) => {
		const one = await at.trigger({ parameters: { registration: 'manual' } });
		await expect(one.call(method)).rejects.toMatchObject({
			message: 'The Stripe credential holds no signing secret, so webhooks could not be verified',
			description: expect.stringContaining('whsec_'),
		});
		expect(at.stripe.journal.calls).toEqual([]);
	});

	it("by hand asks nothing of Stripe, and takes events signed with the credential's secrets", async () => {
		const one = await at.trigger({
			parameters: { registration: 'manual' },
			credential: { webhookSecrets: 'whsec_old\nwhsec_hand' },
		});
		for (const method of ['checkExists', 'create', 'delete'] as const) expect(await one.call(method)).toBe(true);
		expect(at.stripe.journal.calls).toEqual([]);
		await at.refund();
		expect(await at.deliver(at.last('refund.created'), { uri: one.uri, secrets: ['whsec_hand'] })).toEqual([200]);
		expect(one.flows).toHaveLength(1);
	});

	it.each([
		['url_invalid', 'Invalid URL: URL must be publicly accessible.', 'WEBHOOK_URL'],
		[undefined, 'You have reached the maximum of 16 test webhook endpoints.', 'Delete'],
		['parameter_invalid', 'Something of tomorrow', 'publish again'],
	])('that Stripe refuses for %s, "%s", says what to change', async (code, message, advice) => {
		const answer = at.stripe.stripe.answer.bind(at.stripe.stripe);
		at.stripe.stripe.answer = (request) =>
			request.method === 'POST'
				? { status: 400, body: { error: { type: 'invalid_request_error', code, message } } }
				: answer(request);
		await expect((await at.trigger()).call('create')).rejects.toMatchObject({
			message: expect.stringContaining(message),
			description: expect.stringContaining(advice),
		});
		await expect((await at.trigger()).call('create')).rejects.not.toMatchObject({
			description: expect.stringContaining('replay the step'),
		});
	});

	it('says when Stripe keeps the secret to itself, the key may not, or the account is another one', async () => {
		const one = await at.trigger({ credential: { account: 'acct_1' } });
		await expect(one.call('create')).rejects.toMatchObject({ description: expect.stringContaining('By Hand') });
		const answer = at.stripe.stripe.answer.bind(at.stripe.stripe);
		at.stripe.stripe.answer = (request) =>
			request.method === 'POST'
				? { status: 403, body: { error: { type: 'invalid_request_error', message: 'rak_webhook_write' } } }
				: answer(request);
		await expect((await at.trigger()).call('create')).rejects.toMatchObject({
			message: 'The Stripe key may not register webhooks',
			description: expect.stringContaining('Webhook Endpoints'),
		});
		at.stripe.stripe.answer = async (request) => {
			const { body, ...rest } = await answer(request);
			return { ...rest, body: { ...(body as object), secret: undefined } };
		};
		await expect((await at.trigger()).call('create')).rejects.toMatchObject({
			message: 'Stripe told no signing secret, so webhooks could not be verified',
		});
	});
});
