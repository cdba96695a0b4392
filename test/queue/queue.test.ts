import { askForReturn, receiveGoods, waitForCase } from '../demo/people';
import { countAtProviders, play } from '../demo/play';
import { countOf, oneOfEverything } from '../n8n/atProviders';
import type { RealN8n } from '../n8n/realN8n';
import { waitFor } from '../n8n/waitFor';
import { createCredential, getExecutions, importWorkflow, publish, waitPublished } from '../n8n/workflows';
import type { Fault } from '../sandbox/server';
import { openQueueShop, type QueueShop } from './queueShop';

const socks = [{ sku: 'SOCKS-GREY', quantity: 1 }];
const patience = { timeoutMs: 120_000 };

describe('returns on n8n in queue mode', () => {
	let shop: QueueShop;
	beforeAll(async () => void (shop = await openQueueShop()), 240_000);
	afterAll(async () => await shop?.stop(), 90_000);

	it('settles three returns, all work done by the workers, some by each', async () => {
		const references = await play(shop);
		expect(countAtProviders(shop, references)).toContain('2 refunds at Stripe, 1 at Shopify, 3 labels');
		for (const reference of references) expect(await shop.store.cases.verify(reference)).toBeUndefined();
		for (const worker of shop.cluster.workers) expect(startedBy(worker).length).toBeGreaterThan(5);
		const executions = (await Promise.all(shop.workflows.ids.map(async (id) => await getExecutions(shop.n8n, id))))
			.flat()
			.filter(({ mode }) => mode !== 'manual')
			.map(({ id }) => String(id));
		expect(executions.length).toBeGreaterThan(20);
		expect(executions.filter((execution) => !startedBy(...shop.cluster.workers).includes(execution))).toEqual([]);
	});

	it('pays once when the worker is killed after Stripe has paid and before it could say so; without claim, key and look-up it pays twice', async () => {
		const {
			cluster,
			sandbox: { stripe, journal },
			sql,
		} = shop;
		const [reference, unprotected] = [await sentBack(), await sentBack()];
		const before = paid().length;
		fault({ operation: 'POST /v1/refunds', kind: 'freeze_after_commit', times: 2 });
		await Promise.all([receiveGoods(shop, reference), receiveGoods(shop, unprotected)]);
		await waitFor(
			'both refunds to be paid and to hang',
			async () =>
				journal.calls.filter((call) => call.fault === 'freeze_after_commit' && call.committed).length === 2 ||
				undefined,
			patience,
		);
		const hanging = await runningExecutions(2);
		const killed = cluster.workers.filter((worker) =>
			startedBy(worker).some((execution) => hanging.includes(execution)),
		);
		await Promise.all(killed.map(async (worker) => await worker.kill9()));
		await sql('delete from claims where reference = $1 and kind = $2', [unprotected, 'stripe.refund']);
		stripe.forgetKeys();
		// Canceled: else it would be taken for a refund of somebody else's, and finance be asked.
		Object.assign(
			paid().find(({ metadata }) => metadata.return_reference === unprotected)!,
			{ metadata: {}, status: 'canceled' },
		);
		await Promise.all(killed.map(async (worker) => await worker.start()));

		for (const one of [reference, unprotected]) {
			await settled(one);
			expect(await settleStep(one)).toMatchObject({ state: 'done', attempts: 2 }); // another execution had to end it
		}
		expect(hanging.filter((execution) => finishedBy(...cluster.workers).includes(execution))).toEqual([]);
		expect(await counted(reference)).toEqual(oneOfEverything(1, 1));
		expect(paid()).toHaveLength(before + 3);
	}, 300_000);

	/*
	 * Two refunds hang in calls to Stripe, which their workers give up after 30 s and repeat: 30 s, 30 s, 15 s. Main dies in the first
	 * of them, so nobody renews the leases; they end after 60 s, and main, started again in the meantime, gives both steps to new
	 * executions. Those ask Stripe what has happened, for 28 s. So the first ones come to their end, after 75 s, in the midst of that.
	 */
	it('lets a worker that comes late, after main died and its step was given away, write down what happened but not end the step', async () => {
		const { cluster, store, sql } = shop;
		const [fenced, unfenced] = [await sentBack(), await sentBack()];
		fault({ operation: 'POST /v1/refunds', kind: 'delay', ms: 40_000, times: 4 });
		fault({ operation: 'POST /v1/refunds', kind: 'delay', ms: 15_000, times: 2 });
		await Promise.all([receiveGoods(shop, fenced), receiveGoods(shop, unfenced)]);
		await waitFor('both refunds to hang', async () => delayed('POST /v1/refunds').length === 2 || undefined);
		const late = await runningExecutions(2);
		await cluster.main.kill9();
		const [first, firstUnfenced] = [await settleStep(fenced), await settleStep(unfenced)];
		fault({ operation: 'GET /v1/refunds', kind: 'delay', ms: 28_000, times: 2 });
		const meanwhile = await askForReturn(shop, '#1004', socks);
		await cluster.main.start();

		await waitFor(
			'both steps to be given to new executions',
			async () => delayed('GET /v1/refunds').length === 2 || undefined,
			patience,
		);
		expect(Date.now()).toBeGreaterThan(Math.max(first.lease_until, firstUnfenced.lease_until));
		const second = await settleStep(fenced);
		expect(second).toMatchObject({ state: 'leased', attempts: 2 });
		expect(second.token).not.toBe(first.token);
		expect(late.filter((execution) => finishedBy(...cluster.workers).includes(execution))).toEqual([]);
		await sql('update steps set token = $1 where id = $2', [firstUnfenced.token, firstUnfenced.id]); // as if there were no fence

		await waitFor(
			'the late executions to end',
			async () => late.every((execution) => finishedBy(...cluster.workers).includes(execution)) || undefined,
			patience,
		);
		expect(await settleStep(fenced)).toMatchObject({ state: 'leased', attempts: 2, token: second.token });
		expect(await settleStep(unfenced)).toMatchObject({ state: 'done' });
		expect((await store.cases.timeline(fenced)).filter(({ type }) => type === 'refund.succeeded')).toHaveLength(1);

		for (const reference of [fenced, unfenced]) {
			await settled(reference);
			expect(await counted(reference)).toEqual(oneOfEverything(1, 1));
			expect((await store.cases.timeline(reference)).filter(({ type }) => type === 'refund.succeeded')).toHaveLength(1);
		}
		expect(await settleStep(fenced)).toMatchObject({ state: 'done', attempts: 2 });
		await waitForCase(store, meanwhile, 'ready to be sent', (one) => one.logistics === 'label_issued');
	}, 300_000);

	it('loses nothing that the webhook process has answered before it was killed, and takes a repeat of what it has not', async () => {
		const {
			store,
			cluster: { webhook },
			sandbox: { shopify },
		} = shop;
		const { status, return: made } = await shopify.requestReturn('#1004', socks);
		await webhook.kill9();
		expect(status).toBe(200);
		const { reference } = (await store.cases.findByReference('shopify.return', made.id))!;
		await waitForCase(store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');

		const unheard = await shopify.requestReturn('#1004', socks);
		expect(unheard.status).toBe(502);
		await webhook.start();
		const repeat = async () =>
			await shopify.webhooks.deliver('returns/request', shopify.webhooks.bodyOf('returns/request', unheard.return), {
				webhookId: 'repeated',
			});
		expect([await repeat(), await repeat()]).toEqual([[200], [200]]);
		const found = (await store.cases.findByReference('shopify.return', unheard.return.id))!;
		await waitForCase(store, found.reference, 'ready to be sent', (one) => one.logistics === 'label_issued');

		await receiveGoods(shop, reference);
		await webhook.kill9();
		await settled(reference);
		expect(await counted(reference)).toEqual(oneOfEverything(1, 1));
		await webhook.start();
	}, 300_000);

	it('refuses the embedded case store: each worker would have a file of its own', async () => {
		const id = await createCredential(shop.n8n, 'store', 'returnCaseApi', { storage: 'embedded', auditKey: 'k' });
		const trigger = {
			id: 'trigger',
			name: 'Trigger',
			type: 'n8n-nodes-returns.returnCaseTrigger',
			typeVersion: 1,
			position: [0, 0] as [number, number],
			parameters: { stepName: 'Work', events: ['return.requested'] },
			credentials: { returnCaseApi: { id, name: 'store' } },
		};
		const workflowId = await importWorkflow(shop.n8n, {
			name: 'embedded',
			nodes: [trigger],
			connections: {},
			settings: {},
		});
		await publish(shop.n8n, workflowId);
		const { status, triggers } = await waitPublished(shop.n8n, workflowId);
		expect(status).toBe('failed');
		expect(triggers[0].errorMessage).toContain('The embedded case store cannot be used while n8n runs in queue mode');
	});

	it('has left no step stuck, and no return processed more or less than once in the shop', async () => {
		expect(await shop.store.steps.stuck({ limit: 10 })).toEqual([]);
		for (const { lines, status } of shop.sandbox.shopify.state.orders.flatMap(({ returns }) => returns)) {
			for (const { processed, quantity } of lines) expect(processed).toBe(status === 'CLOSED' ? quantity : 0);
		}
	});

	const fault = (more: Omit<Fault, 'provider'>) => shop.sandbox.journal.inject({ provider: 'stripe', ...more });
	const delayed = (operation: string) =>
		shop.sandbox.journal.calls.filter((call) => call.fault === 'delay' && call.operation === operation);
	const paid = () =>
		[...shop.sandbox.stripe.refunds.values()].filter(({ payment_intent: payment }) => payment === 'pi_sandbox_1004');
	const counted = async (reference: string) =>
		countOf(shop.sandbox, (await shop.store.cases.get(reference))!.ids['shopify.return'], reference);
	const settled = async (reference: string) =>
		await waitForCase(
			shop.store,
			reference,
			'settled and closed',
			(one) => one.settlement === 'settled' && !!one.closedAt,
			180_000,
		);

	/** A return whose parcel is on its way. */
	async function sentBack(): Promise<string> {
		const reference = await askForReturn(shop, '#1004', socks);
		await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
		return reference;
	}

	/** The executions in work, once there are only as many as hang. */
	async function runningExecutions(count: number): Promise<string[]> {
		return await waitFor(
			`only ${count} executions to run`,
			async () => {
				const { data } = await shop.n8n.api<{ data: Array<{ id: string }> }>('GET', '/executions?status=running');
				return data.length === count ? data.map(({ id }) => String(id)) : undefined;
			},
			{ timeoutMs: 15_000 },
		);
	}

	async function settleStep(
		reference: string,
	): Promise<{ id: string; state: string; attempts: number; token: string | null; lease_until: number }> {
		const [row] = await shop.sql<{
			id: string;
			state: string;
			attempts: number;
			token: string | null;
			lease_until: string;
		}>('select id, state, attempts, token, lease_until from steps where reference = $1 and name = $2', [
			reference,
			'Settle',
		]);
		return { ...row, lease_until: Number(row.lease_until) };
	}
});

/** Executions that these processes have begun, by what they print. */
function startedBy(...processes: RealN8n[]): string[] {
	return processes.flatMap((one) => [...one.logs().matchAll(/Worker started execution (\d+)/g)].map(([, id]) => id));
}

function finishedBy(...processes: RealN8n[]): string[] {
	return processes.flatMap((one) => [...one.logs().matchAll(/Worker finished execution (\d+)/g)].map(([, id]) => id));
}
