import { eventOf, StripeRefund, toRefund } from '../../nodes/StripeRefunds/records/refund';
import { waitForCase } from '../demo/people';
import { bringNaiveFlow, tellNaiveFlow } from '../demo/naiveFlow';
import { openShop, type Shop } from '../demo/shop';
import { countOf, oneOfEverything, refundIdsOf } from './atProviders';
import { copyWorkflow } from './copyWorkflow';
import { ask } from './customer';
import { stepsOf } from './stepRows';
import { waitFor } from './waitFor';
import { reportInspected, reportReceived } from './warehouse';
import { getExecutions, publish, runManually, unpublish, waitExecuted, waitPublished } from './workflows';

const times = <T>(count: number, work: (index: number) => Promise<T>) =>
	Promise.all(Array.from({ length: count }, async (_, index) => await work(index)));

describe('storms on returns in a real n8n', () => {
	let shop: Shop;
	/** A sorting that is ahead of its receipt comes again after a minute, while other tests run. */
	let disordered: string[] = [];
	beforeAll(
		async () =>
			void (shop = await openShop({
				shared: true,
				leaseSeconds: 20,
				workflowSettings: { saveDataSuccessExecution: 'all' },
			})),
		300_000,
	);
	afterAll(async () => await shop?.stop());

	it('makes one return of the same webhook sent fifty times at once', async () => {
		const { state, webhooks } = shop.sandbox.shopify;
		const made = state.request(state.order('#1004'), [{ sku: 'SOCKS-GREY', quantity: 1 }]);
		const body = webhooks.bodyOf('returns/request', made);
		const send = async () => await webhooks.deliver('returns/request', body, { webhookId: 'a storm' });
		const answers = (await times(50, send)).flat();
		// 0: the sender waited five seconds for an answer, as Shopify does; what got none is sent again.
		expect(answers.filter((status) => status !== 200 && status !== 0)).toEqual([]);
		await waitFor('the webhook to be answered', async () => (await send())[0] === 200 || undefined);
		const cases = (await shop.store.cases.getMany({ limit: 1000 })).filter(
			({ ids }) => ids['shopify.return'] === made.id,
		);
		expect(cases).toHaveLength(1);
		await toTheEnd(cases[0].reference);
		expect(await send()).toEqual([200]);
		expect(stepsOf(shop, cases[0].reference).filter(({ name }) => name === 'Authorise')).toMatchObject([
			{ attempts: 1, state: 'done' },
		]);
		await isOne(cases[0].reference);
	});

	it("takes Stripe's news of a refund that overtakes its answer", async () => {
		const { sandbox, store } = shop;
		const reference = await expected();
		sandbox.journal.inject({ provider: 'stripe', operation: 'POST /v1/refunds', kind: 'drop_after_commit', times: 2 });
		await reportReceived(shop, reference);
		await reportInspected(shop, reference);
		const id = await waitFor('the refund at Stripe', async () => refundIdsOf(sandbox, reference)[0], { everyMs: 5 });
		const {
			events: [{ duplicate }],
		} = await store.cases.record({
			reference,
			events: [eventOf(toRefund(StripeRefund.parse(sandbox.stripe.refunds.get(id))))],
		});
		expect(duplicate).toBe(false);
		await isOver(reference);
		expect((await store.cases.timeline(reference)).filter(({ type }) => type === 'refund.succeeded')).toHaveLength(1);
		await isOne(reference);
	});

	it('pays once when a person runs the settle lane for real while its trigger does', async () => {
		const { n8n, sandbox, workflows } = shop;
		const byHand = await copyWorkflow(n8n, workflows.of('Refund Due'), 'By hand', (node) =>
			node.name === 'Refund in Stripe'
				? { ...node, parameters: { ...node.parameters, options: { sendForReal: true } } }
				: node,
		);
		const reference = await expected();
		sandbox.journal.inject({ provider: 'stripe', operation: 'POST /v1/refunds', kind: 'delay', ms: 12_000 });
		await reportReceived(shop, reference);
		await reportInspected(shop, reference);
		await waitFor("the trigger's execution to be at Stripe", async () => !sandbox.journal.faults.length || undefined, {
			everyMs: 20,
		});
		const during = await waitExecuted(n8n, await runManually(n8n, byHand, 'Refund Due'));
		expect(refundIdsOf(sandbox, reference)).toEqual([]);
		expect(during.data?.resultData.error?.message).toContain(`Another execution is at stripe.refund ${reference}/R1`);
		await isOver(reference);
		expect((await waitExecuted(n8n, await runManually(n8n, byHand, 'Refund Due'))).status).toBe('success');
		await isOne(reference);
	});

	it('pays more than once in the control run: the same webhook fifty times at a flow with Remove Duplicates', async () => {
		await bringNaiveFlow(shop.n8n, shop.sandbox.urls.stripe);
		disordered = await startDisordered();
		// A race is won or lost by chance: some rounds of it.
		const rounds: number[] = [];
		while (rounds.length < 5 && Math.max(0, ...rounds) < 2) {
			const refund = { payment_intent: 'pi_sandbox_1003', amount: 100, reference: `round ${rounds.length}` };
			await times(50, async () => await tellNaiveFlow(shop.n8n, refund.reference, refund));
			rounds.push(
				await waitFor('the naive flow to be quiet', async () => {
					const before = refundIdsOf(shop.sandbox, refund.reference).length;
					await new Promise((resolve) => setTimeout(resolve, 2_000));
					return before && before === refundIdsOf(shop.sandbox, refund.reference).length ? before : undefined;
				}),
			);
		}
		expect(Math.max(...rounds)).toBeGreaterThanOrEqual(2);
	});

	it('shares the work with copies of the workflows that are published beside them', async () => {
		const { n8n, sandbox, workflows } = shop;
		const copies: string[] = [];
		for (const [index, id] of workflows.ids.entries()) {
			const copy = await copyWorkflow(n8n, id, `Copy ${index}`);
			copies.push(copy);
			await publish(n8n, copy);
			expect((await waitPublished(n8n, copy)).status).toBe('published');
		}
		// Shopify now tells both triggers of every return.
		expect(sandbox.shopify.state.subscriptions.filter(({ topic }) => topic === 'RETURNS_REQUEST')).toHaveLength(2);
		// Odoo is slow, so that the first workflow has its hands full.
		sandbox.journal.inject({ provider: 'odoo', operation: 'stock.picking/load', kind: 'delay', ms: 3_000, times: 8 });
		const references = await times(8, async () => {
			const reference = await expected();
			await toTheEnd(reference);
			return reference;
		});
		for (const reference of references) await isOne(reference);
		const worked = async (ids: string[]) =>
			(await Promise.all(ids.map(async (id) => await getExecutions(n8n, id))))
				.flat()
				.filter(({ mode, status }) => mode === 'trigger' && status === 'success').length;
		expect(await worked(copies)).toBeGreaterThan(0);
		expect(await worked(workflows.ids)).toBeGreaterThan(0);
		for (const copy of copies) await unpublish(n8n, copy);
	});

	it("comes to the right end when the warehouse's two reports come at once, or in the wrong order", async () => {
		expect(disordered).toHaveLength(2);
		for (const reference of disordered) {
			await isOver(reference);
			await isOne(reference);
		}
	});

	it('leaves nothing stuck', async () => {
		expect(await shop.store.steps.stuck({ limit: 10 })).toEqual([]);
	});

	/** Two returns of which goods are reported as inspected before they are reported as received, and both at once. */
	async function startDisordered(): Promise<string[]> {
		const [reversed, atOnce] = [await expected(), await expected()];
		await reportInspected(shop, reversed);
		await waitFor(
			'the inspection to be tried',
			async () =>
				stepsOf(shop, reversed).some(({ event, attempts }) => event === 'return.inspected' && attempts > 0) ||
				undefined,
		);
		await reportReceived(shop, reversed);
		await Promise.all([reportInspected(shop, atOnce), reportReceived(shop, atOnce)]);
		return [reversed, atOnce];
	}

	/** A return whose goods are on their way. */
	async function expected(): Promise<string> {
		const { reference } = await ask(shop);
		await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
		return reference;
	}

	async function toTheEnd(reference: string): Promise<void> {
		await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
		await reportReceived(shop, reference);
		await reportInspected(shop, reference);
		await isOver(reference);
	}

	async function isOver(reference: string): Promise<void> {
		await waitForCase(
			shop.store,
			reference,
			'settled and closed',
			(one) => one.settlement === 'settled' && !!one.closedAt,
			150_000,
		);
	}

	async function isOne(reference: string): Promise<void> {
		const { ids } = (await shop.store.cases.get(reference))!;
		expect(countOf(shop.sandbox, ids['shopify.return'], reference)).toEqual(oneOfEverything(1, 1));
	}
});
