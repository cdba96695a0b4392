import { DatabaseSync } from 'node:sqlite';
import type { IDataObject, IRun } from 'n8n-workflow';
import { StepRunner } from '../nodes/ReturnCase/trigger/stepRunner';
import { waitResultOf } from '../nodes/ReturnCase/waiting/waitResult';
import { ReturnCase } from '../nodes/ReturnCase/ReturnCase.node';
import { errorOf } from '../nodes/ReturnCase/trigger/runEnd';
import { stripeError } from '../nodes/StripeRefunds/transport/stripeError';
import { toNodeError } from '../nodes/shared/operation/nodeError';
import { start as startShopify } from './ShopifyReturns/fixture';
import { withCase, type CaseBench } from './OdooReturns/caseBench';
import { startStripe } from './StripeRefunds/fixture';
import { runNode } from './support/harness';

/* A record that another system does not have yet is waited for (docs/architecture.md, Steps): what is taken for late, and what never comes. */

/** The pause is over. */
function dueNow(file: string): void {
	const database = new DatabaseSync(file);
	database.exec('update steps set due_at = 0');
	database.close();
}

describe('in Odoo', () => {
	let c: CaseBench;
	beforeEach(async () => (c = await withCase()));
	afterEach(async () => await c.stop());
	const order = () => c.b.odoo.db.where('sale.order', { client_order_ref: '#1001' })[0];
	const change = (vals: Record<string, unknown>) => c.b.odoo.db.update('sale.order', order(), vals);
	const customer = { email: 'alex@example.com' };

	it.each([
		['that the sync has not brought yet', { client_order_ref: 'of another shop', origin: false, name: 'S1' }, {}, true],
		['of a customer who is known, when it has not come', { client_order_ref: 'x', name: 'S1' }, customer, true],
		['that is a quotation still', { state: 'draft' }, {}, true],
		['that is a quotation sent still', { state: 'sent' }, {}, true],
		['that is canceled', { state: 'cancel' }, {}, undefined],
	])('an order %s: late %s', async (_, vals, parameters, late) => {
		change(vals);
		const error = await c.fails('order.find', parameters);
		expect(error?.context).toMatchObject({ category: 'rejected', connection: 'odoo' });
		expect(error?.context?.notYet).toBe(late);
		expect(error?.description).toMatch(late ? /sync/ : /Confirm it in Odoo/);
	});

	it.each(['return.create', 'note.add', 'creditNote.issue'])('%s waits for the order too', async (operation) => {
		change({ client_order_ref: 'x', name: 'S1' });
		await c.record('return.approved', { lines: [{ line: 'L1', quantity: 1 }] });
		const intent = {
			id: `${c.reference}/R1`,
			amount: { amount: 2160, currency: 'EUR' },
			payment: { id: 'p1', processor: 'stripe', providerIds: {} },
			reason: 'return',
			breakdown: [{ kind: 'line', line: 'L1', quantity: 1, amount: { amount: 2160, currency: 'EUR' } }],
		};
		const parameters = operation === 'creditNote.issue' ? { intent: JSON.stringify(intent) } : { text: 'hello' };
		expect((await c.fails(operation, parameters))?.context).toMatchObject({ notYet: true });
	});

	it('an order whose id the case knows, and which is gone, never comes', async () => {
		const error = await c.fails('order.find', { order: { __rl: true, mode: 'id', value: '999999' } });
		expect(error).toBeDefined();
		expect(error?.context?.notYet).toBeUndefined();
	});

	it('a step waits for its order, is listed meanwhile, and goes on by itself when the sync has brought it', async () => {
		const { store, reference } = c;
		const row = order();
		change({ client_order_ref: 'not yet' });
		await store.steps.subscribe('Authorise', ['return.requested']);
		let runs = 0;
		const flow = async (items: IDataObject[]): Promise<IRun> => {
			runs++;
			const { error } = await c.b.node('order.find', {}, {
				input: items,
				credentials: c.credentials,
			} as never);
			if (error) return { status: 'error', data: { resultData: { error } } } as unknown as IRun;
			return { status: 'success', data: { resultData: {} } } as unknown as IRun;
		};
		const runner = new StepRunner(
			{ store, workflow: 'w', start: flow, log: () => undefined },
			{
				stepName: 'Authorise',
				batch: 1,
				atOnce: 1,
				leaseMs: 60_000,
				holdMs: 60_000,
				maxAttempts: 1,
				pollMs: 20,
				doneWhenFlowEnds: false,
			},
		);
		const list = async () =>
			(
				await runNode(new ReturnCase(), {
					parameters: { resource: 'stuckStep', operation: 'getMany', limit: 50, includeWaiting: true },
					credentials: c.credentials as never,
				})
			).json;
		runner.open();
		try {
			for (let i = 0; i < 200 && !(await store.steps.stuck({ limit: 1, waiting: true })).length; i++)
				await new Promise((resolve) => setTimeout(resolve, 20));
			const [waiting] = await list();
			expect(waiting).toMatchObject({
				reference,
				name: 'Authorise',
				state: 'waiting',
				attempts: 0,
				what: expect.stringContaining('There is no order #1001 in Odoo'),
				advice: expect.stringContaining('sync'),
				summary: expect.stringContaining('waiting until 20'),
			});
			expect(waitResultOf((await store.cases.get(reference))!, await store.steps.of(reference), 'decided')).toEqual({
				result: 'pending',
				reason: expect.stringMatching(
					/^Step "Authorise" looks again by itself, until .* UTC: .*There is no order #1001 in Odoo\.$/,
				),
			});
			expect(runs).toBe(1);
			c.b.odoo.db.update('sale.order', row, { client_order_ref: '#1001' });
			expect(await store.steps.replay({ reference })).toBe(0); // it needs nobody
			dueNow(c.credentials.returnCaseApi.file);
			for (let i = 0; i < 200 && (await store.steps.of(reference))[0].state !== 'done'; i++)
				await new Promise((resolve) => setTimeout(resolve, 20));
			expect((await store.steps.of(reference))[0].state).toBe('done');
			expect((await store.cases.get(reference))!.orders.odoo?.number).toBe('#1001');
			expect(await list()).toEqual([]);
		} finally {
			runner.close();
		}
	});
});

