import { askForReturn, receiveGoods, waitForCase } from '../demo/people';
import { countAtProviders, play, returns } from '../demo/play';
import { openShop, type Shop } from '../demo/shop';
import { timelineOf } from '../demo/timeline';
import { createCredential, importWorkflow, publish, unpublish, waitPublished } from './workflows';

describe('a return in a real n8n', () => {
	let shop: Shop;
	beforeAll(async () => void (shop = await openShop({ shared: true, leaseSeconds: 15 })), 240_000);
	afterAll(async () => await shop?.stop());

	const refundsMade = () =>
		shop.sandbox.stripe.refunds.size +
		shop.sandbox.shopify.state.orders
			.flatMap(({ refunds }) => refunds)
			.filter((refund) => shop.sandbox.shopify.state.pays(refund)).length;

	it('takes three returns from the webhook to money, books and stock, and asks a reviewer above the limit', async () => {
		const references = await play(shop);
		expect(countAtProviders(shop, references)).toContain('2 refunds at Stripe, 1 at Shopify, 3 labels');
		for (const [index, reference] of references.entries()) {
			const events = await shop.store.cases.timeline(reference);
			const types = events.map(({ type }) => type);
			for (const type of [
				'return.requested',
				'order.found',
				'return.approved',
				'return_document.created',
				'label.issued',
				'return.received',
				'receipt.posted',
				'return.inspected',
				'stock.updated',
				'refund.due',
				'refund.succeeded',
				'credit_note.posted',
				'payment.recorded',
				'shop_return.processed',
				'return.closed',
			])
				expect(types).toContain(type);
			expect(types.filter((type) => type === 'refund.succeeded')).toHaveLength(1);
			expect(types.includes('return.review_required')).toBe(!!returns[index].reviewed);
			if (returns[index].reviewed)
				expect(events.find(({ type }) => type === 'return.approved')?.actor).toBe(shop.n8n.email);
			expect(await shop.store.cases.verify(reference)).toBeUndefined();
			expect(timelineOf(events).split('\n')).toHaveLength(events.length);
		}
		expect(await shop.store.steps.stuck({ limit: 10 })).toEqual([]);
	});

	it.each([
		['forged', { secret: 'not the secret' }],
		['unsigned', { headers: { 'x-shopify-hmac-sha256': undefined } }],
		['altered', { alter: (body: string) => body.replace('"quantity":1', '"quantity":9') }],
	])('answers 401 to a webhook that is %s, and leaves no row', async (_how, options) => {
		const before = {
			inbox: (await shop.store.inbox.get({ limit: 1000 })).length,
			cases: (await shop.store.cases.getMany({ limit: 1000 })).length,
		};
		const { status } = await shop.sandbox.shopify.requestReturn('#1004', [{ sku: 'SOCKS-GREY', quantity: 1 }], options);
		expect(status).toBe(401);
		expect({
			inbox: (await shop.store.inbox.get({ limit: 1000 })).length,
			cases: (await shop.store.cases.getMany({ limit: 1000 })).length,
		}).toEqual(before);
	});

	it('moves no money in a test run of the settle lane, unless it is told to send for real', async () => {
		const { n8n, store, workflows } = shop;
		const settling = workflows.of('Refund Due');
		const reference = await askForReturn(shop, '#1004', [{ sku: 'SOCKS-GREY', quantity: 2 }]);
		const { order, lines } = await waitForCase(
			store,
			reference,
			'ready to be sent',
			(one) => one.logistics === 'label_issued',
		);
		await unpublish(n8n, settling);
		const [payment] = order!.payments;
		const [{ id: line }] = lines;
		const breakdown = [
			{ kind: 'line', line, quantity: 2, amount: { amount: 1000, currency: 'EUR' } },
			{ kind: 'tax', line, quantity: 2, amount: { amount: 200, currency: 'EUR' } },
		];
		const intent = {
			id: `${reference}/R1`,
			amount: { amount: 1200, currency: 'EUR' },
			payment: { id: payment.id, processor: payment.processor, providerIds: payment.providerIds },
			breakdown,
		};
		await store.cases.record({
			reference,
			events: [{ id: `due ${intent.id}`, source: 'test', type: 'refund.due', data: { intent } }],
		});
		const before = refundsMade();

		expect((await startManually(shop, 'Refund Due'))['Refund in Stripe']).toMatchObject({
			refund: { outcome: 'dry_run', intent: intent.id, amount: intent.amount },
		});
		expect(refundsMade()).toBe(before);
		expect((await store.cases.get(reference))?.settlement).toBe('due');

		await editNode(shop, 'Refund in Stripe', { options: { sendForReal: true } });
		expect((await startManually(shop, 'Refund Due'))['Refund in Stripe']).toMatchObject({
			refund: { outcome: 'done' },
		});
		expect(refundsMade()).toBe(before + 1);
		await editNode(shop, 'Refund in Stripe', { options: {} });

		// The step has waited all the time; the published flow finds the refund made.
		await publish(n8n, settling);
		expect((await waitPublished(n8n, settling)).status).toBe('published');
		await waitForCase(store, reference, 'booked', (one) => !!one.refunds[0].payment);
		expect(refundsMade()).toBe(before + 1);
	});

	it('keeps a return that was answered 200 through a kill -9 in the next moment, and settles it', async () => {
		const reference = await askForReturn(shop, '#1004', [{ sku: 'SOCKS-GREY', quantity: 1 }]);
		await shop.n8n.kill9();
		expect((await shop.store.inbox.get({ limit: 1000 })).filter(({ state }) => state !== 'read')).toEqual([]);
		await shop.n8n.start();
		await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued', 180_000);
		await receiveGoods(shop, reference);
		await waitForCase(shop.store, reference, 'settled', (one) => one.settlement === 'settled' && !!one.closedAt);
	});

	it('does not publish a trigger without a secret, says why, and records nothing at its address', async () => {
		const { shop: name, baseUrl } = shop.sandbox.credentials().Shopify.data;
		const id = await createCredential(shop.n8n, 'no secret', 'returnsShopifyApi', {
			authMode: 'accessToken',
			shop: name,
			baseUrl,
			accessToken: 'x',
			clientSecret: '',
		});
		const webhookId = '11111111-2222-4333-8444-555555555555';
		const trigger = {
			id: 'trigger',
			name: 'Trigger',
			type: 'n8n-nodes-returns.shopifyReturnsTrigger',
			typeVersion: 1,
			position: [0, 0],
			webhookId,
			parameters: { withoutCaseStore: true },
			credentials: { returnsShopifyApi: { id, name: 'no secret' } },
		};
		const workflowId = await importWorkflow(shop.n8n, {
			name: 'no secret',
			nodes: [trigger],
			connections: {},
			settings: {},
		} as never);
		await publish(shop.n8n, workflowId);
		const { status, triggers } = await waitPublished(shop.n8n, workflowId);
		expect(status).toBe('failed');
		expect(triggers[0].errorMessage).toMatch(/secret/i);
		const before = (await shop.store.inbox.get({ limit: 1000 })).length;
		expect(
			(await shop.n8n.postWebhook(`${webhookId}/webhook`, { admin_graphql_api_id: 'gid://shopify/Return/1' })).status,
		).not.toBe(200);
		expect((await shop.store.inbox.get({ limit: 1000 })).length).toBe(before);
	});
});

