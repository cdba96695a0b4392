import Stripe from 'stripe';
import type { CaseStore } from '../../nodes/shared/store';
import type { Sandbox } from '../sandbox';
import type { RealN8n } from './realN8n';
import { openTriggerAlone, type TriggerAlone } from './triggerAlone';
import { waitFor } from './waitFor';
import { getExecutions, itemsOf, publish, unpublish, waitExecuted, waitPublished } from './workflows';

const official = new Stripe('sk_test_none');
const wanted = ['refund.created', 'refund.updated', 'refund.failed'];

/** The trigger as n8n itself publishes, serves, restarts and removes it; endpoints and events are counted at Stripe's stand-in. */
describe('Stripe Refunds Trigger in a real n8n', () => {
	let opened: TriggerAlone | undefined;
	let sandbox: Sandbox;
	let n8n: RealN8n;
	let store: CaseStore;
	let workflow: string;
	beforeAll(async () => {
		opened = await openTriggerAlone('Stripe', {
			type: 'n8n-nodes-returns.stripeRefundsTrigger',
			webhookId: '5c9f0b7e-6f0a-4b7a-9a43-6f1d7f1f1c11',
			parameters: { events: wanted },
		});
		({ sandbox, n8n, store, workflow } = opened);
		await bringUp();
	}, 240_000);
	afterAll(async () => await opened?.stop());

	const account = () => sandbox.stripe.account;
	const endpoints = () => [...account().endpoints.values()];
	const secretOf = (id: string) => account().secrets.get(id)![0];
	async function bringUp(): Promise<void> {
		await publish(n8n, workflow);
		expect(await waitPublished(n8n, workflow)).toMatchObject({ status: 'published' });
	}

	/** A case whose refund was paid in Stripe without our node: only the webhook can tell it. */
	async function paid(sourceId: string): Promise<{ reference: string; event: object }> {
		const { reference } = await store.cases.open({
			source: 'test',
			sourceId,
			request: {
				brand: 'default',
				channel: 'portal',
				lines: [{ id: 'L1', sku: 'MUG', title: '', quantity: 1, reason: 'unknown', providerIds: {} }],
				providerIds: {},
			},
		});
		const intent = `${reference}/R1`;
		const due = {
			id: intent,
			amount: { amount: 100, currency: 'EUR' },
			payment: { id: 'pi_sandbox_1001', processor: 'stripe', providerIds: {} },
		};
		await store.cases.record({
			reference,
			events: [
				{ source: 'test', id: `${reference}/approved`, type: 'return.approved', data: {} },
				{ source: 'test', id: `${reference}/due`, type: 'refund.due', data: { intent: due } },
			],
		});
		const form = {
			charge: 'ch_sandbox_1001',
			amount: '100',
			'metadata[return_reference]': reference,
			'metadata[refund_intent]': intent,
		};
		await fetch(`${sandbox.urls.stripe}/v1/refunds`, {
			method: 'POST',
			headers: { authorization: `Bearer ${String(sandbox.credentials().Stripe.data.secretKey)}` },
			body: new URLSearchParams(form),
		});
		return { reference, event: [...account().events.values()].filter(({ type }) => type === 'refund.created').at(-1)! };
	}

	/** Sends an event as Stripe's own client signs it, to the address that Stripe was given. */
	async function send(event: object, secret = secretOf(endpoints()[0].id)): Promise<number> {
		const payload = JSON.stringify(event, null, 2);
		const answer = await fetch(endpoints()[0].url, {
			method: 'POST',
			body: payload,
			headers: {
				'content-type': 'application/json',
				'stripe-signature': official.webhooks.generateTestHeaderString({ payload, secret }),
			},
		});
		return answer.status;
	}
	const rows = async () =>
		(await store.inbox.get({ limit: 100 })).filter(({ topic }) => topic === 'refund.created').length;
	const settlement = async (reference: string) => (await store.cases.get(reference))!.settlement;

	it('makes its endpoint when it is published: its own address, the wanted events, the pinned version', () => {
		expect(endpoints()).toMatchObject([
			{
				url: expect.stringContaining(`${n8n.url}/webhook/`),
				enabled_events: wanted,
				api_version: '2026-10-28.endive',
				status: 'enabled',
				metadata: { made_by: 'n8n-nodes-returns' },
			},
		]);
	});

	it('takes a signed event into the case once, and starts one flow', async () => {
		const { reference, event } = await paid('once');
		for (let i = 0; i < 3; i++) expect(await send(event)).toBe(200);
		expect(await settlement(reference)).toBe('settled');
		expect((await store.cases.timeline(reference)).filter(({ type }) => type === 'refund.succeeded')).toHaveLength(1);
		expect(await rows()).toBe(1);
		const [run] = await waitFor('the flow', async () => {
			const all = await getExecutions(n8n, workflow);
			return all.length && all.every(({ status }) => status === 'success') ? all : undefined;
		});
		expect(itemsOf(await waitExecuted(n8n, run.id), 'Hear')).toMatchObject([
			{ reference, refund: { status: 'succeeded' }, case: { settlement: 'settled' } },
		]);
		expect(await getExecutions(n8n, workflow)).toHaveLength(1);
	});

	it('refuses a forged event, and nothing of it is left', async () => {
		const { reference, event } = await paid('forged');
		const [before, runs] = [await rows(), (await getExecutions(n8n, workflow)).length];
		expect(await send(event, 'whsec_guessed')).toBe(401);
		expect((await fetch(endpoints()[0].url, { method: 'POST', body: JSON.stringify(event) })).status).toBe(401);
		expect([await rows(), await settlement(reference), (await getExecutions(n8n, workflow)).length]).toEqual([
			before,
			'due',
			runs,
		]);
	});

	it.each([
		['an orderly restart', 'restart'],
		['kill -9', 'kill'],
	])('keeps endpoint and secret over %s', async (_what, how) => {
		const [known] = endpoints();
		const secret = secretOf(known.id);
		if (how === 'kill') await n8n.kill9();
		await n8n.restart();
		expect(await waitPublished(n8n, workflow)).toMatchObject({ status: 'published' });
		expect(endpoints().map(({ id }) => id)).toEqual([known.id]);
		const { reference, event } = await paid(how);
		expect(
			await waitFor('n8n to serve the webhook', async () => {
				const status = await send(event, secret);
				return status === 404 ? undefined : status;
			}),
		).toBe(200);
		expect(await settlement(reference)).toBe('settled');
	});

	it('removes the endpoint when it is unpublished, and makes a new one when it is published again', async () => {
		const [{ id: first, url }] = endpoints();
		await unpublish(n8n, workflow);
		await waitFor('the endpoint to be gone', async () => (endpoints().length ? undefined : true));
		expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(404);
		await bringUp();
		expect(endpoints()).toHaveLength(1);
		expect(endpoints()[0]).toMatchObject({ url, status: 'enabled' });
		expect(endpoints()[0].id).not.toBe(first);
		const { reference, event } = await paid('again');
		expect(await send(event)).toBe(200);
		expect(await settlement(reference)).toBe('settled');
	});

	it('repairs an endpoint that somebody changed or Stripe switched off, when it is published again', async () => {
		Object.assign(endpoints()[0], { enabled_events: ['payout.paid'], status: 'disabled' });
		await unpublish(n8n, workflow);
		await bringUp();
		expect(endpoints()).toMatchObject([{ enabled_events: wanted, status: 'enabled' }]);
		const { reference, event } = await paid('repaired');
		expect(await send(event)).toBe(200);
		expect(await settlement(reference)).toBe('settled');
	});

	it('has the events of the version that is published', async () => {
		const { name, nodes, connections, settings } = await n8n.api<{
			name: string;
			nodes: Array<{ name: string; parameters: object }>;
			connections: object;
			settings: object;
		}>('GET', `/workflows/${workflow}`);
		const changed = nodes.map((node) =>
			node.name === 'Hear' ? { ...node, parameters: { events: [...wanted, 'charge.dispute.created'] } } : node,
		);
		await n8n.api('PUT', `/workflows/${workflow}`, { name, nodes: changed, connections, settings });
		await publish(n8n, workflow);
		await waitFor('the endpoint with the new event', async () =>
			endpoints()[0]?.enabled_events.includes('charge.dispute.created') ? true : undefined,
		);
		expect(await waitPublished(n8n, workflow)).toMatchObject({ status: 'published' });
		expect(endpoints()).toHaveLength(1);
		const { reference, event } = await paid('changed');
		expect(await send(event)).toBe(200);
		expect(await settlement(reference)).toBe('settled');
	});

	it('replaces one that was deleted at Stripe, when it is published again', async () => {
		account().endpoints.clear();
		await unpublish(n8n, workflow);
		await bringUp();
		expect(endpoints()).toHaveLength(1);
		const { reference, event } = await paid('replaced');
		expect(await send(event)).toBe(200);
		expect(await settlement(reference)).toBe('settled');
	});
});