describe('in Shopify', () => {
	it.each([
		[{ resource: 'order', operation: 'get', orderId: 'gid://shopify/Order/1' }, true],
		[{ resource: 'order', operation: 'find', number: '#9999', email: '' }, true],
		[{ resource: 'return', operation: 'get', returnId: 'gid://shopify/Return/1' }, true],
		[{ resource: 'return', operation: 'get', returnId: 'nothing' }, undefined],
	])('%o: late %s', async (parameters, late) => {
		const shop = await startShopify({ webhooks: false });
		try {
			const { error } = await shop.run(parameters as never);
			expect(error).toBeDefined();
			expect(error?.context?.notYet).toBe(late);
		} finally {
			await shop.stop();
		}
	});
});

describe('in Stripe', () => {
	it.each([
		['payment.get', { payment: 'pi_not_yet' }, true],
		['payment.get', { payment: 'ch_not_yet' }, true],
		['refund.get', { refundId: 're_none' }, undefined],
	])('%s of %o: late %s', async (operation, parameters, late) => {
		const stripe = await startStripe();
		try {
			const { error } = await stripe.run(operation, parameters);
			expect(error?.context).toMatchObject({ category: 'rejected', code: 'resource_missing' });
			expect(error?.context?.notYet).toBe(late);
		} finally {
			await stripe.stop();
		}
	});

	it('a payment of the other mode never comes', () => {
		const message =
			"No such payment_intent: 'pi_1'; a similar object exists in test mode, but a live mode key was used to make this request.";
		const error = stripeError(404, { error: { type: 'invalid_request_error', code: 'resource_missing', message } });
		expect(error.details.notYet).toBeUndefined();
	});

	it('what is late is still so when n8n has made plain data of the error', () => {
		const message = "No such payment_intent: 'pi_1'";
		const error = stripeError(404, { error: { type: 'invalid_request_error', code: 'resource_missing', message } });
		const node = { name: 'Refund', type: 't', typeVersion: 1, id: '1', position: [0, 0], parameters: {} } as never;
		const plain = JSON.parse(JSON.stringify(toNodeError(node, error, 0))) as never;
		expect(errorOf(plain)).toMatchObject({ notYet: true, category: 'rejected', connection: 'stripe' });
	});
});