/** As an analyst does in the editor: changes parameters of one node and saves. */
async function editNode({ n8n, workflows }: Shop, name: string, parameters: object): Promise<void> {
	const workflowId = workflows.of(name);
	const {
		name: workflowName,
		nodes,
		connections,
		settings,
	} = await n8n.api<{
		name: string;
		nodes: Array<{ name: string; parameters: object }>;
		connections: object;
		settings: object;
	}>('GET', `/workflows/${workflowId}`);
	const edited = nodes.map((node) =>
		node.name === name ? { ...node, parameters: { ...node.parameters, ...parameters } } : node,
	);
	await n8n.api('PUT', `/workflows/${workflowId}`, { name: workflowName, nodes: edited, connections, settings });
}

/** Runs a lane as the editor's test execution does; the first item of every node that ran. */
async function startManually({ n8n, workflows }: Shop, trigger: string): Promise<Record<string, unknown>> {
	const workflowId = workflows.of(trigger);
	const known = new Set((await listExecutions(n8n, workflowId)).map(({ id }) => id));
	await n8n.rest('POST', `/workflows/${workflowId}/run`, { triggerToStartFrom: { name: trigger } });
	for (
		const started = Date.now();
		Date.now() - started < 60_000;
		await new Promise((resolve) => setTimeout(resolve, 300))
	) {
		const done = (await listExecutions(n8n, workflowId)).find(
			({ id, mode, status }) => !known.has(id) && mode === 'manual' && status !== 'running' && status !== 'new',
		);
		if (!done) continue;
		const { data } = await n8n.api<{
			data: {
				resultData: { runData: Record<string, Array<{ data?: { main: Array<Array<{ json: unknown }> | null> } }>> };
			};
		}>('GET', `/executions/${done.id}?includeData=true`);
		return Object.fromEntries(
			Object.entries(data.resultData.runData).map(([name, runs]) => [
				name,
				runs[0].data?.main.flatMap((output) => output ?? [])[0]?.json,
			]),
		);
	}
	throw new Error('The test run did not end');
}

async function listExecutions(
	n8n: Shop['n8n'],
	workflowId: string,
): Promise<Array<{ id: string; mode: string; status: string }>> {
	return (
		await n8n.api<{ data: Array<{ id: string; mode: string; status: string }> }>(
			'GET',
			`/executions?workflowId=${workflowId}&limit=100`,
		)
	).data;
}
